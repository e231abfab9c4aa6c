"""A school asks, a parent says that it is right: in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from access.choices import Role
from access.tests import make as access
from consents.models import Campaign, Confirmation
from consents.tests import make, people
from consents.tests.people import Family
from kernel.tests.roles import seeing_all
from privacyportal.tests.browser import axe, follow, next_page, sign_in
from students.tests import make as students

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begins(page: Page) -> Campaign:
    """Let the privacy officer ask, at first with nothing filled in."""
    page.goto("/campagnes/")
    axe(page)
    follow(page.locator("main a.pp-btn"))
    follow(page.locator("main form button"))
    axe(page)
    assert page.evaluate("document.activeElement.id") == "fouten"
    page.locator("[name=kind][value=check]").check()
    page.locator("[name=whom]").select_option("school")
    follow(page.locator("main form button"))
    return Campaign.objects.get()


def says_it_is_right(page: Page) -> None:
    """Let a parent find the question, see two equal buttons, and press one by keyboard."""
    page.goto("/toestemming/")
    follow(page.locator(f"a[href='{reverse('consents:check_choices')}']"))
    axe(page)
    right, other = page.locator("main form .pp-btn").all()
    seen = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color, e.offsetHeight]"
    assert right.evaluate(seen) == other.evaluate(seen), "neither is pushed"
    right.focus()
    with next_page(page):
        page.keyboard.press("Enter")


@pytest.mark.asking(14)
def test_a_school_asks_whether_it_is_right_and_a_parent_says_so(page: Page) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    students.guardianship(home.child)
    sign_in(page, access.with_role(Role.PRIVACY_OFFICER, home.school))
    made = begins(page)
    make.runs(made, at=made.period.lower)

    page.reload()
    axe(page)
    chart = page.locator("svg.pp-chart desc").text_content() or ""
    assert chart.strip() == f"{home.group.name}: 0 / 1."
    assert page.locator("svg.pp-chart + table tbody th").inner_text() == home.group.name
    sign_in(page, home.parent)
    says_it_is_right(page)
    with seeing_all():
        assert Confirmation.objects.count() == 1
    assert make.outcomes(home.child) == ["granted"]
    sign_in(page, people.administration(home))
    page.goto(reverse("consents:campaign_log", args=[made.public_id]))
    axe(page)
    assert page.locator("tbody tr").count() == 3
