"""Why somebody may read something: the answer names the assignment and the rule."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access import services
from access.choices import Category, Role
from access.explain import explain, who_can_read
from access.rules import STUDENT_CATEGORIES, rights
from access.tests import cases, make
from kernel.dates import start_of
from kernel.tests.roles import become
from schools.models import SchoolGrant
from schools.tests import make as schools
from schools.tests.make import NOW
from students.models import Student, StudentGrant
from students.querysets import SCHOOL_PERMISSIONS, own_family
from students.tests import make as students

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from accounts.models import User

pytestmark = pytest.mark.django_db


def asked(**options: Any) -> dict[str, Any]:  # noqa: ANN401
    out = StringIO()
    call_command("explain_access", **{"json": True, **options}, stdout=out)
    return dict(json.loads(out.getvalue()))


def test_a_mentor_may_read_notes_and_the_answer_says_by_which_task() -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    mentor = make.with_role(Role.MENTOR, group)

    found = asked(user=mentor.email, student=str(student.public_id), category="conversation_notes")

    assert found.keys() == {"allowed", "because"}
    assert found["allowed"] is True
    assert str(mentor.assignments.get().pk) in found["because"][0]


@pytest.mark.parametrize("category", Category.values)
def test_every_category_gets_an_answer_and_a_stranger_gets_no(category: str) -> None:
    student = students.student()

    found = explain(schools.user(), student, Category(category), at=NOW)

    assert not found.allowed
    assert found.because


def test_a_subject_teacher_may_not_and_is_told_by_which_rule() -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    teacher = make.with_role(Role.SUBJECT_TEACHER, group)

    found = explain(teacher, student, Category.CONVERSATION_NOTES, at=NOW)

    assert not found.allowed
    assert len(found.because) == 1


def test_the_answer_follows_the_day() -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    mentor = make.with_role(Role.MENTOR, group, last_day=date(2027, 1, 31))

    answers = [
        explain(mentor, student, Category.CONVERSATION_NOTES, at=start_of(day)).allowed
        for day in (date(2026, 7, 31), date(2026, 8, 1), date(2027, 1, 31), date(2027, 2, 1))
    ]

    assert answers == [False, True, True, False]


def test_unknown_people_end_the_command_with_a_reason() -> None:
    with pytest.raises(CommandError, match="no such user") as refused:
        asked(user="x@example.org", student=str(students.student().public_id), category="identity")

    assert refused.value.returncode == 2


def rows_say(made: cases.Made, category: Category, *, at: datetime) -> bool:
    """Tell whether rows give the person the category of the student, as pages ask them."""
    live = {"user": made.user, "permission__codename": f"read_{category}", "valid__contains": at}
    if StudentGrant.objects.filter(content_object=made.student, **live).exists():
        return True
    by_school = SchoolGrant.objects.filter(content_object=made.school, **live).exists()
    family = Student.objects.filter(pk__in=own_family(made.user), pk=made.student.pk)
    return f"read_{category}" in SCHOOL_PERMISSIONS and by_school and not family.exists()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(case=cases.cases(), day=cases.DAYS, seconds=st.integers(0, 86_399))
def test_explanation_list_of_readers_and_rows_say_the_same_at_any_moment(
    case: cases.Case, day: date, seconds: int
) -> None:
    by_rows = {(right.role, right.permission) for right in rights()}
    with transaction.atomic():
        made = cases.build(case)
        at = start_of(day) + timedelta(seconds=seconds)
        found = [
            each
            for each in who_can_read(made.student, at=at, categories=tuple(Category))
            if each.user == made.user
        ]
        listed = {category for each in found for category in each.categories}
        enforced = {
            category
            for each in found
            for category in each.categories
            if (each.role, f"read_{category}") in by_rows
        }

        for category in Category:
            said = explain(made.user, made.student, category, at=at)
            assert said.allowed == (category in listed), (category, said)
        if at >= NOW:  # of what ended before, rows are gone
            for category in STUDENT_CATEGORIES:
                assert rows_say(made, category, at=at) == (category in enforced), category
        transaction.set_rollback(True)


def test_the_end_of_what_is_open_is_the_first_thing_that_closes_it() -> None:
    group = schools.group(schools.school())
    student = students.student(group=group, left_on=date(2027, 1, 31))
    mentor = make.with_role(Role.MENTOR, group, last_day=date(2027, 6, 30))

    (found,) = who_can_read(student, at=NOW)

    assert (found.user, found.role) == (mentor, Role.MENTOR)
    assert found.until == start_of(date(2027, 2, 1))
    assert Category.CONVERSATION_NOTES in found.categories
    assert Category.RESEARCH_REPORTS not in found.categories


def test_who_could_read_is_known_of_a_day_whose_rows_are_gone() -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    former = make.with_role(
        Role.MENTOR, group, first_day=date(2025, 9, 1), last_day=date(2026, 1, 31)
    )
    next_one = make.with_role(Role.MENTOR, group, first_day=date(2027, 9, 1))

    def on(day: date) -> list[User]:
        return [each.user for each in who_can_read(student, at=start_of(day))]

    assert not StudentGrant.objects.filter(user=former).exists()
    assert on(date(2025, 8, 31)) == []
    assert on(date(2026, 1, 31)) == [former]
    assert on(date(2026, 2, 1)) == []
    assert on(date(2027, 9, 1)) == [next_one]


@pytest.mark.parametrize("looks", ["portal_web", "portal_worker"])
def test_who_can_read_knows_the_own_child_whoever_asks(looks: str) -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    teacher = make.with_role(Role.SUBJECT_TEACHER, group)
    make.parent(student, who=teacher)

    become(looks)
    found = who_can_read(student, at=NOW)

    assert {each.role for each in found} == {Role.GUARDIAN}


def test_who_can_read_costs_the_same_for_one_reader_and_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    for _ in range(12):
        make.with_role(Role.SUBJECT_TEACHER, group)

    with django_assert_num_queries(4):
        found = who_can_read(student, at=NOW)
        assert {str(each.assignment.group) for each in found} == {str(group)}

    assert len(found) == 12


def test_the_command_lists_person_role_task_categories_and_end() -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    mentor = make.with_role(Role.MENTOR, group, last_day=date(2027, 7, 31))
    make.with_role(Role.SUBJECT_TEACHER, group)
    out = StringIO()

    call_command(
        "who_can_read",
        student=str(student.public_id),
        category="conversation_notes",
        at="2026-12-01",
        json=True,
        stdout=out,
    )

    assert json.loads(out.getvalue()) == [
        {
            "user": mentor.email,
            "role": "mentor",
            "assignment": mentor.assignments.get().pk,
            "categories": ["conversation_notes"],
            "until": start_of(date(2027, 8, 1)).isoformat(),
        }
    ]


@pytest.mark.scenario("T41")
def test_the_report_of_grants_shows_zero_after_the_end_of_an_employment() -> None:
    group = schools.group(schools.school())
    for _ in range(3):
        students.student(group=group)
    person = make.with_role(Role.MENTOR, group)
    services.end_employment(
        actor=None, user=person, at_work=group.school, last_day=date(2027, 1, 31), at=NOW
    )

    def report(at: str) -> dict[str, Any]:
        out = StringIO()
        call_command("access_report", user=person.email, at=at, json=True, stdout=out)
        return dict(json.loads(out.getvalue()))

    assert report("2027-02-01") == {"total": 0, "permissions": {}}
    before = report("2027-01-31")["permissions"]
    assert before["student.read_conversation_notes"] == 3
    assert before["school.read_school"] == 1
    assert report("2026-10-01")["permissions"] == before, "earlier: derived, as rows may be gone"
    assert report("2026-07-31")["total"] == 0
