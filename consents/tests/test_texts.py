"""The questions are words that everybody can read, and say all that the law asks."""

from __future__ import annotations

import re
from hashlib import sha256
from itertools import pairwise

import pytest

from consents.choices import Reach
from consents.words.texts import ADDED, QUESTIONS, Question, Text

FORBIDDEN = ("bijvoorbeeld", "akkoord", "consent", "toestemming", "let op", "weet u het zeker")
AUDIENCE = [Reach.GROUP, Reach.SCHOOL, Reach.PRINT, Reach.PUBLIC]
# Of what is asked about one student, all fingerprints together.
FIRST_WORDS = "1d6e61d84ce9525c1fc09a871e6554dc4649e5573cd0c604f66145b0d8021c68"
MOST_WORDS, WORDS_ON_AVERAGE = 20, 12


def sentences(text: Text) -> list[int]:
    """Return the number of words of each sentence of the words of a question."""
    parts = (getattr(text, name) for name in Text.__dataclass_fields__)
    found = [s for part in parts for s in re.split(r"(?<=[.?!])\s+", part)]
    return [len(sentence.split()) for sentence in found]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.code)
def test_sentences_are_short(question: Question) -> None:
    counted = sentences(question.nl)

    assert max(counted) <= MOST_WORDS
    assert sum(counted) / len(counted) <= WORDS_ON_AVERAGE


def test_a_long_sentence_would_be_seen() -> None:
    long = Text(*["woord " * 21 + "einde."] * 8)

    assert max(sentences(long)) > MOST_WORDS


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.code)
def test_no_word_pushes_or_hides(question: Question) -> None:
    said = " ".join(getattr(question.nl, name) for name in Text.__dataclass_fields__).lower()

    assert not [word for word in FORBIDDEN if word in said]
    assert "{name}" in question.nl.on_yes
    assert "{name}" in question.nl.on_withdrawal
    assert question.nl.question.endswith("?")
    assert "{name}" not in question.nl.question + question.nl.title + question.nl.summary


def test_the_audience_grows_from_question_to_question() -> None:
    order = [AUDIENCE.index(question.reach) for question in QUESTIONS]

    assert all(before <= after for before, after in pairwise(order))


@pytest.mark.law("AVG 7(1)")
def test_other_words_have_another_fingerprint() -> None:
    prints = {text.sha256 for question in QUESTIONS for text in (question.nl, question.en)}

    assert len(prints) == 2 * len(QUESTIONS)


def test_what_is_asked_about_one_student_is_word_for_word_as_schools_first_wrote_it() -> None:
    singly = [one for one in ADDED if one.code.startswith(("CARE_", "TRANSFER_"))]
    prints = "".join(text.sha256 for one in singly for text in (one.nl, one.en))

    assert len(singly) == 5
    assert sha256(prints.encode()).hexdigest() == FIRST_WORDS
