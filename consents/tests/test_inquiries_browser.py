"""Sharing with care in a real browser: a parent says yes and no, the care team enters a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from access import grants
from consents.tests import make, paper, people
from consents.tests.make import ADDRESSEE, WHAT, WHY
from consents.tests.people import Family
from kernel.dates import years_after
from privacyportal.tests.browser import axe, follow, next_page, sign_in
from schools.tests import make as schools

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page
    from pytest_django.live_server_helper import LiveServer

    from accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERVIEW = "/toestemming/"
WIDE = {"width": 1280, "height": 800}


@pytest.fixture
def home() -> Family:
    made = Family()
    make.asks_for_care(made.school)
    made.child.birth_date = years_after(timezone.localdate(), -12)
    made.child.save()
    grants.sync(schools=[made.school.pk], at=schools.NOW)
    return made


@pytest.fixture
def carer(home: Family) -> User:
    return people.care_coordinator(home)


def question(page: Page, about: str) -> Locator:
    return page.locator("main .pp-child a", has_text=about)


@pytest.mark.scenario("T20")
@pytest.mark.law("AVG 7(3)")
def test_t20_a_parent_says_yes_by_keyboard_with_a_tick_of_its_own(
    phone: Page, home: Family, carer: User
) -> None:
    make.inquires(carer, home.child)
    sign_in(phone, home.parent)
    phone.goto(OVERVIEW)
    axe(phone)
    follow(question(phone, ADDRESSEE))
    assert not phone.locator("[name=freely]").is_checked()
    axe(phone)
    follow(phone.locator("[name=do][value=yes]"))  # without the tick
    assert phone.evaluate("document.activeElement.id") == "fouten"
    axe(phone)

    phone.locator("[name=freely]").focus()
    phone.keyboard.press("Space")
    phone.locator("[name=do][value=yes]").focus()
    with next_page(phone):
        phone.keyboard.press("Enter")
    phone.wait_for_url("**/bewijs/**")
    axe(phone)
    assert make.outcomes(home.child) == ["granted"]


@pytest.mark.scenario("T20")
@pytest.mark.law("AVG 7(3)")
def test_t20_to_take_it_back_is_one_button_on_the_same_page(
    phone: Page, home: Family, carer: User
) -> None:
    make.answers(home.parent, make.inquires(carer, home.child), "yes")
    sign_in(phone, home.parent)
    phone.goto(OVERVIEW)
    follow(question(phone, ADDRESSEE))
    axe(phone)
    phone.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a width and a height
    axe(phone)
    phone.locator("[name=do][value=no]").focus()
    with next_page(phone):
        phone.keyboard.press("Enter")
    assert make.outcomes(home.child) == ["granted", "withdrawn"]


def test_the_care_coordinator_finds_a_student_and_asks(desk: Page, carer: User) -> None:
    sign_in(desk, carer)
    desk.goto(reverse("consents:inquiries"))
    axe(desk)
    desk.locator("main [name=name]").fill("Amira")
    with next_page(desk):
        desk.keyboard.press("Enter")
    follow(desk.locator("main a", has_text="Amira"))
    axe(desk)
    follow(desk.locator("main form button").last)
    assert desk.evaluate("document.activeElement.id") == "fouten"
    axe(desk)
    desk.locator("[name=about]").check()
    for name, said in (("addressee", ADDRESSEE), ("what", WHAT), ("why", WHY)):
        desk.locator(f"[name={name}]").fill(said)
    desk.locator("[name=last_day]").fill(timezone.localdate().isoformat())
    follow(desk.locator("main form button").last)
    assert desk.get_by_text(WHAT).is_visible()
    axe(desk)


def test_the_care_coordinator_writes_the_paper_of_the_child_down(
    desk: Page, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    sign_in(desk, carer)
    desk.goto(reverse("consents:inquiry", args=[asked.public_id]))
    follow(desk.locator("main a[href$='/invoeren/']"))
    desk.locator("[name=channel][value=paper]").check()
    desk.locator("[name=said_on]").fill(timezone.localdate().isoformat())
    follow(desk.locator("main form button").first)
    desk.locator("[name=signer][value=student]").check()
    desk.locator("[name=words]").select_option(index=1)
    desk.locator("[name^=answer_][value=yes]").check()
    desk.locator("[type=file]").set_input_files(
        {"name": "kind.pdf", "mimeType": "application/pdf", "buffer": paper.pdf()}
    )
    axe(desk)
    follow(desk.locator("main form button").first)

    assert make.outcomes(home.child) == ["granted"]
    assert paper.kept()[0].capacity == "student"
    assert desk.locator("main a[href*='/formulier/']").count() == 1
    axe(desk)


def test_without_javascript_a_parent_says_yes(
    browser: Browser, live_server: LiveServer, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, home.parent)
    page.goto(reverse("consents:inquiry", args=[asked.public_id]))
    page.locator("[name=freely]").check()
    page.locator("[name=do][value=yes]").click()
    page.wait_for_url("**/bewijs/**")
    context.close()

    assert make.outcomes(home.child) == ["granted"]
