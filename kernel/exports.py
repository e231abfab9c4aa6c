"""Cells of a spreadsheet that stay text, whoever opens them."""

from __future__ import annotations

import unicodedata

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
INVISIBLE = frozenset({"Cc", "Cf", "Zs"})


def safe_cell(value: object) -> object:
    """Return `value` as it can stand in a cell: numbers as they are, all else as safe text.

    A text that a spreadsheet could take for a formula gets an apostrophe in front. That
    counts for full-width signs too, and for a sign behind spaces or invisible characters:
    programs strip those before they look. Nothing is left out of the text.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value)
        return f"'{text}" if _looks_like_formula(text) else text
    return value


def _looks_like_formula(text: str) -> bool:
    if text.startswith(STARTS_FORMULA):
        return True
    plain = unicodedata.normalize("NFKC", text)
    seen = (c for c in plain if unicodedata.category(c) not in INVISIBLE)
    return next(seen, "").startswith(STARTS_FORMULA[:4])
