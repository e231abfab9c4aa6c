"""Signing in: one form, and no way to find out who has an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts.models import User
from privacyportal.tests.browser import axe, follow
from schools.tests import make

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page

PASSWORD = "a long enough password"


@pytest.mark.django_db(transaction=True)
def test_somebody_signs_in_and_out(page: Page) -> None:
    user = make.user("fatima")

    page.goto("/")
    axe(page)
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Wachtwoord", exact=True).fill("not this one at all")
    follow(page.get_by_role("button", name="Inloggen"))
    assert page.locator("[role=alert]").is_visible()
    axe(page)

    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    follow(page.get_by_role("button", name="Inloggen"))
    page.wait_for_url("**/")
    axe(page)

    page.locator("details.pp-menu summary").last.click()
    follow(page.get_by_role("button", name="Uitloggen"))
    page.wait_for_url("**/inloggen/**")


@pytest.mark.django_db
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    known = make.user().email

    answers = [
        client.post("/inloggen/", {"login": email, "password": "wrong wrong wrong"}).text
        for email in (known, "nobody@example.org")
    ]

    without = [a.replace(known, "").replace("nobody@example.org", "") for a in answers]
    lines = [[line for line in text.splitlines() if "csrf" not in line] for text in without]
    assert lines[0] == lines[1]


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    page = client.post("/gesloten/", {"email": "x@example.org", "password1": PASSWORD})

    assert page.templates[0].name == "account/signup_closed.html"
    assert not User.objects.filter(email="x@example.org").exists()


@pytest.mark.django_db
def test_an_account_that_is_closed_does_not_get_in(client: Client) -> None:
    user = make.user()
    user.is_active = False
    user.save(update_fields=["is_active"])

    client.post("/inloggen/", {"login": user.email, "password": PASSWORD})

    assert client.get("/").status_code == 302
