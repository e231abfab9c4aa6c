"""What happens to the data of students, and who looked at them.

`students_reveal_bsn` and `students_enter_number` in PostgreSQL write the events about numbers
themselves, under these names and with these facts: no number is shown that is not on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from audit.events import Event, register


@register
@dataclass(frozen=True, slots=True)
class CardRead(Event):
    """Somebody opened the card of a student, and saw these kinds of data on it."""

    name: ClassVar[str] = "students.card_read"
    what = _("The card with name, class and parents")

    fields: tuple[str, ...]
    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class PageDenied(Event):
    """Somebody asked for a page about students that is not there for that person."""

    name: ClassVar[str] = "access.denied"

    route: str


@register
@dataclass(frozen=True, slots=True)
class NumberRead(Event):
    """Somebody was shown the identity number of a student."""

    name: ClassVar[str] = "students.number_read"
    what = _("The citizen service number or education number")

    reason: str


@register
@dataclass(frozen=True, slots=True)
class NumberDenied(Event):
    """Somebody asked for an identity number, or tried to enter one, and got nowhere."""

    name: ClassVar[str] = "students.number_denied"

    why: str


@register
@dataclass(frozen=True, slots=True)
class NumberEntered(Event):
    """Somebody entered the identity number of a student, or another in its place."""

    name: ClassVar[str] = "students.number_entered"

    kind: str
    replaced: bool
