"""How long somebody stays on the list of former students. Pure: no database, no clock.

The register is kept apart and for one purpose. What a parent said yes to ends on the sixteenth
birthday, when nobody but the former student has a say; the rest is asked again every five years.

Law: AVG 5(1)(b), 5(1)(e), 7(3); UAVG 5(1)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from consents.choices import Capacity
from consents.rules import sixteenth_birthday
from kernel.dates import years_after

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from consents.rules import Span

YEARS = 5
ASKED_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Term:
    """The first day on which somebody is on the list no more, and what can be done until then.

    `is_own` says that it rests on the yes of the student, and `may_stay` that whoever ends on that
    day can say to stay.
    """

    ends_on: date
    is_own: bool
    may_stay: bool = True

    def is_near(self, on: date) -> bool:
        """Tell whether day `on` is so near the end that one is asked to stay, if one can."""
        return self.may_stay and self.ends_on - ASKED_BEFORE <= on < self.ends_on

    def can_stay(self, on: date) -> bool:
        """Tell whether the former student can say on day `on` to stay on the list.

        Before the end: after the own yes any day, after that of a parent from the sixteenth
        birthday.

        Law: UAVG 5(1)
        """
        return on < self.ends_on and (self.is_own or self.is_near(on))

    def is_used(self, on: date) -> bool:
        """Tell whether the school may use the list for this one on day `on`.

        While a former student of sixteen is asked, nobody's yes stands for it.

        Law: UAVG 5(1)
        """
        return on < self.ends_on and (self.is_own or not self.is_near(on))


def term(*, said_by: Capacity, born_on: date | None, since: date) -> Term:
    """Return how long a yes holds; `since` is the last day at school, or when it was said again.

    Five years. What a parent said yes to ends on the sixteenth birthday: the former student then
    has thirty days to say so itself, in which the list is not used. For whom five years
    are over before that, they are over: a parent no longer deals with the school.
    """
    again, is_own = years_after(since, YEARS), said_by == Capacity.STUDENT
    grown = sixteenth_birthday(born_on) if born_on else since
    if is_own or grown <= since:  # also what was said by who represents the student
        return Term(again, is_own)
    told = grown + ASKED_BEFORE
    return Term(told, is_own) if told <= again else Term(again, is_own, may_stay=False)


def day_of_leaving(enrolled: Iterable[Span], *, on: date) -> date | None:
    """Return the first day on which a student was at the school no more; None while it is there.

    Who is yet to come, or comes back later, has not left.
    """
    spans = list(enrolled)
    ends = [span.ends for span in spans if span.ends is not None]
    if not ends or len(ends) < len(spans) or max(ends) > on:
        return None
    return max(ends)
