"""What the words in a file mean. Pure: no database, no clock, no request.

Whatever is not understood becomes unknown, and unknown opens nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from interchange.choices import (
    Evidence,
    GroupKind,
    Period,
    Relation,
    StaffKind,
    StaffRole,
    Stated,
)

if TYPE_CHECKING:
    from datetime import date

FIRST_MONTH_OF_SCHOOL_YEAR = 8
SECONDARY = "secondary"
SECONDARY_OFFSET_YEARS = 10
YEAR_LEVELS = frozenset(
    ["B", "D", "S", "V", "C", "N", "H", *map(str, [*range(9), *range(11, 17)])]
)
DAMAGED_LETTER = re.compile("[?\N{REPLACEMENT CHARACTER}]")

_YES = frozenset(["j", "ja", "1", "true", "waar", "x", "y", "yes"])
_NO = frozenset(["n", "nee", "0", "false", "onwaar", "no"])
_SILENT = frozenset(["", "?", "-", "onbekend", "unknown"])
_RELATIONS = {
    "moeder": Relation.MOTHER,
    "vader": Relation.FATHER,
    "ouder": Relation.PARENT,
    "voogd": Relation.GUARDIAN,
    "pleegouder": Relation.FOSTER_PARENT,
    "pleegmoeder": Relation.FOSTER_PARENT,
    "pleegvader": Relation.FOSTER_PARENT,
    "stiefouder": Relation.STEP_PARENT,
    "stiefmoeder": Relation.STEP_PARENT,
    "stiefvader": Relation.STEP_PARENT,
    "opa": Relation.GRANDPARENT,
    "oma": Relation.GRANDPARENT,
    "opa-oma": Relation.GRANDPARENT,
    "opa/oma": Relation.GRANDPARENT,
    "grootouder": Relation.GRANDPARENT,
    "instelling": Relation.INSTITUTION,
    "gecertificeerde instelling": Relation.INSTITUTION,
    "voogdijinstelling": Relation.INSTITUTION,
    "overig": Relation.OTHER,
    "anders": Relation.OTHER,
}
_GROUP_ROLES = {
    "VAK": StaffRole.SUBJECT_TEACHER,
    "IB": StaffRole.SUPPORT,
    "KLA": StaffRole.ASSISTANT,
    "OWA": StaffRole.ASSISTANT,
    "LOS": StaffRole.ASSISTANT,
}
_BRIN = re.compile(r"(\d{2}[A-Z]{2})(\d{2})?$", re.ASCII)
_PREFIX_IN_SURNAME = re.compile(
    r"(van|von|de|den|der|del|di|du|ter|ten|te|la|le|het|'t|'s|op|in|v\.\s?d\.|v\.|d\.)\s",
    re.IGNORECASE,
)


def stated(text: str) -> tuple[Stated, bool]:
    """Return what `text` says about a yes-or-no matter, and whether it was understood."""
    word = text.casefold()
    if word in _YES:
        return Stated.YES, True
    if word in _NO:
        return Stated.NO, True
    return Stated.UNKNOWN, word in _SILENT


def relation(text: str) -> tuple[Relation, bool]:
    """Return the relation that `text` names, and whether it was understood."""
    word = text.casefold()
    found = _RELATIONS.get(word)
    return found or Relation.OTHER, found is not None or word in _SILENT


def school_year_of(day: date) -> int:
    """Return the year in which the school year of `day` begins; it begins on 1 August."""
    return day.year if day.month >= FIRST_MONTH_OF_SCHOOL_YEAR else day.year - 1


def school_year(text: str) -> int | None:
    """Return the year in which the named school year begins: `2026/2027`, `2026- 2027`."""
    found = re.match(r"\s*(\d{4})\s*[-/]\s*(\d{4}|\d{2})\s*$", text)
    if not found:
        return None
    begin, end = int(found[1]), int(found[2])
    return begin if begin > 0 and end in {begin + 1, (begin + 1) % 100} else None


def period_of(*, year: int | None, starts: date | None, ends: date | None, on: date) -> Period:
    """Return whether a row of school `year`, or from `starts` to `ends`, holds on day `on`.

    The first day and the last day both count. A row without any date holds now.
    """
    now = school_year_of(on)
    if (year is not None and year > now) or (starts is not None and starts > on):
        return Period.FUTURE
    if year is not None:
        return Period.CURRENT if year == now else Period.PAST
    return Period.PAST if ends is not None and ends < on else Period.CURRENT


def year_level(text: str, *, sector: str) -> tuple[str, bool, bool]:
    """Return the year level, whether it was understood and whether 1-6 became 11-16.

    Secondary schools count from 1 again; in the canonical record their years are 11 to 16.
    """
    found = re.match(
        r"(?:groep|leerjaar|klas|jaar)?\s*(\d{1,2}|[A-Za-z](?=$))", text, re.IGNORECASE
    )
    level = found[1].upper() if found else ""
    if level not in YEAR_LEVELS:
        return "", not text, False
    if sector == SECONDARY and level in set("123456"):
        return str(int(level) + SECONDARY_OFFSET_YEARS), True, True
    return level, True, False


def full_brin(text: str) -> str:
    """Return a BRIN with its location, `00` where none is given; empty if it is no BRIN."""
    found = _BRIN.match(text.strip().upper())
    return found[1] + (found[2] or "00") if found else ""


def staff_kind(roles: list[str], *, is_system: bool) -> StaffKind:
    """Return what somebody is; a parent or trainee among the staff is no colleague."""
    if is_system:
        return StaffKind.SYSTEM
    if "OUD" in roles:
        return StaffKind.PARENT_VOLUNTEER
    return StaffKind.TRAINEE if "STA" in roles else StaffKind.STAFF


def group_role(roles: list[str], *, kind: GroupKind, sector: str) -> tuple[StaffRole, Evidence]:
    """Return what role codes propose for one group.

    The lists have no code for a mentor, so none of them makes one. A trainee is never more than
    unknown, whatever stands beside it.
    """
    if not roles:
        return StaffRole.UNKNOWN, Evidence.CONVENTION
    if "STA" in roles or "OUD" in roles:
        return StaffRole.UNKNOWN, Evidence.ROLE_CODE
    if "LRK" in roles and sector != SECONDARY and kind != GroupKind.CLUSTER:
        return StaffRole.CLASS_TEACHER, Evidence.ROLE_CODE
    if "LRK" in roles and kind == GroupKind.CLUSTER:
        return StaffRole.SUBJECT_TEACHER, Evidence.ROLE_CODE
    known = (_GROUP_ROLES[role] for role in roles if role in _GROUP_ROLES)
    return next(known, StaffRole.UNKNOWN), Evidence.ROLE_CODE


def has_prefix_in_surname(surname: str) -> bool:
    """Tell whether a surname seems to begin with its prefix; it is reported, never split."""
    return _PREFIX_IN_SURNAME.match(surname) is not None
