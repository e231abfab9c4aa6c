"""A form on paper, written down in a real browser, and undone by who signed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from consents.tests import make, paper, people
from consents.tests.people import Family
from privacyportal.tests.browser import axe, follow, next_page, sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEGIN, SEND = "main form[method=get] button", "main form[method=post] button"


@pytest.fixture
def page(desk: Page) -> Page:
    """Return a page at a desk."""
    return desk


def begin(page: Page, home: Family, how: str) -> None:
    """Go from the page of the student to the second step."""
    page.goto(reverse("consents:student", args=[home.child.public_id]))
    follow(page.locator("main a[href$='/invoeren/']"))
    page.locator(f"[name=channel][value={how}]").check()
    page.locator("[name=said_on]").fill(timezone.localdate().isoformat())
    follow(page.locator(BEGIN))


def answer(home: Family, says: str) -> str:
    name = f"answer_{make.purpose(home.child).public_id}"
    return f"[name={name}][value={says}]"


def signed_by(home: Family) -> str:
    return f"[name=signer][value='{home.parent.guardians.get().public_id}']"


@pytest.mark.asking(15)
@pytest.mark.scenario("T17")
def test_a_form_is_written_down_with_its_scan(page: Page, tmp_path: Path) -> None:
    home, scan = Family(), tmp_path / "formulier.png"
    scan.write_bytes(paper.png())
    sign_in(page, people.administration(home))

    page.goto(reverse("consents:enter", args=[home.child.public_id]))
    axe(page)
    begin(page, home, "paper")
    assert page.locator("input:checked").count() == 0
    axe(page)
    page.locator(signed_by(home)).check()
    page.locator("[name=words]").select_option(index=1)
    page.locator(answer(home, "yes")).check()
    page.locator("[name=file]").set_input_files(scan)
    follow(page.locator(SEND))

    assert len(paper.kept()) == 1
    assert home.parent.guardians.get().full_name in page.get_by_role("main").inner_text()
    axe(page)
    with page.expect_download() as taken:
        page.locator("main a[href*='/formulier/']").click()
    assert taken.value.path().read_bytes() == paper.png()


def test_what_is_wrong_is_said_in_both_steps(page: Page) -> None:
    home = Family()
    sign_in(page, people.administration(home))

    page.goto(reverse("consents:enter", args=[home.child.public_id]))
    follow(page.locator(BEGIN))  # with nothing filled in
    axe(page)
    assert page.evaluate("document.activeElement.id") == "fouten"
    begin(page, home, "desk")
    follow(page.locator(SEND))
    axe(page)
    assert page.evaluate("document.activeElement.id") == "fouten"
    assert not paper.kept()


@pytest.mark.law("AVG 7(3)")
def test_who_signed_undoes_it_with_the_clicks_of_any_choice(page: Page) -> None:
    home = Family()
    today = paper.Call(at=timezone.now())
    made = paper.tells(people.administration(home), home.child, home.parent, "yes", today)
    receipt = paper.kept()[0].receipt.public_id
    sign_in(page, home.parent)

    page.goto(reverse("consents:receipt", args=[receipt]))
    axe(page)
    assert made.has_scan
    follow(page.locator(f"main a[href='{reverse('consents:overview')}']"))
    question = page.locator("fieldset").filter(has_text="Op de website van de school")
    assert question.get_by_label("Ja", exact=True).is_checked()
    question.get_by_label("Nee", exact=True).click()
    follow(page.get_by_role("button", name="Opslaan", exact=True))

    assert make.outcomes(home.child) == ["granted", "withdrawn"]
    page.goto(reverse("consents:history"))
    axe(page)


def test_a_call_is_written_down_by_keyboard(desk: Page) -> None:
    home = Family()
    sign_in(desk, people.administration(home))

    begin(desk, home, "phone")
    desk.locator(signed_by(home)).focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.name") == "words"
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Tab")
    desk.locator(answer(home, "no")).focus()
    desk.keyboard.press("Space")
    desk.locator("[name=note]").focus()
    desk.keyboard.type(paper.NOTE)
    desk.keyboard.press("Tab")
    with next_page(desk):
        desk.keyboard.press("Enter")

    (made,) = paper.kept()
    assert (made.channel, made.note) == ("phone", paper.NOTE)
    assert make.outcomes(home.child) == ["refused"]


def test_a_form_is_written_down_without_javascript(
    browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    home, scan = Family(), tmp_path / "formulier.jpg"
    scan.write_bytes(paper.jpeg())
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain = context.new_page()
    sign_in(plain, people.administration(home))

    begin(plain, home, "paper")
    plain.locator(signed_by(home)).check()
    plain.locator("[name=words]").select_option(index=1)
    plain.locator(answer(home, "no")).check()
    plain.locator("[name=file]").set_input_files(scan)
    follow(plain.locator(SEND))

    assert [row.kind for row in paper.kept()] == ["jpeg"]
    context.close()
