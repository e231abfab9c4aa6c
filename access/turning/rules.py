"""When a student turns sixteen, and what is due around that day. Pure: no database, no clock.

Law: UAVG 5(1)
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from access.choices import TurningStage
from kernel.dates import birthday

if TYPE_CHECKING:
    from datetime import date

SIXTEEN = 16  # years
NOTICE = timedelta(days=30)  # before the birthday: from then on people are told and invited
LATE = timedelta(days=30)  # after it: until then what was missed is made up for
# Two birthdays of one student that lie nearer to each other than this are one: a correction of
# some days writes to nobody again. PostgreSQL holds that too.
APART = timedelta(days=30)
KEPT = timedelta(days=90)  # after the birthday: the longest that anything asks who was told


def sixteen_on(born_on: date) -> date:
    """Return the first day on which the student decides."""
    return birthday(born_on=born_on, age_years=SIXTEEN)


def is_near(turns_on: date, *, on: date) -> bool:
    """Tell whether somebody is still younger than sixteen on day `on`, and not for long."""
    return on < turns_on <= on + NOTICE


def is_since_notice(day: date, turns_on: date) -> bool:
    """Tell whether somebody whose birthday it is could be invited for it on `day` already."""
    return day >= turns_on - NOTICE


def is_around(turns_on: date, *, on: date) -> bool:
    """Tell whether on day `on` something may be due about the day on which somebody turns."""
    return turns_on - NOTICE <= on <= turns_on + LATE


def stage_of(turns_on: date, *, on: date) -> TurningStage:
    """Return which message to the student is due on day `on`: the one before, or that of the day.

    Who missed the one before gets that of the day alone.
    """
    return TurningStage.DAY if turns_on <= on else TurningStage.BEFORE


def is_same(one: date, other: date) -> bool:
    """Tell whether two sixteenth birthdays are one, of which the date was corrected."""
    return abs(one - other) < APART
