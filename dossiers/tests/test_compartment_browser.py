"""Advice for lessons and notes of the care team in a real browser, on a phone and on a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from access.choices import Role
from access.tests import make as access
from dossiers.tests import make, people
from privacyportal.tests.browser import axe, follow, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def link(name: str, of: make.File) -> str:
    """Return what finds the link to a part of the file."""
    return f'main a[href="{reverse(f"dossiers:{name}", args=[of.student.public_id])}"]'


@pytest.mark.scenario("T39")
def test_a_subject_teacher_walks_from_the_menu_to_the_advice_and_back(page: Page) -> None:
    mine = make.file()
    make.classmate(mine.klass)
    sign_in(page, people.subject_teacher(mine.klass))

    page.goto("/lesadvies/")
    axe(page)
    page.locator("#toon").select_option("met")
    follow(page.locator("main form button"))
    axe(page)
    follow(page.locator(link("advice", mine)).first)

    assert make.ADVICE_WORDS in page.get_by_role("main").inner_text()
    assert page.locator(".pp-tabs a").count() == 1
    axe(page)
    follow(page.locator('.pp-crumbs a[href="/lesadvies/"]'))
    for address in ("student", "care"):
        answer = page.goto(reverse(f"dossiers:{address}", args=[mine.student.public_id]))
        assert answer is not None
        assert answer.status == 404
        for words in (make.WORDS, make.CARE_WORDS, mine.student.display_name):
            assert words not in page.content()


@pytest.mark.scenario("T46")
def test_a_psychologist_writes_in_the_care_team_and_corrects_it(page: Page) -> None:
    mine = make.file()
    sign_in(page, access.with_role(Role.PSYCHOLOGIST, mine.student))

    page.goto("/zorg/")
    axe(page)
    follow(page.locator(link("care", mine)).first)
    axe(page)
    follow(page.locator("#nieuw button[type=submit]"))
    page.locator("#fouten").wait_for()
    axe(page)
    page.locator("#id_title").fill("Overleg")
    page.locator("#id_body").fill("Over vier weken weer kijken.")
    follow(page.locator("#nieuw button[type=submit]"))
    note = page.get_by_role("article", name="Overleg")
    assert "Over vier weken weer kijken." in note.inner_text()
    axe(page)
    follow(note.locator("a.pp-push"))
    axe(page)
    page.locator("#id_body").fill("Over drie weken weer kijken.")
    follow(page.locator("main form[novalidate] button[type=submit]"))

    assert "Over drie weken" in page.get_by_role("article", name="Overleg").inner_text()
    assert "Over vier weken" not in page.get_by_role("main").inner_text()


def test_a_parent_reads_what_helps_the_own_child(page: Page) -> None:
    mine = make.file()
    sign_in(page, people.parent(mine.klass))

    page.goto("/toestemming/")
    follow(page.locator(link("own_advice", mine)))

    assert make.ADVICE_WORDS in page.get_by_role("main").inner_text()
    page.evaluate("document.documentElement.dir = 'rtl'")
    axe(page)
