"""Who may give which task: at the own school, and there alone."""

from __future__ import annotations

import pytest

from access import policies
from access.choices import Role
from access.errors import NotYoursToGiveError, OwnChildError
from access.forms.reviews import OpenForm
from access.tests import make
from schools.tests import make as schools
from students.models import Student
from students.tests import make as students

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
