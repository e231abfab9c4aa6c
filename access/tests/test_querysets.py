"""Which rows of access somebody reads: of the own school, and not about the own child."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from access import services
from access.choices import Extent, Role
from access.models import (
    AccessReview,
    Assignment,
    BreakGlass,
    Confidentiality,
    Invitation,
    Proposal,
    ReviewFinding,
)
from access.querysets import groups_of, missing_staff
from access.tests import make
from kernel.tests.roles import unwalled
from schools.models import StaffMember
from schools.tests import make as schools
from schools.tests.make import NOW, TODAY
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School
    from students.models import Student

pytestmark = pytest.mark.django_db


def disable(user: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])


def employed(user: User, school: School, **facts: date) -> StaffMember:
    return StaffMember.objects.create(
        school=school, las_key=str(user.public_id), surname="Jansen", user=user, **facts
    )


def test_tasks_are_read_at_the_own_school_and_of_its_board() -> None:
    own, other = schools.school(), schools.school()
    clerk = make.with_role(Role.ADMINISTRATION, own)
    seen = {
        clerk,
        make.with_role(Role.ICT, own),
        make.with_role(Role.MENTOR, schools.group(own)),
        make.with_role(Role.MENTOR, students.student(own)),
        make.with_role(Role.BOARD_STAFF, own.board),
    }
    mentor = make.with_role(Role.MENTOR, schools.group(other))
    make.with_role(Role.MENTOR, students.student(other))
    make.with_role(Role.BOARD_STAFF, other.board)

    assert {task.user for task in Assignment.objects.visible_to(clerk)} == seen
    assert {task.user for task in Assignment.objects.visible_to(mentor)} == {mentor}


ENDS = {
    Role.ADMINISTRATION: {Role.MENTOR},
    Role.CARE_COORDINATOR: {Role.CARE_TEAM},
    Role.PRINCIPAL: {Role.MENTOR, Role.CARE_TEAM, Role.ICT},
    Role.PRIVACY_OFFICER: set(),
}


@pytest.mark.parametrize(("role", "ends"), ENDS.items())
def test_a_task_is_ended_by_who_gives_it_at_that_school_but_not_for_the_own_child(
    role: Role, ends: set[Role]
) -> None:
    school = schools.school()
    own, other, elsewhere = students.student(school), students.student(school), students.student()
    person = make.parent(own, who=make.with_role(role, school))
    for away in (own, elsewhere):
        make.with_role(Role.MENTOR, away)
        make.with_role(Role.CARE_TEAM, away)
    make.with_role(Role.ICT, elsewhere.school)
    tasks = {
        Role.MENTOR: make.with_role(Role.MENTOR, other),
        Role.CARE_TEAM: make.with_role(Role.CARE_TEAM, other),
        Role.ICT: make.with_role(Role.ICT, school),
    }

    endable = Assignment.objects.endable_by(person).exclude(user=person)

    assert {task.user for task in endable} == {tasks[each] for each in ends}


def test_neither_the_own_task_nor_one_for_the_board_is_offered_to_be_ended() -> None:
    school = schools.school()
    principal = make.with_role(Role.PRINCIPAL, school)
    colleague = make.with_role(Role.ICT, school)
    make.with_role(Role.BOARD_STAFF, school.board)

    shown = Assignment.objects.visible_to(principal).as_known_to(principal)

    assert len(shown) == 3
    ends = [task.user for task in shown if task.may_end]  # type: ignore[attr-defined]  # annotated
    assert ends == [colleague]


def test_the_tasks_of_somebody_are_those_of_an_account_that_is_open() -> None:
    group = schools.group(schools.school())
    mentor, _other = make.with_role(Role.MENTOR, group), make.with_role(Role.MENTOR, group)

    assert Assignment.objects.of(mentor, at=NOW).get().user == mentor
    disable(mentor)
    assert not Assignment.objects.of(mentor, at=NOW).exists()


def test_emergencies_are_read_of_others_at_the_own_school_but_not_about_the_own_child() -> None:
    school, other = schools.school(), schools.school()
    own, here = students.student(school), students.student(school)
    officer = make.parent(own, who=make.with_role(Role.PRIVACY_OFFICER, school))
    make.with_role(Role.PRINCIPAL, school, who=officer)
    principal = make.with_role(Role.PRINCIPAL, school)
    seen = make.emergency(principal, here)
    make.emergency(principal, own)
    mine = make.emergency(officer, here)
    make.emergency(make.with_role(Role.PRINCIPAL, other), students.student(other))

    assert list(BreakGlass.objects.visible_to(officer)) == [seen]
    assert list(BreakGlass.objects.of(officer)) == [mine]


def test_duties_of_confidentiality_are_read_where_one_names_care_teams() -> None:
    own, other = schools.school(), schools.school()
    keeper = schools.user("keeper")
    for school in (own, other):
        make.secrecy(keeper, school)

    seen = Confidentiality.objects.visible_to(make.with_role(Role.CARE_COORDINATOR, own))
    unseen = Confidentiality.objects.visible_to(make.with_role(Role.ADMINISTRATION, own))

    assert seen.get().school == own
    assert not unseen.exists()


def proposal(student: Student) -> Proposal:
    return Proposal.objects.create(
        staff=employed(schools.user(), student.school),
        role=Role.MENTOR,
        student=student,
        period=(TODAY, None),
        evidence="typed_field",
    )


def test_links_are_proposed_to_who_confirms_at_that_school_but_not_to_the_own_child() -> None:
    school = schools.school()
    own, here = students.student(school), students.student(school)
    clerk = make.parent(own, who=make.with_role(Role.ADMINISTRATION, school))
    seen = proposal(here)
    for away in (own, students.student()):
        proposal(away)

    assert list(Proposal.objects.visible_to(clerk)) == [seen]


@pytest.mark.parametrize("role", [Role.PRIVACY_OFFICER, Role.PRINCIPAL])
def test_a_review_and_what_it_found_are_read_where_one_reviews_or_signs(role: Role) -> None:
    own, other = schools.school(), schools.school()
    for school in (own, other):
        officer = make.with_role(Role.PRIVACY_OFFICER, school)
        services.open_review(actor=officer, school=school, extent=Extent.SPECIAL, at=NOW)
    person, clerk = make.with_role(role, own), make.with_role(Role.ADMINISTRATION, own)

    assert AccessReview.objects.visible_to(person).get().school == own
    assert ReviewFinding.objects.visible_to(person).get().review.school == own
    assert not AccessReview.objects.visible_to(clerk).exists()
    assert not ReviewFinding.objects.visible_to(clerk).exists()


def test_who_left_the_file_is_listed_for_another_while_a_task_at_that_school_holds() -> None:
    left, school, elsewhere = schools.school(), schools.school(), schools.school()
    clerk = make.with_role(Role.ADMINISTRATION, left)
    make.with_role(Role.ADMINISTRATION, school, who=clerk)
    works_here = make.with_role(Role.MENTOR, schools.group(left))
    works_at_the_other = make.with_role(Role.MENTOR, schools.group(school))
    is_done = make.with_role(Role.MENTOR, schools.group(left), last_day=date(2026, 9, 30))
    for user in (clerk, works_here, works_at_the_other, is_done):
        employed(user, left, missing_since=TODAY)
    employed(make.with_role(Role.MENTOR, schools.group(left)), left)
    out_of_sight = make.with_role(Role.MENTOR, schools.group(elsewhere))
    employed(out_of_sight, elsewhere, missing_since=TODAY)

    assert [gone.user for gone in missing_staff(clerk, at=NOW)] == [works_here]


def test_the_groups_of_somebody_are_those_of_a_live_task_in_that_role() -> None:
    school = schools.school()
    mine, over, taught, of_another = (schools.group(school) for _ in range(4))
    mentor = make.with_role(Role.MENTOR, mine)
    make.with_role(Role.MENTOR, over, last_day=date(2026, 9, 30), who=mentor)
    make.with_role(Role.SUBJECT_TEACHER, taught, who=mentor)
    make.with_role(Role.MENTOR, of_another)

    assert list(groups_of(mentor, at=NOW, roles=(Role.MENTOR,))) == [mine]
    disable(mentor)
    assert not groups_of(mentor, at=NOW, roles=(Role.MENTOR,)).exists()


def test_invitations_are_read_where_one_confirms_access_but_for_the_own_family() -> None:
    school = schools.school()
    own, other, elsewhere = students.student(school), students.student(school), students.student()
    clerk = make.parent(own, who=make.with_role(Role.ADMINISTRATION, school))
    people = (other, own, elsewhere, students.guardianship(own).guardian)

    with unwalled("invitations"):
        for person in people:
            make.invited(person, by=clerk)
        assert Invitation.objects.count() == len(people)
        assert Invitation.objects.visible_to(clerk).get().student == other
