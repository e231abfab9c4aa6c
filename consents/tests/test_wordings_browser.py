"""Writing what parents are asked in a real browser: narrow and wide, dark, by keyboard, bare."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from consents.models import Purpose, Wording
from consents.tests import make
from consents.tests.people import Family
from consents.tests.wordings import NEWER, POSTER, PROMO, officer, write
from privacyportal.tests.browser import axe, follow, next_page, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/teksten/"
TWO_WEEKS = timedelta(weeks=2)
SHOW, SAVE = "main button[value=show]", "main button[value=save]"


@pytest.fixture
def page(desk: Page) -> Page:
    """Return a page at a desk."""
    return desk


def test_an_officer_comes_from_the_list_to_the_form(page: Page) -> None:
    home = Family()
    later = timezone.localdate() + TWO_WEEKS
    write(officer(home.school), make.purpose(home.child), starts_on=later)
    sign_in(page, officer(home.school))

    page.goto(LIST)
    axe(page)
    follow(page.get_by_role("link", name="Op de website van de school"))
    axe(page)
    follow(page.locator("main a[href$='/nieuw/']"))
    axe(page)


def test_an_officer_writes_a_version_looks_at_it_and_saves_it(page: Page) -> None:
    home = Family()
    about = make.purpose(home.child)
    sign_in(page, officer(home.school))

    page.goto(reverse("consents:write_version", args=[about.public_id]))
    page.locator("[name=nl_kept]").fill("ja " * 20 + "nee.")
    follow(page.locator(SAVE))
    axe(page)
    assert page.evaluate("document.activeElement.id") == "fouten"
    follow(page.locator("#fouten a[href='#id_nl_kept']"))
    assert page.evaluate("document.activeElement.name") == "nl_kept"
    page.locator("[name=nl_kept]").fill(NEWER.kept)
    page.locator("[name=changes][value=material]").check()
    follow(page.locator(SHOW))
    preview = page.locator("[data-preview=nl] fieldset")
    preview.locator("summary").click()
    assert NEWER.kept in preview.inner_text()
    axe(page)
    assert Wording.objects.filter(purpose=about).count() == 2
    follow(page.locator(SAVE))
    axe(page)
    assert make.words(about, version=2).kept == NEWER.kept


def test_a_translation_stands_beside_the_dutch_and_is_approved_once_somebody_read_it(
    page: Page,
) -> None:
    home = Family()
    sign_in(page, officer(home.school))

    page.goto(LIST)
    follow(page.get_by_role("link", name="Arabisch: 8 teksten"))
    axe(page)
    text = page.locator("main [lang=ar]").first
    assert text.evaluate("each => getComputedStyle(each).direction") == "rtl"
    page.locator("[name=approved]").first.uncheck()
    follow(page.locator("main form .pp-btn--primary"))
    axe(page)
    follow(page.locator("#fouten a"))
    assert page.evaluate("document.activeElement.name") == "is_read"
    assert not page.locator("[name=approved]").first.is_checked()
    page.locator("[name=is_read]").check()
    follow(page.locator("main form .pp-btn--primary"))

    assert page.get_by_role("link", name="Arabisch: 1 tekst").is_visible()
    assert Wording.objects.filter(language="ar").count() == 7


def test_arabic_stands_beside_the_dutch_and_unwritten_languages_are_folded(page: Page) -> None:
    home = Family()
    about = make.purpose(home.child)
    write(
        officer(home.school), about, words={"nl": NEWER, "ar": replace(NEWER, title="على الموقع")}
    )
    sign_in(page, officer(home.school))

    page.goto(reverse("consents:write_version", args=[about.public_id]))
    axe(page)

    assert page.locator("[name=ar_title]").is_visible()
    assert not page.locator("[name=tr_title]").is_visible()
    page.locator("#taal-tr ~ details summary").click()
    axe(page)
    assert page.locator("[name=tr_title]").is_visible()


def test_what_needs_no_consent_is_refused_by_keyboard(page: Page) -> None:
    home = Family()
    sign_in(page, officer(home.school))

    page.goto(reverse("consents:choose_purpose", args=[home.school.public_id]))
    axe(page)
    page.locator("[value=PASS_PHOTO]").focus()
    page.keyboard.press("Space")
    with next_page(page):
        page.keyboard.press("Enter")
    axe(page)
    assert "AVG 6(1)(e)" in page.locator("#fouten").inner_text()


def test_enter_in_a_field_looks_and_never_saves_by_accident(page: Page) -> None:
    home = Family()
    sign_in(page, officer(home.school))

    page.goto(reverse("consents:add_purpose", args=[home.school.public_id, PROMO]))
    axe(page)
    for part in POSTER.__dataclass_fields__:
        page.locator(f"[name=nl_{part}]").fill(getattr(POSTER, part))
    page.locator("[name=nl_title]").focus()
    with next_page(page):
        page.keyboard.press("Enter")  # looks, and saves nothing
    assert not Purpose.objects.filter(code=PROMO).exists()
    page.locator(SAVE).focus()
    with next_page(page):
        page.keyboard.press("Enter")
    axe(page)
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
