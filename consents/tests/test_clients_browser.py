"""Letting a system ask, in a real browser: narrow and wide, dark, by keyboard, the token once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from consents.tests import make
from consents.tests.clients import System
from privacyportal.tests.browser import axe, follow, next_page, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/koppelingen/"


def fits(page: Page) -> bool:
    """Tell whether nothing runs out of the page at the side."""
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(width))


def test_an_officer_lets_a_system_ask_and_sees_the_token(page: Page) -> None:
    system = System()
    page.emulate_media(color_scheme="dark")
    sign_in(page, system.officer)

    page.goto(LIST)
    axe(page)
    assert fits(page)
    follow(page.locator("main a[href='/koppelingen/nieuw/']"))
    page.locator("[name=name]").fill("Ouderapp")
    page.locator("[name=last_day]").fill("2020-01-01")
    page.locator("[name=schools]").check()
    page.locator(f"[name=channels][value={make.CLASS_PHOTO}]").focus()
    page.keyboard.press("Space")
    with next_page(page):
        page.keyboard.press("Enter")
    axe(page)
    assert fits(page)
    follow(page.locator("#fouten a[href='#id_last_day']"))
    page.locator("[name=last_day]").fill(f"{system.client.last_day}")
    follow(page.locator("main button.pp-btn--primary"))
    axe(page)
    assert fits(page)
    token = page.locator("main .pp-hash").inner_text()
    assert system.ask("x", token=token, channel=make.CLASS_PHOTO).status_code == 200


def test_an_officer_makes_a_new_token_and_withdraws_it(page: Page) -> None:
    system = System()
    sign_in(page, system.officer)

    page.goto(LIST)
    follow(page.locator("main form[action$='/vernieuwen/'] button"))
    token = page.locator("main .pp-hash").inner_text()
    assert system.ask("x", token=token).status_code == 200
    follow(page.locator("main p a[href='/koppelingen/']"))
    follow(page.locator("main form[action$='/intrekken/'] button"))
    axe(page)
    assert fits(page)
    assert system.ask("x", token=token).status_code == 401
