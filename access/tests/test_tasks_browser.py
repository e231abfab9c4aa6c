"""Principal, administration and care coordinator at work, in a real browser."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from access.choices import ProposalState, Role, Secrecy
from access.models import Assignment, Proposal
from access.tests import make
from access.tests.test_task_pages import missing, staff
from kernel.dates import day_of
from privacyportal.tests.browser import axe, follow, sign_in
from schools.models import StaffMember
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(desk: Page) -> Page:
    """Return a page at a desk."""
    return desk


def press(page: Page, form: str = "form.pp-card") -> None:
    """Send the form of the page."""
    follow(page.locator(f"main {form} button").last)


def test_a_stand_in_gets_a_task_that_is_listed_and_ended(page: Page) -> None:
    school = schools.school()
    group = schools.group(school, name="2HV1")
    absent = make.with_role(Role.MENTOR, group, who=schools.user("marieke"))
    missing(schools.group(school, name="3HV2"), user=schools.user("joris"))
    sign_in(page, make.with_role(Role.ADMINISTRATION, school))

    page.goto(reverse("access:tasks"))
    axe(page)
    follow(page.locator(f'a[href="{reverse("access:give", args=[school.public_id])}"]'))
    axe(page)
    give_to_stand_in(page, absent)

    page.locator("#id_name").fill("Ila")
    press(page, "form[role=search]")
    axe(page)
    assert page.locator("tbody tr", has_text="Ila Vos").count() == 1
    task = Assignment.objects.get(user__email="ila@example.org")
    follow(page.locator(f'a[href="{reverse("access:finish", args=[task.public_id])}"]'))
    axe(page)
    page.locator("#id_last_day").fill(day_of(timezone.now()).isoformat())
    press(page)
    page.locator(".pp-alert--positive").wait_for()
    task.refresh_from_db()
    assert task.last_day == day_of(timezone.now())


def give_to_stand_in(page: Page, absent: User) -> None:
    """Fill in the form that gives a task, after a look at what it says of an empty one."""
    press(page)
    page.locator("#fouten").wait_for()
    axe(page)
    page.locator("#id_name").fill("Ila Vos")
    page.locator("#id_email").fill("ila@example.org")
    page.locator("#id_role").select_option("mentor")
    page.locator("#id_group").select_option(label="2HV1")
    page.locator("#id_last_day").fill((day_of(timezone.now()) + timedelta(days=4)).isoformat())
    page.locator("#id_stands_in_for").select_option(f"u-{absent.public_id}")
    press(page)


def test_a_link_that_left_the_file_ends_with_one_click(page: Page) -> None:
    link = missing(schools.group(schools.school(), name="2HV1"))
    sign_in(page, make.with_role(Role.ADMINISTRATION, link.staff.school))

    page.goto(reverse("access:proposals"))
    axe(page)
    page.locator(
        f'form[action="{reverse("access:end_missing", args=[link.public_id])}"] button'
    ).click()
    page.locator(".pp-alert--positive").wait_for()

    axe(page)
    assert Proposal.objects.get(pk=link.pk).state == ProposalState.WITHDRAWN


@pytest.mark.scenario("T46")
@pytest.mark.law("UAVG 30(4)")
def test_a_care_team_is_named_and_asks_for_the_duty_of_confidentiality(page: Page) -> None:
    student = students.student(name="Zwaluw")
    helper = staff(student.school)
    make.with_role(Role.PSYCHOLOGIST, student, who=schools.user("petra"))
    sign_in(page, make.with_role(Role.CARE_COORDINATOR, student.school))

    page.goto(reverse("access:care_teams"))
    axe(page)
    page.locator("main #id_name").fill("zwal")
    press(page, "form[role=search]")
    axe(page)
    follow(page.get_by_role("link", name=student.display_name))
    axe(page)
    page.locator("#id_person").select_option(f"s-{helper.public_id}")
    press(page, "form[novalidate]")
    page.locator("#fouten").wait_for()
    axe(page)
    assert not Assignment.objects.filter(user__employments=helper).exists()
    page.locator("#id_basis").select_option(Secrecy.CONTRACT.value)
    page.locator("#id_signed_on").fill(date(2026, 8, 1).isoformat())
    press(page, "form[novalidate]")
    page.locator(".pp-alert--positive").wait_for()

    axe(page)
    assert page.get_by_text("Mo Smit").first.is_visible()


@pytest.mark.scenario("T41")
def test_an_employment_ends_after_a_look_at_what_ends(page: Page) -> None:
    school = schools.school()
    person = make.with_role(Role.MENTOR, schools.group(school), who=schools.user("bram"))
    make.with_role(Role.PRIVACY_OFFICER, school.board, who=person)
    member = staff(school, surname="Bramsma")
    StaffMember.objects.filter(pk=member.pk).update(
        user=person, missing_since=day_of(timezone.now())
    )
    sign_in(page, make.with_role(Role.PRINCIPAL, school))

    page.goto(reverse("access:leaving"))
    axe(page)
    page.locator("main #id_name").fill("bram")
    press(page, "form[role=search]")
    axe(page)
    follow(page.get_by_role("link", name="Mo Bramsma").first)
    axe(page)
    page.locator("#id_last_day").fill(day_of(timezone.now()).isoformat())
    press(page)

    page.locator(".pp-alert--warning").wait_for()
    axe(page)
    assert person.assignments.get(role=Role.MENTOR).last_day == day_of(timezone.now())
