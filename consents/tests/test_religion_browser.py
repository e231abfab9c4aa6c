"""Religion in a real browser: recorded by an explicit yes, and erased in fewer steps than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from access import grants
from access.choices import Role
from access.tests import make as access
from consents.tests import make
from consents.tests.make import BELIEF, believed
from consents.tests.people import Family
from privacyportal.tests.browser import axe, follow, next_page, sign_in
from schools.tests import make as schools

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERVIEW = "/toestemming/"
WIDE = {"width": 1280, "height": 800}


@pytest.fixture
def home() -> Family:
    made = Family()
    make.asks_for_religion(made.school)
    grants.sync(schools=[made.school.pk], at=schools.NOW)
    return made


def link(page: Page, home: Family) -> Locator:
    address = reverse("consents:religion", args=[home.child.public_id])
    return page.locator(f"main a[href='{address}']")


def steps(page: Page, *clicked: Locator) -> int:
    """Click from the overview to the receipt; return how many clicks that took."""
    page.goto(OVERVIEW)
    for each in clicked:
        each.click()
    page.wait_for_url("**/bewijs/**")
    return len(clicked)


@pytest.mark.scenario("T19", "T20")
@pytest.mark.law("AVG 7(3)")
def test_t20_to_erase_a_religion_takes_no_more_clicks_than_to_record_it(
    phone: Page, home: Family
) -> None:
    sign_in(phone, home.parent)
    word = phone.locator("[name=value]")
    phone.goto(OVERVIEW)

    link(phone, home).click()
    word.fill(BELIEF)
    phone.locator("[name=freely]").check()
    phone.locator("[name=do][value=yes]").click()
    phone.wait_for_url("**/bewijs/**")
    to_record = 3  # the link, the tick and the button; and a word to type
    axe(phone)
    assert believed() == [BELIEF]
    to_erase = steps(phone, link(phone, home), phone.locator("[name=do][value=no]"))

    assert believed() == []
    assert to_erase < to_record
    assert make.outcomes(home.child) == ["granted", "withdrawn"]


def test_the_page_is_sound_before_a_yes_after_a_mistake_and_while_it_stands(
    phone: Page, home: Family
) -> None:
    sign_in(phone, home.parent)
    phone.goto(OVERVIEW)
    follow(link(phone, home))
    assert not phone.locator("[name=freely]").is_checked()
    axe(phone)
    follow(phone.locator("[name=do][value=yes]"))  # nothing is filled in
    assert phone.evaluate("document.activeElement.id") == "fouten"
    axe(phone)

    make.believes(home.parent, home.child)
    phone.goto(OVERVIEW)
    follow(link(phone, home))
    assert phone.get_by_text(BELIEF).is_visible()
    axe(phone)
    phone.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a width and a height
    axe(phone)
    phone.locator("[name=do][value=no]").focus()
    with next_page(phone):
        phone.keyboard.press("Enter")

    assert believed() == []


def test_a_mentor_finds_what_is_recorded_and_opens_it(desk: Page, home: Family) -> None:
    make.believes(home.parent, home.child)
    sign_in(desk, access.with_role(Role.MENTOR, home.group))
    desk.goto("/foto/")
    axe(desk)

    follow(desk.locator(f"main a[href='{reverse('consents:religions')}']"))
    assert desk.get_by_text(BELIEF).count() == 0
    axe(desk)
    follow(link(desk, home))

    assert desk.get_by_text(BELIEF).is_visible()
    axe(desk)
