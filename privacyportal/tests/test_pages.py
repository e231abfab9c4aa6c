"""Pages that belong to no room: for everybody, for who signed in, and for when things go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.template.loader import render_to_string

from privacyportal.tests.browser import axe, follow, sign_in
from schools.tests import make

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries

PUBLIC = [
    "/inloggen/",
    "/wachtwoord/vergeten/",
    "/wachtwoord/vergeten/verstuurd/",
    "/gesloten/",
    "/privacy/",
    "/toegankelijkheid/",
]
ERRORS = ["400", "403", "403_csrf", "404", "500"]


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody reach the database."""

    def refuse(*args: object, **kwargs: object) -> None:
        del args, kwargs
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", [*PUBLIC, "/stijlgids/", "/wachtwoord/", "/uitloggen/"])
def test_everybody_can_use_the_page(page: Page, address: str) -> None:
    if address not in PUBLIC:
        sign_in(page, make.user("marieke"))

    page.goto(address)

    assert page.url.endswith(address)
    axe(page)
    page.evaluate("document.documentElement.dir = 'rtl'")
    axe(page)


@pytest.mark.django_db(transaction=True)
def test_who_makes_a_mistake_is_taken_to_the_list_of_mistakes(page: Page) -> None:
    page.goto("/wachtwoord/vergeten/")
    follow(page.locator("main form button"))

    assert page.locator("#fouten").evaluate("e => e === document.activeElement")
    assert page.locator("[aria-invalid=true]").count() == 1
    axe(page)


@pytest.mark.django_db(transaction=True)
def test_a_choice_of_screen_or_language_keeps_the_page(desk: Page) -> None:
    user = make.user("marieke")
    sign_in(desk, user)
    desk.goto("/stijlgids/")

    desk.locator("details.pp-menu summary").first.click()
    follow(desk.locator("button[name=theme][value=dark]"))
    desk.wait_for_selector("html[data-theme=dark]")
    desk.locator("details.pp-menu summary").first.click()
    follow(desk.locator("button[name=language][value=en]"))
    desk.wait_for_selector("html[lang=en]")

    user.refresh_from_db()
    assert desk.url.endswith("/stijlgids/")
    assert (user.theme, user.language) == ("dark", "en")


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://other.example/", "//other.example/", ""])
def test_a_choice_of_screen_leads_to_no_other_site(client: Client, elsewhere: str) -> None:
    client.force_login(make.user(), backend="accounts.backends.SignInBackend")

    answer = client.post("/scherm/", {"theme": "light", "next": elsewhere})

    assert answer.headers["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "field"), [("/scherm/", "theme"), ("/taal/", "language")])
def test_only_known_choices_are_kept(client: Client, address: str, field: str) -> None:
    user = make.user()
    client.force_login(user, backend="accounts.backends.SignInBackend")

    client.post(address, {field: "neon"})

    user.refresh_from_db()
    assert (user.theme, user.language) == ("auto", "nl")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/stijlgids/", "/", "/wachtwoord/"])
def test_other_pages_ask_who_somebody_is(client: Client, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/inloggen/")


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_database_and_no_context(name: str) -> None:
    html = render_to_string(f"{name}.html")

    assert "<h1>" in html
    assert 'href="/"' in html


@pytest.mark.usefixtures("no_database")
def test_the_process_lives_without_a_database_but_is_not_ready(client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert client.get("/stijl/0b6e6e.css").status_code == 200


@pytest.mark.django_db
def test_with_a_database_it_is_ready_after_one_question(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert client.get("/readyz").status_code == 200


def test_the_style_of_a_school_is_kept_for_ever_and_only_a_colour_has_one(client: Client) -> None:
    style = client.get("/stijl/f2c200.css")

    assert style.headers["Content-Type"].startswith("text/css")
    assert "immutable" in style.headers["Cache-Control"]
    assert "--basis-color-action-1-color-default" in style.text


@pytest.mark.django_db
@pytest.mark.parametrize("colour", ["red", "F2C200", "f2c20", "f2c200aa"])
def test_nothing_else_has_a_style(client: Client, colour: str) -> None:
    assert client.get(f"/stijl/{colour}.css").status_code == 404


@pytest.mark.django_db
def test_search_engines_stay_out_and_researchers_find_the_way(client: Client) -> None:
    assert "Disallow: /" in client.get("/robots.txt").text
    assert client.get("/.well-known/security.txt").text.startswith("Contact: ")
    assert 'name="robots" content="noindex"' in client.get("/privacy/").text
