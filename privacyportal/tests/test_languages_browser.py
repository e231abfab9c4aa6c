"""What a family meets in its own language, in a real browser: without barriers, and whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from access import grants
from consents.alumni.links import token_of
from consents.tests import make, people
from privacyportal.languages import FOR_FAMILIES
from privacyportal.tests.browser import axe, follow, sign_in
from privacyportal.tests.test_languages import (
    GO_ON,
    HISTORY,
    OTHERS,
    OVERVIEW,
    home_of_all,
    letter,
)
from schools.tests import make as schools
from students.models import Guardian

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from consents.models import Alumnus
    from consents.tests.people import Family

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILES = {
    "access:looks_csv", "consents:receipt_pdf", "consents:receipt_record", "consents:scan",
}  # fmt: skip
SIGNED_OUT = {
    "access:come_in", "access:invitation", "access:letter", "accessibility", "account_inactive",
    "account_login", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_signup",
    "consents:former_student", "privacy",
}  # fmt: skip


ELSEWHERE = {"account_set_password", "home"}  # these lead to another page of the list
# A desk of 1280 and of 640 at 200 %, as wide as WCAG 1.4.4 and 1.4.10 mean; and a phone on which
# the letters alone are twice as large.
ENLARGED = ((640, 400, "100%"), (320, 256, "100%"), (390, 844, "200%"))
CUT_OFF = """() => {
  const CLOSED = "details:not([open]) > :not(summary)";
  const hides = (how) => !["visible", "auto", "scroll"].includes(how);
  const beyond = (own, box) => own.left < box.left - 1 || own.right > box.right + 1;
  const lost = (element) => {
    const own = element.getBoundingClientRect();
    let cut = beyond(own, {left: 0, right: innerWidth});
    for (let up = element; up && up !== document.documentElement; up = up.parentElement) {
      const style = getComputedStyle(up), box = up.getBoundingClientRect();
      if (style.clipPath !== "none") return false;  // for screen readers alone
      if (hides(style.overflowX) && (beyond(own, box) || up.scrollWidth > up.clientWidth + 1))
        cut = true;
      if (hides(style.overflowY) && (own.top < box.top - 1 || own.bottom > box.bottom + 1))
        cut = true;
    }
    return cut;
  };
  return [...document.querySelectorAll("body *")]
    .filter((each) => [...each.childNodes].some((one) => one.nodeType === 3 && one.data.trim()))
    .filter((each) => each.checkVisibility() && !each.closest(CLOSED))
    .filter(lost)
    .map((each) => each.outerHTML.slice(0, 160));
}"""


def reader_of(language: str, page: Page) -> Family:
    """Make a family that meets everything, whose parent reads a language, also in the browser."""
    home, _ = home_of_all()
    home.parent.language = language
    home.parent.save(update_fields=["language"])
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "domain": "localhost", "path": "/"}]
    )
    return home


def asks_for_all(home: Family) -> None:
    """Let the school ask for a class list, with one number on it, religion, and about care."""
    Guardian.objects.filter(user=home.parent).update(mobile="0612345678")
    make.asks_for_class_list(home.school)
    make.asks_for_religion(home.school)
    make.asks_for_care(home.school)
    make.asks_for_alumni(home.school)
    grants.sync(schools=[home.school.pk], at=schools.NOW)
    make.choose(home.parent, home.child, "yes", code=make.CLASS_LIST, at=timezone.now())


def _gone(home: Family) -> Alumnus:
    """Return a child of the parent that left, is on the list, and is asked to stay."""
    clerk = people.administration(home)
    made = make.former_student(home.one_more("Oud"), home.parent, clerk)
    make.nears_the_end(made)
    return made


def arguments(home: Family) -> dict[str, list[Any]]:
    """Return what stands in the addresses for families that name somebody or something."""
    child = home.child.public_id
    return {
        "access:invitation": [uuid4()],
        "access:letter": ["ABCD-EFGH"],
        "access:who_looked": [child],
        "account_reset_password_from_key": ["1", "x-y"],
        "consents:class_list": [home.group.public_id],
        "consents:former_student": [token_of(_gone(home).public_id)],
        "consents:inquiry": [make.inquires(people.care_coordinator(home), home.child).public_id],
        "consents:question": [1],
        "consents:receipt": [make.receipts()[0].public_id],
        "consents:religion": [child],
        "dossiers:own_advice": [child],
    }


def test_no_page_of_a_family_has_a_barrier_in_arabic_from_right_to_left(page: Page) -> None:
    home = reader_of("ar", page)
    asks_for_all(home)
    args = arguments(home)
    for names in (SIGNED_OUT, FOR_FAMILIES - SIGNED_OUT - FILES - ELSEWHERE):
        for name in sorted(names):
            answer = page.goto(reverse(name, args=args.get(name, [])))
            assert answer is not None
            assert answer.status == 200, name
            assert page.locator("html[lang=ar][dir=rtl]").count() == 1, name
            axe(page)
        sign_in(page, home.parent)
    page.goto("/nergens/")
    axe(page)


@pytest.mark.parametrize("language", [one for one in OTHERS if one != "ar"])
def test_a_parent_can_use_the_pages_in_the_own_language(page: Page, language: str) -> None:
    home = reader_of(language, page)
    page.goto("/inloggen/")
    axe(page)
    sign_in(page, home.parent)
    places = [OVERVIEW, f"{OVERVIEW}vragen/1/", HISTORY, f"/kind/{home.child.public_id}/ingezien/"]
    for place in [*places, f"/kind/{home.child.public_id}/lesadvies/"]:
        page.goto(place)
        assert page.locator(f"html[lang={language}][dir=ltr]").count() == 1
        axe(page)
    page.goto("/nergens/")
    axe(page)


@pytest.mark.law("AVG 12(1)")
def test_who_scans_a_letter_chooses_a_language_before_anything_else_without_javascript(
    browser: Browser, live_server: LiveServer
) -> None:
    written, place = letter()
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        locale="nl-NL",
        viewport={"width": 320, "height": 700},
    )
    page = context.new_page()

    page.goto(place)
    assert page.locator("html[lang=nl]").count() == 1
    choice = page.get_by_role("button", name="العربية")
    assert choice.is_visible()
    follow(choice)
    assert page.locator("html[lang=ar][dir=rtl]").count() == 1
    page.locator("#id_code").fill("AAAA AAAA")
    follow(page.locator("main form .pp-btn"))
    page.get_by_role("button", name="Türkçe").click()
    page.locator("html[lang=tr][dir=ltr]").wait_for()
    page.locator("#id_code").fill(written.code)
    follow(page.locator("main form .pp-btn"))

    assert page.url.endswith(GO_ON)
    assert page.locator("html[lang=tr]").count() == 1
    context.close()


def test_nothing_is_cut_off_where_a_family_enlarges_the_page_or_its_letters_alone(
    browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(base_url=live_server.url, device_scale_factor=2)
    page = context.new_page()
    home = reader_of("uk", page)  # of all six it has the longest words
    sign_in(page, home.parent)
    wrong = []

    for place in (OVERVIEW, f"{OVERVIEW}vragen/1/", HISTORY):
        page.goto(place)
        for width, height, letters in ENLARGED:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("size => document.documentElement.style.fontSize = size", letters)
            how = f"{place} {width} wide, letters {letters}"
            wrong += [f"{how}: {what}" for what in page.evaluate(CUT_OFF)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{how}: it scrolls sideways")

    assert not wrong, "\n".join(wrong)
    context.close()
