"""Who may give which task: at the own school, and there alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from access import policies, services
from access.choices import Extent, Role
from access.errors import (
    FourEyesError,
    NoEmergencyError,
    NotYourReviewError,
    NotYoursToAdoptError,
    NotYoursToGiveError,
    NotYoursToJudgeError,
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
from schools.tests.make import NOW, TODAY
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


def test_nobody_gives_or_confirms_access_of_oneself() -> None:
    school = schools.school()
    principal = make.with_role(Role.PRINCIPAL, school)

    with pytest.raises(OneselfError):
        policies.require_giver(principal, Role.CARE_COORDINATOR, [school], to=principal)
    with pytest.raises(OneselfError):
        policies.require_confirmer_of_others(principal, [school], to=principal)
    with pytest.raises(OneselfError):
        policies.require_appointer(principal, school, to=principal)


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


def test_for_a_board_speaks_who_does_so_at_all_its_schools() -> None:
    own, other = schools.school(), schools.school()
    second = schools.school(board=other.board.name)
    officer = make.with_role(Role.PRIVACY_OFFICER, own)
    make.with_role(Role.PRIVACY_OFFICER, other, who=officer)

    policies.require_adopter(officer, own.board)
    with pytest.raises(NotYoursToAdoptError):
        policies.require_adopter(officer, other.board)
    assert list(policies.boards_adopted_by(officer)) == [own.board]
    make.with_role(Role.PRIVACY_OFFICER, second, who=officer)
    policies.require_adopter(officer, other.board)


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


REQUIRED = {
    policies.require_confirmer: (Role.ADMINISTRATION, NotYoursToGiveError),
    policies.require_reviewer: (Role.PRIVACY_OFFICER, NotYourReviewError),
}


@pytest.mark.parametrize(("require", "role", "error"), [(k, *v) for k, v in REQUIRED.items()])
def test_a_task_at_one_school_lets_nobody_pass_at_another(
    require: Callable[[User, School], None], role: Role, error: type[Exception]
) -> None:
    own, other = schools.school(), schools.school()
    person = make.with_role(role, own)

    require(person, own)
    with pytest.raises(error):
        require(person, other)


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


def test_a_review_is_signed_at_the_school_by_another_than_who_opened_it() -> None:
    school = schools.school()
    officer = make.with_role(Role.PRIVACY_OFFICER, school)
    make.with_role(Role.PRINCIPAL, school, who=officer)
    principal = make.with_role(Role.PRINCIPAL, school)
    elsewhere = make.with_role(Role.PRINCIPAL, schools.school())
    review = services.open_review(actor=officer, school=school, extent=Extent.SPECIAL, at=NOW)

    policies.require_signer(principal, review)
    with pytest.raises(FourEyesError):
        policies.require_signer(officer, review)
    with pytest.raises(NotYourReviewError):
        policies.require_signer(elsewhere, review)
    assert policies.may_sign(principal, review)
    assert not policies.may_sign(officer, review)
    assert not policies.may_sign(elsewhere, review)


def test_emergency_access_is_judged_at_the_school_by_somebody_else() -> None:
    school = schools.school()
    principal = make.with_role(Role.PRINCIPAL, school)
    make.with_role(Role.PRIVACY_OFFICER, school, who=principal)
    taken = make.emergency(principal, students.student(school))
    elsewhere = make.with_role(Role.PRIVACY_OFFICER, schools.school())
    officer = make.with_role(Role.PRIVACY_OFFICER, school)

    policies.require_judge(officer, taken, at=timezone.now())
    with pytest.raises(OneselfError):
        policies.require_judge(principal, taken, at=timezone.now())
    with pytest.raises(NotYoursToJudgeError):
        policies.require_judge(elsewhere, taken, at=timezone.now())


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
