"""Who proposes a purge, approves it and puts on hold: at the own school, and there alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.tests.make import with_role
from retention import errors, policies, services
from retention.tests import make
from schools.tests import make as schools
from students.tests.make import student

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from schools.models import School

pytestmark = pytest.mark.django_db
ANYWHERE = {
    policies.reads_purges: Role.PRIVACY_OFFICER,
    policies.proposes: Role.ADMINISTRATION,
}
AT_A_SCHOOL = [
    (policies.may_propose, Role.ADMINISTRATION),
    (lambda user, school: policies.approves_at(user, school.pk), Role.PRINCIPAL),
    (policies.may_hold, Role.ADMINISTRATION),
    (policies.may_hold, Role.PRINCIPAL),
]
REQUIRED = [
    (policies.require_proposer, Role.ADMINISTRATION, errors.NotYoursToProposeError),
    (policies.require_holder, Role.PRINCIPAL, errors.NotYoursToHoldError),
]


@pytest.mark.parametrize(("may", "role"), ANYWHERE.items())
def test_who_has_no_such_task_may_not(may: Callable[[User], bool], role: Role) -> None:
    school = schools.school()

    assert may(with_role(role, school))
    assert not may(schools.user())
    assert not may(with_role(Role.CARE_COORDINATOR, school))


@pytest.mark.parametrize(("may", "role"), AT_A_SCHOOL)
def test_a_task_at_one_school_says_nothing_at_another(
    may: Callable[[User, School], bool], role: Role
) -> None:
    own, other = schools.school(), schools.school()
    person = with_role(role, own)

    assert may(person, own)
    assert not may(person, other)
    assert not may(with_role(Role.PRIVACY_OFFICER, own), own)


@pytest.mark.parametrize(("require", "role", "refusal"), REQUIRED)
def test_at_another_school_one_is_refused(
    require: Callable[[User, School], None], role: Role, refusal: type[Exception]
) -> None:
    own, other = schools.school(), schools.school()
    person = with_role(role, own)

    require(person, own)
    with pytest.raises(refusal):
        require(person, other)


def test_a_purge_is_approved_by_somebody_else_with_that_task_at_that_school() -> None:
    at, other = make.place(), make.place()
    with_role(Role.PRINCIPAL, at.school, who=at.clerk)
    run = services.propose(actor=at.clerk, school=at.school, on=make.ON, at=make.NOW)

    assert policies.may_approve(at.head, run)
    policies.require_approver(at.head, run)
    for person, refusal in (
        (at.clerk, errors.FourEyesError),
        (other.head, errors.NotYoursToApproveError),
    ):
        assert not policies.may_approve(person, run)
        with pytest.raises(refusal):
            policies.require_approver(person, run)


@pytest.mark.parametrize("role", [Role.ADMINISTRATION, Role.PRINCIPAL])
def test_who_puts_on_hold_finds_the_students_of_the_own_school(role: Role) -> None:
    here = student()
    student()

    assert list(policies.students_of_holder(with_role(role, here.school))) == [here]
    assert not policies.students_of_holder(with_role(Role.PRIVACY_OFFICER, here.school)).exists()


def test_the_schedule_of_a_board_is_kept_by_who_approves_at_each_of_its_schools() -> None:
    one = schools.school(board="Two schools")
    two = schools.school(board="Two schools")
    principal = with_role(Role.PRINCIPAL, one)

    with pytest.raises(errors.NotYourScheduleError):
        policies.require_schedule_keeper(principal, one.board)
    with_role(Role.PRINCIPAL, two, who=principal)
    policies.require_schedule_keeper(principal, one.board)
