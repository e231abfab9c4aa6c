"""The rows in the database are what the specification says, whatever the assignments are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from access import grants
from access.choices import Role, Scope
from access.rules import Grant, Reach, Target, derive
from access.tests import cases, make
from access.tests.reaches import reaches, span
from kernel.database import acting_as
from kernel.dates import start_of
from schools.models import SchoolGrant
from schools.tests import make as schools
from schools.tests.make import NOW
from students.models import Student, StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from schools.models import School


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
