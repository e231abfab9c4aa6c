"""Write down whom to tell that a student turns sixteen, and invite that student.

Looked at each time from the beginning: who turns sixteen, and what stands written. So killing
it, or a week in which it does not run, loses nothing and says nothing twice.

Law: UAVG 5(1); AVG 12(1)
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection

from access.choices import InvitationWay, TurningStage, TurningState
from access.events import InvitationWithdrawn, StudentInvited
from access.invitees import shared
from access.models import Invitation, TurningMessage
from access.services.inviting import lasts
from access.turning.people import around, represented, turning
from access.turning.rules import KEPT, NOTICE, is_same, stage_of
from audit.services import record
from kernel.database import acting_for_school
from kernel.dates import day_of
from kernel.jobs import enqueue
from schools.models import School
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from access.turning.people import Turning

    Key = tuple[int, int | None, str]  # about which student, to which guardian, of which stage
    Days = Mapping[Key, list[date]]  # the birthdays that messages were about


def plan_turning(*, school: int, at: datetime) -> int:
    """Write down what is due about who turns sixteen at a school; return how much is new.

    As the portal itself. An invitation waits for its e-mail as every invitation does, a message
    to an account for `access.turning.mail`. The school is locked: of two at once the second
    finds what the first did.
    """
    on = day_of(at)
    with acting_for_school(school):
        here = School.objects.select_for_update(of=("self",), no_key=True).get(pk=school)
        found = around(school, on=on)
        wanted = [*_of_guardians(found), *_of_students(found, at=at)]
        said = _let_go(here, wanted, at=at)
        made = [one for one in wanted if not _is_in(said, one)]
        invited = _invite(here, [one for one in made if _comes_in(one)], at=at)
        _end_invitations(here, at=at)  # the people are locked before the invitations, everywhere
        new = [one for one in made if not _comes_in(one) or one.student_id in invited]
        for one in new:
            one.school, one.made_at = here, at
        TurningMessage.objects.bulk_create(new, batch_size=500)
        TurningMessage.objects.filter(school=here, turns_on__lt=on - KEPT).delete()
    return len(new)


def _of_guardians(found: Iterable[Turning]) -> Iterator[TurningMessage]:
    """Yield what each guardian who decides until then is to read, before the day or after all."""
    for one in found:
        for guardian in sorted(one.guardians):
            yield TurningMessage(
                student=one.student,
                guardian_id=guardian,
                stage=TurningStage.BEFORE,
                turns_on=one.turns_on,
            )


def _of_students(found: Iterable[Turning], *, at: datetime) -> Iterator[TurningMessage]:
    """Yield what each student is to get: who has no account an invitation, twice at the most.

    Who has an account hears on the day alone: before it there is nothing to read.
    """
    for one in found:
        stage = stage_of(one.turns_on, on=day_of(at))
        if one.student.user_id is None or stage == TurningStage.DAY:
            yield TurningMessage(student=one.student, stage=stage, turns_on=one.turns_on)


def _comes_in(message: TurningMessage) -> bool:
    """Tell whether it is to a student without an account, and so an invitation."""
    return message.guardian_id is None and message.student.user_id is None


def _key(message: TurningMessage) -> Key:
    return message.student_id, message.guardian_id, str(message.stage)


def _is_in(days: Days, message: TurningMessage) -> bool:
    """Tell whether a message is there already, of a day that may have been corrected since."""
    return any(is_same(message.turns_on, day) for day in days.get(_key(message), ()))


def _let_go(school: School, wanted: Iterable[TurningMessage], *, at: datetime) -> Days:
    """Let go of what waits in vain; return what went, or still goes."""
    due: dict[Key, list[date]] = defaultdict(list)
    said: dict[Key, list[date]] = defaultdict(list)
    for one in wanted:
        due[_key(one)].append(one.turns_on)
    for message in TurningMessage.objects.filter(school=school).told().order_by("pk"):
        if message.state == TurningState.WAITING and not _is_in(due, message):
            message.state, message.done_at = TurningState.NOT_NEEDED, at
            message.save(update_fields=["state", "done_at"])
        else:
            said[_key(message)].append(message.turns_on)
    return said


def _invite(school: School, due: list[TurningMessage], *, at: datetime) -> set[int]:
    """Invite these students by e-mail where that is right; return whom, by key.

    To an own address that nobody else of the school has. Whom the school gave a letter that still
    lets in keeps that: its code counts from the day as well. To whom the school took an invitation
    back nothing goes. The others are on the list of the administration.
    """
    by_student = {one.student_id: one for one in due}
    rows = Student.objects.select_for_update(of=("self",)).filter(pk__in=by_student, user=None)
    students = list(rows.exclude(email="").order_by("pk"))
    taken = shared(school, students)
    unused = Invitation.objects.unused().filter(student__in=by_student)
    earlier = {one.student_id: one for one in unused}
    stopped = Invitation.objects.stopped({key: one.turns_on for key, one in by_student.items()})
    invited = set()
    for student in students:
        message, last = by_student[student.pk], earlier.get(student.pk)
        told = _is_enough(last, message, at=at) if last else student.pk in stopped
        if told or student.email.lower() in taken:
            continue
        if last:
            _end(last, at=at)
        _open(school, student, at=at)
        invited.add(student.pk)
        message.state, message.done_at = TurningState.SENT, at
        event = StudentInvited(stage=str(message.stage))
        record(event, actor=None, subject=student.audit_ref, school=school.public_id, at=at)
    return invited


def _is_enough(last: Invitation, message: TurningMessage, *, at: datetime) -> bool:
    """Tell whether an invitation that the school made itself does what this message is for."""
    new = message.stage == TurningStage.BEFORE or day_of(last.made_at) >= message.turns_on
    return last.is_open(at) and (new or last.way == InvitationWay.LETTER)


def _open(school: School, student: Student, *, at: datetime) -> None:
    made = Invitation.objects.create(
        school=school,
        student=student,
        way=InvitationWay.EMAIL,
        email=student.email.lower(),
        made_at=at,
        period=lasts(student, at=at),
    )
    enqueue("access.send_invitation", invitation_id=made.pk)


def _end_invitations(school: School, *, at: datetime) -> None:
    """Let nobody in who is not to come in any more.

    Whoever invited: for whom somebody else decides by order of a court. Who was invited by the
    portal itself: who left, has an account, or is far from sixteen after all.

    Law: UAVG 5(2)
    """
    on = day_of(at)
    unused = Invitation.objects.unused().filter(school=school, student__isnull=False)
    waiting = list(unused.select_related("student").order_by("pk"))
    students = [one.student for one in waiting if one.student]
    coming = {
        one.student.pk
        for one in turning(students, on=on)
        if one.turns_on <= on + NOTICE and one.student.user_id is None
    }
    ruled_out = represented(students, on=on)
    for one in waiting:
        is_over = one.made_by_id is None and one.student_id not in coming
        if (is_over or one.student_id in ruled_out) and _end(one, at=at):
            event = InvitationWithdrawn(invitation=one.pk)
            record(event, actor=None, school=school.public_id, at=at)


def _end(invitation: Invitation, *, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_end_turning(%s, %s)", [invitation.pk, at])
        return bool(cursor.fetchone()[0])
