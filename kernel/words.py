"""Days and times as they are written in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import formats, timezone
from django.utils.translation import get_language, get_language_bidi

if TYPE_CHECKING:
    from datetime import date, datetime

# E is the month as it stands after a day, where that is another word: Polish, Ukrainian.
DAY = {"pl": "j E Y", "uk": "j E Y \N{CYRILLIC SMALL LETTER ER}."}
# Dutch writes no month with a capital; Arabic, Polish and Ukrainian shorten none after a day.
SHORT_DAY = {"nl": "j b", "ar": "j F", "pl": "j E", "uk": "j E"}
CLOCK = {"nl": r"H.i \u\u\r"}
COMMA = {"ar": "، "}


def day(on: date) -> str:
    """Return a day in full: `21 november 2026`."""
    return formats.date_format(on, DAY.get(_language(), "j F Y"))


def short_day(on: date) -> str:
    """Return a day without its year: `21 nov`."""
    return formats.date_format(on, SHORT_DAY.get(_language(), "j M"))


def clock(at: datetime) -> str:
    """Return the time of day in the Netherlands: `20.14 uur`."""
    return formats.date_format(timezone.localtime(at), CLOCK.get(_language(), "H:i"))


def moment(at: datetime) -> str:
    """Return a moment in full, in Dutch time: `21 november 2026, 20.14 uur`."""
    return f"{day(timezone.localtime(at))}{COMMA.get(_language(), ', ')}{clock(at)}"


def left_to_right(code: str) -> str:
    """Return a code for plain text, so that it keeps its order between words that run leftward."""
    if not get_language_bidi():
        return code
    return f"\N{LEFT-TO-RIGHT ISOLATE}{code}\N{POP DIRECTIONAL ISOLATE}"


def _language() -> str:
    return (get_language() or "")[:2]
