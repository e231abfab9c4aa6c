"""Which students, guardians and guardianships somebody reaches; row security aside."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from kernel.tests.roles import unwalled
from schools.tests import make as schools
from students.models import Enrolment, Guardian, Guardianship, Student
from students.querysets import grants_of, own_family
from students.tests import make

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return schools.group(schools.school())


def test_grants_are_of_one_person_for_one_permission_at_one_moment(group: Group) -> None:
    own = make.student(group=group)
    mentor = access.with_role(Role.MENTOR, group)
    access.parent(own)
    now = timezone.now()

    found = grants_of(mentor, "read_identity", at=now).get()

    assert found.content_object == own
    assert found.user == mentor
    assert not grants_of(mentor, "read_identity", at=now - timedelta(days=365)).exists()
    assert not grants_of(mentor, "read_care_notes", at=now).exists()
    assert not grants_of(schools.user(), "read_identity", at=now).exists()


def test_the_own_family_is_the_own_child_and_oneself(group: Group) -> None:
    child, other = make.student(group=group), make.student(group=group)
    access.parent(other)

    def family(user: User) -> list[Student]:
        return list(Student.objects.filter(pk__in=own_family(user)))

    for user in (access.parent(child), access.student_who_signs_in(child)):
        assert family(user) == [child]
    assert family(access.with_role(Role.MENTOR, group)) == []


def test_what_is_held_for_a_school_reaches_its_students_but_not_the_own_child(
    group: Group,
) -> None:
    here, child = make.student(group=group), make.student(group=group)
    make.student()
    clerk = access.parent(child, who=access.with_role(Role.ADMINISTRATION, group.school))

    assert list(Student.objects.where(clerk, "write_identity")) == [here]
    assert set(Student.objects.where(clerk, "read_identity")) == {here, child}
    assert not Student.objects.where(schools.user(), "write_identity").exists()


@pytest.mark.parametrize("role", [Role.MENTOR, Role.ADMINISTRATION])
@pytest.mark.parametrize(
    ("first", "last", "knows"), [(-30, None, True), (-30, -1, False), (2, None, False)]
)
def test_a_task_that_is_over_or_still_to_come_lets_nobody_be_known(
    group: Group, role: Role, first: int, last: int | None, *, knows: bool
) -> None:
    make.student(group=group)
    today = timezone.localdate()
    user = access.with_role(
        role,
        group if role == Role.MENTOR else group.school,
        first_day=today + timedelta(days=first),
        last_day=today + timedelta(days=last) if last else None,
    )

    assert Student.objects.where(user, "read_identity").exists() is knows
    assert Student.objects.visible_to(user).exists() is knows


def test_what_is_in_dossiers_is_held_by_name_alone(group: Group) -> None:
    own = make.student(group=group)
    make.student(group.school)
    mentor = access.with_role(Role.MENTOR, group)
    clerk = access.with_role(Role.ADMINISTRATION, group.school)

    assert list(Student.objects.where(mentor, "read_conversation_notes")) == [own]
    assert not Student.objects.where(clerk, "read_conversation_notes").exists()


def test_at_work_nobody_meets_the_own_child(group: Group) -> None:
    child, other = make.student(group=group), make.student(group=group)
    mentor = access.parent(child, who=access.with_role(Role.MENTOR, group))

    assert set(Student.objects.visible_to(mentor)) == {child, other}
    assert list(Student.objects.at_work_of(mentor)) == [other]


def test_enrolments_are_of_students_whom_one_may_know(group: Group) -> None:
    own = make.student(group=group)
    make.student(group.school)

    found = Enrolment.objects.visible_to(access.with_role(Role.MENTOR, group))

    assert [each.student for each in found] == [own]
    assert not Enrolment.objects.visible_to(schools.user()).exists()


def test_guardians_are_oneself_and_those_of_schools_where_one_reads_contact_data(
    group: Group,
) -> None:
    here, elsewhere = make.student(group=group), make.student()
    parent, stranger = access.parent(here), access.parent(elsewhere)
    clerk = access.with_role(Role.ADMINISTRATION, group.school)

    for user, known in ((parent, parent), (stranger, stranger), (clerk, parent)):
        assert [each.user for each in Guardian.objects.visible_to(user)] == [known]
    assert not Guardian.objects.visible_to(access.with_role(Role.MENTOR, group)).exists()


def test_guardianships_are_the_own_and_those_of_whose_authority_one_reads(group: Group) -> None:
    here, elsewhere = make.student(group=group), make.student()
    parent, other = access.parent(here), access.parent(here)
    stranger = access.parent(elsewhere)
    known = {
        parent: {parent},
        stranger: {stranger},
        access.with_role(Role.MENTOR, group): {parent, other},
        access.with_role(Role.ADMINISTRATION, group.school): {parent, other},
        access.with_role(Role.ADMINISTRATION, elsewhere.school): {stranger},
        access.with_role(Role.SUBJECT_TEACHER, group): set(),
    }

    with unwalled("students"):
        assert Guardianship.objects.count() == 3
        for user, guardians in known.items():
            found = Guardianship.objects.visible_to(user).select_related("guardian__user")
            assert {each.guardian.user for each in found} == guardians
