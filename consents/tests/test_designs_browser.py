"""Watching the share of yes, and writing down what a look found: in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.tests import make as access
from consents.tests import designs
from consents.tests.people import Family
from privacyportal.tests.browser import axe, follow, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOUND = "Nee stond op een smal scherm onder de rand. Het staat er nu naast."


@pytest.mark.asking(18)
def test_an_officer_finds_a_rise_and_writes_down_what_it_was(page: Page) -> None:
    home = Family()
    designs.rise(home)
    designs.chose(home, "c" * 12, yes=3, no=0, day=2)
    designs.night(home)
    sign_in(page, access.with_role(Role.PRIVACY_OFFICER, home.school.board))

    page.goto("/teksten/")
    axe(page)
    follow(page.locator("main a[href='/vormgeving/']"))
    axe(page)
    shares = page.locator("tbody td:nth-of-type(2) .pp-num").all_inner_texts()
    assert [share.replace(",", ".") for share in shares] == ["75.0%", "50.0%"]
    follow(page.locator("main form button"))
    axe(page)
    assert page.evaluate("document.activeElement.id") == "fouten"
    follow(page.locator("#fouten a"))
    page.keyboard.type(FOUND)
    follow(page.locator("main form button"))

    assert page.get_by_text(FOUND).is_visible()
    assert page.locator("main form").count() == 0
    axe(page)
