"""Make arrangements, and lead them from draft to closed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from kernel.dates import ONE_DAY, day_of
from processors import policies, rules
from processors.choices import DocumentKind, Status
from processors.errors import (
    AlreadySignedError,
    DestructionNotProvenError,
    EndsBeforeStartError,
    NoSuchStepError,
    ReasonMissingError,
    ReviewTooLateError,
)
from processors.events import ArrangementKept, ArrangementMoved
from processors.models import Arrangement, Party, Scope
from processors.querysets import WRITE
from processors.services import products
from processors.services.parties import fill, locked
from schools.models import School

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class ArrangementFacts:
    """What is arranged; `last_day` is part of the term."""

    kind: str
    subject: str
    first_day: date
    schools: Collection[School]
    last_day: date | None = None
    model_used: str = ""
    basis: str = ""
    rationale: str = ""
    notice_days: int = 0
    auto_renew: bool = False
    breach_hours: int | None = None
    deletion_days: int | None = None
    next_review_on: date | None = None


@transaction.atomic
def add(
    *,
    actor: User,
    party: Party,
    facts: ArrangementFacts,
    key: UUID,
    at: datetime,
    replaces: Arrangement | None = None,
) -> Arrangement:
    """Add an arrangement, as a draft, or as the next version of another.

    What asks for no signature is a decision of the board, and holds at once. A next version
    takes the annexes along: what each product gets stays agreed until somebody changes it.

    Raises:
        NotYourRegisterError: `actor` does not keep this register.
        NoSuchStepError: the other has a next version already.
        ReasonMissingError: a decision without an agreement has no reason.
        ReviewTooLateError: it has no day to look again, or not within a year.
        EndsBeforeStartError: the term ends before it starts.
    Law: AVG 5(2), 28(3)
    """
    party = locked(party)
    policies.require_keeper(actor, party.board)
    there = Arrangement.objects.filter(party=party, form_key=key).first()
    if there is not None:
        return there
    _require_sound(facts, on=day_of(at))
    if replaces is not None and Arrangement.objects.filter(replaces=replaces).exists():
        raise NoSuchStepError
    made = Arrangement(
        party=party,
        form_key=key,
        created_by=actor,
        created_at=at,
        replaces=replaces,
        version=replaces.version + 1 if replaces else 1,
    )
    _write(made, facts, actor=actor, at=at)
    if replaces is not None:
        products.carry_over(replaces, made, actor=actor, at=at)
        if not made.needs_signature:
            retire(replaces, made)
    return made


@transaction.atomic
def change(
    *, actor: User, arrangement: Arrangement, facts: ArrangementFacts, at: datetime
) -> Arrangement:
    """Change a draft.

    Raises:
        NotYourRegisterError: `actor` does not keep this register.
        AlreadySignedError: it is no draft any more.
        ReasonMissingError, ReviewTooLateError, EndsBeforeStartError: as in `add`.
    """
    party = locked(arrangement.party)
    policies.require_keeper(actor, party.board)
    arrangement = Arrangement.objects.select_for_update().get(pk=arrangement.pk)
    if arrangement.status not in rules.BEFORE_SIGNING:
        raise AlreadySignedError
    _require_sound(facts, on=day_of(at))
    _write(arrangement, facts, actor=actor, at=at)
    return arrangement


@transaction.atomic
def move(*, actor: User, arrangement: Arrangement, to: Status, at: datetime) -> Arrangement:
    """Take the next step with an arrangement; a step taken already is no error.

    Terminating ends it with the day of `at`; whoever wants a later day makes a new version.

    Raises:
        NotYourRegisterError: `actor` does not keep this register.
        NoSuchStepError: that status does not come after this one.
        DestructionNotProvenError: a processor has not shown that the data are gone.
    Law: AVG 28(3)(g)
    """
    party = locked(arrangement.party)
    policies.require_keeper(actor, party.board)
    arrangement = Arrangement.objects.select_for_update().get(pk=arrangement.pk)
    before = Status(arrangement.status)
    if before == to:
        return arrangement
    if to not in rules.NEXT[before]:
        raise NoSuchStepError
    if to == Status.TERMINATED:
        arrangement.ended_on = min(day_of(at), arrangement.last_day or day_of(at))
    if to == Status.CLOSED:
        _require_closable(arrangement)
    arrangement.status = to
    arrangement.save()
    event = ArrangementMoved(
        party=str(party.public_id),
        arrangement=str(arrangement.public_id),
        before=before,
        after=to,
    )
    record(event, actor=actor, at=at)
    return arrangement


def retire(old: Arrangement, new: Arrangement) -> None:
    """Let a version end where the next begins; the data go on, so nothing is destroyed."""
    old.ended_on = min(new.period.lower - ONE_DAY, old.last_day or new.period.lower - ONE_DAY)
    old.status = Status.CLOSED
    old.save()


def _write(
    arrangement: Arrangement, facts: ArrangementFacts, *, actor: User, at: datetime
) -> None:
    is_new = arrangement.pk is None
    values = {field.name: getattr(facts, field.name) for field in fields(facts)}
    schools = set(values.pop("schools"))
    first, last = values.pop("first_day"), values.pop("last_day")
    fill(arrangement, values)
    arrangement.period = (first, None if last is None else last + ONE_DAY)
    if not arrangement.needs_signature:
        arrangement.status = Status.ACTIVE
    arrangement.save()
    arrangement.refresh_from_db(fields=["period"])
    _cover(arrangement, schools, actor=actor, on=day_of(at))
    event = ArrangementKept(
        party=str(arrangement.party.public_id),
        arrangement=str(arrangement.public_id),
        kind=arrangement.kind,
        version=arrangement.version,
        is_new=is_new,
    )
    record(event, actor=actor, at=at)


def _cover(arrangement: Arrangement, wanted: set[School], *, actor: User, on: date) -> None:
    """Cover the wanted schools; those that are not the actor's stay as they are."""
    own = set(School.objects.where(actor, WRITE).filter(board=arrangement.party.board))
    live = Scope.objects.filter(arrangement=arrangement, until=None)
    there = {scope.school_id for scope in live}
    gone = {school.pk for school in own - wanted} & there
    live.filter(school__in=gone, since__lt=on).update(until=on - ONE_DAY)
    live.filter(school__in=gone, since__gte=on).update(until=on)
    Scope.objects.bulk_create(
        Scope(arrangement=arrangement, school=school, since=on)
        for school in sorted(own & wanted, key=lambda school: school.pk)
        if school.pk not in there
    )


def _require_sound(facts: ArrangementFacts, *, on: date) -> None:
    if facts.last_day is not None and facts.last_day < facts.first_day:
        raise EndsBeforeStartError
    if facts.kind not in rules.UNSIGNED_KINDS:
        return
    if not facts.rationale.strip():
        raise ReasonMissingError
    latest = rules.latest_review(facts.kind, on=on)
    if facts.next_review_on is None or (latest and facts.next_review_on > latest):
        raise ReviewTooLateError


def _require_closable(arrangement: Arrangement) -> None:
    shown = arrangement.destroyed_on is not None and (
        arrangement.documents.filter(kind=DocumentKind.DESTRUCTION).exists()
    )
    was_signed = arrangement.signed_on is not None
    if not rules.may_close(arrangement.kind, was_signed=was_signed, has_statement=shown):
        raise DestructionNotProvenError
