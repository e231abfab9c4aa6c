"""The rows in the database are what the specification says, whatever the assignments are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from access import grants
from access.choices import Role, Scope
from access.models import Assignment
from access.rules import Grant, Reach, Span, Target, derive
from access.tests import cases, make
from kernel.database import acting_as
from kernel.dates import birthday, start_of
from kernel.tests.roles import seeing_all
from schools.models import SchoolGrant
from schools.tests import make as schools
from schools.tests.make import NOW
from students.models import Student, StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schools.models import School


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
@given(case=cases.cases())
def test_the_rows_are_what_the_specification_derives(case: cases.Case) -> None:
    with transaction.atomic():
        school = cases.build(case).school

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
