"""The translations that come along with the portal: whole, right by count, read before shown."""

from __future__ import annotations

import re
import threading
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Language
from consents import services
from consents.errors import NothingToApproveError, NotTheWriterError
from consents.models import Purpose, Wording
from consents.tests import make, people
from consents.tests.forms import OVERVIEW, queries, read
from consents.tests.people import Family
from consents.tests.wordings import NEWER, NL, PROMO, add, end, events, officer, shown, write
from consents.words import translations
from consents.words.soundness import NAME, flaws
from consents.words.texts import ADDED, QUESTIONS
from consents.words.translations import waiting
from consents.words.wordings import overview, translated
from kernel.database import acting_as
from kernel.tests.waiting import until_somebody_waits
from schools.tests import make as schools

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.test import Client

    from accounts.models import User
    from consents.words.texts import Question, Text

ALL = (*QUESTIONS, *ADDED)
OTHERS = sorted(set(Language) - {Language.DUTCH})
LIST = "/teksten/"
TURKISH = Language.TURKISH
FIGURE = re.compile(r"\d{2,}|[3-9]")  # Arabic has no figure where it counts one or two


def text_of(question: Question, language: Language) -> Text:
    return waiting(question.code, {"nl": question.nl})[language]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("question", ALL, ids=lambda question: question.code)
def test_each_text_has_a_whole_translation_of_its_very_words(
    question: Question, language: Language
) -> None:
    text = text_of(question, language)

    assert flaws(question.code, {"nl": question.nl, language: text}) == []
    for part, words in asdict(text).items():
        dutch = getattr(question.nl, part)
        most = getattr(Wording._meta.get_field(part), "max_length")  # noqa: B009 - of a text
        assert len(words) <= most, part
        assert (NAME in words) == (NAME in dutch), part
        assert set(FIGURE.findall(words)) == set(FIGURE.findall(dutch)), part
        assert words == " ".join(words.split()), part


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_the_same_in_dutch_is_the_same_in_each_language(language: Language) -> None:
    said: dict[tuple[str, str], set[str]] = {}
    for question in ADDED:
        if question.code.startswith(("CARE_", "TRANSFER_")):
            for part, words in asdict(text_of(question, language)).items():
                said.setdefault((part, getattr(question.nl, part)), set()).add(words)

    assert {key: words for key, words in said.items() if len(words) > 1} == {}
    assert any(len(text) > 1 for text in said)


def test_of_words_that_a_school_wrote_itself_there_is_none() -> None:
    question = QUESTIONS[0]

    assert set(waiting(question.code, {"nl": question.nl})) == set(OTHERS)
    assert waiting(question.code, {"nl": replace(question.nl, kept="Een jaar.")}) == {}
    assert waiting("IMG_OF_NOBODY", {"nl": question.nl}) == {}
    assert TURKISH not in waiting(question.code, {"nl": question.nl, "tr": question.en})


@pytest.fixture
def home() -> Family:
    return Family()


@pytest.fixture
def po(home: Family) -> User:
    return officer(home.school)


def texts(codes: Collection[str], language: Language = TURKISH) -> list[str]:
    """Return the fingerprints of what the portal says in a language."""
    return [text_of(one, language).sha256 for one in ALL if one.code in codes]


def approve(
    actor: User, home: Family, codes: Collection[str], language: Language = TURKISH
) -> int:
    with acting_as(actor.pk):
        return services.approve_translations(
            actor=actor,
            school=home.school,
            language=language,
            approved=texts(codes, language),
            at=timezone.now(),
        )


def address(home: Family, language: str = TURKISH) -> str:
    return reverse("consents:approve_translations", args=[home.school.public_id, language])


def waits(home: Family, language: Language = TURKISH) -> set[str]:
    found = translated(home.school, language, at=timezone.now())
    return {one.line.purpose.code for one in found}


@pytest.mark.django_db
@pytest.mark.law("AVG 7(2)")
@pytest.mark.law("AVG 12(1)")
def test_a_parent_reads_a_question_in_the_own_language_once_it_is_approved(
    client: Client, home: Family, po: User
) -> None:
    website, instagram = make.purpose(home.child), make.purpose(home.child, make.INSTAGRAM)
    titles = {one.code: text_of(one, TURKISH).title for one in QUESTIONS}
    client.force_login(home.parent)

    def page() -> str:
        return client.get(OVERVIEW, headers={"accept-language": "tr"}).content.decode()

    before = page()
    assert not [title for title in titles.values() if title in before]
    assert approve(po, home, [website.code]) == 1

    after = page()
    assert titles[website.code] in after
    assert titles[instagram.code] not in after
    assert after.count("Hollandaca okuyorsunuz") == before.count("Hollandaca okuyorsunuz") - 1
    assert shown(website) == [(2, "en"), (2, "nl"), (2, "tr")]
    assert NL.title in client.get(OVERVIEW, headers={"accept-language": "nl"}).content.decode()


@pytest.mark.django_db
@pytest.mark.law("AVG 7(1)")
def test_an_approval_asks_nobody_again_and_is_on_record(home: Family, po: User) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    make.choose(home.other, home.child, "yes", at=timezone.now())

    codes = [make.WEBSITE, make.INSTAGRAM]
    assert approve(po, home, codes) == 2

    assert make.counts(home.child, at=timezone.now()).granted
    assert events("translations_approved") == [{"language": "tr", "questions": 2}]
    written = events("words_written")
    assert sorted(fact["purpose"] for fact in written) == sorted(codes)
    assert {fact["material"] for fact in written} == {False}
    assert {tuple(fact["languages"]) for fact in written} == {("en", "nl", "tr")}


@pytest.mark.django_db
def test_what_is_approved_waits_no_more_and_twice_is_told(home: Family, po: User) -> None:
    every = {one.code for one in QUESTIONS}
    assert waits(home) == every

    assert approve(po, home, [make.WEBSITE]) == 1
    assert waits(home) == every - {make.WEBSITE}
    assert waits(home, Language.POLISH) == every
    with pytest.raises(NothingToApproveError):
        approve(po, home, [make.WEBSITE])
    with pytest.raises(NothingToApproveError):
        approve(po, home, [])
    assert approve(po, home, [make.WEBSITE], Language.POLISH) == 1
    assert {language for _version, language in shown(make.purpose(home.child))} == {
        "en", "nl", "pl", "tr",
    }  # fmt: skip


@pytest.mark.django_db
def test_other_dutch_words_planned_ones_and_what_is_asked_no_more_have_none(
    home: Family, po: User
) -> None:
    website, instagram = make.purpose(home.child), make.purpose(home.child, make.INSTAGRAM)
    write(po, website, words={"nl": NEWER})
    same = Wording.objects.get(purpose=instagram, language="nl").text
    day = timezone.localdate() + timedelta(days=30)
    write(po, instagram, words={"nl": same}, is_material=False, starts_on=day)
    end(po, make.purpose(home.child, "IMG_PRESS"))
    add(po, home.school)

    lacking = {website.code, instagram.code, "IMG_PRESS", PROMO}
    assert waits(home) == {one.code for one in QUESTIONS} - lacking
    with pytest.raises(NothingToApproveError):
        approve(po, home, lacking)
    assert events("translations_approved") == []


@pytest.mark.django_db
@pytest.mark.law("AVG 7(2)")
def test_what_changed_after_it_was_read_is_not_approved(
    client: Client, home: Family, po: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(po)
    read_then = {"approved": texts([make.WEBSITE]), "is_read": "on"}

    def newer(code: str, words: dict[str, Text]) -> dict[Language, Text]:
        return {one: replace(text, kept="2038") for one, text in waiting(code, words).items()}

    monkeypatch.setattr(translations, "waiting", newer)
    assert client.post(address(home), read_then).status_code == 422
    with acting_as(po.pk), pytest.raises(NothingToApproveError):
        services.approve_translations(
            actor=po,
            school=home.school,
            language=TURKISH,
            approved=read_then["approved"],
            at=timezone.now(),
        )
    assert shown(make.purpose(home.child)) == [(1, "en"), (1, "nl")]


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_approve_at_once_the_second_waits_and_is_told(
    home: Family, po: User
) -> None:
    other, said = officer(home.school), list[str]()

    def approves_too() -> None:
        try:
            approve(other, home, [make.WEBSITE])
            said.append("approved")
        except NothingToApproveError:
            said.append("told")
        finally:
            connection.close()

    thread = threading.Thread(target=approves_too)
    with transaction.atomic():
        approve(po, home, [make.WEBSITE])
        thread.start()
        until_somebody_waits()
    thread.join()

    assert said == ["told"]
    assert shown(make.purpose(home.child)) == [(2, "en"), (2, "nl"), (2, "tr")]


@pytest.mark.django_db
def test_nobody_else_approves(client: Client, home: Family) -> None:
    clerk, elsewhere = people.administration(home), officer(schools.school())
    for user in (clerk, elsewhere, home.parent):
        with pytest.raises(NotTheWriterError):
            approve(user, home, [make.WEBSITE])
        client.force_login(user)
        assert client.get(address(home)).status_code == 404
        assert client.post(address(home)).status_code == 404
    assert address(home) not in read(client, clerk, LIST)


@pytest.mark.django_db
def test_the_page_shows_both_texts_and_wants_somebody_to_have_read_them(
    client: Client, home: Family, po: User
) -> None:
    assert address(home) in read(client, po, LIST)
    page = read(client, po, address(home))
    for question in QUESTIONS:
        assert question.nl.title in page
        assert text_of(question, TURKISH).title in page
    assert 'lang="tr"' in page
    assert page.count("checked") == len(QUESTIONS)  # not that somebody read them

    codes = [make.WEBSITE, make.INSTAGRAM]
    assert client.post(address(home), {"approved": texts(codes)}).status_code == 422
    assert client.post(address(home), {"is_read": "on"}).status_code == 422
    assert client.post(address(home), {"approved": ["X"], "is_read": "on"}).status_code == 422
    assert waits(home) == {one.code for one in QUESTIONS}

    sent = {"approved": texts(codes), "is_read": "on"}
    assert client.post(address(home), sent).status_code == 302
    assert waits(home) == {one.code for one in QUESTIONS} - set(codes)
    assert client.post(address(home), sent).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "xx"])
def test_there_is_no_page_for_dutch_or_for_no_language(
    client: Client, home: Family, po: User, language: str
) -> None:
    client.force_login(po)
    assert client.get(address(home, language)).status_code == 404


@pytest.mark.django_db
def test_where_nothing_waits_the_page_says_so(client: Client, home: Family, po: User) -> None:
    approve(po, home, {one.code for one in QUESTIONS})

    page = read(client, po, address(home))
    assert "<form" not in page.split("<main", 1)[1].split("</main>")[0]
    assert address(home) not in read(client, po, LIST)


@pytest.mark.django_db
def test_english_waits_where_a_school_has_none(home: Family, po: User) -> None:
    write(po, make.purpose(home.child), words={"nl": NL}, is_material=False)

    assert waits(home, Language.ENGLISH) == {make.WEBSITE}


@pytest.mark.django_db
def test_the_list_takes_no_more_queries_with_more_questions(
    client: Client, home: Family, po: User
) -> None:
    client.force_login(po)
    few = queries(client, LIST)
    add(po, home.school)

    assert queries(client, LIST) == few
    with acting_as(po.pk):
        (at,) = overview(po, at=timezone.now())
    assert at.translated == [(one, len(QUESTIONS)) for one in Language if one not in {"nl", "en"}]
    assert Purpose.objects.filter(school=home.school).count() == len(QUESTIONS) + 1
