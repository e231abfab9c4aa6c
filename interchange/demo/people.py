"""The people of the made-up schools."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class DemoGuardian:
    """A parent, guardian or institution."""

    key: str
    call_name: str
    prefix: str
    surname: str
    relation: str
    authority: str
    email: str
    mobile: str = ""
    secret: bool = False

    @property
    def initials(self) -> str:
        """Return the first letter of the name."""
        return f"{self.call_name[0]}." if self.call_name else ""


@dataclass(frozen=True, slots=True)
class DemoStudent:
    """A student; `group` is the class now, or the last one."""

    key: str
    call_name: str
    prefix: str
    surname: str
    is_girl: bool
    born_on: date
    group: str
    year_level: int
    enrolled_on: date
    left_on: date | None
    guardians: tuple[DemoGuardian, ...]
    story: str = ""

    @property
    def name(self) -> str:
        """Return the name as it is said."""
        return full_name(self.call_name, self.prefix, self.surname)


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """Somebody who works at a school, with role code and class."""

    key: str
    call_name: str
    prefix: str
    surname: str
    email: str
    role: str
    group: str = ""

    @property
    def name(self) -> str:
        """Return the name as it is said."""
        return full_name(self.call_name, self.prefix, self.surname)


def full_name(call_name: str, prefix: str, surname: str) -> str:
    """Return the parts of a name as one."""
    return " ".join(part for part in (call_name, prefix, surname) if part)


_FOLDED = str.maketrans(
    {"\N{LATIN SMALL LETTER DOTLESS I}": "i", "ł": "l", "Ł": "L", "ø": "o", "ß": "ss"}
)


def mail_name(text: str) -> str:
    """Return a name as it can stand before the @."""
    plain = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    return "".join(c for c in plain.lower() if c.isascii() and (c.isalnum() or c == "-"))


def address(call_name: str, prefix: str, surname: str, where: str) -> str:
    """Return a mail address that can reach nobody."""
    return f"{mail_name(call_name)}.{mail_name(prefix + surname)}@{where}"
