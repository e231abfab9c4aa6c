"""When a review of access is due, and its fingerprint. Pure: no database, no clock, no request."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from access.choices import Category, Extent, Role
from access.matrix import cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EVERY_MONTHS = {Extent.FULL: 12, Extent.SPECIAL: 3}
STAND_IN_DAYS = 14
SETTLED_DAYS = 28  # a task that is newer than this is not called unused
# Reading is on record where notes are read: of these roles alone can be said that they never
# looked. Emergency access ends by itself.
RECORDED = tuple(
    role
    for role in Role
    if cell(role, Category.CONVERSATION_NOTES).reads and role != Role.EMERGENCY
)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later; the last of the month where there is none."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_on(extent: Extent, *, last: date) -> date:
    """Return the last day on which the next review is in time, counted from the `last` one.

    Norm: BIO2 5.18.02 (rights every year), 8.02.01 (special rights every quarter)
    """
    return months_after(last, EVERY_MONTHS[extent])


def is_overdue(due: date, *, on: date) -> bool:
    """Tell whether a review is late; on the day itself it is not."""
    return on > due


def is_long_stand_in(since: date, *, on: date) -> bool:
    """Tell whether somebody stands in for longer than two weeks on day `on`."""
    return on - since > timedelta(days=STAND_IN_DAYS)


def fingerprint(review: Mapping[str, object], lines: Sequence[Sequence[object]]) -> str:
    """Return the SHA-256 of a review and its findings, in whatever order they come."""
    ordered = sorted(json.dumps([str(value) for value in line]) for line in lines)
    whole = json.dumps([{name: str(value) for name, value in review.items()}, ordered])
    return sha256(whole.encode()).hexdigest()
