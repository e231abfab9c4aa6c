"""The list of former students in a real browser: asked, joined, kept, and left by a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from access import grants
from consents.alumni import mail as letters
from consents.alumni.links import token_of
from consents.tests import make, people
from consents.tests.make import MAILBOX
from consents.tests.people import Family
from kernel.dates import years_after
from privacyportal.tests.browser import axe, follow, next_page, sign_in
from schools.tests import make as schools

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home() -> Family:
    made = Family()
    make.asks_for_alumni(made.school)
    made.child.birth_date = years_after(timezone.localdate(), -12)
    made.child.save()
    grants.sync(schools=[made.school.pk], at=schools.NOW)
    return made


@pytest.fixture
def keeper(home: Family) -> User:
    return people.administration(home)


@pytest.mark.law("AVG 7(3)")
def test_a_parent_joins_by_keyboard_with_an_address_that_is_not_filled_in(
    phone: Page, home: Family, keeper: User
) -> None:
    make.asks_class(keeper, home.group, home.child)
    sign_in(phone, home.parent)
    phone.goto("/toestemming/")
    follow(phone.locator("main .pp-child a", has_text="oud-leerlingen"))
    assert phone.locator("[name=email]").input_value() == ""
    yes, no = phone.locator("main form .pp-btn").all()
    seen = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color, e.offsetHeight]"
    assert yes.evaluate(seen) == no.evaluate(seen), "neither is pushed"
    axe(phone)
    follow(yes)  # without an address
    assert phone.evaluate("document.activeElement.id") == "fouten"
    axe(phone)

    phone.locator("[name=email]").focus()
    phone.keyboard.type(MAILBOX)
    yes = phone.locator("[name=do][value=yes]")
    yes.focus()
    with next_page(phone):
        phone.keyboard.press("Enter")
    phone.wait_for_url("**/bewijs/**")
    axe(phone)
    assert [row.email for row in make.alumni()] == [MAILBOX]


@pytest.mark.law("AVG 7(3)")
def test_to_take_it_back_is_one_button_on_the_same_page(
    phone: Page, home: Family, keeper: User
) -> None:
    make.asks_class(keeper, home.group, home.child)
    make.joins(home.parent, home.child)
    sign_in(phone, home.parent)
    phone.goto("/toestemming/")
    follow(phone.locator("main .pp-child a", has_text="oud-leerlingen"))
    assert phone.get_by_text(MAILBOX).is_visible()
    axe(phone)
    follow(phone.locator("[name=do][value=no]"))
    assert make.alumni() == []
    assert make.outcomes(home.child) == ["granted", "withdrawn"]


def test_the_administration_asks_a_class_and_sees_who_left(
    desk: Page, home: Family, keeper: User
) -> None:
    gone = home.one_more("Oud")
    make.former_student(gone, home.parent, keeper)
    sign_in(desk, keeper)
    desk.goto(reverse("consents:alumni"))
    desk.locator("main details summary").click()
    axe(desk)
    follow(desk.locator("main a", has_text=home.group.name))
    axe(desk)
    desk.locator("[name=students]").first.uncheck()  # whoever is there is ticked beforehand
    follow(desk.locator("main form .pp-btn--primary"))
    assert desk.evaluate("document.activeElement.id") == "fouten"
    axe(desk)
    desk.locator("[name=students]").first.check()
    follow(desk.locator("main form .pp-btn--primary"))
    axe(desk)
    follow(desk.locator("main a", has_text=home.group.name))
    assert desk.locator("main li", has_text=home.child.display_name).is_visible()
    axe(desk)


def test_the_administration_invites_who_left_to_a_reunion(
    desk: Page, home: Family, keeper: User
) -> None:
    make.former_student(home.child, home.parent, keeper)
    sign_in(desk, keeper)
    desk.goto(reverse("consents:write_alumni", args=[home.school.public_id]))
    axe(desk)
    desk.locator("[name=subject]").fill("Reünie")
    desk.locator("[name=text]").fill("Kom om twee uur.")
    follow(desk.locator("main form .pp-btn--primary"))
    assert desk.get_by_text("Reünie", exact=False).first.is_visible()
    with make.as_worker():
        letters.send_waiting(home.school.pk, at=timezone.now())
    assert [one.subject for one in mail.outbox if "Kom om" in str(one.body)] == ["Reünie"]


@pytest.mark.law("AVG 7(3)", "AVG 17(1)(b)")
def test_who_left_is_off_the_list_with_one_press_without_scripts_or_an_account(
    browser: Browser, live_server: LiveServer, phone: Page, home: Family, keeper: User
) -> None:
    row = make.former_student(home.child, home.parent, keeper)
    make.nears_the_end(row)
    link = reverse("consents:former_student", args=[token_of(row.public_id)])
    phone.goto(link)
    axe(phone)
    phone.locator("[name=do][value=stay]").click()
    phone.wait_for_selector("#fouten")
    axe(phone)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain = context.new_page()
    plain.goto(link)
    follow(plain.locator("[name=do][value=leave]"))
    context.close()
    assert make.alumni() == []
    phone.goto(link)
    axe(phone)
