"""The list of who turns sixteen on the page of invitations, and the letters for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from access.choices import Role
from access.tests import make
from access.tests.test_invitation_pages import BACKEND, letters_of
from access.tests.test_invitations import INVITE, path_of
from access.tests.turning import Home, invitations, runs, student
from privacyportal.tests.browser import axe, sign_in
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries

    from students.models import Student


def numbers(body: str) -> list[str]:
    """Return the numbers in the part about who turns sixteen."""
    part = body.split('aria-labelledby="zestien"')[1].split("</section>", maxsplit=1)[0]
    return re.findall(r"<dd[^>]*>\s*(\d+)\s*</dd>", part)


def without_address(home: Home, days: int = 5) -> Student:
    """Make one more student of the school, who turns sixteen on another day and has no address."""
    return student(home.group, home.at(days - home.days).date())


@pytest.mark.django_db
def test_the_page_counts_who_turns_sixteen_and_who_is_to_get_a_letter(client: Client) -> None:
    home = Home()
    soon, just = without_address(home), without_address(home, days=-30)
    without_address(home, days=31)
    without_address(home, days=-31)
    make.student_who_signs_in(without_address(home))
    students.guardianship(without_address(home), authority=Authority.REPRESENTATIVE)
    client.force_login(make.with_role(Role.ADMINISTRATION, home.school), backend=BACKEND)

    assert numbers(client.get(INVITE).content.decode()) == ["3", "2"]
    listed = client.get(f"{INVITE}?zestien=1").content.decode()
    assert all(one.display_name in listed for one in (home.child, soon, just))
    assert listed.count('name="person"') == 4, "one of the three by e-mail too"

    answer = client.post(f"{INVITE}{home.school.public_id}/", {"way": "letter", "turning": "1"})
    early, late = sorted(letters_of(answer), key=lambda text: soon.display_name not in text)
    first = date_format(home.at(5 - home.days).date(), "j F Y")
    assert soon.display_name in early
    assert just.display_name in late
    assert first in " ".join(early.split())
    assert first not in " ".join(late.split())

    assert numbers(client.get(INVITE).content.decode()) == ["3", "0"]
    again = client.post(f"{INVITE}{home.school.public_id}/", {"way": "letter", "turning": "1"})
    assert again.status_code == 302, "there is nobody to write to"


@pytest.mark.django_db
def test_whom_the_clerk_took_an_invitation_back_from_is_to_get_a_letter(client: Client) -> None:
    home = Home()
    runs(home.school, at=home.at(-30))
    clerk = make.with_role(Role.ADMINISTRATION, home.school)
    client.force_login(clerk, backend=BACKEND)
    assert numbers(client.get(INVITE).content.decode()) == ["1", "0"]

    make.withdraws(clerk, invitations(home.child)[0])

    assert numbers(client.get(INVITE).content.decode()) == ["1", "1"]
    answer = client.post(f"{INVITE}{home.school.public_id}/", {"way": "letter", "turning": "1"})
    assert len(letters_of(answer)) == 1
    assert numbers(client.get(INVITE).content.decode()) == ["1", "0"]


@pytest.mark.django_db
def test_whom_the_portal_wrote_to_is_on_the_list_without_a_letter(client: Client) -> None:
    home = Home(days=29)
    runs(home.school, at=home.at(-29))
    client.force_login(make.with_role(Role.ADMINISTRATION, home.school), backend=BACKEND)

    body = client.get(f"{INVITE}?zestien=1").content.decode()

    assert numbers(body) == ["1", "0"]
    with translation.override("nl"):
        assert date_format(home.turns_on, "j F Y") in body
    (invited,) = invitations(home.child)
    assert f"/intrekken/{invited.public_id}/" in body or str(invited.public_id) in body


@pytest.mark.django_db
def test_the_list_takes_as_many_queries_for_many_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    home = Home()
    without_address(home)
    client.force_login(make.with_role(Role.ADMINISTRATION, home.school), backend=BACKEND)
    client.get(INVITE)
    with django_assert_num_queries(10_000, exact=False) as short:  # type: ignore[call-arg]
        client.get(f"{INVITE}?zestien=1")
    for _ in range(5):
        without_address(home)
    with django_assert_num_queries(10_000, exact=False) as long:  # type: ignore[call-arg]
        client.get(f"{INVITE}?zestien=1")

    assert len(long.captured_queries) == len(short.captured_queries)


@pytest.mark.django_db
def test_the_email_of_an_invitation_before_the_day_says_from_which_day(
    mailoutbox: list[object],
) -> None:
    home = Home(days=29)

    runs(home.school, at=home.at(-29))

    (sent,) = [one for one in mailoutbox if one.to == [home.child.email]]  # type: ignore[attr-defined]
    first = date_format(home.turns_on, "j F Y")
    last = date_format(home.at(30).date(), "j F Y")
    assert first in sent.body  # type: ignore[attr-defined]
    assert last in sent.body  # type: ignore[attr-defined]
    assert home.child.call_name not in sent.body  # type: ignore[attr-defined]
    runs(home.school, at=home.at(0))
    assert first not in mailoutbox[-1].body  # type: ignore[attr-defined]
    assert timezone.localdate() < home.turns_on


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_administration_prints_letters_and_a_student_reads_from_which_day(page: Page) -> None:
    home = Home(days=3)
    without_address(home)
    clerk = make.with_role(Role.ADMINISTRATION, home.school)
    letter = make.letter(clerk, of=home.child)
    sign_in(page, clerk)

    page.goto(INVITE)
    axe(page)
    with page.expect_download() as waiting:
        page.locator("section[aria-labelledby=zestien] button[value=letter]").click()
    assert waiting.value.suggested_filename.startswith("uitnodigingen-")
    page.goto(f"{INVITE}?zestien=1")
    axe(page)
    assert page.locator("section[aria-labelledby=zestien] button[value=letter]").count() == 0

    page.goto(path_of(letter))
    page.locator("#id_code").fill(letter.code)
    page.keyboard.press("Enter")
    page.locator(".pp-error").first.wait_for()
    axe(page)
    assert date_format(home.turns_on, "j F Y") in page.locator(".pp-error").first.inner_text()
