"""What files say of colleagues: names, and proposals that open nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.models import Assignment, Proposal
from access.services import confirm, end_missing
from access.tests.make import with_role
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


def missing() -> list[str]:
    """Return since when which colleagues have a confirmed link that left the file."""
    gone = Proposal.objects.filter(missing_since__isnull=False)
    return [f"{p.staff.surname} {p.missing_since} {p.state}" for p in gone.select_related("staff")]


def test_a_confirmed_link_that_leaves_a_full_file_is_neither_kept_nor_ended_in_silence(
    school: School,
) -> None:
    one, kuipers = '<groep key="g5"/>', teacher("LRK")
    other = teacher("LRK", key="L2", name="Vermeulen")
    bring(school, edex(school, pupil("1", one), staff=kuipers + other))
    links = Proposal.objects.filter(staff__surname="Kuipers")
    confirm(
        actor=None,
        school=school,
        proposals=list(links.values_list("public_id", flat=True)),
        at=NOW,
    )
    task = Assignment.objects.get()

    bring(school, edex(school, pupil("1", one)))
    assert missing() == [], "a file without colleagues says nothing"
    bring(school, edex(school, pupil("1", one), staff=other))
    assert missing() == ["Kuipers 2026-11-02 confirmed"]
    bring(school, edex(school, pupil("1", one), staff=other), at=NOW + timedelta(days=3))
    assert missing() == ["Kuipers 2026-11-02 confirmed"], "since the first file without it"

    task.refresh_from_db()
    assert str(task.last_day) == "2027-07-31"
    assert task.proposals.get() in Proposal.objects.missing(at=NOW)
    assert task.proposals.get() not in Proposal.objects.missing(at=NOW + timedelta(days=400))
    bring(school, edex(school, pupil("1", one), staff=kuipers + other))
    assert missing() == [], "it is in the file again"


def test_a_file_of_the_next_school_year_says_nothing_of_this_one(school: School) -> None:
    one, other = '<groep key="g5"/>', teacher("LRK", key="L2", name="Vermeulen")
    bring(school, edex(school, pupil("1", one), staff=teacher("LRK")))
    Proposal.objects.update(state="confirmed")
    this_year = edex(school, pupil("1", one), staff=other)

    bring(school, this_year.replace(b"2026-2027", b"2027-2028"))
    assert missing() == []
    bring(school, this_year)
    assert missing() == ["Kuipers 2026-11-02 confirmed"]


def test_a_link_that_somebody_ended_is_asked_about_when_it_comes_back(school: School) -> None:
    one, kuipers = '<groep key="g5"/>', teacher("LRK")
    other = teacher("LRK", key="L2", name="Vermeulen")
    bring(school, edex(school, pupil("1", one), staff=kuipers + other))
    everyone = Proposal.objects.values_list("public_id", flat=True)
    confirm(actor=None, school=school, proposals=list(everyone), at=NOW)
    bring(school, edex(school, pupil("1", one), staff=kuipers))
    clerk = with_role(Role.ADMINISTRATION, school)
    gone = Proposal.objects.get(missing_since__isnull=False)

    end_missing(actor=clerk, proposal=gone, at=NOW)
    bring(school, edex(school, pupil("1", one), staff=kuipers + other))

    gone.refresh_from_db()
    assert (gone.state, gone.missing_since) == ("open", None)


def test_colleagues_missing_from_a_file_of_all_colleagues_are_noted_until_they_come_back(
    school: School,
) -> None:
    pupils, other = pupil("1001"), teacher("LRK", key="L2", name="Vermeulen")
    bring(school, edex(school, pupils, staff=teacher("LRK") + other))

    bring_rows(school, f"{NOOR};L2;Vermeulen", header=WITH_MENTOR)
    assert not StaffMember.objects.missing().exists(), "a list of students names mentors only"
    bring(school, edex(school, pupils))
    assert not StaffMember.objects.missing().exists(), "a file without colleagues says nothing"
    bring(school, edex(school, pupils, staff=other))
    assert [str(s.missing_since) for s in StaffMember.objects.missing()] == ["2026-11-02"]
    bring_rows(school, f"{NOOR};L1;Kuipers", header=WITH_MENTOR)
    assert not StaffMember.objects.missing().exists()


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
