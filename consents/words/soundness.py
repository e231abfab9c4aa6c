"""Whether words may be shown to parents, and what there is to say about them. No database.

Law: AVG 4(11), 7(1)
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Language
from consents.words import readability
from consents.words.catalogue import other_places
from consents.words.readability import LOWEST_SCORE, MOST_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from consents.words.readability import Found, Reading
    from consents.words.texts import Text

NAME = "{name}"
QUESTION_MARKS = ("?", "؟")  # the second is the Arabic one
# What parents read before they choose; the name of the child is not filled in there.
SHOWN = ("title", "question", "summary", "audience", "kept")
ASKS = ("title", "question", "summary")
LABELS = {
    "title": gettext_lazy("Title"),
    "question": gettext_lazy("Question"),
    "summary": gettext_lazy("What it is about"),
    "audience": gettext_lazy("Who sees it"),
    "kept": gettext_lazy("How long"),
    "explanation": gettext_lazy("More explanation"),
    "on_yes": gettext_lazy("What happens after a yes"),
    "on_withdrawal": gettext_lazy("What happens when a yes becomes a no"),
}


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """What there is to say of one field: a score, which is a smoke alarm, and what stands out."""

    score: float | None  # only of Dutch
    is_low: bool
    long_sentences: tuple[str, ...]
    forbidden: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What there is to say of the words in one language together, and of each field."""

    reading: Reading
    fields: Mapping[str, FieldCheck]


def check(text: Text, language: str = Language.DUTCH) -> Check:
    """Return how hard the words are to read; of another language than Dutch only the length."""
    parts = asdict(text)
    return Check(
        reading=readability.read(*parts.values()),
        fields={name: _of_field(part, language) for name, part in parts.items()},
    )


def _of_field(text: str, language: str) -> FieldCheck:
    reading, is_dutch = readability.read(text), language == Language.DUTCH
    return FieldCheck(
        score=reading.score if is_dutch and reading.words else None,
        is_low=is_dutch and bool(reading.words) and not reading.is_easy,
        long_sentences=reading.long_sentences,
        forbidden=tuple(readability.forbidden(text)) if is_dutch else (),
    )


def flaws(code: str, words: Mapping[str, Text]) -> list[tuple[str, str]]:
    """Return why these words may not be shown: the field, or nothing, and the sentence."""
    found = [flaw for language, text in words.items() for flaw in _of_text(code, language, text)]
    if Language.DUTCH not in words:
        return [("", _("The Dutch text is not there.")), *found]
    return found + list(_hard(words[Language.DUTCH]))


def _of_text(code: str, language: str, text: Text) -> Iterator[tuple[str, str]]:
    for name, part in asdict(text).items():
        if not part.strip():
            yield f"{language}_{name}", _("Fill this in.")
        if name in SHOWN and NAME in part:
            yield f"{language}_{name}", _("The name of the child cannot stand here.")
    if text.question.strip() and not text.question.rstrip().endswith(QUESTION_MARKS):
        yield f"{language}_question", _("End with a question mark: it is a question.")
    for name in ASKS:
        places = other_places(code, getattr(text, name))
        if places:
            yield (
                f"{language}_{name}",
                _("One question is about one place. Take this out, or ask it apart: %(places)s.")
                % {"places": ", ".join(places)},
            )


def _hard(text: Text) -> Iterator[tuple[str, str]]:
    for name, part in asdict(text).items():
        for sentence in readability.read(part).long_sentences:
            yield (
                f"nl_{name}",
                _("This sentence has %(words)s words. The most is %(most)s: “%(sentence)s”")
                % {
                    "words": len(readability.words(sentence)),
                    "most": MOST_WORDS,
                    "sentence": sentence,
                },
            )
    reading = readability.read(*asdict(text).values())
    if not reading.is_easy:
        yield (
            "",
            _(
                "The Dutch text is too hard to read. Its score is %(score)s, and must be"
                " %(lowest)s or more. Write shorter sentences, and shorter words."
            )
            % {"score": reading.score, "lowest": LOWEST_SCORE},
        )
