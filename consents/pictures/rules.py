"""How long a list of who may be in a picture can be relied on. Pure: no database, no clock.

Somebody may say no at any moment, and from then on it is no. A list that left the portal does
not hear of it, so it says until when it may be used, and then ends.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kernel.dates import ONE_DAY, day_of, start_of

if TYPE_CHECKING:
    from datetime import date, datetime

SCREEN = timedelta(minutes=15)  # a page is asked again by a tap, so it need not be believed long


def last_day(at: datetime) -> date:
    """Return the last day on which a list of moment `at`, on paper or as a file, may be used.

    That same day: what is known beforehand (a birthday, a day of enrolment or authority) turns
    at the beginning of a day, and a day is what somebody with a camera can keep in mind.
    """
    return day_of(at)


def fresh_seconds(at: datetime) -> int:
    """Return how long a page of moment `at` may stay open before it says that it is old."""
    until = start_of(last_day(at) + ONE_DAY)
    return int(min(SCREEN, until - at).total_seconds())
