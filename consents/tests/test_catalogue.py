"""What can be asked: one place in one question, and never what needs no consent."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from consents.choices import PurposeKind, Reach
from consents.words.catalogue import (
    BY_CODE,
    ELSEWHERE,
    KINDS,
    OWN,
    PLACES,
    WITHOUT_CONSENT,
    Kind,
    kinds_to_add,
    other_places,
)
from consents.words.soundness import ASKS, check, flaws
from consents.words.texts import ADDED, QUESTIONS, Question

AUDIENCE = [Reach.GROUP, Reach.SCHOOL, Reach.PRINT, Reach.PUBLIC]
TEXTS = {one.code: one for one in QUESTIONS}
WEBSITE = TEXTS["IMG_WEBSITE_PUBLIC"]


def test_every_code_is_there_once_and_fits_its_column() -> None:
    codes = [one.code for one in (*KINDS, *WITHOUT_CONSENT, *ELSEWHERE)]

    assert len(codes) == len(set(codes)) == len(BY_CODE)
    assert all(len(code) <= 40 for code in codes)
    assert OWN.keys() == {kind.code for kind in KINDS}
    assert set(OWN.values()) <= PLACES.keys()


def test_kinds_go_from_a_small_audience_to_a_large_one_and_pictures_come_first() -> None:
    kinds = sorted(KINDS, key=lambda one: one.order)
    about = [kind.kind == PurposeKind.PICTURES for kind in kinds]
    order = [AUDIENCE.index(kind.reach) for kind in kinds if kind.kind == PurposeKind.PICTURES]

    assert all(before <= after for before, after in pairwise(order))
    assert sorted(about, reverse=True) == about


def test_what_is_added_later_is_of_the_catalogue_and_may_be_shown() -> None:
    for one in ADDED:
        kind = BY_CODE[one.code]
        assert isinstance(kind, Kind)
        assert (kind.reach, kind.icon, kind.at_sixteen) == (one.reach, one.icon, one.at_sixteen)
        assert flaws(one.code, {"nl": one.nl, "en": one.en}) == []


def test_what_schools_begin_with_is_of_the_catalogue_with_the_same_facts() -> None:
    for number, question in enumerate(QUESTIONS, start=1):
        kind = BY_CODE[question.code]
        assert isinstance(kind, Kind)
        assert (kind.reach, kind.icon, kind.at_sixteen, kind.order) == (
            question.reach,
            question.icon,
            question.at_sixteen,
            number,
        )


def test_a_school_adds_what_it_does_not_ask_yet() -> None:
    assert not {question.code for question in QUESTIONS} & {
        kind.code for kind in kinds_to_add(TEXTS)
    }
    assert kinds_to_add([]) == list(KINDS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.code)
def test_the_questions_that_schools_begin_with_name_their_own_place_only(
    question: Question,
) -> None:
    for text in (question.nl, question.en):
        assert other_places(question.code, *(getattr(text, name) for name in ASKS)) == []
    assert flaws(question.code, {"nl": question.nl, "en": question.en}) == []


@pytest.mark.law("AVG 4(11)")
@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("Mag de school foto’s op de website en Instagram zetten?", ["Instagram"]),
        ("Mag de school foto’s op de website, Facebook en X zetten?", ["Facebook", "X"]),
        ("Mag de school foto’s op de website en in de nieuwsbrieven zetten?", ["nieuwsbrieven"]),
        ("Mag de school foto’s op de website of in de krant zetten?", ["krant"]),
        ("Mag de school foto’s op sociale media zetten?", ["sociale media"]),
        ("Mag het kind op de klassenfoto, en op de website?", ["op de klassenfoto"]),
        ("Mag de school foto’s in Parro en op de website zetten?", ["Parro"]),
        ("Mag de school foto’s op de website en op TikTok zetten?", ["TikTok"]),
        ("Mag de school foto’s op de website en in folders zetten?", ["folders"]),
        ("May the school put photos on its website and on social media?", ["social media"]),
        ("May the school put photos on its website and in the newsletter?", ["newsletter"]),
        ("May the school put photos on its website and in the newspaper?", ["newspaper"]),
        (
            "May the school put photos on its website, YouTube or LinkedIn?",
            ["LinkedIn", "YouTube"],
        ),
        ("May the school put photos on its website and in the school guide?", ["school guide"]),
    ],
)
def test_a_question_that_names_another_place_asks_two_things_at_once(
    asked: str, named: list[str]
) -> None:
    assert other_places(WEBSITE.code, asked) == named
    text = replace(WEBSITE.nl, question=asked)
    assert [field for field, _ in flaws(WEBSITE.code, {"nl": text})] == ["nl_question"]


@pytest.mark.parametrize(
    "asked",
    [
        "Mag de school foto’s op de website zetten? De kinderen doen x keer mee.",
        "Mag de school installeren wat nodig is op de website?",
        "Mag de school foto’s van het radiografisch bootje op de website zetten?",
        "Mag de school klassenfoto’s van de schoolfotograaf op de website zetten?",
        "Mag de school foto’s van de musical op de website zetten?",
    ],
)
def test_words_that_only_look_like_a_place_are_none(asked: str) -> None:
    assert other_places(WEBSITE.code, asked) == []


@pytest.mark.parametrize(
    ("part", "says", "field"),
    [
        ("question", "De school zet foto’s op de website.", "nl_question"),
        ("summary", "Foto’s van {name} op de website.", "nl_summary"),
        ("audience", " ", "nl_audience"),
        ("kept", "ja " * 20 + "nee.", "nl_kept"),
        ("explanation", "Verantwoordelijkheidsgevoel overeenkomstig. " * 15, ""),
    ],
)
def test_each_flaw_is_said_at_its_field(part: str, says: str, field: str) -> None:
    text = replace(WEBSITE.nl, **{part: says})

    assert field in [name for name, _ in flaws(WEBSITE.code, {"nl": text})]


def test_the_score_is_that_of_all_words_together() -> None:
    # One hard field among easy ones is a smoke alarm; it may stand.
    text = replace(WEBSITE.nl, summary="Buitenschoolse activiteiten.")
    checked = check(text)

    assert checked.fields["summary"].is_low
    assert checked.reading.is_easy
    assert flaws(WEBSITE.code, {"nl": text}) == []


def test_without_dutch_there_is_no_text() -> None:
    assert [field for field, _ in flaws(WEBSITE.code, {"en": WEBSITE.en})] == [""]


def test_english_may_be_hard_for_the_score_is_of_dutch() -> None:
    hard = replace(WEBSITE.en, explanation="Notwithstanding responsibilities aforementioned. " * 9)

    assert flaws(WEBSITE.code, {"nl": WEBSITE.nl, "en": hard}) == []
