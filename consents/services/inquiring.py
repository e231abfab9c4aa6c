"""Ask something about one student, answer it, and end it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from psycopg.types.range import DateRange

from audit.services import record
from consents import policies
from consents.choices import PurposeKind, TransferPiece
from consents.errors import (
    AddressMissingError,
    AgeNotKnownError,
    InquiryOverError,
    LastDayError,
    NoConsentNeededError,
    NoPieceError,
    NotAskedError,
    NotFreelyError,
)
from consents.events import Inquired, InquiryEnded, InquiryRead
from consents.models import Inquiry, Purpose
from consents.rules import BY_CLASS, SINGLY
from consents.services.choosing import Choice, decide
from consents.special import transfer
from consents.special.rules import MOST_DAYS
from kernel.dates import ONE_DAY, day_of
from kernel.jobs import enqueue
from schools.choices import Sector
from students.models import Guardian, Student

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.choices import SignIn
    from accounts.models import User
    from audit.events import Event
    from consents.models import Receipt, Wording


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is shared, with whom, why, and until which day; of a transfer, which pieces."""

    addressee: str
    what: str
    why: str
    last_day: date
    pieces: tuple[TransferPiece, ...] = ()


@transaction.atomic
def inquire(
    *, actor: User, student: Student, purpose: Purpose, sharing: Sharing, at: datetime
) -> Inquiry:
    """Ask something about one student, of who decides for it, who get an e-mail that says so.

    Raises:
        NotTheAskerError: `actor` does not ask this about the student.
        NotAskedError: the school has no such question, or the student is not there.
        AgeNotKnownError: without a birth date it is not known who decides.
        LastDayError: the last day has passed, or is more than a year away.
        NoPieceError: a transfer of nothing, or pieces of a file for something else.
        NoConsentNeededError: the law has these pieces go to the next school without consent.
    Law: AVG 4(11), 9(2)(a); UAVG 5(1), 30(2)(a)
    """
    kind = PurposeKind(purpose.kind)
    if kind not in SINGLY:
        raise NotAskedError
    tasks = policies.require_asker(actor, student, kind, at=at)
    today = day_of(at)
    is_there = Student.objects.filter(pk=student.pk).enrolled(on=today).exists()
    asked = Purpose.objects.filter(pk=purpose.pk, school=student.school_id, is_active=True)
    if not is_there or not asked.exists():
        raise NotAskedError
    if student.birth_date is None:
        raise AgeNotKnownError
    if not today <= sharing.last_day or (sharing.last_day - today).days >= MOST_DAYS:
        raise LastDayError
    _require_pieces(purpose, kind, sharing, student)
    made = Inquiry.objects.create(
        student=student,
        school_id=student.school_id,
        purpose=purpose,
        kind=kind,
        addressee=sharing.addressee.strip(),
        what=sharing.what.strip(),
        why=sharing.why.strip(),
        pieces=sorted(set(sharing.pieces)),
        period=DateRange(today, sharing.last_day + ONE_DAY),
        asked_by=actor,
        asked_at=at,
    )
    _record(Inquired(str(made.public_id), kind, tasks), made, actor=actor, at=at)
    for user in _accounts(actor, student, kind, on=today):
        enqueue("consents.tell_asked", inquiry_id=made.pk, user_id=user)
    return made


def _require_pieces(
    purpose: Purpose, kind: PurposeKind, sharing: Sharing, student: Student
) -> None:
    """Refuse a transfer of nothing, and of what goes to the next school without consent."""
    if (kind == PurposeKind.TRANSFER) != bool(sharing.pieces):
        raise NoPieceError
    found = transfer.needs_no_consent(
        purpose.code, sharing.pieces, sector=Sector(student.school.sector)
    )
    if found:
        raise NoConsentNeededError(*found)


def _accounts(actor: User, student: Student, kind: PurposeKind, *, on: date) -> list[int]:
    """Return the accounts of who decides; a child beside its guardians answers on paper."""
    keys = policies.deciders_on(actor, student, on=on, kind=kind)
    guardians = Guardian.objects.filter(pk__in=keys - {None}, user__is_active=True)
    found = list(guardians.order_by("pk").values_list("user", flat=True))
    if keys == {None} and student.user_id:
        found.append(student.user_id)
    return found


@transaction.atomic
def end_inquiry(*, actor: User, inquiry: Inquiry, at: datetime) -> None:
    """Ask it no more; a yes to it counts no more. Twice is once.

    Raises:
        NotTheAskerError: `actor` does not ask this about the student.
    """
    student = Student.objects.select_for_update(of=("self",)).get(pk=inquiry.student_id)
    policies.require_asker(actor, student, PurposeKind(inquiry.kind), at=at)
    rows = Inquiry.objects.at_work_of(actor).filter(pk=inquiry.pk, ended_at=None)
    if rows.update(ended_at=at, ended_by=actor):
        event = InquiryEnded(str(inquiry.public_id), inquiry.kind)
        _record(event, inquiry, actor=actor, at=at)
        if inquiry.kind in BY_CLASS:  # an address that no yes holds any more goes at once
            enqueue("consents.keep_alumni", school_id=inquiry.school_id)


@transaction.atomic
def answer_inquiry(  # noqa: PLR0913 - what a page says of an explicit answer
    *,
    actor: User,
    inquiry: Inquiry,
    wording: Wording,
    says_yes: bool,
    freely: bool,
    signed_in: SignIn,
    at: datetime,
) -> Receipt | None:
    """Keep an explicit yes, or a no, to what is asked; None where that stood already.

    `freely` says that whoever says yes knows that nobody has to; a no asks for nothing.

    Raises:
        NotFreelyError: a yes, and it was not said that it is chosen freely.
        AddressMissingError: a yes to the list of former students, which needs an address.
        NotTheDeciderError: `actor` does not decide for the student.
        InquiryOverError: it is over.
        WordingOutdatedError: the words shown are not those in force.
    Law: AVG 7(3), 9(2)(a); UAVG 22(2)(a)
    """
    if says_yes and inquiry.kind == PurposeKind.ALUMNI:
        raise AddressMissingError
    if says_yes and not freely:
        raise NotFreelyError
    return say_to_inquiry(
        actor=actor,
        inquiry=inquiry,
        wording=wording,
        says_yes=says_yes,
        signed_in=signed_in,
        at=at,
    )


@transaction.atomic
def say_to_inquiry(
    *,
    actor: User,
    inquiry: Inquiry,
    wording: Wording,
    says_yes: bool,
    signed_in: SignIn,
    at: datetime,
) -> Receipt | None:
    """Keep an answer to what is asked, once all that its kind asks for is there.

    Raises:
        NotTheDeciderError: `actor` does not decide for the student.
        InquiryOverError: it is over.
        WordingOutdatedError: the words shown are not those in force.
    Law: AVG 7(3)
    """
    student = Student.objects.select_for_update(of=("self",)).get(pk=inquiry.student_id)
    policies.require_decider(actor, student, on=day_of(at))
    fresh = Inquiry.objects.visible_to(actor).filter(pk=inquiry.pk, ended_at=None)
    found = fresh.select_related("purpose").first()
    if found is None:  # it was ended while we waited for the lock
        raise InquiryOverError
    choice = Choice(student, found.purpose, says_yes, wording, found)
    return decide(actor=actor, choices=[choice], signed_in=signed_in, at=at)


@transaction.atomic
def read_inquiry(*, actor: User, inquiry: Inquiry, at: datetime) -> None:
    """Put on record that somebody at the school reads what is asked, and what counts.

    Raises:
        NotTheAskerError: `actor` does not ask this about the student.
    Law: AVG 5(1)(f)
    """
    kind = PurposeKind(inquiry.kind)
    tasks = policies.require_asker(actor, inquiry.student, kind, at=at)
    _record(InquiryRead(str(inquiry.public_id), tasks), inquiry, actor=actor, at=at)


def _record(event: Event, inquiry: Inquiry, *, actor: User, at: datetime) -> None:
    student = inquiry.student
    record(event, actor=actor, subject=student.audit_ref, school=student.school.public_id, at=at)
