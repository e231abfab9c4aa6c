"""Yes and no in a real browser: on a phone, at a desk, by keyboard, without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from consents.models import Decision
from consents.tests import make, people
from consents.tests.people import Family
from kernel.tests.roles import seeing_all
from privacyportal.tests.browser import axe, follow, next_page, sign_in
from students.tests import make as students

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WEBSITE = "Op de website van de school"
OVERVIEW = "/toestemming/"
LIFT = "main form[action$='/opheffen/'] button"


def question(page: Page, child: str = "Amira", title: str = WEBSITE) -> Locator:
    """Return one question about one child."""
    card = page.get_by_role("region", name=child)
    return card.locator("fieldset").filter(has_text=title)


def choose(page: Page, says: str, child: str = "Amira") -> int:
    """Choose and save on the overview; return how many clicks that took."""
    question(page, child).get_by_label(says, exact=True).click()
    follow(page.get_by_role("button", name="Opslaan", exact=True))
    page.wait_for_url("**/bewijs/**")
    return 2


def said() -> list[str]:
    """Return all that was decided, in order."""
    with seeing_all():
        return list(Decision.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.asking(5, 9)
def test_a_parent_answers_the_questions_and_takes_one_answer_back(page: Page) -> None:
    home = Family()
    home.one_more()
    sign_in(page, home.parent)
    total = len(make.codes(home.school))

    page.goto(OVERVIEW)
    axe(page)
    follow(page.get_by_role("link", name="Begin met vraag 1"))
    for number in range(1, total + 1):
        assert page.get_by_text(f"Vraag {number} van {total}").is_visible()
        assert page.locator("input:checked").count() == 0
        axe(page)
        page.get_by_role("group", name="Amira").get_by_label("Ja", exact=True).check()
        page.get_by_role("group", name="Yusuf").get_by_label("Nee", exact=True).check()
        last = number == total
        follow(page.get_by_role("button", name="Opslaan en klaar" if last else "Volgende vraag"))
    assert page.get_by_role("heading", name="Uw keuzes zijn opgeslagen").is_visible()
    axe(page)
    assert said() == ["granted", "refused"] * total

    page.goto(OVERVIEW)
    axe(page)
    choose(page, "Nee")
    assert "was ja" in page.get_by_role("main").inner_text()
    axe(page)
    follow(page.get_by_role("link", name="Al mijn keuzes"))
    assert page.get_by_role("listitem").filter(has_text=WEBSITE).count() == 3
    axe(page)


@pytest.mark.asking(6)
@pytest.mark.law("AVG 7(3)")
def test_no_takes_as_many_clicks_as_yes_on_the_same_page(phone: Page) -> None:
    home = Family()
    sign_in(phone, home.parent)

    phone.goto(OVERVIEW)
    yes = choose(phone, "Ja")
    phone.goto(OVERVIEW)
    no = choose(phone, "Nee")

    assert no == yes
    assert said() == ["granted", "withdrawn"]
    assert phone.get_by_text("Weet u het zeker").count() == 0


@pytest.mark.asking(1)
@pytest.mark.law("AVG 7(3)")
def test_yes_and_no_are_as_large_as_each_other(page: Page) -> None:
    home = Family()
    sign_in(page, home.parent)
    page.goto(OVERVIEW)

    labels = question(page).locator(".pp-yn label")
    yes, no = labels.nth(0).bounding_box(), labels.nth(1).bounding_box()

    assert yes is not None
    assert no is not None
    assert (yes["width"], yes["height"]) == (no["width"], no["height"])
    assert yes["height"] >= 44


def test_what_changed_is_said_before_it_is_saved_and_can_be_undone(page: Page) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    sign_in(page, home.parent)
    page.goto(OVERVIEW)

    question(page).get_by_label("Nee", exact=True).check()

    assert page.get_by_role("status").filter(has_text="1 keuze veranderd").is_visible()
    assert "U zegt nee." in question(page).inner_text()
    assert "binnen 5 schooldagen" in question(page).inner_text()
    axe(page)
    page.get_by_role("button", name="Annuleren").click()
    assert question(page).get_by_label("Ja", exact=True).is_checked()
    assert said() == ["granted"]


@pytest.mark.asking(4)
def test_choices_are_copied_from_the_first_child_yes_and_no_alike(desk: Page) -> None:
    home = Family()
    other = home.one_more()
    make.choose(home.parent, home.child, "yes")
    make.choose(home.parent, home.child, "no", code=make.INSTAGRAM)
    make.choose(home.parent, other, "yes", code=make.INSTAGRAM)
    sign_in(desk, home.parent)
    desk.goto(OVERVIEW)

    desk.get_by_role("button", name="Zelfde keuzes als bij Amira").click()

    assert question(desk, "Yusuf").get_by_label("Ja", exact=True).is_checked()
    assert question(desk, "Yusuf", "Op Instagram").get_by_label("Nee", exact=True).is_checked()
    assert said() == ["granted", "refused", "granted"]  # nothing is saved yet
    follow(desk.get_by_role("button", name="Opslaan", exact=True))
    desk.wait_for_url("**/bewijs/**")
    assert said()[3:] == ["granted", "withdrawn"]


@pytest.mark.asking(4)
def test_everything_to_no_is_one_click(phone: Page) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    sign_in(phone, home.parent)
    phone.goto(OVERVIEW)

    follow(phone.get_by_role("button", name="Alles op nee bij Amira"))

    phone.wait_for_url("**/bewijs/**")
    assert set(said()[1:]) == {"withdrawn", "refused"}
    assert len(said()) == 1 + len(make.codes(home.school))


def test_the_keyboard_reaches_yes_and_no_and_enter_saves_what_is_chosen(desk: Page) -> None:
    home = Family()
    sign_in(desk, home.parent)
    desk.goto(OVERVIEW)

    yes = question(desk).get_by_label("Ja", exact=True)
    for _ in range(60):
        desk.keyboard.press("Tab")
        if yes.evaluate("input => document.activeElement === input"):
            break
    else:
        pytest.fail("Tab never came to the answer.")
    desk.keyboard.press("ArrowRight")
    assert question(desk).get_by_label("Nee", exact=True).is_checked()
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("Enter")

    desk.wait_for_url("**/bewijs/**")
    assert said() == ["granted"]


def test_it_all_works_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    home = Family()
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="nl-NL"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page, home.parent)

    page.goto(OVERVIEW)
    assert not page.get_by_role("button", name="Annuleren").is_visible()
    choose(page, "Ja")
    follow(page.get_by_role("link", name="Toch anders kiezen"))
    choose(page, "Nee")
    page.goto("/toestemming/vragen/1/")
    page.get_by_label("Ja", exact=True).check()
    follow(page.get_by_role("button", name="Volgende vraag"))
    assert page.get_by_text("Vraag 2 van").is_visible()
    follow(page.get_by_role("link", name="Later kiezen"))
    assert page.get_by_text("Vraag 3 van").is_visible()

    assert said() == ["granted", "withdrawn", "granted"]
    context.close()


@pytest.mark.asking(11)
def test_a_student_of_seventeen_chooses_and_the_parent_sees_that(page: Page) -> None:
    home = Family()
    _child, student = people.student_of_seventeen(home)
    sign_in(page, home.parent)
    page.goto(OVERVIEW)
    axe(page)
    assert page.get_by_text("Sem is 16 jaar of ouder en kiest zelf.").is_visible()

    sign_in(page, student)
    page.goto(OVERVIEW)
    axe(page)
    assert page.get_by_role("heading", name="Foto’s en video’s van u").is_visible()
    choose(page, "Ja", "Sem")
    assert said() == ["granted"]


def test_a_mistake_is_told_and_leads_to_the_question(page: Page) -> None:
    home = Family()
    home.one_more()
    sign_in(page, home.parent)
    page.goto("/toestemming/vragen/1/")

    page.get_by_role("group", name="Amira").get_by_label("Ja", exact=True).check()
    follow(page.get_by_role("button", name="Volgende vraag"))

    assert page.title().startswith("Fout:")
    assert page.get_by_role("group", name="Amira").get_by_label("Ja", exact=True).is_checked()
    axe(page)
    follow(page.get_by_role("link", name="Kies ja of nee bij Yusuf."))
    yes = page.get_by_role("group", name="Yusuf").get_by_label("Ja", exact=True)
    assert yes.evaluate("input => document.activeElement === input")


@pytest.mark.asking(17)
def test_a_subject_teacher_looks_up_who_may_be_in_the_picture(page: Page) -> None:
    home = Family()
    students.student(group=home.group, name="Bo")
    make.choose(home.parent, home.child, "yes")
    sign_in(page, people.subject_teacher(home))

    page.goto("/foto/")
    axe(page)
    follow(page.get_by_role("main").get_by_role("link", name=home.group.name))

    axe(page)
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Printen").is_visible()
    assert page.get_by_text("Stand van").is_visible()
    rows = page.get_by_role("row").filter(has_text="Ja")
    assert rows.count() == 1
    assert "Amira" in rows.inner_text()
    address = reverse("consents:group_pictures", args=[home.group.public_id])
    assert page.url.endswith(address)


def test_the_administration_finds_a_student_by_keyboard(page: Page) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    sign_in(page, people.administration(home))

    page.goto(reverse("consents:students"))
    axe(page)
    page.locator("main [name=name]").fill("ami")
    with next_page(page):
        page.keyboard.press("Enter")
    axe(page)
    follow(page.get_by_role("link", name="Amira"))

    row = page.get_by_role("row").filter(has_text=WEBSITE)
    assert row.get_by_text("Ja", exact=True).is_visible()
    axe(page)


def test_a_no_that_was_told_is_written_down_by_keyboard_and_taken_back(page: Page) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    sign_in(page, people.administration(home))
    row = page.get_by_role("row").filter(has_text=WEBSITE)
    send = page.locator("main form:has([name=by]) button")

    page.goto(reverse("consents:student", args=[home.child.public_id]))
    follow(send)  # with nothing filled in
    axe(page)
    assert page.evaluate("document.activeElement.id") == "fouten"
    page.locator("[name=by]").first.focus()
    page.keyboard.press("Space")
    page.locator("[name=about]").select_option(make.WEBSITE)
    send.focus()
    with next_page(page):
        page.keyboard.press("Enter")
    axe(page)
    assert row.get_by_text("Nee", exact=True).is_visible()

    follow(page.locator(LIFT))
    assert row.get_by_text("Ja", exact=True).is_visible()
    page.locator("main details summary").click()
    axe(page)


def test_a_no_that_was_told_is_written_down_without_javascript(
    browser: Browser, live_server: LiveServer
) -> None:
    home = Family()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain = context.new_page()
    sign_in(plain, people.administration(home))

    plain.goto(reverse("consents:student", args=[home.child.public_id]))
    plain.locator("[name=by][value=guardian]").check()
    follow(plain.locator("main form:has([name=by]) button"))
    assert plain.locator(LIFT).count() == 1
    follow(plain.locator(LIFT))
    assert plain.locator(LIFT).count() == 0

    context.close()
