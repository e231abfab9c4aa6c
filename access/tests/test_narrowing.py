"""Pages about access show the own school, and none of another board's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from access import services
from access.choices import Extent, ProposalState, Role
from access.errors import InvitationOverError
from access.invitees import _deciding, invitees
from access.models import Proposal
from access.tests import make
from kernel.tests.roles import unwalled
from schools.models import StaffMember
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client

    from access.models import AccessReview
    from schools.models import School

pytestmark = pytest.mark.django_db


def gone(school: School) -> Proposal:
    """Make a confirmed link, with its task, that left the file."""
    group = schools.group(school)
    mentor = make.with_role(Role.MENTOR, group)
    member = StaffMember.objects.create(
        school=school, las_key=mentor.email, surname="Weg", user=mentor
    )
    return Proposal.objects.create(
        staff=member,
        role=Role.MENTOR,
        group=group,
        period=group.school_year.period,
        evidence="typed_field",
        state=ProposalState.CONFIRMED,
        assignment=mentor.assignments.get(group=group),
        missing_since=timezone.localdate(),
    )


def reviewed(school: School) -> AccessReview:
    officer = make.with_role(Role.PRIVACY_OFFICER, school.board)
    return services.open_review(
        actor=officer, school=school, extent=Extent.SPECIAL, at=timezone.now()
    )


@pytest.mark.parametrize("route", ["access:tasks", "access:proposals"])
def test_links_that_left_the_file_are_listed_for_the_own_school(
    client: Client, route: str
) -> None:
    mine, _theirs = (gone(school) for school in (schools.school(), schools.school()))
    client.force_login(make.with_role(Role.ADMINISTRATION, mine.staff.school))

    assert list(client.get(reverse(route)).context["missing"]) == [mine]


def test_decisions_about_the_matrix_are_listed_for_the_own_board(client: Client) -> None:
    own, other = schools.school(), schools.school()
    mine, _theirs = (
        make.adoption(make.with_role(Role.PRIVACY_OFFICER, school.board), school.board)
        for school in (own, other)
    )
    client.force_login(make.with_role(Role.PRINCIPAL, own))

    assert list(client.get(reverse("access:matrix")).context["adoptions"]) == [mine]


def test_reviews_are_listed_for_the_own_school(client: Client) -> None:
    own = schools.school()
    mine, _theirs = reviewed(own), reviewed(schools.school())
    client.force_login(make.with_role(Role.PRINCIPAL, own))

    assert list(client.get(reverse("access:reviews")).context["page"]) == [mine]


def test_an_invitation_of_the_own_family_is_not_withdrawn_where_row_security_is_gone() -> None:
    school = schools.school()
    own, other = students.student(school), students.student(school)
    clerk = make.parent(own, who=make.with_role(Role.ADMINISTRATION, school))

    with unwalled("invitations"):
        of_own, of_other = (make.invited(student, by=clerk) for student in (own, other))
        with pytest.raises(InvitationOverError):
            services.withdraw(actor=clerk, invitation=of_own, at=timezone.now())
        services.withdraw(actor=clerk, invitation=of_other, at=timezone.now())


def test_who_could_be_invited_is_of_whom_one_reads_contact_and_authority() -> None:
    group = schools.group(schools.school())
    child = students.student(group=group)
    guardian = students.guardianship(child).guardian
    mentor = make.with_role(Role.MENTOR, group)
    clerk = make.with_role(Role.ADMINISTRATION, group.school)
    today = timezone.localdate()

    with unwalled("students"):
        for user, known in ((mentor, [child]), (clerk, [guardian, child])):
            found = invitees(user, group.school, on=today)
            assert [one.person for one in found] == known
        assert _deciding(clerk, on=today).get().guardian == guardian
        assert not _deciding(schools.user(), on=today).exists()
