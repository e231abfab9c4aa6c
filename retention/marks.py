"""Keyed marks of words: to recognise what should be gone without keeping it.

A needle is a run of words: a full name, an address, a number, the first words of a note. Kept
is only its mark, which cannot be made without the key of the installation. A text is searched
by marking every run of words in it of such a length; what stands between words, a comma, an
underscore, the edge of a column, makes no difference.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.conf import settings

from holdings.register import Kind, holdings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import Model

WORD = re.compile(r"[^\W_]+")
TEXT_WORDS = 12  # of a note, this many of its first words are searched
SHORTEST_TEXT = 6
SHORTEST_NUMBER = 5
SHORTEST_ADDRESS = 8
FIRST_BYTES = 3
MARK_BYTES = 16
NAMED = ("students.Student", "students.Guardian", "accounts.User")


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one needle."""

    kind: str
    words: int
    first: bytes
    whole: bytes


def of_words(text: str) -> bytes:
    """Return the keyed mark of a run of words, however they are written and kept apart."""
    return _of_plain(plain(text))


def first_of(word: str) -> bytes:
    """Return the short mark of a first word, which many words share."""
    return of_words(word)[:FIRST_BYTES]


def _of_plain(text: str) -> bytes:
    return blake2b(text.encode(), key=_key(), digest_size=MARK_BYTES).digest()


def of_content(content: bytes) -> bytes:
    """Return the keyed mark of a whole file."""
    return blake2b(content, key=_key(), digest_size=MARK_BYTES).digest()


def of_person(reference: str) -> str:
    """Return the mark by which the ledger knows a student."""
    return blake2b(reference.encode(), key=_key(), digest_size=32).hexdigest()


def plain(text: str) -> str:
    """Return text as it is compared: its words alone, without capitals."""
    return " ".join(WORD.findall(composed(text))).casefold()


def composed(text: str) -> str:
    """Return text in which a letter and its accent are one, as Unicode also allows."""
    return unicodedata.normalize("NFC", text)


def needles(label: str, gone: Mapping[str, Any], row: Model) -> Iterator[Mark]:
    """Yield the marks of what a row of a holding held in the fields that are gone."""
    declared = holdings[label].fields
    for name, value in gone.items():
        kind = declared.get(name, Kind.NONE)
        if value and kind in {Kind.NUMBER, Kind.ADDRESS, Kind.TEXT, Kind.FILE}:
            yield from _needle(kind, str(value))
    if label in NAMED and any(declared.get(name) == Kind.NAME for name in gone):
        for name in names(row):
            yield from _needle(Kind.NAME, name)


def names(row: Any) -> set[str]:  # noqa: ANN401  (a student, a guardian or a user)
    """Return the full names by which somebody may be called.

    A surname alone is none: many share it. Nor is the name of an institution.
    """
    found = {getattr(row, "display_name", ""), getattr(row, "full_name", "")}
    prefix, surname = getattr(row, "name_prefix", ""), getattr(row, "surname", "")
    found.add(_joined(getattr(row, "initials", ""), prefix, surname))
    for given in (getattr(row, "call_name", ""), getattr(row, "first_names", "")):
        if given:
            found |= _orders(given, prefix, surname)
    full = {plain(name) for name in found if len(WORD.findall(name)) > 1}
    return full - {plain(_joined(prefix, surname))}


def _orders(given: str, prefix: str, surname: str) -> set[str]:
    """Return a name as it is said, and as lists and the columns of files turn it round."""
    return {
        _joined(given, prefix, surname),
        _joined(surname, given, prefix),
        _joined(surname, prefix, given),
        _joined(prefix, surname, given),
    }


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _needle(kind: Kind, value: str) -> Iterator[Mark]:
    found = islice(WORD.finditer(composed(value)), TEXT_WORDS)  # of a long note, no more
    words = [match[0].casefold() for match in found]
    if words and _is_telling(kind, value, len(words)):
        first = _of_plain(words[0])[:FIRST_BYTES]
        yield Mark(kind, len(words), first, _of_plain(" ".join(words)))


def _is_telling(kind: Kind, value: str, words: int) -> bool:
    match kind:
        case Kind.NUMBER:
            return len(value) >= SHORTEST_NUMBER
        case Kind.ADDRESS:
            return len(value) >= SHORTEST_ADDRESS
        case Kind.TEXT:
            return words >= SHORTEST_TEXT
        case _:
            return True


@cache
def _key() -> bytes:
    return blake2b(settings.SECRET_KEY.encode(), person=b"retention", digest_size=32).digest()
