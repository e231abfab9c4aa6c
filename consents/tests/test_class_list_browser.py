"""The class list in a real browser: yes and no in as many clicks, by keyboard, and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from access import grants
from consents.tests import make
from consents.tests.make import CLASS_LIST
from consents.tests.people import Family
from privacyportal.tests.browser import axe, follow, sign_in
from schools.tests import make as schools
from students.models import Guardian

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERVIEW, NUMBER = "/toestemming/", "0612345678"
WIDE = {"width": 1280, "height": 800}


@pytest.fixture
def home() -> Family:
    made = Family()
    Guardian.objects.filter(user=made.parent).update(mobile=NUMBER)
    make.asks_for_class_list(made.school)
    grants.sync(schools=[made.school.pk], at=schools.NOW)
    return made


def answer(page: Page, says: str) -> Locator:
    return page.locator(f"[data-q={CLASS_LIST}] input[value={says}]")


def choose(page: Page, says: str) -> int:
    """Choose and save; return how many clicks that took."""
    page.goto(OVERVIEW)
    clicks = 0
    for target in (
        page.locator(f"[data-q={CLASS_LIST}] .pp-yn label:has(input[value={says}])"),
        page.locator("[data-savebar] .pp-btn--primary"),
    ):
        target.click()
        clicks += 1
    page.wait_for_url("**/bewijs/**")
    return clicks


@pytest.mark.scenario("T20")
@pytest.mark.law("AVG 7(3)")
def test_t20_a_number_goes_on_the_list_and_off_it_in_two_clicks_each(
    phone: Page, home: Family
) -> None:
    sign_in(phone, home.parent)
    listed = reverse("consents:class_list", args=[home.group.public_id])

    yes = choose(phone, "yes")
    phone.goto(OVERVIEW)
    axe(phone)
    follow(phone.locator(f"main a[href='{listed}']"))
    assert phone.get_by_role("link", name=NUMBER).is_visible()
    axe(phone)
    phone.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a width and a height
    axe(phone)
    phone.emulate_media(media="print")
    assert phone.get_by_role("link", name=NUMBER).is_visible()
    phone.emulate_media(media="screen")

    no = choose(phone, "no")
    axe(phone)
    phone.goto(listed)
    assert phone.get_by_text(NUMBER).count() == 0
    axe(phone)

    assert yes == no == 2
    assert make.outcomes(home.child) == ["granted", "withdrawn"]


@pytest.mark.scenario("T20")
def test_t20_a_yes_is_taken_back_with_the_keyboard_and_names_say_what_it_is(
    desk: Page, home: Family
) -> None:
    make.choose(home.parent, home.child, "yes", code=CLASS_LIST)
    sign_in(desk, home.parent)
    desk.goto(OVERVIEW)

    group = desk.get_by_role(
        "group", name=make.words(make.purpose(home.child, CLASS_LIST)).question
    )
    assert group.get_by_role("radio").count() == 2
    answer(desk, "yes").focus()
    desk.keyboard.press("ArrowRight")
    assert answer(desk, "no").is_checked()
    axe(desk)
    desk.keyboard.press("Enter")

    desk.wait_for_url("**/bewijs/**")
    assert make.outcomes(home.child) == ["granted", "withdrawn"]
