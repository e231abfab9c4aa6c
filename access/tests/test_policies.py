"""Who may give which task: at the own school, and there alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from access import policies
from access.choices import Role
from access.errors import (
    NoEmergencyError,
    NotYourReviewError,
    NotYoursToGiveError,
    OneselfError,
    OwnChildEmergencyError,
    OwnChildError,
)
from access.forms.reviews import OpenForm
from access.forms.tasks import GiveForm
from access.tests import make
from kernel.database import as_role
from schools.models import Board
from schools.tests import make as schools
from schools.tests.make import TODAY
from students.models import Student
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from schools.models import School
    from students.querysets import StudentQuerySet

pytestmark = pytest.mark.django_db


def test_who_gives_tasks_at_one_school_gives_none_at_another() -> None:
    own, other = schools.school(), schools.school()
    principal = make.with_role(Role.PRINCIPAL, own)
    somebody = schools.user("somebody")

    policies.require_giver(principal, Role.CARE_COORDINATOR, [own], to=somebody)
    with pytest.raises(NotYoursToGiveError):
        policies.require_giver(principal, Role.CARE_COORDINATOR, [other], to=somebody)
    assert Role.CARE_COORDINATOR in policies.roles_given_by(principal, own)
    assert not policies.roles_given_by(principal, other)


def test_who_confirms_at_one_school_of_two_does_not_confirm_at_both() -> None:
    own, other = schools.school(), schools.school()
    clerk = make.with_role(Role.ADMINISTRATION, own)
    somebody = schools.user("somebody")

    policies.require_confirmer_of_others(clerk, [own], to=somebody)
    with pytest.raises(NotYoursToGiveError):
        policies.require_confirmer_of_others(clerk, [own, other], to=somebody)


def test_a_parent_at_the_school_works_with_the_children_of_others() -> None:
    group = schools.group(schools.school())
    own, other = students.student(group=group), students.student(group=group)
    clerk = make.parent(own, who=make.with_role(Role.ADMINISTRATION, group.school))

    policies.require_not_own_child(clerk, other)
    with pytest.raises(OwnChildError):
        policies.require_not_own_child(clerk, own)
    assert other in Student.objects.at_work_of(clerk)
    assert own not in Student.objects.at_work_of(clerk)


def test_a_review_is_opened_for_a_school_where_one_reviews() -> None:
    own = schools.school()
    schools.school()
    officer = make.with_role(Role.PRIVACY_OFFICER, own)

    offered = OpenForm(user=officer).fields["school"]

    assert list(offered.queryset) == [own]  # type: ignore[attr-defined]


def test_the_groups_on_the_form_are_those_that_the_giver_sees() -> None:
    group = schools.group(schools.school())
    clerk = make.with_role(Role.ADMINISTRATION, group.school)

    for giver, offered in ((clerk, [group]), (schools.user("somebody"), [])):
        form = GiveForm(giver=giver, school=group.school, people=[], today=TODAY)
        assert list(form.fields["group"].queryset) == offered  # type: ignore[attr-defined]


def test_a_board_without_schools_is_nobody_s_to_speak_for() -> None:
    with as_role("portal_worker"):
        empty = Board.objects.create(name="Nieuw", colour="#223344")
    officer = make.with_role(Role.PRIVACY_OFFICER, schools.school().board)

    assert empty not in policies.boards_adopted_by(officer)
    assert policies.boards_adopted_by(officer).exists()


AT_A_SCHOOL = {
    policies.may_confirm: Role.ADMINISTRATION,
    policies.may_review: Role.PRIVACY_OFFICER,
    lambda user, school: policies.signs_at(user, school.pk): Role.PRINCIPAL,
}
ANYWHERE = {
    policies.names_care_teams: Role.CARE_COORDINATOR,
    policies.reviews_access: Role.PRIVACY_OFFICER,
    lambda user: policies.may_break_glass(user, at=timezone.now()): Role.PRINCIPAL,
    lambda user: policies.may_judge(user, at=timezone.now()): Role.PRIVACY_OFFICER,
}


@pytest.mark.parametrize(("may", "role"), AT_A_SCHOOL.items())
def test_a_task_at_one_school_says_nothing_at_another(
    may: Callable[[User, School], bool], role: Role
) -> None:
    own, other = schools.school(), schools.school()
    person = make.with_role(role, own)

    assert may(person, own)
    assert not may(person, other)
    assert not may(schools.user("somebody"), own)


@pytest.mark.parametrize(("may", "role"), ANYWHERE.items())
def test_who_has_no_such_task_may_not(may: Callable[[User], bool], role: Role) -> None:
    school = schools.school()

    assert may(make.with_role(role, school))
    assert not may(schools.user("somebody"))
    assert not may(make.with_role(Role.ATTENDANCE_COORDINATOR, school))


def test_who_looks_a_review_over_does_so_at_each_of_its_schools_and_not_about_oneself() -> None:
    own, other = schools.school(), schools.school()
    officer = make.with_role(Role.PRIVACY_OFFICER, own)

    policies.require_decider(officer, [own], about=[])
    with pytest.raises(NotYourReviewError):
        policies.require_decider(officer, [other], about=[])
    with pytest.raises(NotYourReviewError):
        policies.require_decider(officer, [own, other], about=[])
    with pytest.raises(OneselfError):
        policies.require_decider(officer, [own], about=[officer.audit_ref])


def test_a_parent_takes_emergency_access_to_the_children_of_others() -> None:
    school = schools.school()
    here, own = students.student(school), students.student(school)
    principal = make.parent(own, who=make.with_role(Role.PRINCIPAL, school))

    policies.require_emergency(principal, here, at=timezone.now())
    with pytest.raises(OwnChildEmergencyError):
        policies.require_emergency(principal, own, at=timezone.now())
    with pytest.raises(NoEmergencyError):
        policies.require_emergency(principal, students.student(), at=timezone.now())


STUDENTS = {
    lambda user: policies.students_managed(user, at=timezone.now()): Role.ADMINISTRATION,
    lambda user: policies.students_for_emergency(user, at=timezone.now()): Role.PRINCIPAL,
    policies.students_with_team_by: Role.CARE_COORDINATOR,
}


@pytest.mark.parametrize(("found", "role"), STUDENTS.items())
def test_students_are_those_of_the_own_school_but_not_the_own_child(
    found: Callable[[User], StudentQuerySet], role: Role
) -> None:
    school, other = schools.school(), schools.school()
    here, own = students.student(school), students.student(school)
    students.student(other)
    person = make.parent(own, who=make.with_role(role, school))
    make.with_role(Role.ATTENDANCE_COORDINATOR, other, who=person)

    assert list(found(person)) == [here]
    assert not found(make.with_role(Role.ATTENDANCE_COORDINATOR, school)).exists()
