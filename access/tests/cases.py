"""Schools as nobody would make them up: tasks, a family, leaving and coming back, by chance.

What `build` makes stands in the database; `TASKS`, `tasks`, `births` and the others say from
what a property test draws.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from access import grants
from access.choices import Role, Scope
from access.errors import AlreadyAssignedError
from access.matrix import SCOPES
from access.tests import make
from schools.tests import make as schools
from schools.tests.make import NOW
from students.choices import Authority
from students.models import Enrolment
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Board, Group, School
    from students.models import Student

    Task = tuple[tuple[Role, Scope], date, int | None]

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
TASKS = [
    (role, scope)
    for role in Role
    for scope in sorted(SCOPES[role])
    if role != Role.EMERGENCY  # an hour, by the act of the person: see the tests of that
]


@dataclass(frozen=True)
class Case:
    """What is drawn."""

    tasks: list[Task]
    born_on: date
    left_after: int | None
    back_after: int | None
    family: str


@dataclass(frozen=True)
class Made:
    """What stands in the database."""

    school: School
    student: Student
    user: User


def cases() -> st.SearchStrategy[Case]:
    """Draw tasks of one person, and the life of one student."""
    return st.builds(
        Case,
        tasks=st.lists(
            st.tuples(st.sampled_from(TASKS), DAYS, st.one_of(st.none(), st.integers(0, 900))),
            max_size=6,
        ),
        born_on=st.dates(date(2007, 1, 1), date(2015, 1, 1)),
        left_after=st.one_of(st.none(), st.integers(1, 900)),
        back_after=st.one_of(st.none(), st.integers(2, 400)),
        family=st.sampled_from(["nobody", "guardian", "without authority", "student"]),
    )


def build(case: Case) -> Made:
    """Make the school, the student, the person and the tasks."""
    school = schools.school()
    group = schools.group(school)
    user = schools.user()
    left_on = None if case.left_after is None else date(2025, 8, 1) + timedelta(case.left_after)
    one = students.student(school, group=group, born_on=case.born_on, left_on=left_on)
    students.student(school, group=schools.group(school))
    if left_on and case.back_after:
        back_on = left_on + timedelta(case.back_after)
        Enrolment.objects.create(student=one, period=(back_on, None))
    _make_family(one, user, case.family)
    make.secrecy(user, school)
    scopes: dict[str, Student | Group | School | Board] = {
        "student": one,
        "group": group,
        "school": school,
        "board": school.board,
    }
    for (role, scope), first_day, days in case.tasks:
        last_day = None if days is None else first_day + timedelta(days)
        with suppress(AlreadyAssignedError):
            make.with_role(role, scopes[scope], first_day=first_day, last_day=last_day, who=user)
    return Made(school, one, user)


def _make_family(student: Student, user: User, kind: str) -> None:
    if kind in {"guardian", "without authority"}:
        authority = Authority.JOINT if kind == "guardian" else Authority.NONE
        students.guardianship(student, user=user, authority=authority)
    if kind == "student":
        student.user = user
        student.save(update_fields=["user"])
    grants.sync(schools=[student.school_id], at=NOW)
