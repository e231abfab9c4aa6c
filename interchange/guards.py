"""When a file is so unusual that a person must confirm it. Pure: numbers in, a reason out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MISSING_SHARE = 0.05  # of those enrolled
MISSING_AT_MOST = 1  # in a school so small that one is more than the share


class HoldReason(StrEnum):
    """Why a file waits for a person."""

    NONE = ""
    MANY_MISSING = "many_missing"
    CLASS_MISSING = "class_missing"
    OLDER_FILE = "older_file"
    SCHOOL_NOT_NAMED = "school_not_named"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a guard needs to know."""

    enrolled: int
    missing: int
    classes_gone: int
    is_full: bool
    is_older: bool
    is_nameless: bool = False


def hold_reason(facts: Facts) -> HoldReason:
    """Return why somebody must confirm this file; NONE where nobody has to."""
    if facts.is_older:
        return HoldReason.OLDER_FILE
    if facts.is_nameless:
        return HoldReason.SCHOOL_NOT_NAMED
    if not facts.is_full:
        return HoldReason.NONE
    if facts.missing > max(MISSING_AT_MOST, facts.enrolled * MISSING_SHARE):
        return HoldReason.MANY_MISSING
    return HoldReason.CLASS_MISSING if facts.classes_gone else HoldReason.NONE
