"""Giving a system an address, in a real browser: narrow and wide, light and dark, by keyboard."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from consents.tests.clients import System
from consents.tests.hooks import ELSEWHERE, Hooked, deliveries
from consents.tests.test_clients_browser import fits
from consents.webhooks.rules import TRIES
from privacyportal.tests.browser import axe, follow, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/koppelingen/"
SIZES = [
    pytest.param("light", 320, id="light and narrow"),
    pytest.param("dark", 1280, id="dark and wide"),
]


def look(page: Page, name: str) -> None:
    """See that the page is in order; keep a picture of it where somebody asks for one."""
    axe(page)
    assert fits(page)
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize(("scheme", "width"), SIZES)
def test_an_officer_gives_an_address_sees_it_fail_and_tries_again(
    page: Page, scheme: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
    system = System()
    hooked = Hooked(ELSEWHERE, system=system)
    sign_in(page, system.officer)

    page.goto(LIST)
    follow(page.locator(f"main a[href='{LIST}{system.client.public_id}/melden/']"))
    look(page, f"empty-{width}")
    page.locator("[name=url]").fill("http://plain.example.org/")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(page, f"wrong-{width}")
    page.locator("[name=url]").fill(ELSEWHERE)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    look(page, f"waits-{width}")
    fails(hooked)
    page.goto(LIST)
    look(page, f"list-{width}")
    follow(page.locator(f"main a[href='{LIST}{hooked.client.public_id}/melden/']"))
    look(page, f"fails-{width}")
    follow(page.locator("main form[action$='/opnieuw/'] button"))
    look(page, f"again-{width}")
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
