"""What somebody knows of which student, and by which task."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from schools.choices import GroupKind
from schools.tests import make as schools
from students import policies
from students.tests import make

if TYPE_CHECKING:
    from schools.models import School

pytestmark = pytest.mark.django_db
BEGAN = date(2025, 8, 1)


@pytest.fixture
def school() -> School:
    return schools.school()


def test_each_student_on_the_list_stands_in_the_own_class(school: School) -> None:
    groups = [schools.group(school), schools.group(school)]
    in_class = [make.student(group=group) for group in groups]
    lessons = make.student(group=schools.group(school, kind=GroupKind.TEACHING))
    principal = access.with_role(Role.PRINCIPAL, school)

    found = policies.students_of(principal, at=timezone.now())

    classes = {each.pk: each.class_name for each in found}
    assert classes == {
        in_class[0].pk: groups[0].name,
        in_class[1].pk: groups[1].name,
        lessons.pk: None,
    }


def test_who_works_with_students_has_some_of_them_or_a_school(school: School) -> None:
    group = schools.group(school)
    student = make.student(group=group)

    for worker in (
        access.with_role(Role.PRINCIPAL, schools.school()),
        access.with_role(Role.MENTOR, group),
    ):
        assert policies.works_with_students(worker)
    for other in (
        schools.user(),
        access.parent(student),
        access.with_role(Role.PRIVACY_OFFICER, school),
        access.with_role(Role.MENTOR, schools.group(school)),
    ):
        assert not policies.works_with_students(other)


def test_groups_are_those_in_which_somebody_is_known(school: School) -> None:
    group, other = schools.group(school), schools.group(school)
    own = make.student(group=group)
    make.student(group=other)
    mentor = access.with_role(Role.MENTOR, group)

    now = timezone.now()
    assert list(policies.groups_of(mentor, at=now)) == [group]
    assert set(policies.groups_of(access.with_role(Role.PRINCIPAL, school), at=now)) == {
        group,
        other,
    }
    assert not policies.groups_of(access.parent(own), at=now).exists()


def test_a_card_says_what_is_so_of_that_student_and_no_other(school: School) -> None:
    group, other = schools.group(school), schools.group(school)
    own = make.student(group=group)
    known = make.student(group=other, enrolled_on=BEGAN - timedelta(days=365))
    mentor = access.with_role(Role.MENTOR, group)
    access.with_role(Role.CAREER_COUNSELLOR, school, who=mentor)

    cards = {each.pk: each for each in policies.cards_of(mentor, at=timezone.now())}

    assert cards.keys() == {own.pk, known.pk}
    for student, where, began in ((own, group, BEGAN), (known, other, date(2024, 8, 1))):
        card = cards[student.pk]
        assert [each["name"] for each in card.groups_now] == [where.name]
        assert [each.lower for each in card.periods] == [began]
    assert "read_contact" in policies.sight_of(cards[own.pk])
    assert not policies.sight_of(cards[known.pk])


def test_grounds_are_the_own_tasks_for_that_student_at_that_moment(school: School) -> None:
    groups = [schools.group(school), schools.group(school)]
    student, _ = [make.student(group=group) for group in groups]
    user, elsewhere = schools.user(), make.student().school
    by_name, _ = [access.task(Role.MENTOR, group, user=user) for group in groups]
    by_school = access.task(Role.PRINCIPAL, school, user=user)
    access.task(Role.PRINCIPAL, elsewhere, user=user)
    access.with_role(Role.MENTOR, groups[0])
    access.with_role(Role.PRINCIPAL, school)
    now = timezone.now()

    assert policies.grounds_of(user, student, at=now) == (by_name.pk, by_school.pk)
    assert policies.grounds_of(user, student, at=now - timedelta(days=365)) == ()
    access.task(Role.PRIVACY_OFFICER, school, user=user)
    assert policies.grounds_of(user, student, at=now) == (by_name.pk, by_school.pk)
