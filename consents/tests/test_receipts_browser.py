"""A receipt and a list are taken along in a real browser; a list that is old says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from consents.receipts.seal import Verdict, check
from consents.tests import make, people, receipts
from consents.tests.people import Family
from privacyportal.tests.browser import WIDTHS, axe, follow, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1280, "height": WIDTHS[1280]}
PHONE = {"width": 390, "height": WIDTHS[390]}
PAPER = {"width": 688, "height": 1000}  # A4 without its margins


def both_widths(page: Page) -> None:
    """Look for barriers at the width of a desk and at that of a phone."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a width and a height
        axe(page)


def saved(place: Locator) -> tuple[str, bytes]:
    """Click on what gives a file; return its name and what is in it."""
    with place.page.expect_download() as found:
        place.click()
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


def test_a_parent_takes_the_receipt_along(phone: Page) -> None:
    home = Family()
    made = receipts.given(home)
    sign_in(phone, home.parent)

    phone.goto(reverse("consents:receipt", args=[made.public_id]))
    both_widths(phone)

    for end in ("pdf", "jsonld"):
        name, content = saved(phone.locator(f"main a[href$='/bewijs.{end}']"))
        assert name == f"bewijs-{made.number}.{end}"
        assert check(content) is Verdict.GENUINE


def test_a_teacher_takes_the_list_along_and_says_what_for(phone: Page) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    sign_in(phone, people.subject_teacher(home))
    phone.goto(reverse("consents:group_pictures", args=[home.group.public_id]))
    both_widths(phone)
    follow(phone.locator("main a[href$='/bestand/']"))
    both_widths(phone)

    follow(phone.locator("main form button"))
    assert phone.title().startswith("Fout:")
    axe(phone)
    phone.locator("[name=use][value=taking]").check()
    phone.locator("[name=form][value=csv]").check()
    name, content = saved(phone.locator("main form button"))

    assert name.endswith(".csv")
    assert home.child.surname in content.decode("utf-8-sig")


def test_a_list_that_stays_open_says_that_it_is_old_and_is_asked_again(phone: Page) -> None:
    home = Family()
    sign_in(phone, people.subject_teacher(home))
    phone.clock.install()
    phone.goto(reverse("consents:group_pictures", args=[home.group.public_id]))
    old = phone.locator("[role=status] [data-stale]")
    seconds = int(old.get_attribute("data-stale") or "")
    phone.clock.run_for(max(seconds - 10, 0) * 1000)
    assert old.is_hidden()

    phone.clock.run_for(20_000)

    assert old.is_visible()
    both_widths(phone)
    follow(old.get_by_role("link"))
    assert old.is_hidden()


def test_on_paper_the_list_is_a_table_with_its_day_and_without_buttons(phone: Page) -> None:
    home = Family()
    teacher = people.subject_teacher(home)
    teacher.theme, teacher.display_name = "dark", "Wilhelmina van den Bovenkamp-Oosterhuis"
    teacher.save(update_fields=["theme", "display_name"])
    home.one_more("Constantijn-Alexander-Maximiliaan")
    sign_in(phone, teacher)
    phone.goto(reverse("consents:group_pictures", args=[home.group.public_id]))
    stamp = phone.locator("thead .pp-only-print")
    assert stamp.is_hidden()

    phone.emulate_media(media="print", color_scheme="light")
    phone.set_viewport_size(PAPER)  # type: ignore[arg-type]  # a width and a height

    assert stamp.is_visible()
    assert teacher.display_name in stamp.inner_text()
    for row in phone.locator("main tbody tr").all():
        assert row.evaluate("row => getComputedStyle(row).display") == "table-row"
    assert phone.locator("main .pp-btn:visible").count() == 0
    assert phone.evaluate("getComputedStyle(document.body).colorScheme") == "light"
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert phone.evaluate(wide)
