"""Giving a system an address, in a real browser: as all look at it, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from consents.tests.clients import System
from consents.tests.hooks import ELSEWHERE, Hooked, deliveries
from consents.webhooks.rules import TRIES
from privacyportal.tests.browser import axe, follow, next_page, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/koppelingen/"


def test_an_officer_gives_an_address_sees_it_fail_and_tries_again(page: Page) -> None:
    system = System()
    hooked = Hooked(ELSEWHERE, system=system)
    sign_in(page, system.officer)

    page.goto(LIST)
    follow(page.locator(f"main a[href='{LIST}{system.client.public_id}/melden/']"))
    axe(page)
    page.locator("[name=url]").fill("http://plain.example.org/")
    with next_page(page):
        page.keyboard.press("Enter")
    axe(page)
    page.locator("[name=url]").fill(ELSEWHERE)
    with next_page(page):
        page.keyboard.press("Enter")
    axe(page)
    fails(hooked)
    page.goto(LIST)
    axe(page)
    follow(page.locator(f"main a[href='{LIST}{hooked.client.public_id}/melden/']"))
    axe(page)
    follow(page.locator("main form[action$='/opnieuw/'] button"))
    axe(page)
    assert page.locator("main form[action$='/opnieuw/']").count() == 0
    follow(page.locator("main form[action$='/stoppen/'] button"))
    assert page.url.endswith(LIST)


def fails(hooked: Hooked) -> None:
    """Let the portal try in vain for a day."""

    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError

    hooked.write()
    for _ in range(TRIES):
        open_ones = [one for one in deliveries() if one.webhook_id and one.state == "open"]
        hooked.send(at=max(one.next_at for one in open_ones), find=unknown)
