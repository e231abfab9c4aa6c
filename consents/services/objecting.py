"""Keep a no that was told to the school, and lift it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from psycopg.types.range import TimestamptzRange

from audit.services import record
from consents import policies
from consents.answers import is_represented
from consents.choices import Capacity
from consents.errors import ChoosesAloneError, NotAskedError
from consents.events import ObjectionLifted, ObjectionWritten
from consents.models import Objection
from consents.rules import student_decides
from consents.services.taking_down import begin_take_downs
from kernel.dates import day_of
from kernel.jobs import enqueue
from students.models import Student

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.models import Purpose


@transaction.atomic
def write_objection(
    *, actor: User, student: Student, by: Capacity, purpose: Purpose | None, at: datetime
) -> Objection:
    """Keep that a student, or somebody who decides, told the school no; twice is once.

    Without a purpose it is about all pictures. It counts from this moment, and what was
    published until then must come down.

    Raises:
        NotTheKeeperError: `actor` does not write such things down for this school.
        NotAskedError: the purpose is another school's.
        ChoosesAloneError: the student is old enough to choose in the portal, so that this no
            would change nothing.
    Law: BW 1:253i; UAVG 5(3)
    """
    student = _locked(student)
    policies.require_keeper(actor, student)
    if purpose is not None and purpose.school_id != student.school_id:
        raise NotAskedError
    on = day_of(at)
    grown = student_decides(born_on=student.birth_date, on=on)
    if grown and (by == Capacity.STUDENT or not is_represented(student, on=on)):
        raise ChoosesAloneError
    there = Objection.objects.standing(at).filter(student=student, by=by, purpose=purpose).first()
    if there is not None:
        return there
    made = Objection.objects.create(
        student=student,
        school=student.school,
        purpose=purpose,
        by=by,
        period=TimestamptzRange(at, None),
        written_by=actor,
    )
    event = ObjectionWritten(objection=made.pk, by=by, purpose=purpose.code if purpose else "")
    _announce(event, student, actor=actor, at=at)
    begin_take_downs([student], actor=actor, at=at)
    return made


@transaction.atomic
def lift_objection(*, actor: User, objection: Objection, at: datetime) -> Objection:
    """Let an objection end, which says nothing of why; twice is once.

    Raises:
        NotTheKeeperError: `actor` does not write such things down for this school.
    """
    student = _locked(objection.student)
    policies.require_keeper(actor, student)
    found = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if found.period.upper is not None:
        return found
    found.period = TimestamptzRange(found.period.lower, at)
    found.lifted_by = actor
    found.save(update_fields=["period", "lifted_by"])
    _announce(ObjectionLifted(objection=found.pk), student, actor=actor, at=at)
    return found


def _locked(student: Student) -> Student:
    """Return the student, about whom nobody else chooses until this is done."""
    rows = Student.objects.select_for_update(of=("self",)).select_related("school")
    return rows.get(pk=student.pk)


def _announce(
    event: ObjectionWritten | ObjectionLifted, student: Student, *, actor: User, at: datetime
) -> None:
    """Put on record what was told, and let the answer be worked out anew."""
    record(event, actor=actor, subject=student.audit_ref, school=student.school.public_id, at=at)
    enqueue("consents.keep_answers", school_id=student.school_id)
