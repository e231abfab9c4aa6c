"""Keep the documents of an arrangement; the signed one brings it into force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from audit.services import record
from kernel.dates import day_of
from processors import documents, policies, rules
from processors.choices import DocumentKind, Status
from processors.errors import DayMissingError, NoSuchStepError, SignerMissingError
from processors.events import ArrangementMoved, DocumentKept, DocumentRead
from processors.models import Arrangement, Document
from processors.services.arrangements import retire
from processors.services.parties import locked

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from kernel.uploads import SoundPdf


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What a document is; `on` is the day of signing, or that on which the data were gone."""

    kind: str
    on: date | None = None
    signed_by: str = ""


@transaction.atomic
def add(
    *,
    actor: User,
    arrangement: Arrangement,
    pdf: SoundPdf,
    facts: PaperFacts,
    key: UUID,
    at: datetime,
) -> Document:
    """Keep a document; the same form sent twice keeps one.

    The signed agreement brings a draft into force. A statement of destruction makes that a
    terminated arrangement can be closed.

    Raises:
        NotYourRegisterError: `actor` does not keep this register.
        NoSuchStepError: this kind of document does not go with the status.
        DayMissingError, SignerMissingError: the day, or who signed, is not given.
    Law: AVG 28(3)(g), 28(9)
    """
    party = locked(arrangement.party)
    policies.require_keeper(actor, party.board)
    arrangement = Arrangement.objects.select_for_update().get(pk=arrangement.pk)
    there = Document.objects.filter(arrangement=arrangement, form_key=key).first()
    if there is not None:
        return there
    _let_it_work(arrangement, facts, actor=actor, at=at)
    made = Document.objects.create(
        arrangement=arrangement,
        kind=facts.kind,
        file=documents.random_name(),
        sha256=pdf.sha256,
        size=pdf.size,
        pages=pdf.pages,
        form_key=key,
        created_by=actor,
        created_at=at,
    )
    event = DocumentKept(
        party=str(party.public_id),
        document=str(made.public_id),
        kind=made.kind,
        sha256=made.sha256,
    )
    record(event, actor=actor, at=at)
    # Last, so that whatever fails before it leaves no file behind.
    default_storage.save(made.file.name, ContentFile(pdf.content))
    return made


def note_download(*, actor: User, document: Document, at: datetime) -> None:
    """Put on record that somebody took a document along."""
    party = str(document.arrangement.party.public_id)
    record(DocumentRead(party=party, document=str(document.public_id)), actor=actor, at=at)


def _let_it_work(
    arrangement: Arrangement, facts: PaperFacts, *, actor: User, at: datetime
) -> None:
    if facts.kind == DocumentKind.SIGNED:
        _sign(arrangement, facts, actor=actor, at=at)
    if facts.kind != DocumentKind.DESTRUCTION:
        return
    if arrangement.status != Status.TERMINATED:
        raise NoSuchStepError
    if facts.on is None:
        raise DayMissingError
    arrangement.destroyed_on = facts.on
    arrangement.save()


def _sign(arrangement: Arrangement, facts: PaperFacts, *, actor: User, at: datetime) -> None:
    if not arrangement.needs_signature or arrangement.status == Status.CLOSED:
        raise NoSuchStepError
    if arrangement.status not in rules.BEFORE_SIGNING:
        return  # a better copy of what is signed already
    if facts.on is None:
        raise DayMissingError
    if not facts.signed_by:
        raise SignerMissingError
    before = arrangement.status
    begins = max(arrangement.period.lower, facts.on)
    arrangement.signed_on = facts.on
    arrangement.signed_by = facts.signed_by
    arrangement.status = Status.ACTIVE if begins <= day_of(at) else Status.SIGNED
    arrangement.save()
    if arrangement.replaces is not None:
        retire(arrangement.replaces, arrangement)
    event = ArrangementMoved(
        party=str(arrangement.party.public_id),
        arrangement=str(arrangement.public_id),
        before=before,
        after=arrangement.status,
    )
    record(event, actor=actor, at=at)
