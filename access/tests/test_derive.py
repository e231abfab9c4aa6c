"""The rows in the database are what the specification says, whatever the assignments are."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access import grants, services
from access.choices import Role, Scope
from access.matrix import SCOPES
from access.models import Assignment
from access.rules import Grant, Reach, Span, Target, derive
from access.tests import make
from kernel.database import acting_as
from kernel.dates import birthday, start_of
from schools.models import SchoolGrant
from schools.tests import make as schools
from schools.tests.make import NOW
from students.models import Student, StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schools.models import Board, Group, School

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
TASKS = [(role, scope) for role in Role for scope in sorted(SCOPES[role])]


def span(low: datetime | None, high: datetime | None) -> Span:
    return Span(low, high)


def reaches(school: School) -> Iterator[Reach]:
    """Say of each assignment whom it reaches, one by one: slow, and easy to believe."""
    everyone = list(school.students.prefetch_related("memberships"))
    for task in Assignment.objects.select_related("group", "student"):
        valid = span(task.valid.lower, task.valid.upper)
        yield _reach(task, Target.SCHOOL, school.pk, valid)
        for student in everyone:
            yield from _to_student(task, student, valid)


def _to_student(task: Assignment, student: Student, valid: Span) -> Iterator[Reach]:
    sixteen = None
    if student.birth_date:
        sixteen = start_of(birthday(born_on=student.birth_date, age_years=16))
    if task.scope == Scope.STUDENT and task.student_id == student.pk:
        yield _reach(task, Target.STUDENT, student.pk, valid, sixteen)
    if task.scope in {Scope.SCHOOL, Scope.BOARD}:
        yield _reach(task, Target.EACH_STUDENT, student.pk, valid, sixteen)
    for member in student.memberships.all():
        if task.group_id == member.group_id:
            low, high = member.period.lower, member.period.upper
            period = span(start_of(low), start_of(high) if high else None)
            yield _reach(task, Target.STUDENT, student.pk, valid.within(period), sixteen)


def _reach(
    task: Assignment, target: Target, pk: int, valid: Span, sixteen: datetime | None = None
) -> Reach:
    role = Role(task.role)
    return Reach(task.pk, task.user_id, role, task.scope, target, pk, valid, sixteen)


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
)
def test_the_rows_are_what_the_specification_derives(
    tasks: list[tuple[tuple[Role, Scope], date, int | None]],
    born_on: date,
    left_after: int | None,
) -> None:
    with transaction.atomic():
        school = schools.school()
        group = schools.group(school)
        left_on = None if left_after is None else date(2025, 8, 1) + timedelta(left_after)
        one = students.student(school, group=group, born_on=born_on, left_on=left_on)
        students.student(school, group=schools.group(school))
        scopes: dict[str, Student | Group | School | Board] = {
            "student": one,
            "group": group,
            "school": school,
            "board": school.board,
        }
        for (role, scope), first_day, days in tasks:
            services.assign(
                actor=None,
                user=schools.user(),
                role=role,
                to=scopes[scope],
                first_day=first_day,
                last_day=None if days is None else first_day + timedelta(days),
                at=NOW,
            )

        assert rows(school) == derive(reaches(school), at=NOW)
        assert grants.sync(schools=[school.pk], at=NOW) == 0
        transaction.set_rollback(True)


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
