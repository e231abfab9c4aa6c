"""The browser of the tests notices what goes wrong in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privacyportal.tests.browser import axe, opened, wait_for_whole

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route
    from pytest_django.live_server_helper import LiveServer

GOOD = "<html lang=nl><title>Goed</title><main><h1>Goed</h1>{}</main></html>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("<script>throw Error('broken')</script>", "script: .*broken", id="an error"),
        pytest.param("<script>console.error('odd')</script>", "console: odd", id="a complaint"),
        pytest.param(
            "<img alt='' src='http://other.invalid/x.png'>",
            "asked another host",
            id="somebody else's picture",
        ),
    ],
)
def test_what_goes_wrong_in_a_page_fails_the_test(
    browser: Browser,
    live_server: LiveServer,
    content: str,
    words: str,
) -> None:
    with pytest.raises(AssertionError, match=words), opened(browser, live_server, 390) as page:
        page.set_content(GOOD.format(content))


def look_at_a_page_without_its_style(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, live_server, 390) as page:
        page.goto("/static/not-there.css")
        page.set_content(GOOD.format("<link rel=stylesheet href='/static/nor-this.css'>"))


def test_a_missing_file_of_our_own_fails_the_test(
    browser: Browser,
    live_server: LiveServer,
) -> None:
    with pytest.raises(AssertionError, match="status 404"):
        look_at_a_page_without_its_style(browser, live_server)


def test_an_error_page_that_was_asked_for_is_no_problem(desk: Page) -> None:
    answer = desk.goto("/static/not-there.css")

    assert answer is not None
    assert answer.status == 404


def test_a_page_that_comes_slowly_is_waited_for(page: Page) -> None:
    def hold_up(route: Route) -> None:
        page.wait_for_timeout(200)
        route.continue_()

    page.route("**/*.css", hold_up)
    page.goto("/inloggen/", wait_until="commit")
    assert page.evaluate("document.readyState") != "complete"
    wait_for_whole(page)

    assert page.evaluate("document.readyState") == "complete"


def test_half_a_page_fails_the_test(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privacyportal.tests.browser.PATIENCE", 200)
    page.route("**/*.css", lambda _route: None)  # it never comes
    page.goto("/inloggen/", wait_until="commit")

    with pytest.raises(AssertionError, match="half a page"):
        wait_for_whole(page)


def test_a_good_page_passes(page: Page) -> None:
    page.set_content(GOOD.format("<p>Alles is goed.</p>"))

    axe(page)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("<input>", "label", id="a field without a name"),
        pytest.param("<p style='color:#ccc'>grijs</p>", "color-contrast", id="grey on white"),
        pytest.param("<p style='width:500px'>breed</p>", "scrolls sideways", id="too wide"),
    ],
)
def test_a_page_that_somebody_cannot_use_is_refused(
    phone: Page,
    content: str,
    words: str,
) -> None:
    phone.set_content(GOOD.format(content))

    with pytest.raises(AssertionError, match=words):
        axe(phone)
