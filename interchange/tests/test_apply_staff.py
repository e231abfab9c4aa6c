"""What files say of colleagues: names, and proposals that open nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from access.models import Assignment, Proposal
from interchange.tests.builders import pupil
from interchange.tests.imports import HEADER, NOOR, bring, bring_rows, edex
from schools.choices import Sector
from schools.models import StaffMember
from schools.tests import make
from schools.tests.make import NOW
from students.models import StudentGrant

if TYPE_CHECKING:
    from schools.models import School

pytestmark = pytest.mark.django_db
WITH_MENTOR = f"{HEADER};Mentorcode;Klassenmentor 1"


@pytest.fixture
def school() -> School:
    """Return a primary school."""
    return make.school(sector=Sector.PRIMARY)


def teacher(role: str, *, key: str = "L1", name: str = "Kuipers", group: str = "g5") -> str:
    """Return a colleague as EDEXML."""
    return (
        f'<leerkracht key="{key}"><achternaam>{name}</achternaam><roepnaam>Sanne</roepnaam>'
        f"<emailadres>s@example.org</emailadres>"
        f'<groepen><groep key="{group}"/></groepen><rol>{role}</rol>'
        "</leerkracht>"
    )


def proposals() -> list[tuple[str, str]]:
    """Return role and state of the proposals."""
    return sorted(Proposal.objects.values_list("role", "state"))


def test_a_class_teacher_is_proposed_and_gets_nothing(school: School) -> None:
    bring(school, edex(school, pupil("1", '<groep key="g5"/>'), staff=teacher("LRK")))

    proposal = Proposal.objects.get()
    assert (proposal.role, proposal.state, proposal.staff.full_name) == (
        "mentor",
        "open",
        "Sanne Kuipers",
    )
    assert proposal.group is not None
    assert proposal.group.name == "5a"
    assert Assignment.objects.count() == StudentGrant.objects.count() == 0


@pytest.mark.parametrize("role", ["OUD", "STA", "IB", "DIR", "KLA", "CON", "?"])
def test_other_roles_propose_nothing_and_give_nothing(school: School, role: str) -> None:
    bring(school, edex(school, pupil("1", '<groep key="g5"/>'), staff=teacher(role)))

    assert Proposal.objects.count() == Assignment.objects.count() == 0


def test_a_parent_who_helps_is_no_colleague(school: School) -> None:
    bring(school, edex(school, pupil("1"), staff=teacher("OUD")))

    assert StaffMember.objects.count() == 0


def test_a_link_that_goes_is_withdrawn_and_one_that_comes_back_is_open(school: School) -> None:
    one = '<groep key="g5"/>'
    other = teacher("LRK", key="L2", name="Vermeulen")
    bring(school, edex(school, pupil("1", one), staff=teacher("LRK")))

    bring(school, edex(school, pupil("1", one), staff=other))
    assert proposals() == [("mentor", "open"), ("mentor", "withdrawn")]

    bring(school, edex(school, pupil("1", one), staff=teacher("LRK") + other))
    assert proposals() == [("mentor", "open"), ("mentor", "open")]


def test_a_file_without_colleagues_withdraws_nothing(school: School) -> None:
    bring(school, edex(school, pupil("1", '<groep key="g5"/>'), staff=teacher("LRK")))

    bring(school, edex(school, pupil("1", '<groep key="g5"/>')))

    assert proposals() == [("mentor", "open")]


@pytest.mark.parametrize("state", ["confirmed", "refused"])
def test_what_somebody_decided_stays_decided(school: School, state: str) -> None:
    content = edex(school, pupil("1", '<groep key="g5"/>'), staff=teacher("LRK"))
    bring(school, content)
    Proposal.objects.update(state=state)

    bring(school, content)

    assert proposals() == [("mentor", state)]


def test_a_personal_mentor_is_asked_about_each_school_year(school: School) -> None:
    header, row = f"{HEADER};PMentorcode;CMentorcode", f"{NOOR};;L7"
    bring_rows(school, row, header=header)
    Proposal.objects.update(state="confirmed")

    bring_rows(school, row, header=header, at=NOW + timedelta(days=300))

    proposal = Proposal.objects.get()
    assert (proposal.state, str(proposal.period.lower)) == ("open", "2027-08-01")


def test_a_full_name_does_not_replace_the_parts_of_a_name(school: School) -> None:
    bring(school, edex(school, pupil("1001"), staff=teacher("LRK", key="KUI")))

    bring_rows(school, f"{NOOR};KUI;Sanne Kuipers", header=WITH_MENTOR)

    assert StaffMember.objects.get().full_name == "Sanne Kuipers"


def test_a_name_alone_proposes_a_colleague_only_if_one_has_it(school: School) -> None:
    header = f"{HEADER};Klassenmentor"
    bring(school, edex(school, pupil("1001"), staff=teacher("DIR")))
    bring_rows(school, f"{NOOR};Sanne Kuipers", header=header)
    assert Proposal.objects.get().evidence == "name_match"

    Proposal.objects.update(state="refused")
    StaffMember.objects.create(school=school, las_key="L9", call_name="Sanne", surname="Kuipers")
    bring_rows(school, f"{NOOR.replace('2HV1', '2HV2')};Sanne Kuipers", header=header)

    assert Proposal.objects.count() == 1
    assert StaffMember.objects.filter(user__isnull=False).count() == 0
