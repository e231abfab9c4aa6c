"""The score of a Dutch text: syllables and sentences that were counted by hand."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consents.words.readability import (
    LOWEST_SCORE,
    Found,
    Reading,
    changes,
    forbidden,
    read,
    sentences,
    syllables,
    words,
)
from consents.words.texts import ADDED, QUESTIONS, Question

# Each word as it is said, with a dot between its syllables.
SAID = [
    "ou.ders",
    "a.vond",
    "i.dee",
    "o.lie",
    "fo.to",
    "vi.de.o",
    "ie.der.een",
    "school",
    "kin.de.ren",
    "nieuws.brief",
    "le.raar",
    "o.ma",
    "uit.je",
    "groep",
    "ou.der.app",
    "al.bum",
    "ra.di.o",
    "mooi.e",
    "ja.nu.a.ri",
    "ei.gen",
    "o.pa",
    "a.dres",
    "fo.to’s",
    "vi.de.o’s",
    "eeuw",
    "nieu.we",
    "sneeuw",
    "draai.en",
    "re.ac.tie",
    "the.a.ter",
    "be.oor.de.len",
    "ge.ïn.te.res.seerd",
    "zee.ën",
    "i.dee.ën",
    "sta.tion",
    "in.for.ma.tie",
    "mu.se.um",
    "fo.to.al.bum",
    "beurt",
    "bui.en",
    "vrouw",
    "bij.la.ge",
    "blij.er",
    "au.gus.tus",
    "re.ü.nie",
    "co.ö.pe.ra.tie",
    "ko.pi.ë.ren",
    "fi.nan.ci.ë.le",
    "quiz",
    "yog.hurt",
    "na.ïef",
    "of.fi.ci.eel",
    "spe.ci.aal",
    "mi.lieu",
    "bu.reau",
    "ca.deau",
    "groei.en",
    "jouw",
    "zo’n",
    "na.tio.naal",
    "pri.va.cy",
    "Eu.ro.pa",
    "web.site",
    "school.web.site",
    "Face.book",
    "You.Tube",
    "In.sta.gram",
    "Tik.Tok",
    "team",
]


def plain(said: str) -> str:
    return said.replace(".", "")


@pytest.mark.parametrize("said", SAID, ids=plain)
def test_a_word_has_as_many_syllables_as_it_is_said_with(said: str) -> None:
    assert syllables(plain(said)) == said.count(".") + 1


@pytest.mark.parametrize(
    ("word", "number"),
    [("AVG", 3), ("BSN", 3), ("5", 1), ("2026", 1), ("e-mail", 2), ("X", 1), ("auto-ongeluk", 5)],
)
def test_letters_numbers_and_hyphens_are_counted_as_they_are_said(word: str, number: int) -> None:
    assert syllables(word) == number


# Words, sentences and syllables counted by hand; the score worked out on paper from them.
COUNTED = [
    # De kat zit op de mat. | 6 words, 6 syllables.
    ("De kat zit op de mat.", 6, 1, 6, 124.3),
    # Mag de school fo-to’s en vi-de-o’s op de web-si-te... “website” is web-site.
    ("Mag de school foto’s en video’s op de website zetten?", 10, 1, 15, 82.0),
    # Ie-der-een op in-ter-net kan de fo-to’s zien en op-slaan. | 9 words, 3+1+3+1+1+2+1+1+2.
    ("Iedereen op internet kan de foto’s zien en opslaan.", 9, 1, 15, 70.1),
    # Hoog-stens twee jaar. Dan gaat de fo-to weg. | 8 words, 2 sentences, 4 + 6.
    ("Hoogstens twee jaar. Dan gaat de foto weg.", 8, 2, 10, 106.9),
    # Ver-ant-woor-de-lijk-heid. | 1 word of 6.
    ("Verantwoordelijkheid.", 1, 1, 6, -256.1),
]


@pytest.mark.parametrize(("text", "number", "parts", "said", "score"), COUNTED)
def test_the_score_is_that_of_the_formula_on_what_was_counted_by_hand(
    text: str, number: int, parts: int, said: int, score: float
) -> None:
    found = read(text)

    assert (found.words, found.sentences, found.syllables) == (number, parts, said)
    by_hand = 206.84 - 0.77 * (100 * said / number) - 0.93 * (number / parts)
    assert found.score == round(by_hand, 1) == score


def test_seventy_is_easy_and_a_little_less_is_not() -> None:
    # Ten sentences of ten words: 206.84 - 9.3 - 0.77 for each syllable.
    easy, hard = (Reading(100, 10, said, ()) for said in (165, 166))

    assert (easy.score, easy.is_easy) == (70.5, True)
    assert (hard.score, hard.is_easy) == (69.7, False)


def test_a_sentence_ends_at_a_mark_and_at_a_new_line_and_not_in_a_number() -> None:
    text = "Kijk! Echt? “Ja.” En om 20.14 uur\nnog iets"

    assert sentences(text) == ["Kijk!", "Echt?", "“Ja.", "En om 20.14 uur", "nog iets"]
    assert words("Een - en een; 2 … “twee”") == ["Een", "en", "een;", "2", "“twee”"]


def test_a_sentence_of_twenty_words_is_short_enough_and_one_more_is_not() -> None:
    twenty = "ja " * 19 + "nee."

    assert read(twenty).long_sentences == ()
    assert read("ja " + twenty).long_sentences == (f"ja {twenty}",)


def test_the_name_of_a_child_counts_as_a_word_of_two_syllables() -> None:
    assert read("{name} mag mee.").syllables == read("Anna mag mee.").syllables == 4


@pytest.mark.parametrize("question", [*QUESTIONS, *ADDED], ids=lambda one: one.code)
def test_the_questions_that_ship_are_easy_enough(question: Question) -> None:
    reading = read(*asdict(question.nl).values())

    assert reading.score >= LOWEST_SCORE
    assert reading.is_easy
    assert reading.long_sentences == ()
    assert forbidden(*asdict(question.nl).values()) == []


def test_a_letter_of_a_lawyer_is_not_easy() -> None:
    reading = read(
        "De verwerkingsverantwoordelijke verstrekt persoonsgegevens uitsluitend overeenkomstig"
        " de desbetreffende toestemmingsverklaring."
    )

    assert not reading.is_easy


def test_words_that_parents_need_not_know_are_found_with_what_to_say() -> None:
    text = "Geef akkoord. De AVG zegt: u kunt uw toestemming Intrekken. U weet het, avg of niet."

    assert forbidden(text) == [
        Found("akkoord", "ja zeggen"),
        Found("toestemming", "keuze"),
        Found("intrekken", "nee zeggen"),
        Found("AVG", "privacywet"),
    ]
    assert forbidden("De kinderen gaan op pad.") == []


def test_what_changed_between_two_versions_is_shown_word_by_word() -> None:
    assert changes("op de website zetten", "op Instagram zetten") == [
        ("same", "op"),
        ("gone", "de website"),
        ("new", "Instagram"),
        ("same", "zetten"),
    ]
    assert changes("", "nieuw") == [("new", "nieuw")]


@given(st.text(alphabet="abe ij.?!\n’", max_size=60), st.text(alphabet="ab .", max_size=60))
def test_nothing_is_lost_between_versions_and_no_text_breaks_the_count(old: str, new: str) -> None:
    pieces = changes(old, new)

    assert " ".join(t for what, t in pieces if what != "gone").split() == new.split()
    assert " ".join(t for what, t in pieces if what != "new").split() == old.split()
    assert read(old).syllables >= read(old).words
