"""A picture is checked, put on record and taken down in a real browser, with or without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from consents.models import Publication, TakeDown
from consents.tests import make, people
from consents.tests.people import Family
from kernel.tests.roles import seeing_all
from privacyportal.tests.browser import axe, follow, next_page, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from students.models import Student

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEBSITE = "Op de website van de school"
ADDRESS = "https://school.example/nieuws/herfstwandeling-in-het-bos"  # wider than a phone
REGISTER = "/publicaties/"


def with_one_no() -> tuple[Family, Student]:
    """Make a home where one child has a yes for the website and another has none."""
    home = Family()
    refused = home.one_more("Bo")
    make.choose(home.parent, home.child, "yes")
    make.choose(home.parent, refused, "no")
    return home, refused


def put_on_record(page: Page, home: Family, refused: Student) -> None:
    """Check a picture of both, and put on record that it was published on the website."""
    page.goto(reverse("consents:check", args=[home.group.public_id]))
    for student in (home.child, refused):
        page.get_by_label(student.display_name).check()
    follow(page.locator("main form button").last)
    website = page.get_by_role("listitem").filter(has_text=WEBSITE)
    assert refused.display_name in website.inner_text()
    assert home.child.display_name not in website.inner_text()
    follow(website.get_by_role("button"))
    page.get_by_label(refused.display_name).check()
    page.get_by_label("Wat is het?").fill("Herfstwandeling")
    page.get_by_label("Foto of video").check()
    page.get_by_label("Waar is het te vinden?").fill(ADDRESS)
    follow(page.get_by_role("button", name="Vastleggen", exact=True))


def test_a_teacher_checks_a_picture_and_puts_on_record_that_it_was_published(page: Page) -> None:
    home, refused = with_one_no()
    sign_in(page, people.subject_teacher(home))

    page.goto(reverse("consents:group_pictures", args=[home.group.public_id]))
    follow(page.get_by_role("link", name="Foto controleren"))
    axe(page)
    follow(page.locator("main form button").last)  # nobody picked
    assert page.title().startswith("Fout:")
    axe(page)
    assert page.evaluate("document.activeElement.id") == "fouten"
    put_on_record(page, home, refused)

    axe(page)
    assert page.get_by_role("heading", name="Herfstwandeling").is_visible()
    assert "Het is vastgelegd." in page.inner_text("body")
    page.goto(REGISTER)
    axe(page)
    assert page.get_by_role("link", name="Herfstwandeling").is_visible()


@pytest.mark.asking(17)
def test_what_is_left_recognisable_is_refused_by_name(page: Page) -> None:
    home, refused = with_one_no()
    sign_in(page, people.subject_teacher(home))
    page.goto(reverse("consents:check", args=[home.group.public_id]))
    for student in (home.child, refused):
        page.get_by_label(student.display_name).check()
    follow(page.locator("main form button").last)
    axe(page)
    follow(page.get_by_role("listitem").filter(has_text=WEBSITE).get_by_role("button"))
    axe(page)

    follow(page.get_by_role("button", name="Vastleggen", exact=True))

    axe(page)
    assert page.title().startswith("Fout:")
    told = page.get_by_role("alert").inner_text()
    assert f"Maak eerst onherkenbaar: {refused.display_name}." in told
    with seeing_all():
        assert not Publication.objects.exists()


@pytest.mark.asking(7)
def test_it_comes_down_by_keyboard_and_the_parent_reads_when(page: Page) -> None:
    home, _refused = with_one_no()
    clerk = people.administration(home)
    made = make.publishes(clerk, home.group, home.child)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    sign_in(page, home.parent)
    page.goto("/toestemming/")
    axe(page)
    assert page.get_by_text("gaan weg, uiterlijk op").is_visible()
    sign_in(page, clerk)

    page.goto(REGISTER)
    axe(page)
    follow(page.get_by_role("link", name=made.title).first)
    axe(page)
    follow(page.get_by_role("link", name="Het is weg"))
    page.locator("[name=how]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Pagina 3")
    with next_page(page):
        page.keyboard.press("Enter")
    axe(page)
    assert "De foto is verwijderd" in page.inner_text("main")

    sign_in(page, home.parent)
    page.goto("/toestemming/")
    assert page.get_by_text("De foto’s zijn weggehaald op").is_visible()


def test_it_all_works_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    home, refused = with_one_no()
    clerk = people.administration(home)
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="nl-NL"
    )
    plain = context.new_page()
    sign_in(plain, clerk)
    put_on_record(plain, home, refused)
    make.choose(home.parent, home.child, "no", at=timezone.now())

    plain.goto(REGISTER)
    follow(plain.get_by_role("link", name="Herfstwandeling").first)
    follow(plain.get_by_role("link", name="Het is weg"))
    plain.get_by_label("De foto is verwijderd").check()
    follow(plain.get_by_role("button", name="Opschrijven"))

    with seeing_all():
        assert list(TakeDown.objects.values_list("state", flat=True)) == ["done"]
    context.close()
