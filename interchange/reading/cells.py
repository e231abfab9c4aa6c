"""One value at a time: from what a file writes to what the record holds."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from interchange.choices import Code
from interchange.reading.issues import IssueLog, RowError
from interchange.rules import DAMAGED_LETTER, has_prefix_in_surname

MAX_KEY_CHARS = 256
MAX_TEXT_CHARS = 200
MAX_MAIL_CHARS = 254
MAX_CALL_NAME_CHARS = 64
MAX_GROUP_CHARS = 64
MAX_SHORT_CHARS = 20  # initials, prefixes, telephone numbers
EARLIEST_YEAR = 1900
LATEST_YEAR = 2200
SERIAL_EPOCH = date(1899, 12, 30)
SERIAL_DAYS = range(15_000, 80_000)

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.+\-Z]*)?$")
_DUTCH = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: [\d:]*)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_SERIAL = re.compile(r"(\d{5})(?:[.,]0+)?$")
_SCIENTIFIC = re.compile(r"\d[.,]\d+E\+\d+$", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d+)[.,]0+$")
_MOJIBAKE = re.compile(
    "[ÂÃÄÅ][\N{NO-BREAK SPACE}-¿\x80-\x9fŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€"  # noqa: RUF001
)
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_EMPTY_DATES = frozenset(["", "-", "?", "0000-00-00", "00-00-0000"])


def bare(raw: str) -> str:
    """Return text as it is compared: composed letters, single spaces, nothing invisible."""
    if raw.isascii() and raw.isalnum():
        return raw
    clean = " ".join(_INVISIBLE.sub("", raw).split())
    return clean if clean.isascii() else unicodedata.normalize("NFC", clean)


class Cells:
    """Turns texts of one row into values; what is wrong goes to the log."""

    def __init__(self, log: IssueLog) -> None:
        """Write problems to `log`."""
        self.log = log
        self.line = 0

    def text(self, raw: str, field: str, limit: int = MAX_TEXT_CHARS) -> str:
        """Return clean text; letters that look damaged are reported, never repaired.

        Raises:
            RowError: it is longer than `limit`.
        """
        if len(raw) > limit and len(raw.strip()) > limit:
            raise RowError(Code.FIELD_TOO_LONG, field)
        clean = bare(raw)
        if not clean.isascii() and _MOJIBAKE.search(clean):
            self.log.add(Code.MOJIBAKE, self.line, field)
        return clean

    def name(self, raw: str, field: str, limit: int = MAX_TEXT_CHARS) -> str:
        """Return a part of a name; damage is reported and the merge keeps the better one.

        Raises:
            RowError: it is longer than `limit`.
        """
        clean = self.text(raw, field, limit)
        if clean and not clean.isalpha() and DAMAGED_LETTER.search(clean):
            self.log.add(Code.DAMAGED_NAME, self.line, field)
        return clean

    def call_name(self, raw: str, field: str = "call_name") -> str:
        """Return the name by which somebody is called.

        Raises:
            RowError: it is too long.
        """
        return self.name(raw, field, MAX_CALL_NAME_CHARS)

    def short(self, raw: str, field: str) -> str:
        """Return initials or a prefix.

        Raises:
            RowError: it is too long.
        """
        return self.text(raw, field, MAX_SHORT_CHARS)

    def surname(self, raw: str) -> str:
        """Return a surname; a prefix or a comma in it is reported, never taken apart."""
        clean = self.name(raw, "surname")
        if "," in clean:
            self.log.add(Code.COMMA_IN_NAME, self.line, "surname")
        elif " " in clean and has_prefix_in_surname(clean):
            self.log.add(Code.PREFIX_IN_SURNAME, self.line, "surname")
        return clean

    def key(self, raw: str, field: str) -> str:
        """Return a number that identifies; empty stays empty.

        Raises:
            RowError: a spreadsheet has rounded it, or it is too long.
        """
        clean = self.text(raw, field, MAX_KEY_CHARS)
        if clean.isalnum():
            return clean
        if _SCIENTIFIC.match(clean):
            raise RowError(Code.BAD_KEY, field)
        amount = _AMOUNT.match(clean)
        if amount:
            self.log.once(Code.NUMBER_KEY, self.line, field)
            return amount[1]
        return clean

    def day(self, raw: str, field: str, *, xml: bool = False) -> date | None:
        """Return a date; one that does not exist or is not clear is reported and left out.

        Day comes before month. Two digits for a year are not clear.
        """
        clean = raw.strip()
        found = _ISO.match(clean)
        if found:
            return self._made(int(found[1]), int(found[2]), int(found[3]), field)
        if clean in _EMPTY_DATES:
            return None
        found = _DUTCH.match(clean)
        if found:
            if xml:
                self.log.once(Code.LOCAL_DATE, self.line, field)
            return self._made(int(found[3]), int(found[2]), int(found[1]), field)
        return self._number_day(clean, field)

    def _number_day(self, clean: str, field: str) -> date | None:
        found = _COMPACT.match(clean)
        if found:
            return self._made(int(found[1]), int(found[2]), int(found[3]), field)
        serial = _SERIAL.match(clean)
        if serial and int(serial[1]) in SERIAL_DAYS:
            self.log.once(Code.SERIAL_DATE, self.line, field)
            return SERIAL_EPOCH + timedelta(days=int(serial[1]))
        self.log.add(Code.BAD_DATE, self.line, field)
        return None

    def _made(self, year: int, month: int, day: int, field: str) -> date | None:
        try:
            made = date(year, month, day)
        except ValueError:
            made = None
        if made is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
            self.log.add(Code.BAD_DATE, self.line, field)
            return None
        return made

    def birth_day(self, raw: str, *, on: date, xml: bool = False) -> date | None:
        """Return a day of birth not after `on`; without one the age is unknown."""
        before = self.log.counts[Code.BAD_DATE]
        born = self.day(raw, "birth_date", xml=xml)
        if born is not None and born > on:
            self.log.add(Code.BAD_DATE, self.line, "birth_date")
            born = None
        if born is None and self.log.counts[Code.BAD_DATE] == before:
            self.log.add(Code.BIRTH_DATE_MISSING, self.line, "birth_date")
        return born
