"""Who looked, and who confirms what a file proposed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from psycopg.types.range import Range

from access.choices import ProposalState, Role
from access.models import Assignment, Proposal
from access.tests import make
from accounts.models import User
from audit.services import record
from dossiers.events import NotesRead
from privacyportal.tests.browser import axe, follow, sign_in
from schools.models import StaffMember
from schools.tests import make as schools
from students.models import Student
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries

    from schools.models import Group


def looked(student: Student, who: User, *, times: int = 1) -> None:
    """Record that somebody opened notes, as the page of notes does."""
    for _ in range(times):
        record(
            NotesRead(notes=1, assignments=()),
            actor=who,
            at=timezone.now(),
            subject=student.audit_ref,
            role=Role.MENTOR,
        )


def proposal(
    group: Group, *, email: str = "m.smit@example.org", surname: str = "Smit"
) -> Proposal:
    """Make a link as an import does."""
    staff = StaffMember.objects.create(
        school=group.school, las_key=surname, call_name="Mo", surname=surname, email=email
    )
    return Proposal.objects.create(
        staff=staff,
        role=Role.MENTOR,
        group=group,
        period=Range(date(2026, 8, 1), date(2027, 8, 1)),
        evidence="typed_field",
    )


@pytest.mark.django_db
@pytest.mark.law("AVG 15(1)(c)")
def test_a_parent_reads_who_looked_when_and_in_which_role(client: Client) -> None:
    student, mentor = students.student(), schools.user("marieke")
    parent = make.parent(student)
    looked(student, mentor, times=3)
    client.force_login(parent, backend="accounts.backends.SignInBackend")

    page = client.get(f"/kind/{student.public_id}/ingezien/").text

    assert "Marieke" in page
    assert "Mentor" in page
    assert page.count("Marieke") == 1, "equal looks of one day are one line"
    assert "3 keer" in page


@pytest.mark.django_db
def test_from_sixteen_the_student_reads_it_and_the_parent_no_longer(client: Client) -> None:
    student = students.student(born_on=date(2009, 1, 1))
    parent, self = make.parent(student), make.student_who_signs_in(student)

    answers = []
    for user in (parent, self, schools.user()):
        client.force_login(user, backend="accounts.backends.SignInBackend")
        answers.append(client.get(f"/kind/{student.public_id}/ingezien/").status_code)

    assert answers == [404, 200, 404]


@pytest.mark.django_db
def test_the_list_of_looks_costs_the_same_however_long_it_is(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    student = students.student()
    parent = make.parent(student)
    for _ in range(60):
        looked(student, schools.user())
    client.force_login(parent, backend="accounts.backends.SignInBackend")

    with django_assert_max_num_queries(13):
        client.get(f"/kind/{student.public_id}/ingezien/")


@pytest.mark.django_db(transaction=True)
def test_looking_is_shown_in_a_page_that_everybody_can_use(page: Page) -> None:
    student = students.student()
    parent = make.parent(student)
    looked(student, schools.user("marieke"))
    sign_in(page, parent)

    page.goto(f"/kind/{student.public_id}/ingezien/")

    assert page.get_by_text("Marieke").is_visible()
    axe(page)


@pytest.mark.django_db
def test_an_imported_link_opens_nothing_until_somebody_confirms_it(client: Client) -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    link = proposal(group)
    clerk = make.with_role(Role.ADMINISTRATION, group.school)
    assert not Assignment.objects.filter(group=group).exists()
    client.force_login(clerk, backend="accounts.backends.SignInBackend")

    client.post("/toegang/voorstellen/", {"proposals": [str(link.public_id)]})

    mentor = User.objects.get(email="m.smit@example.org")
    assert set(Student.objects.where(mentor, "read_conversation_notes")) == {student}
    assert not mentor.has_usable_password()


@pytest.mark.django_db
def test_links_are_confirmed_in_bulk_and_those_without_an_address_stay(client: Client) -> None:
    group = schools.group(schools.school())
    known, unknown = proposal(group), proposal(group, email="", surname="Bos")
    clerk = make.with_role(Role.ADMINISTRATION, group.school)
    client.force_login(clerk, backend="accounts.backends.SignInBackend")

    client.post("/toegang/voorstellen/", {"every": "on"})

    known.refresh_from_db()
    unknown.refresh_from_db()
    assert known.state == ProposalState.CONFIRMED
    assert unknown.state == ProposalState.OPEN


@pytest.mark.django_db
def test_somebody_of_another_school_confirms_nothing_here(client: Client) -> None:
    group = schools.group(schools.school())
    link = proposal(group)
    client.force_login(
        make.with_role(Role.ADMINISTRATION, schools.school()),
        backend="accounts.backends.SignInBackend",
    )

    client.post("/toegang/voorstellen/", {"proposals": [str(link.public_id)]})

    link.refresh_from_db()
    assert link.state == ProposalState.OPEN
    assert not User.objects.filter(email="m.smit@example.org").exists()


@pytest.mark.django_db
def test_confirming_nothing_is_said_and_loses_nothing(client: Client) -> None:
    group = schools.group(schools.school())
    proposal(group)
    clerk = make.with_role(Role.ADMINISTRATION, group.school)
    client.force_login(clerk, backend="accounts.backends.SignInBackend")

    page = client.post("/toegang/voorstellen/")

    assert "Kruis ten minste één persoon aan." in page.text


@pytest.mark.django_db(transaction=True)
def test_the_administration_confirms_in_a_real_browser(page: Page) -> None:
    group = schools.group(schools.school())
    link = proposal(group)
    sign_in(page, make.with_role(Role.ADMINISTRATION, group.school))

    page.goto("/toegang/voorstellen/")
    axe(page)
    page.get_by_label("Mo Smit").check()
    follow(page.get_by_role("button", name="Bevestig wat is aangekruist"))

    link.refresh_from_db()
    assert link.state == ProposalState.CONFIRMED
    axe(page)


@pytest.mark.django_db
def test_an_address_that_the_file_lacks_is_filled_in_on_the_page(client: Client) -> None:
    group = schools.group(schools.school())
    link = proposal(group, email="")
    clerk = make.with_role(Role.ADMINISTRATION, group.school)
    client.force_login(clerk, backend="accounts.backends.SignInBackend")
    answer = {"proposals": [str(link.public_id)]}

    refused = client.post("/toegang/voorstellen/", answer | {f"address-{link.public_id}": "mo@"})
    client.post("/toegang/voorstellen/", answer | {f"address-{link.public_id}": "mo@example.org"})

    assert refused.status_code == 422
    assert User.objects.get(email="mo@example.org").assignments.get().group == group
