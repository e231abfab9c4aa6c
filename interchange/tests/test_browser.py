"""The administration at work, in a real browser, with the files of the made-up board."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from access.choices import Role
from access.tests.make import with_role
from interchange.demo.board import make_files
from kernel.database import as_role
from privacyportal.tests.browser import axe, follow, sign_in
from schools.choices import Sector
from schools.services import add_school
from students.models import Student

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(desk: Page) -> Page:
    """Return a page at a desk."""
    return desk


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return the folder with the files of the made-up board."""
    make_files(tmp_path, seed=1, students=120, on=timezone.localdate())
    return tmp_path


@pytest.fixture
def office() -> User:
    """Return the administrator of the primary school of the made-up board."""
    with as_role("portal_worker"):
        school = add_school(
            actor=None,
            brin="99AB",
            name="De Kersenhof",
            sector=Sector.PRIMARY,
            board="Waterkant",
            at=timezone.now(),
        )
    return with_role(Role.ADMINISTRATION, school, first_day=date(2020, 8, 1))


def upload(page: Page, path: Path) -> None:
    page.goto("/importeren/")
    page.get_by_label("Bestand", exact=True).set_input_files(path)
    follow(page.get_by_role("button", name="Bestand bekijken"))
    page.wait_for_url("**/importeren/*-*/")


def figure(page: Page, label: str) -> str:
    """Return the figure that stands under `label`."""
    return page.locator(".pp-stat", has_text=label).locator("dd").first.inner_text()


def test_an_administrator_takes_a_file_in_and_a_second_time_nothing_changes(
    page: Page, files: Path, office: User
) -> None:
    sign_in(page, office)
    page.goto("/importeren/")
    axe(page)

    upload(page, files / "99AB-edexml.xml")
    axe(page)
    assert figure(page, "Nieuw") == "54"
    assert Student.objects.count() == 0
    follow(page.get_by_role("button", name="Inlezen"))
    page.get_by_text("Dit bestand is ingelezen").wait_for()
    axe(page)
    assert Student.objects.count() == 54

    upload(page, files / "99AB-edexml.xml")
    assert (figure(page, "Nieuw"), figure(page, "Veranderd")) == ("0", "0")
    follow(page.get_by_role("button", name="Weggooien"))
    page.get_by_text("Er is niets veranderd").wait_for()


def test_a_damaged_file_says_so(desk: Page, files: Path, office: User) -> None:
    whole = (files / "99AB-edexml.xml").read_bytes()
    (files / "half.xml").write_bytes(whole[: len(whole) // 2])
    sign_in(desk, office)

    upload(desk, files / "half.xml")

    desk.get_by_text("Dit bestand is helemaal geweigerd").wait_for()
    axe(desk)
    assert Student.objects.count() == 0


def test_a_missing_student_is_looked_at(page: Page, files: Path, office: User) -> None:
    sign_in(page, office)
    upload(page, files / "99AB-edexml.xml")
    follow(page.get_by_role("button", name="Inlezen"))
    page.get_by_text("Dit bestand is ingelezen").wait_for()
    text = (files / "99AB-edexml.xml").read_text()
    start = text.index("<leerling key")
    (files / "few.xml").write_text(text[:start] + text[text.rindex("<leerling key") :])

    upload(page, files / "few.xml")
    page.get_by_text("Veel leerlingen van de school staan niet").wait_for()
    axe(page)
    follow(page.get_by_role("button", name="Inlezen"))
    page.get_by_text("Zet dan eerst hier een vinkje").first.wait_for()
    axe(page)
    page.get_by_label("Ik weet zeker dat dit klopt").check()
    follow(page.get_by_role("button", name="Inlezen"))
    follow(page.get_by_role("link", name="Zeg wie er weg is"))

    axe(page)
    follow(page.get_by_role("button", name="Is vertrokken").first)
    page.get_by_text("Vul de laatste dag in").first.wait_for()
    axe(page)
    follow(page.get_by_role("button", name="Is er nog").first)
    page.get_by_text("Opgeslagen").wait_for()
