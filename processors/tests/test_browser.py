"""The privacy officer at work, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from privacyportal.tests.browser import axe, follow, sign_in
from processors.choices import DataCategory
from processors.tests import make
from schools.tests import make as schools

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(desk: Page) -> Page:
    """Return a page at a desk."""
    return desk


def test_an_officer_registers_a_party_and_sees_it_turn_green(page: Page) -> None:
    sign_in(page, make.officer(schools.school().board))

    register_party_and_product(page)
    arrange(page)
    fill_matrix(page)
    upload_signed_agreement(page)

    page.locator(".pp-tags .pp-badge--positive", has_text="In orde").wait_for()
    axe(page)


def register_party_and_product(page: Page) -> None:
    page.goto(reverse("processors:register"))
    axe(page)
    follow(page.get_by_role("link", name="Verwerker toevoegen"))
    axe(page)
    page.get_by_label("Naam").fill("Leermiddelenhuis Rekenrijk")
    follow(page.get_by_role("button", name="Toevoegen"))
    page.get_by_text("Er is geen afspraak met deze organisatie").wait_for()
    axe(page)
    follow(page.get_by_role("link", name="Product toevoegen"))
    page.get_by_label("Naam").fill("Rekenrijk Online")
    follow(page.get_by_role("button", name="Toevoegen"))


def arrange(page: Page) -> None:
    follow(page.get_by_role("link", name="Afspraak toevoegen"))
    axe(page)
    page.get_by_label("Verwerkersovereenkomst", exact=True).check()
    page.get_by_label("Waar gaat het over?").fill("Digitale rekenmethode")
    page.get_by_label("Eerste dag").fill("2026-08-01")
    follow(page.get_by_role("button", name="Toevoegen"))
    page.get_by_text("Er is een product in gebruik zonder afspraak").wait_for()


def fill_matrix(page: Page) -> None:
    follow(page.get_by_role("link", name="Gegevens opschrijven"))
    page.get_by_label("Waar zijn de gegevens voor?").fill("Inloggen en oefenen")
    page.get_by_label("Hoe lang blijven de gegevens bewaard?").fill("Tot 3 maanden na vertrek")
    page.get_by_label("Naam en contactgegevens: Leerlingen").press("Space")
    page.get_by_label("Gezondheid: Leerlingen").check()
    follow(page.get_by_role("button", name="Opslaan"))
    page.get_by_role("heading", name="Er gaat nog iets mis").wait_for()
    axe(page)
    assert page.get_by_label("Naam en contactgegevens: Leerlingen").is_checked()
    page.get_by_label("Gezondheid: Leerlingen").uncheck()
    follow(page.get_by_role("button", name="Opslaan"))


def upload_signed_agreement(page: Page) -> None:
    follow(page.get_by_role("link", name="Document toevoegen"))
    axe(page)
    page.get_by_label("Het bestand").set_input_files(
        {"name": "contract.pdf", "mimeType": "application/pdf", "buffer": make.pdf_bytes(4)}
    )
    page.get_by_label("Getekend op").fill("2026-08-01")
    page.get_by_label("Getekend door").fill("A. Yilmaz, bestuurder")
    follow(page.get_by_role("button", name="Toevoegen"))


def test_a_full_register_and_a_full_page_fit_and_break_no_rule(page: Page) -> None:
    board = schools.school().board
    officer = make.officer(board)
    make.party(officer, board, name="Klasbeeld Fotografie", explanation="Schoolfoto's")
    full = make.supplier(officer, board)
    abroad = make.product(officer, full, name="Toetskracht", storage_country="US")
    make.annex(officer, full.arrangements.get(), abroad, *DataCategory)
    sign_in(page, officer)

    page.goto(reverse("processors:register"))
    axe(page)
    page.goto(reverse("processors:party", args=[full.public_id]))
    axe(page)
    page.keyboard.press("Tab")
    page.goto(
        reverse(
            "processors:agree",
            args=[full.arrangements.get().public_id, abroad.public_id],
        )
    )
    axe(page)
