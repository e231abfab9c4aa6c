"""Who chooses for whom, and who reads and writes down for the school what was said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from consents import policies
from consents.choices import Capacity
from consents.errors import NotTheDeciderError, NotTheKeeperError
from consents.models import Publication
from consents.tests import people
from consents.tests.people import Family
from kernel.database import acting_as
from kernel.tests.roles import unwalled
from schools.choices import GroupKind
from schools.tests import make as schools
from students.models import Guardianship, Membership
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from students.querysets import StudentQuerySet

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def home() -> Family:
    return Family()


@pytest.mark.law("UAVG 5(1)")
def test_a_parent_decides_for_the_own_child_and_as_oneself(home: Family) -> None:
    neighbour = students.student(group=home.group)
    stranger = access.parent(neighbour)

    with unwalled("consents"):
        for parent in (home.parent, home.other):
            own = parent.guardians.get()
            found = policies.require_decider(parent, home.child, on=TODAY)
            assert found == policies.Decider(Capacity.GUARDIAN, own.pk)
        for user, child in ((home.parent, neighbour), (stranger, home.child)):
            assert policies.decider(user, child, on=TODAY) is None
            with pytest.raises(NotTheDeciderError):
                policies.require_decider(user, child, on=TODAY)


def test_the_proof_is_for_whoever_has_that_task(home: Family) -> None:
    assert policies.reads_proof(access.with_role(Role.PRIVACY_OFFICER, home.school))
    for other in (schools.user(), access.with_role(Role.PRINCIPAL, home.school)):
        assert not policies.reads_proof(other)


PROOFS = {
    policies.students_read_by: Role.PRIVACY_OFFICER,
    policies.students_kept_by: Role.ADMINISTRATION,
}


@pytest.mark.parametrize(("found", "role"), PROOFS.items())
def test_the_school_reads_and_keeps_what_is_of_its_own_students_but_not_of_the_own_child(
    home: Family, found: Callable[[User], StudentQuerySet], role: Role
) -> None:
    here = students.student(home.school)
    students.student()
    access.with_role(role, home.school, who=home.parent)

    assert list(found(home.parent)) == [here]
    assert not found(access.with_role(Role.PRINCIPAL, home.school)).exists()


def test_who_keeps_the_proof_does_so_for_one_school_and_not_for_the_own_child(
    home: Family,
) -> None:
    here, elsewhere = students.student(home.school), students.student()
    access.with_role(Role.ADMINISTRATION, home.school, who=home.parent)

    policies.require_keeper(home.parent, here)
    for other in (elsewhere, home.child):
        with pytest.raises(NotTheKeeperError):
            policies.require_keeper(home.parent, other)


def test_the_tasks_beside_a_proof_are_the_own_ones_by_which_it_is_read_then_and_there(
    home: Family,
) -> None:
    school, user, now = home.school, schools.user(), timezone.now()
    elsewhere = students.student()
    officer = access.task(Role.PRIVACY_OFFICER, school, user=user)
    access.task(Role.PRINCIPAL, school, user=user)
    clerk = access.task(Role.ADMINISTRATION, elsewhere.school, user=user)
    access.with_role(Role.PRIVACY_OFFICER, school)

    found = {each.pk: each for each in policies.proofs_of(user, at=now)}

    assert {pk: each.by_tasks for pk, each in found.items()} == {
        home.child.pk: [officer.pk],
        elsewhere.pk: [clerk.pk],
    }
    assert {pk for pk, each in found.items() if each.may_keep} == {elsewhere.pk}
    long_ago = policies.proofs_of(user, at=now - timedelta(days=365))
    assert [each.by_tasks for each in long_ago] == [[], []]


def test_the_family_is_the_own_family_also_of_who_works_at_the_school(home: Family) -> None:
    neighbour = students.student(group=home.group)
    access.parent(neighbour)
    students.student(home.school)
    for who, children in (
        (home.parent, [home.child]),
        (access.with_role(Role.ADMINISTRATION, home.school, who=home.other), [home.child]),
        (access.with_role(Role.ADMINISTRATION, home.school), []),
    ):
        with acting_as(who.pk):
            assert list(policies.family(who, on=TODAY)) == children
        with unwalled("consents"):
            assert Guardianship.objects.count() == 3
            assert list(policies.family(who, on=TODAY)) == children


def test_each_child_stands_with_the_own_class_and_no_teaching_group(home: Family) -> None:
    first = schools.group(home.school, name="0 of somebody else")
    students.student(group=first)
    lessons = schools.group(home.school, name="0 wiskunde", kind=GroupKind.TEACHING)
    Membership.objects.create(student=home.child, group=lessons, period=(TODAY, None))
    newcomer = home.one_more("Nieuw")
    Membership.objects.filter(student=newcomer).update(group=lessons)

    with acting_as(home.parent.pk):
        rows = policies.family(home.parent, on=TODAY)
        found = {each.pk: each.group_name for each in rows}  # type: ignore[attr-defined]  # annotated

    assert found == {home.child.pk: home.group.name, newcomer.pk: None}


@pytest.mark.law("UAVG 5(1)")
def test_until_sixteen_the_parents_choose_and_then_the_student(home: Family) -> None:
    twelve = people.student_of_twelve(home)
    brother, seventeen = people.student_of_seventeen(home)

    with acting_as(home.parent.pk):
        home.child.refresh_from_db()
        brother.refresh_from_db()
        assert policies.chooses(home.parent, home.child, on=TODAY)
        assert not policies.chooses(twelve, home.child, on=TODAY)
        assert policies.chooses(seventeen, brother, on=TODAY)
        assert not policies.chooses(home.parent, brother, on=TODAY)


def test_who_decided_is_asked_about_one_student(home: Family) -> None:
    access.parent(students.student(home.school))
    clerk = access.with_role(Role.ADMINISTRATION, home.school)
    parents = {user.guardians.get().pk for user in (home.parent, home.other)}

    with unwalled("consents"):
        assert policies.deciders_on(clerk, home.child, on=TODAY) == parents
        assert not policies.deciders_on(schools.user(), home.child, on=TODAY)


def test_who_published_says_that_it_came_down_while_at_work_there(home: Family) -> None:
    now, board = timezone.now(), home.school.board
    teacher = people.subject_teacher(home)
    officer = access.with_role(Role.DATA_PROTECTION_OFFICER, board)
    clerk = people.administration(home)
    by_teacher, by_officer = (
        Publication(school=home.school, published_by=user) for user in (teacher, officer)
    )

    assert policies.takes_down(teacher, by_teacher, at=now)
    assert not policies.takes_down(teacher, by_teacher, at=now - timedelta(days=365))
    assert not policies.takes_down(teacher, by_officer, at=now)
    assert not policies.takes_down(officer, by_officer, at=now)
    assert not policies.takes_down(officer, by_teacher, at=now)
    assert policies.takes_down(clerk, by_teacher, at=now)


def test_a_list_of_a_group_goes_on_record_with_the_tasks_that_open_it(home: Family) -> None:
    teacher = access.with_role(Role.SUBJECT_TEACHER, home.group)
    access.with_role(Role.MENTOR, schools.group(home.school), who=teacher)
    access.with_role(Role.ICT, home.school, who=teacher)

    found = policies.tasks_with_pictures(teacher, home.group, at=timezone.now())

    assert found == (teacher.assignments.get(role=Role.SUBJECT_TEACHER).pk,)
