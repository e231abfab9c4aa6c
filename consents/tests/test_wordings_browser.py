"""Writing what parents are asked in a real browser: narrow and wide, dark, by keyboard, bare."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from consents.models import Purpose, Wording
from consents.tests import make
from consents.tests.people import Family
from consents.tests.wordings import NEWER, POSTER, PROMO, officer, write
from privacyportal.tests.browser import axe, follow, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/teksten/"
TWO_WEEKS = timedelta(weeks=2)
SHOW, SAVE = "main button[value=show]", "main button[value=save]"


@pytest.fixture(params=["light", "dark"])
def themed(page: Page, request: pytest.FixtureRequest) -> Page:
    """Return a page at both widths, by day and by night."""
    page.emulate_media(color_scheme=request.param)
    return page


def fits(page: Page) -> bool:
    """Tell whether nothing runs out of the page at the side."""
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(width))


def is_well(page: Page) -> None:
    """See that a page is open to everybody, and fits."""
    axe(page)
    assert fits(page)


def test_an_officer_comes_from_the_list_to_the_form(themed: Page) -> None:
    home = Family()
    later = timezone.localdate() + TWO_WEEKS
    write(officer(home.school), make.purpose(home.child), starts_on=later)
    sign_in(themed, officer(home.school))

    themed.goto(LIST)
    is_well(themed)
    follow(themed.get_by_role("link", name="Op de website van de school"))
    is_well(themed)
    follow(themed.locator("main a[href$='/nieuw/']"))
    is_well(themed)


def test_an_officer_writes_a_version_looks_at_it_and_saves_it(themed: Page) -> None:
    home = Family()
    about = make.purpose(home.child)
    sign_in(themed, officer(home.school))

    themed.goto(reverse("consents:write_version", args=[about.public_id]))
    themed.locator("[name=nl_kept]").fill("ja " * 20 + "nee.")
    follow(themed.locator(SAVE))
    is_well(themed)
    assert themed.evaluate("document.activeElement.id") == "fouten"
    follow(themed.locator("#fouten a[href='#id_nl_kept']"))
    assert themed.evaluate("document.activeElement.name") == "nl_kept"
    themed.locator("[name=nl_kept]").fill(NEWER.kept)
    themed.locator("[name=changes][value=material]").check()
    follow(themed.locator(SHOW))
    preview = themed.locator("[data-preview=nl] fieldset")
    preview.locator("summary").click()
    assert NEWER.kept in preview.inner_text()
    is_well(themed)
    assert Wording.objects.filter(purpose=about).count() == 2
    follow(themed.locator(SAVE))
    axe(themed)
    assert make.words(about, version=2).kept == NEWER.kept


def test_what_needs_no_consent_is_refused_by_keyboard(themed: Page) -> None:
    home = Family()
    sign_in(themed, officer(home.school))

    themed.goto(reverse("consents:choose_purpose", args=[home.school.public_id]))
    is_well(themed)
    themed.locator("[value=PASS_PHOTO]").focus()
    themed.keyboard.press("Space")
    with themed.expect_navigation():
        themed.keyboard.press("Enter")
    axe(themed)
    assert "AVG 6(1)(e)" in themed.locator("#fouten").inner_text()


def test_enter_in_a_field_looks_and_never_saves_by_accident(themed: Page) -> None:
    home = Family()
    sign_in(themed, officer(home.school))

    themed.goto(reverse("consents:add_purpose", args=[home.school.public_id, PROMO]))
    is_well(themed)
    for part in POSTER.__dataclass_fields__:
        themed.locator(f"[name=nl_{part}]").fill(getattr(POSTER, part))
    themed.locator("[name=nl_title]").focus()
    with themed.expect_navigation():
        themed.keyboard.press("Enter")  # looks, and saves nothing
    assert not Purpose.objects.filter(code=PROMO).exists()
    themed.locator(SAVE).focus()
    with themed.expect_navigation():
        themed.keyboard.press("Enter")
    axe(themed)
    assert Purpose.objects.get(code=PROMO).is_active


def test_a_version_is_written_and_a_question_ended_without_javascript(
    browser: Browser, live_server: LiveServer
) -> None:
    home = Family()
    about = make.purpose(home.child)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.set_default_timeout(10_000)
    plain = context.new_page()
    sign_in(plain, officer(home.school))

    plain.goto(reverse("consents:write_version", args=[about.public_id]))
    plain.locator("[name=nl_kept]").fill(NEWER.kept)
    plain.locator("[name=changes][value=minor]").check()
    follow(plain.locator(SHOW))
    follow(plain.locator(SAVE))
    assert make.words(about, version=2).kept == NEWER.kept
    follow(plain.locator("main form[action$='/stoppen/'] button"))
    about.refresh_from_db()
    assert not about.is_active

    context.close()


def test_a_parent_reads_in_the_own_language_that_a_question_is_in_dutch(page: Page) -> None:
    home = Family()
    write(officer(home.school), make.purpose(home.child))
    home.parent.language = "en"
    home.parent.save()
    sign_in(page, home.parent)
    page.context.add_cookies(
        [{"name": "django_language", "value": "en", "domain": "localhost", "path": "/"}]
    )

    page.goto("/toestemming/")
    axe(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_text("You read it in Dutch.").is_visible()
