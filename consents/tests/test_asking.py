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
PRESSES = "dialog, [role=dialog], [role=alertdialog], [role=timer], progress, [http-equiv=refresh]"


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
    agreed, refused, only_theirs = make.codes(home.school)[:3]
    for code in (agreed, refused):
        make.choose(home.parent, home.child, "yes", code=code)
    for code, says in ((refused, "no"), (only_theirs, "yes")):
        make.choose(home.other, home.child, says, code=code)
    sign_in(page, home.parent)

    page.goto(OVERVIEW)

    outcome = {
        code: page.locator(f"fieldset[data-q={code}] .pp-q__foot .pp-badge")
        for code in (agreed, refused, only_theirs)
    }
    assert outcome[agreed].count() == 0
    assert "Daarom is het nu nee." in outcome[refused].inner_text()
    assert "Nu is het ja." in outcome[only_theirs].inner_text()
    assert page.locator("input:checked").count() == 2
    says_all = page.get_by_role("main").inner_text()
    assert home.other.display_name not in says_all
    for guardian in home.other.guardians.all():
        assert guardian.surname not in says_all


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
    assert page.locator(PRESSES).count() == 0
    assert settings.SESSION_COOKIE_NAME in {each.get("name") for each in page.context.cookies()}
