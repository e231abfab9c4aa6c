"""Whom an assignment reaches, said one by one: slow, and easy to believe.

What `derive` is asked with, wherever a test holds something against it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from access.choices import Role, Scope
from access.models import Assignment
from access.rules import Reach, Span, Target
from kernel.dates import birthday, start_of
from kernel.tests.roles import seeing_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from schools.models import School
    from students.models import Student


def span(low: datetime | None, high: datetime | None) -> Span:
    return Span(low, high)


def reaches(*schools: School) -> Iterator[Reach]:
    """Say of each assignment whom it reaches at these schools."""
    for school in schools:
        with seeing_all():
            everyone = list(
                school.students.prefetch_related(
                    "memberships", "enrolments", "guardianships__guardian"
                )
            )
        for task in Assignment.objects.select_related("group", "student"):
            valid = span(task.valid.lower, task.valid.upper)
            if _is_at(task, school):
                yield _reach(task, Target.SCHOOL, school.pk, valid)
            for student in everyone:
                yield from _to_student(task, student, valid)


def _is_at(task: Assignment, school: School) -> bool:
    """Tell whether a task is about this school, a part of it, or its whole board."""
    if task.board_id is not None:
        return task.board_id == school.board_id
    part = task.group or task.student
    return (part.school_id if part else task.school_id) == school.pk


def _to_student(task: Assignment, student: Student, valid: Span) -> Iterator[Reach]:
    if task.scope == Scope.STUDENT and task.student_id == student.pk:
        yield _of_student(task, Target.STUDENT, student, valid)
    if task.scope in {Scope.SCHOOL, Scope.BOARD} and _is_at(task, student.school):
        yield _of_student(task, Target.EACH_STUDENT, student, valid)
    for member in student.memberships.all():
        if task.group_id == member.group_id:
            yield _of_student(task, Target.STUDENT, student, valid.within(moments(member.period)))


def moments(period: Any) -> Span:  # noqa: ANN401 - a range of days
    low, high = period.lower, period.upper
    return span(start_of(low), start_of(high) if high else None)


def _of_student(task: Assignment, target: Target, student: Student, valid: Span) -> Reach:
    assert student.birth_date is not None
    family = {each.guardian.user_id for each in student.guardianships.all()} | {student.user_id}
    return replace(
        _reach(task, target, student.pk, valid),
        sixteen_at=start_of(birthday(born_on=student.birth_date, age_years=16)),
        enrolled=tuple(moments(each.period) for each in student.enrolments.all()),
        is_own_family=task.user_id in family,
    )


def _reach(task: Assignment, target: Target, pk: int, valid: Span) -> Reach:
    return Reach(task.pk, task.user_id, Role(task.role), task.scope, target, pk, valid)
