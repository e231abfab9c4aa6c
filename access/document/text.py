"""The matrix as the board, a teacher or an inspector reads it: words instead of letters.

One document, made from an edition, is what the page, the printable page, the PDF and the
workbook show; so that none of them says something else. In the language of the reader.

Norm: ID.01 of the Normenkader IBP (an adopted matrix, enforced)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import matrix
from access.choices import Category, Level, Role, Scope
from access.document import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db import models
    from django_stubs_ext import StrPromise

    from access.document.edition import Difference

AROUND_THE_CLASS = (
    Role.ATTENDANCE_COORDINATOR,
    Role.CAREER_COUNSELLOR,
    Role.ADMINISTRATION,
    Role.ICT,
    Role.SUPPORT_STAFF,
    Role.PRINCIPAL,
)
BOARD_AND_FAMILY = (
    Role.BOARD_STAFF,
    Role.PRIVACY_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
    Role.EMERGENCY,
    Role.GUARDIAN,
    Role.STUDENT,
)
IN_THE_CLASS = tuple(
    role for role in Role if role not in AROUND_THE_CLASS and role not in BOARD_AND_FAMILY
)
FAMILIES: tuple[tuple[StrPromise, tuple[Role, ...]], ...] = (
    (gettext_lazy("In the class and in the care team"), IN_THE_CLASS),
    (gettext_lazy("Around the class"), AROUND_THE_CLASS),
    (gettext_lazy("Board, oversight, emergency, parents and students"), BOARD_AND_FAMILY),
)
PARTS: dict[str, StrPromise] = {
    "version": gettext_lazy("Version"),
    "cells": gettext_lazy("Access"),
    "scopes": gettext_lazy("What a task can be about"),
    "duties": gettext_lazy("Tasks beside reading"),
    "fields": gettext_lazy("Fields that only some see"),
    "while_enrolled": gettext_lazy("Closes when a student leaves"),
    "until_sixteen": gettext_lazy("Closes for parents at sixteen"),
    "needs_secrecy": gettext_lazy("Needs a duty of confidentiality"),
    "emergency_minutes": gettext_lazy("Minutes of emergency access"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell in words. Only an entry of level NONE is closed."""

    column: str
    level: Level
    says: str
    when: str

    @property
    def is_open(self) -> bool:
        """Tell whether the cell opens anything."""
        return self.level != Level.NONE

    @property
    def both(self) -> str:
        """Return level and condition in one line."""
        return f"{self.says}: {self.when}" if self.when else self.says


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its name, and an entry for each column."""

    name: str
    entries: list[Entry]

    @property
    def open(self) -> list[Entry]:
        """Return the entries that open something."""
        return [entry for entry in self.entries if entry.is_open]

    @property
    def closed(self) -> list[str]:
        """Return the names of the columns that are closed."""
        return [entry.column for entry in self.entries if not entry.is_open]


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the matrix that fits on a page: some roles, all categories."""

    title: str
    columns: list[str]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """The whole document, ready to be shown."""

    version: str
    tables: list[Table]
    roles: list[Line]
    levels: list[Term]
    scopes: list[Term]
    fields: list[Term]
    duties: list[Term]
    endings: list[str]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two editions, in words."""

    part: str
    row: str
    column: str
    before: str
    after: str


def document(edition: Mapping[str, Any]) -> Document:
    """Return the document that an edition amounts to."""
    cells = edition["cells"]
    return Document(
        version=str(edition["version"]),
        tables=[_table(str(title), roles, cells) for title, roles in _families(cells)],
        roles=[_of_role(role, cells) for _title, roles in _families(cells) for role in roles],
        levels=[Term(str(level.label), str(text)) for level, text in words.LEVELS.items()],
        scopes=[
            Term(_label(Role, role), _list(_label(Scope, s) for s in edition["scopes"][role]))
            for role in _in_order(edition["scopes"])
        ],
        fields=_fields(edition),
        duties=[Term(_duty(duty), _roles(who)) for duty, who in edition["duties"].items()],
        endings=list(_endings(edition)),
    )


def _families(cells: Mapping[str, Any]) -> list[tuple[StrPromise, Sequence[str]]]:
    """Return the roles by table; an old edition can have roles that are no more."""
    gone = sorted({role for row in cells.values() for role in row} - set(Role.values))
    old = [(gettext_lazy("Roles that are no longer used"), gone)] if gone else []
    return [*FAMILIES, *old]


def _table(title: str, roles: Sequence[str], cells: Mapping[str, Any]) -> Table:
    names = [_label(Role, role) for role in roles]
    lines = [
        Line(
            _label(Category, category),
            [_entry(name, row.get(role, "")) for role, name in zip(roles, names, strict=True)],
        )
        for category, row in cells.items()
    ]
    return Table(title, names, lines)


def _of_role(role: str, cells: Mapping[str, Any]) -> Line:
    entries = [_entry(_label(Category, c), row.get(role, "")) for c, row in cells.items()]
    return Line(_label(Role, role), entries)


def _entry(column: str, text: str) -> Entry:
    letter, _space, when = text.partition(" ")
    level = matrix.LEVELS[letter] if letter else Level.NONE
    return Entry(column, level, str(level.label), words.of_condition(when) if when else "")


def _fields(edition: Mapping[str, Any]) -> list[Term]:
    """Return which fields stay closed within a category that is open."""
    found = []
    for name, rule in edition["fields"].items():
        who = [
            role
            for role in _in_order(edition["cells"][rule["category"]])
            if role not in rule["without"] and _opens(edition["cells"][rule["category"]][role])
        ]
        text = _("Seen by: %(roles)s. Nobody else who reads “%(category)s” sees it.") % {
            "roles": _roles(who),
            "category": _label(Category, rule["category"]),
        }
        found.append(Term(str(words.FIELDS.get(name, name)), text))
    number = _("Hidden for everybody. Who may show it gives a reason, and that is recorded.")
    return [*found, Term(str(Category.BSN.label), number)]


def _opens(text: str) -> bool:
    return matrix.LEVELS[text.partition(" ")[0]] in {Level.READ, Level.WRITE}


def _endings(edition: Mapping[str, Any]) -> Iterable[str]:
    """Yield what closes by itself, and when."""
    yield _("A task opens something from its first day to its last day, and closes by itself.")
    yield _("When a student leaves, it closes on that day for: %(roles)s.") % {
        "roles": _roles(edition["while_enrolled"])
    }
    yield _("Nobody uses a task at the school to look at the own child or oneself.")
    yield _(
        "Emergency access is for one student and lasts %(minutes)s minutes at most. The reason"
        " is recorded."
    ) % {"minutes": edition["emergency_minutes"]}
    yield _(
        "From sixteen a student has access to the own data. Parents keep theirs until eighteen."
    )
    yield _("From the day the student is sixteen, parents no longer read: %(categories)s.") % {
        "categories": _list(_label(Category, name) for name in edition["until_sixteen"])
    }
    yield _("Nobody is in a care team without a recorded duty of confidentiality: %(roles)s.") % {
        "roles": _roles(edition["needs_secrecy"])
    }
    yield _("Authority of a parent that is not known opens nothing.")


def changes(differences: Iterable[Difference]) -> list[Change]:
    """Return differences between two editions in words."""
    return [
        Change(
            str(PARTS.get(one.part, one.part)),
            _name(one.row),
            _name(one.column),
            _value(one.part, one.before),
            _value(one.part, one.after),
        )
        for one in differences
    ]


def summary() -> list[Term]:
    """Return for parents who at the school reads what, from the matrix that is in force here.

    Only what a parent knows of: the letters say that policy is no secret.
    """
    told = (
        Category.IDENTITY,
        Category.CONTACT,
        Category.CONVERSATION_NOTES,
        Category.CARE_NOTES,
        Category.MEDICAL_CARD,
        Category.CONSENT_ANSWER,
    )
    return [
        Term(
            str(category.label),
            _roles(
                role
                for role in Role
                if role not in matrix.FAMILY
                and role != Role.EMERGENCY
                and matrix.cell(role, category).reads
            ),
        )
        for category in told
    ]


def _value(part: str, text: str) -> str:
    """Return what an edition says at a place; a cell in words."""
    if not text:
        return str(Level.NONE.label) if part == "cells" else _("no")
    if text == "yes":
        return _("yes")
    if part == "cells":
        return _entry("", text).both
    return _name(text)


def _name(value: str) -> str:
    """Return the words for a name of the matrix, whatever it names."""
    for choices in (Role, Category, Scope):
        if value in choices.values:
            return _label(choices, value)
    return str(words.DUTIES.get(value, words.FIELDS.get(value, value)))


def _duty(name: str) -> str:
    return str(words.DUTIES.get(name, name))


def _label(choices: type[models.TextChoices], value: str) -> str:
    """Return the label of a choice; an old edition can name one that is no more."""
    try:
        return str(choices(value).label)
    except ValueError:
        return value


def _in_order(names: Iterable[str]) -> list[str]:
    known = [str(role) for role in Role]
    return sorted(names, key=lambda name: known.index(name) if name in known else len(known))


def _roles(names: Iterable[str]) -> str:
    return _list(_label(Role, name) for name in _in_order(names))


def _list(names: Iterable[str]) -> str:
    return capfirst(", ".join(name[:1].lower() + name[1:] for name in names)) or _("nobody")
