"""Translations that come along with the portal, each of Dutch words exactly as they are.

Nobody is shown them by themselves: a school lets somebody whose language it is read them, and
approves them. They carry the fingerprint of their Dutch words; of words that a school wrote
itself there are none.

Law: AVG 7(2), 12(1)
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from accounts.choices import Language
from consents.words.texts import ADDED, QUESTIONS, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).with_name("translated")


def waiting(code: str, words: Mapping[str, Text]) -> dict[Language, Text]:
    """Return the translations that could be added to these words of a question, by language."""
    dutch = words[Language.DUTCH].sha256
    found = {one: _translated(one).get((code, dutch)) for one in Language if one not in words}
    return {language: text for language, text in found.items() if text is not None}


@cache
def _translated(language: Language) -> dict[tuple[str, str], Text]:
    """Return the translations into a language, by question and fingerprint of the Dutch words."""
    if language == Language.ENGLISH:
        return {(one.code, one.nl.sha256): one.en for one in (*QUESTIONS, *ADDED)}
    read = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {(code, parts.pop("of")): Text(**parts) for code, parts in read.items()}
