"""When the next message of a campaign goes to somebody. Pure: no database, no clock.

At most three, then the school stops; nothing counts down, and no answer is no reason to push.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

AFTER = (timedelta(days=0), timedelta(days=7), timedelta(days=21))  # after the first message
ROUNDS = len(AFTER)
QUIET = timedelta(days=7)  # between two messages of a school to one person, of any campaign


def next_round(sent: Sequence[date], *, last: date | None, on: date) -> int | None:
    """Return which message of a campaign goes out on day `on`; None: none does.

    `sent` are the days of those that went, in order; `last` is the day of the last message of
    any campaign of the school to the same person.
    """
    number = len(sent)
    if number >= ROUNDS:
        return None
    first = sent[0] if sent else on
    if on < first + AFTER[number] or (last is not None and on < last + QUIET):
        return None
    return number + 1
