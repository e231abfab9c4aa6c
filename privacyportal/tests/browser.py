"""A real browser in the tests: pages as people see them, on a phone and on a desk.

`page` plays a test on a phone; a file about people at a desk has a `page` of its own. At
whatever width it is played, `axe` looks at a page by day on a phone and by night at a desk.
Whatever goes wrong in a page while a test looks at it fails that test: an error in its script,
something that the Content-Security-Policy stopped, a file that is not there, a request to
another host.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from launch import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response
    from pytest_django.live_server_helper import LiveServer

    from accounts.models import User

WIDTHS = {320: 844, 390: 844, 1280: 800}
# The smallest phone, which is also a desk enlarged four times (WCAG 1.4.10), and a desk.
LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((320, "light"), (1280, "dark"))
PATIENCE, PAUSE = 10_000, 20  # milliseconds
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # it need not describe what is right
}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium, once per test process; skip the test where there is none."""
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.MISSING)
    # Playwright keeps an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield found
        found.close()


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Return a page at the width of a phone."""
    with opened(browser, live_server, 390) as found:
        yield found


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """Return a page at the width of a desk."""
    with opened(browser, live_server, 1280) as found:
        yield found


@pytest.fixture
def page(phone: Page) -> Page:
    """Return a page of no width in particular: small, where least fits."""
    return phone


@contextmanager
def opened(browser: Browser, live_server: LiveServer, width: int) -> Iterator[Page]:
    """Open a page that knows the server by itself, and fail on what went wrong in it."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": width, "height": WIDTHS[width]},
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",  # a colour that is still changing has no contrast yet
    )
    context.set_default_timeout(PATIENCE)
    found = context.new_page()
    problems = listen(found, live_server.url)
    try:
        yield found
    finally:
        context.close()
    assert not problems, "\n".join(problems)


def listen(page: Page, home: str) -> list[str]:
    """Collect what goes wrong in `page`; that a page or piece is refused is no problem."""
    problems: list[str] = []

    def ask(request: Request) -> None:
        place = urlsplit(request.url)
        if place.netloc and place.netloc != urlsplit(home).netloc:
            problems.append(f"asked another host: {request.url}")

    def get(response: Response) -> None:
        asked_for = response.request.resource_type in {"document", "xhr", "fetch"}
        if response.status >= 500 or (response.status >= 400 and not asked_for):
            problems.append(f"status {response.status}: {response.url}")

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "with a status of" not in message.text:
            problems.append(f"console: {message.text}")

    page.on("request", ask)
    page.on("response", get)
    page.on("console", hear)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    return problems


def sign_in(page: Page, user: User) -> None:
    """Let `user` be signed in in `page`, without the form: that has a test of its own."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}],
    )


def follow(place: Locator) -> None:
    """Click on what leads to another page, and wait until that page is there.

    A bare click returns while the old page is still shown, and what is looked at next would be
    the old page or one half-way.
    """
    with next_page(place.page):
        place.click()


@contextmanager
def next_page(page: Page) -> Iterator[None]:
    """Wait for the page that something leads to, until it is there as a whole.

    On a busy machine the navigation is at times reported before the new page has even a root,
    so the page itself is asked as well.
    """
    with page.expect_navigation():
        yield
    wait_for_whole(page)


def wait_for_whole(page: Page) -> None:
    """Wait until the page and what it needs are there; fail if that lasts too long.

    Asked from here, again and again: a function that waits in the page would be made of words
    there, and our Content-Security-Policy refuses that as soon as it has to wait.
    """
    for _ in range(PATIENCE // PAUSE):
        if page.evaluate("document.readyState") == "complete":
            return
        page.wait_for_timeout(PAUSE)
    raise AssertionError(f"half a page after {PATIENCE / 1000:g} s: {page.url}")


def axe(page: Page) -> None:
    """Assert that the page breaks no rule of accessibility and fits, as all look at it."""
    played_at = page.viewport_size
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        page.emulate_media(color_scheme=scheme)
        _look(page, f"{width} wide, {scheme}")
    page.emulate_media(color_scheme="null")
    if played_at:
        page.set_viewport_size(played_at)


def _look(page: Page, how: str) -> None:
    is_there = page.evaluate("'axe' in window")
    found = Axe("" if is_there else AXE_SCRIPT).run(page, options=AXE).response["violations"]
    assert not found, "\n".join(
        f"{how}: {rule['id']}: {rule['help']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    )
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.evaluate("innerWidth"), f"{how}: {wide} wide, it scrolls sideways"
