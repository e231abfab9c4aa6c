"""The pages on which a family chooses, as it meets them: see docs/asking.md."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils import timezone

from consents.tests import make
from consents.tests.people import Family
from privacyportal.tests.browser import axe, follow, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OVERVIEW = "/toestemming/"


@pytest.mark.asking(1, 2, 3)
def test_each_question_is_about_one_place_and_says_who_sees_it_and_how_long(page: Page) -> None:
    home = Family()
    sign_in(page, home.parent)

    page.goto(OVERVIEW)

    questions = page.locator("fieldset.pp-q")
    assert questions.count() == len(make.codes(home.school))
    for question in questions.all():
        radios = question.get_by_role("radio")
        assert [radio.get_attribute("value") for radio in radios.all()] == ["yes", "no"]
        assert question.locator("input:checked").count() == 0
        seen_by = question.locator(".pp-q__meta > span").first
        assert seen_by.locator("svg").count() == 1
        assert seen_by.inner_text().strip()
        assert "Hoe lang:" in (question.locator("details").text_content() or "")


@pytest.mark.asking(4)
def test_no_button_says_yes_to_everything(page: Page) -> None:
    home = Family()
    home.one_more()
    sign_in(page, home.parent)

    page.goto(OVERVIEW)

    names = [button.inner_text().lower() for button in page.locator("main button").all()]
    assert any("alles op nee" in name for name in names)
    assert not any("ja" in name.split() for name in names)


@pytest.mark.asking(8)
def test_what_else_there_is_to_know_is_folded_away_until_it_is_asked_for(page: Page) -> None:
    home = Family()
    sign_in(page, home.parent)
    page.goto(OVERVIEW)
    question = page.locator("fieldset.pp-q").first
    more = question.locator("details")

    assert not more.locator("div").is_visible()
    more.locator("summary").press("Enter")

    assert more.locator("div").is_visible()
    axe(page)


@pytest.mark.asking(10)
def test_a_parent_reads_the_outcome_and_nothing_of_the_other_parent(page: Page) -> None:
    home = Family()
    make.choose(home.other, home.child, "no")
    sign_in(page, home.parent)

    page.goto(OVERVIEW)

    says = page.get_by_role("main").inner_text()
    assert home.other.display_name not in says
    for guardian in home.other.guardians.all():
        assert guardian.surname not in says
    assert page.locator("input:checked").count() == 0


@pytest.mark.asking(13)
def test_where_the_words_changed_that_question_alone_is_open_again(page: Page) -> None:
    home = Family()
    for code in make.codes(home.school):
        make.choose(home.parent, home.child, "yes", code=code)
    make.new_words(make.purpose(home.child), at=timezone.now() - timedelta(minutes=1))
    sign_in(page, home.parent)

    page.goto(OVERVIEW)

    again = page.locator("fieldset.pp-q").filter(has_text="De tekst is veranderd: kies opnieuw")
    assert again.count() == 1
    assert again.locator("input:checked").count() == 0
    assert page.locator("input:checked").count() == len(make.codes(home.school)) - 1
    axe(page)


@pytest.mark.asking(16)
def test_a_parent_with_open_questions_comes_in_and_goes_where_they_like(page: Page) -> None:
    home = Family()
    home.parent.set_password("een-lang-wachtwoord")
    home.parent.save()

    page.goto("/inloggen/")
    page.locator("[name=login]").fill(home.parent.email)
    page.locator("[name=password]").fill("een-lang-wachtwoord")
    follow(page.locator("main form button[type=submit], main form button").first)

    assert "/vragen/" not in page.url
    page.goto("/toestemming/geschiedenis/")
    assert page.url.endswith("/toestemming/geschiedenis/")
    page.goto(OVERVIEW)
    words = page.get_by_role("main").inner_text().lower()
    assert not any(each in words for each in ("nog dagen", "laatste kans", "andere ouders zeiden"))
    assert page.locator("dialog[open]").count() == 0
    assert settings.SESSION_COOKIE_NAME in {each.get("name") for each in page.context.cookies()}
