"""The pages of a mentor in a real browser, on a phone and on a desk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from dossiers.tests import make, people
from privacyportal.tests.browser import axe, follow, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = "Hij fietst op dinsdag naar zijn oma in Zutphen."


def test_a_mentor_writes_a_note_and_sees_it(page: Page) -> None:
    mine = make.klass()
    make.classmate(mine)
    sign_in(page, mine.mentor)

    page.goto("/vandaag/")
    axe(page)
    follow(page.get_by_role("main").get_by_role("link", name=f"Klas {mine.group.name}"))
    axe(page)
    follow(page.get_by_role("link", name=mine.student.display_name, exact=True))
    axe(page)
    page.get_by_label("Oudergesprek", exact=True).check()
    page.get_by_label("Waar ging het over?").fill("Kennismaking")
    page.get_by_role("button", name="Ik zie dat").click()
    assert page.get_by_label("Wat is er besproken?").input_value() == "Ik zie dat "
    page.get_by_label("Wat is er besproken?").fill(BODY)
    due_on = timezone.localdate() + timedelta(days=1)
    page.get_by_label("Terugkomen op").fill(due_on.isoformat())
    page.get_by_label("Wat spreekt u af?").fill("Vragen hoe het ging")
    follow(page.get_by_role("button", name="Gesprek opslaan"))

    note = page.get_by_role("article", name="Kennismaking")
    assert BODY in note.inner_text()
    assert "Vragen hoe het ging" in note.inner_text()
    axe(page)
    note.get_by_role("button", name="Afvinken").click()
    page.get_by_role("article", name="Kennismaking").get_by_role(
        "button", name="Nog niet klaar"
    ).wait_for()


def test_a_mistake_in_the_form_is_told_and_nothing_typed_is_lost(page: Page) -> None:
    mine = make.klass()
    sign_in(page, mine.mentor)
    page.goto(reverse("dossiers:student", args=[mine.student.public_id]))

    page.get_by_label("Wat is er besproken?").fill(BODY)
    follow(page.get_by_role("button", name="Gesprek opslaan"))

    assert page.title().startswith("Fout:")
    assert page.get_by_label("Wat is er besproken?").input_value() == BODY
    axe(page)


def test_a_subject_teacher_finds_no_page_and_no_word_of_the_note(page: Page) -> None:
    mine = make.klass()
    make.note(mine.mentor, mine.student, title="Kennismaking", body=BODY)
    sign_in(page, people.subject_teacher(mine))

    for address in (
        reverse("dossiers:student", args=[mine.student.public_id]),
        reverse("dossiers:class", args=[mine.group.public_id]),
        "/vandaag/",
        "/afspraken/",
        "/zoeken/",
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        assert BODY not in page.content()
        assert "Kennismaking" not in page.content()
        assert mine.student.display_name not in page.content()


def test_the_other_pages_are_accessible_too(page: Page) -> None:
    mine = make.klass()
    agreed = make.follow_up(mine.mentor, mine.student, days=-2, text="Vragen hoe het ging")
    make.follow_up(mine.mentor, make.classmate(mine), days=1)
    sign_in(page, mine.mentor)

    for address in (
        "/vandaag/",
        "/afspraken/",
        reverse("dossiers:class", args=[mine.group.public_id]),
        reverse("dossiers:pictures", args=[mine.student.public_id]),
        reverse("dossiers:correct_note", args=[agreed.entry.public_id]),
    ):
        page.goto(address)
        axe(page)
    page.goto("/zoeken/")
    page.get_by_label("Naam van de leerling").fill(mine.student.call_name)
    follow(page.get_by_role("main").get_by_role("button", name="Zoek"))
    assert mine.student.display_name in page.get_by_role("main").inner_text()
    assert page.url.endswith("/zoeken/")
    axe(page)
