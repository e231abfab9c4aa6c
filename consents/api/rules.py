"""How much another system may ask, and how long what it is told counts. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from consents.rules import stretches
from kernel.dates import ONE_DAY, start_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from consents.rules import Change, Facts

STUDENTS = 200  # in one question
LONGEST_NUMBER = 256
LONGEST_QUESTION = 64 * 1024  # bytes
DAYS_AHEAD = 366
ANSWER_HOURS = 12  # a day's work: asked in the morning, used that day
TOKEN_DAYS = 366
ALLOWANCE = 5000  # students in an hour; PostgreSQL counts, see the migration `client_walls`


def may_appear(facts: Facts, changes: Iterable[Change], *, since: datetime, until: date) -> bool:
    """Tell whether it is a yes at every moment from `since` to the end of day `until`.

    As far as is known now: birthdays, authority, enrolment and words to come are in it.

    Law: AVG 6(1)(a)
    """
    ends = start_of(until + ONE_DAY)
    reached = [one for one in stretches(facts, changes, since=since) if one.starts < ends]
    return bool(reached) and all(one.answer.granted for one in reached)


def expires(*, at: datetime, until: date) -> datetime:
    """Return from when an answer of moment `at` about days up to `until` is to be asked again."""
    return min(at + timedelta(hours=ANSWER_HOURS), start_of(until + ONE_DAY))
