"""Let parents and students in: by invitation, and no other way.

An invitation opens nothing by itself: what an account reaches follows from authority and age.
The code of a student counts from the sixteenth birthday, which PostgreSQL holds. It is made where
the letter or the e-mail is made, stands there, and is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from access import policies
from access.choices import InvitationWay
from access.codes import hash_of, named_by, new_code
from access.errors import InvitationOverError, TooManyLettersError
from access.events import InvitationWithdrawn, PeopleInvited
from access.invitees import counted, counts_from, name_of
from access.models import Invitation
from access.rules import INVITATION_DAYS, LETTERS, spaced
from audit.services import record
from kernel.dates import day_of, start_of
from kernel.jobs import enqueue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from access.choices import Uninvited
    from access.invitees import Invitee
    from accounts.models import User
    from schools.models import School
    from students.models import Guardian, Student


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter says; the code is nowhere else, and is not shown where this is logged."""

    person: Guardian | Student = field(repr=False)
    link: str
    code: str = field(repr=False)
    last_day: date
    first_day: date | None = None  # of a student who is not sixteen yet

    @property
    def name(self) -> str:
        """Return to whom it is."""
        return name_of(self.person)


@dataclass(frozen=True, slots=True)
class _Paper:
    """What a letter names its invitation by, and what opens it."""

    number: str = field(default_factory=new_code, repr=False)
    code: str = field(default_factory=new_code, repr=False)


def link_to(invitation_id: UUID) -> str:
    """Return the address that stands in an e-mail; the code is no part of it."""
    return f"{settings.PORTAL_URL}{reverse('access:invitation', args=[invitation_id])}"


def address_of(number: str) -> str:
    """Return the address that stands in a letter, to be typed; the code is no part of it."""
    return f"{settings.PORTAL_URL}{reverse('access:letter', args=[spaced(number)])}"


@transaction.atomic
def invite(
    *, actor: User, school: School, people: Sequence[Invitee], at: datetime
) -> PeopleInvited:
    """Invite people of one school by e-mail; who was invited before gets a new code.

    Raises:
        NotYoursToGiveError: `actor` does not confirm access at the school.
    """
    policies.require_confirmer(actor, school)
    reasons = [one.without(mail=True) for one in people]
    chosen = [one.person for one, reason in zip(people, reasons, strict=True) if not reason]
    made = [
        _open(person, actor=actor, way=InvitationWay.EMAIL, email=person.email.lower(), at=at)
        for person in _locked(chosen)
    ]
    for invitation in made:
        enqueue("access.send_invitation", invitation_id=invitation.pk)
    return _record(made, reasons, actor=actor, school=school, way=InvitationWay.EMAIL, at=at)


@transaction.atomic
def write_letters(
    *, actor: User, school: School, people: Sequence[Invitee], at: datetime
) -> list[Letter]:
    """Invite people of one school by letter; what is returned is the only place of the codes.

    Raises:
        NotYoursToGiveError: `actor` does not confirm access at the school.
        TooManyLettersError: these are more than fit in one file.
    """
    policies.require_confirmer(actor, school)
    reasons = [one.without(mail=False) for one in people]
    chosen = [one.person for one, reason in zip(people, reasons, strict=True) if not reason]
    if len(chosen) > LETTERS:
        raise TooManyLettersError
    made, letters = [], []
    for person in _locked(chosen):
        paper = _Paper()
        invitation = _open(person, actor=actor, way=InvitationWay.LETTER, paper=paper, at=at)
        made.append(invitation)
        first_day = counts_from(person, on=day_of(at))
        link = address_of(paper.number)
        letters.append(Letter(person, link, paper.code, invitation.last_day, first_day))
    _record(made, reasons, actor=actor, school=school, way=InvitationWay.LETTER, at=at)
    return letters


@transaction.atomic
def withdraw(*, actor: User, invitation: Invitation, at: datetime) -> None:
    """Let nobody in with this invitation any more.

    Raises:
        NotYoursToGiveError: `actor` does not confirm access at the school.
        InvitationOverError: it was used or withdrawn already, or is of the own family.
    """
    policies.require_confirmer(actor, invitation.school)
    mine = Invitation.objects.visible_to(actor).unused().select_for_update(of=("self",))
    found = mine.filter(pk=invitation.pk).first()
    if found is None:
        raise InvitationOverError
    _end(found, by=actor, at=at)
    event = InvitationWithdrawn(invitation=found.pk)
    record(event, actor=actor, school=invitation.school.public_id, at=at)


def clean() -> int:
    """Delete what was used, withdrawn or over ninety days ago; return how many that were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_clean_invitations()")
        return int(cursor.fetchone()[0])


def _locked(people: Sequence[Guardian | Student]) -> list[Guardian | Student]:
    """Return those who have no account yet, locked: two batches at once wait for each other."""
    found: list[Guardian | Student] = []
    for model in dict.fromkeys(type(person) for person in people):
        keys = [person.pk for person in people if isinstance(person, model)]
        free = model.objects.select_for_update(of=("self",)).filter(pk__in=keys, user=None)
        found += free.order_by("pk")
    by_key = {(type(person), person.pk): person for person in found}
    order = [(type(person), person.pk) for person in people]
    return [by_key[key] for key in order if key in by_key]


def _open(
    person: Guardian | Student,
    *,
    actor: User,
    way: InvitationWay,
    email: str = "",
    paper: _Paper | None = None,
    at: datetime,
) -> Invitation:
    for earlier in Invitation.objects.of(person).unused().select_for_update():
        _end(earlier, at=at)
    made = Invitation(
        **{person._meta.model_name or "": person},
        school_id=person.school_id,
        way=way,
        email=email,
        made_by=actor,
        made_at=at,
        period=lasts(person, at=at),
    )
    if paper:
        made.public_id = named_by(paper.number)
        made.code_hash = hash_of(paper.code, of=made.public_id)
    made.save(force_insert=True)
    made.refresh_from_db(fields=["period"])
    return made


def lasts(person: Guardian | Student, *, at: datetime) -> tuple[datetime, datetime]:
    """Return from when to when an invitation is there: thirty days in which its code counts.

    That of a student counts from the sixteenth birthday; see `counts_from`.
    """
    first = counts_from(person, on=day_of(at))
    if first is None:
        return at, at + timedelta(days=INVITATION_DAYS)
    return at, start_of(first + timedelta(days=INVITATION_DAYS + 1))


def _end(invitation: Invitation, *, by: User | None = None, at: datetime) -> None:
    invitation.withdrawn_at, invitation.withdrawn_by = at, by
    invitation.email = invitation.proof_hash = ""
    invitation.proof_until = None
    ended = ["withdrawn_at", "withdrawn_by", "email", "proof_hash", "proof_until"]
    invitation.save(update_fields=ended)


def _record(
    made: Sequence[Invitation],
    reasons: Sequence[Uninvited | None],
    *,
    actor: User,
    school: School,
    way: InvitationWay,
    at: datetime,
) -> PeopleInvited:
    event = PeopleInvited(way=way.value, invited=len(made), left_out=counted(reasons))
    record(event, actor=actor, school=school.public_id, at=at)
    return event
