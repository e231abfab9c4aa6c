"""The religion of students: whose is recorded, as far as the yes that it rests on counts.

What PostgreSQL has not deleted may yet count no more, by a birthday or because somebody left,
until the sweep comes round. So nothing is shown of it without asking the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from consents.answers import Door, asked_at, effective
from consents.choices import PurposeKind
from consents.models import Religion
from consents.policies import chooses, family
from consents.rules import student_decides
from kernel.dates import day_of
from schools.models import SchoolGrant
from students.models import Student, StudentGrant
from students.querysets import own_family

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from accounts.models import User
    from consents.asked import Asked
    from consents.models import Purpose
    from students.querysets import StudentQuerySet

    TaskedStudent = WithAnnotations[Student, "Tasks"]

KINDS = (PurposeKind.RELIGION,)
READ = "read_religion"


class Tasks(TypedDict):
    """What is written down, and by which tasks it is read: for the student, and for the school."""

    written: str | None

    by_name: list[int]
    by_school: list[int]


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody at the school reads: the student, and the religion, or nothing."""

    student: Student
    value: str


def granted(
    students: Collection[Student],
    asked: list[Purpose] | None = None,
    *,
    at: datetime,
    door: Door = Door.READER,
) -> dict[int, bool]:
    """Tell of each student, by key, whether there is a yes that counts at `at`.

    A school that asks no more has none. One query less for who knows what is `asked`.
    """
    if asked is None:
        asked = asked_at({student.school_id for student in students}, at=at, kinds=KINDS)
    found = effective(students, at=at, asked=asked, door=door)
    return {pk: any(one.granted for one in answers.values()) for pk, answers in found.items()}


def value_of(
    student: Student, user: User, asked: list[Purpose] | None = None, *, at: datetime
) -> str:
    """Return what counts now of a student, or nothing."""
    row = Religion.objects.visible_to(user).filter(student=student).first()
    return counting(student, row.value if row else None, asked, at=at)


def counting(
    student: Student, written: str | None, asked: list[Purpose] | None = None, *, at: datetime
) -> str:
    """Return what is written down of a student if it counts now, or nothing."""
    return written if written and granted([student], asked, at=at)[student.pk] else ""


def students_read_by(user: User) -> StudentQuerySet:
    """Return the students whose religion `user` may read by a task at their school."""
    return Student.objects.where(user, READ).exclude(pk__in=own_family(user))


def is_read_by(user: User) -> bool:
    """Tell whether `user` reads by a task what is written down of anybody."""
    rows = Religion.objects.visible_to(user)
    return rows.filter(student__in=students_read_by(user)).exists()


def with_tasks(user: User, *, at: datetime) -> QuerySet[TaskedStudent]:
    """Return these students, each with what is written down and the tasks by which `user` may."""
    held = {"user": user, "permission__codename": READ, "valid__contains": at}
    by_name = StudentGrant.objects.filter(content_object=OuterRef("pk"), **held)
    by_school = SchoolGrant.objects.filter(content_object=OuterRef("school"), **held)
    mine = Religion.objects.visible_to(user).filter(student=OuterRef("pk"))
    rows = students_read_by(user).annotate(
        written=Subquery(mine.values("value")[:1]),
        by_name=ArraySubquery(by_name.order_by("assignment").values("assignment")),
        by_school=ArraySubquery(by_school.order_by("assignment").values("assignment")),
    )
    return cast("QuerySet[TaskedStudent]", rows.select_related("school"))


def recorded(user: User, *, at: datetime) -> list[Student]:
    """Return the students of whom `user` can read a religion at work, as a class list."""
    rows = Religion.objects.visible_to(user).values("student")
    students = list(students_read_by(user).filter(pk__in=rows).by_name())
    counts = granted(students, at=at) if students else {}
    return [student for student in students if counts[student.pk]]


def chosen_by(user: User, student: UUID, *, at: datetime) -> Student | None:
    """Return a student for whom `user` chooses whether it is recorded.

    Who represents a student of sixteen by order of a court does not: only the student does.
    """
    on = day_of(at)
    found = family(user, on=on).filter(public_id=student).enrolled(on=on).first()
    if found is None or not chooses(user, found, on=on):
        return None
    is_own = found.user_id == user.pk
    return found if student_decides(born_on=found.birth_date, on=on) == is_own else None


def question_of(asked: Asked) -> Purpose | None:
    """Return the question, where the school asks it."""
    return next((p for p in asked.beside if p.kind in KINDS), None)
