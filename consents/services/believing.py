"""Record a religion, read it, and erase what no yes holds any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from audit.services import record
from consents.answers import Door
from consents.choices import Outcome, PurposeKind
from consents.errors import NotAskedError, NotFreelyError, NothingWrittenError
from consents.events import ReligionErased, ReligionRead, ReligionRecorded
from consents.models import Decision, Religion
from consents.services.choosing import Choice, decide
from consents.special import religion
from kernel.database import acting_for_school
from students.errors import NoSuchStudentError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.choices import SignIn
    from accounts.models import User
    from consents.models import Receipt, Wording
    from students.models import Student

AT_ONCE = 500  # students in one transaction


@transaction.atomic
def record_religion(  # noqa: PLR0913 - each is a fact of its own
    *,
    actor: User,
    student: Student,
    wording: Wording,
    value: str,
    freely: bool,
    signed_in: SignIn,
    at: datetime,
) -> Receipt | None:
    """Keep a yes to recording a religion, and what it is; None where the yes stood already.

    Explicit: besides the yes, `freely` says that whoever chooses knows that nobody has to. What
    it is, is written down only where the yes counts: not while another parent says no, or has
    still to answer where all must. What stands already stays as it was: to change it is to
    erase it first.

    Raises:
        NotFreelyError: it was not said that it is chosen freely.
        NothingWrittenError: there is no word in `value`.
        NotTheDeciderError: `actor` does not decide for the student.
        NotAskedError: the school does not ask this of the student.
        WordingOutdatedError: the words shown are not those in force.
    Law: AVG 9(2)(a); UAVG 22(2)(a)
    """
    if not freely:
        raise NotFreelyError
    written = " ".join(value.split())
    if not written:
        raise NothingWrittenError
    purpose = wording.purpose
    if purpose.kind != PurposeKind.RELIGION:
        raise NotAskedError
    choice = Choice(student, purpose, says_yes=True, wording=wording)
    receipt = decide(  # locks the student
        actor=actor, choices=[choice], signed_in=signed_in, at=at
    )
    there = Religion.objects.filter(student=student).exists()
    # Who said no while we waited for the lock said so after `at`.
    asked_at = max(at, timezone.now())
    if there or not religion.granted([student], at=asked_at)[student.pk]:
        return receipt
    own = Decision.objects.visible_to(actor).filter(student=student, purpose=purpose)
    yes = own.filter(outcome=Outcome.GRANTED).newest_first()[0]
    Religion.objects.create(
        student=student, school_id=student.school_id, decision=yes, value=written, at=at
    )
    record(
        ReligionRecorded(decision=yes.pk),
        actor=actor,
        role=yes.capacity,
        subject=student.audit_ref,
        school=student.school.public_id,
        at=at,
    )
    return receipt


def withdraw_religion(
    *, actor: User, student: Student, wording: Wording, signed_in: SignIn, at: datetime
) -> Receipt | None:
    """Keep a no; with it, in the same transaction, PostgreSQL deletes what was written down.

    Raises:
        NotTheDeciderError: `actor` does not decide for the student.
        NotAskedError: the school does not ask this of the student.
        WordingOutdatedError: the words shown are not those in force.
    Law: AVG 7(3), 17(1)(b)
    """
    no = Choice(student, wording.purpose, says_yes=False, wording=wording)
    return decide(actor=actor, choices=[no], signed_in=signed_in, at=at)


@transaction.atomic
def read_religion(*, actor: User, student: UUID, at: datetime) -> religion.Known:
    """Return what is recorded of a student; what cannot be put on record is not shown.

    Raises:
        NoSuchStudentError: there is none, or `actor` may not read it.
    Law: AVG 5(1)(f)
    """
    found = religion.with_tasks(actor, at=at).filter(public_id=student).first()
    if found is None:
        raise NoSuchStudentError
    record(
        ReligionRead(assignments=(*found.by_name, *found.by_school)),
        actor=actor,
        subject=found.audit_ref,
        school=found.school.public_id,
        at=at,
    )
    return religion.Known(found, religion.counting(found, found.written, at=at))


def erase_religions(*, school: int, at: datetime) -> int:
    """Erase at a school what no yes holds any more; return of how many students that was.

    Nobody said no, or it would be gone: somebody turned sixteen or left, lost authority, was
    asked again, or the school stopped asking. Run twice, it does nothing the second time.

    Law: AVG 5(1)(e), 17(1)(b)
    """
    with acting_for_school(school):
        rows = Religion.objects.filter(school=school).select_related("student__school")
        listed = list(rows.order_by("pk"))
    return sum(
        _erase_some(school, listed[start : start + AT_ONCE], at=at)
        for start in range(0, len(listed), AT_ONCE)
    )


def _erase_some(school: int, rows: list[Religion], *, at: datetime) -> int:
    with acting_for_school(school):
        counts = religion.granted([row.student for row in rows], at=at, door=Door.PORTAL)
        ended = [row for row in rows if not counts[row.student_id]]
        Religion.objects.filter(pk__in=[row.pk for row in ended]).delete()
        for row in ended:
            record(
                ReligionErased(),
                actor=None,
                subject=row.student.audit_ref,
                school=row.student.school.public_id,
                at=at,
            )
        return len(ended)
