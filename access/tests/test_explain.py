"""Why somebody may read something: the answer names the assignment and the rule."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from access.choices import Category, Role
from access.explain import explain
from access.tests import make
from kernel.dates import start_of
from schools.tests import make as schools
from schools.tests.make import NOW
from students.tests import make as students

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
