"""The rows in the database are what the specification says, whatever the assignments are."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access import grants
from access.choices import Role, Scope
from access.errors import AlreadyAssignedError
from access.matrix import SCOPES
from access.models import Assignment
from access.rules import Grant, Reach, Span, Target, derive
from access.tests import make
from kernel.database import acting_as
from kernel.dates import birthday, start_of
from kernel.tests.roles import seeing_all
from schools.models import SchoolGrant
from schools.tests import make as schools
from schools.tests.make import NOW
from students.choices import Authority
from students.models import Enrolment, Student, StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from schools.models import Board, Group, School

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
TASKS = [
    (role, scope)
    for role in Role
    for scope in sorted(SCOPES[role])
    if role != Role.EMERGENCY  # an hour, by the act of the person: see the tests of that
]


def span(low: datetime | None, high: datetime | None) -> Span:
    return Span(low, high)


def reaches(school: School) -> Iterator[Reach]:
    """Say of each assignment whom it reaches, one by one: slow, and easy to believe."""
    with seeing_all():
        everyone = list(
            school.students.prefetch_related(
                "memberships", "enrolments", "guardianships__guardian"
            )
        )
    for task in Assignment.objects.select_related("group", "student"):
        valid = span(task.valid.lower, task.valid.upper)
        yield _reach(task, Target.SCHOOL, school.pk, valid)
        for student in everyone:
            yield from _to_student(task, student, valid)


def _to_student(task: Assignment, student: Student, valid: Span) -> Iterator[Reach]:
    if task.scope == Scope.STUDENT and task.student_id == student.pk:
        yield _of_student(task, Target.STUDENT, student, valid)
    if task.scope in {Scope.SCHOOL, Scope.BOARD}:
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


def rows(school: School) -> set[Grant]:
    found = set()
    by_student = StudentGrant.objects.filter(content_object__school=school)
    by_school = SchoolGrant.objects.filter(content_object=school)
    for on_school, kept in ((False, by_student), (True, by_school)):
        for row in kept.select_related("permission"):
            found.add(
                Grant(
                    row.user_id,
                    row.permission.codename,
                    on_school,
                    row.content_object_id,
                    span(row.valid.lower, row.valid.upper),
                    row.assignment,
                )
            )
    return found


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    tasks=st.lists(
        st.tuples(st.sampled_from(TASKS), DAYS, st.one_of(st.none(), st.integers(0, 900))),
        max_size=6,
    ),
    born_on=st.dates(date(2007, 1, 1), date(2015, 1, 1)),
    left_after=st.one_of(st.none(), st.integers(1, 900)),
    back_after=st.one_of(st.none(), st.integers(2, 400)),
    family=st.sampled_from(["nobody", "guardian", "without authority", "student"]),
)
def test_the_rows_are_what_the_specification_derives(
    tasks: list[tuple[tuple[Role, Scope], date, int | None]],
    born_on: date,
    left_after: int | None,
    back_after: int | None,
    family: str,
) -> None:
    with transaction.atomic():
        school = schools.school()
        group = schools.group(school)
        user = schools.user()
        left_on = None if left_after is None else date(2025, 8, 1) + timedelta(left_after)
        one = students.student(school, group=group, born_on=born_on, left_on=left_on)
        students.student(school, group=schools.group(school))
        if left_on and back_after:
            Enrolment.objects.create(student=one, period=(left_on + timedelta(back_after), None))
        _make_family(one, user, family)
        make.secrecy(user, school)
        scopes: dict[str, Student | Group | School | Board] = {
            "student": one,
            "group": group,
            "school": school,
            "board": school.board,
        }
        for (role, scope), first_day, days in tasks:
            last_day = None if days is None else first_day + timedelta(days)
            with suppress(AlreadyAssignedError):
                make.with_role(
                    role, scopes[scope], first_day=first_day, last_day=last_day, who=user
                )

        assert rows(school) == derive(reaches(school), at=NOW)
        assert grants.sync(schools=[school.pk], at=NOW) == 0
        transaction.set_rollback(True)


def _make_family(student: Student, user: User, kind: str) -> None:
    if kind in {"guardian", "without authority"}:
        authority = Authority.JOINT if kind == "guardian" else Authority.NONE
        students.guardianship(student, user=user, authority=authority)
    if kind == "student":
        student.user = user
        student.save(update_fields=["user"])
    grants.sync(schools=[student.school_id], at=NOW)


@pytest.mark.django_db
def test_postgresql_and_the_pages_name_the_same_students() -> None:
    school = schools.school()
    group = schools.group(school)
    for _ in range(3):
        students.student(group=group)
    students.student(school)
    people = [
        make.with_role(Role.MENTOR, group),
        make.with_role(Role.SUBJECT_TEACHER, group),
        make.with_role(Role.CARE_COORDINATOR, school),
        make.with_role(Role.ADMINISTRATION, school),
        schools.user(),
    ]

    seen = []
    for person in people:
        with acting_as(person.pk), connection.cursor() as cursor:
            cursor.execute("SELECT access_students('read_conversation_notes')")
            wall = set(cursor.fetchone()[0])
        pages = set(
            Student.objects.where(person, "read_conversation_notes").values_list("pk", flat=True)
        )
        assert wall == pages
        seen.append(len(wall))

    assert seen == [3, 0, 4, 0, 0]


@pytest.mark.django_db
def test_postgresql_opens_nothing_where_nobody_asks() -> None:
    group = schools.group(schools.school())
    students.student(group=group)
    make.with_role(Role.MENTOR, group)

    with connection.cursor() as cursor:
        cursor.execute("SELECT access_students('read_conversation_notes')")
        assert cursor.fetchone()[0] == []


def test_a_guardian_loses_the_log_at_sixteen_and_keeps_the_rest() -> None:
    sixteen = start_of(date(2027, 3, 1))
    reach = Reach(1, 2, Role.GUARDIAN, Scope.STUDENT, Target.STUDENT, 3, span(NOW, None), sixteen)

    found = {grant.permission: grant.span.ends for grant in derive([reach], at=NOW)}

    assert found["read_access_log"] == sixteen
    assert found["read_identity"] is None
