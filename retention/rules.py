"""When something goes, and which rule says so. Pure: no database, no clock, no request.

Counting: a term of N years that counts from day D ends on the same day N years later, 29
February becoming 28 February. Until the end of that last day it is kept; from the following
day it goes.

Law: BBWPO 9; BBWVO 6
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kernel.dates import years_after
from retention.choices import Action, Anchor, Basis, Ending, Reason, Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STATUTORY_MINIMUM = frozenset({Basis.STATUTE_MIN, Basis.STATUTE_BOTH})
SCHOOL_YEAR_END = (7, 31)  # month, day


@dataclass(frozen=True, slots=True)
class Length:
    """How long: years, then months, then weeks and days."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """Return the last day of a term of this length that counts from `day`."""
        moved = months_after(years_after(day, self.years), self.months)
        return moved + timedelta(weeks=self.weeks, days=self.days)

    def is_shorter_than(self, other: Length) -> bool:
        """Tell whether this length ends before `other`, counted from one day."""
        start = date(2001, 1, 1)
        return self.after(start) < other.after(start)


@dataclass(frozen=True, slots=True)
class Term:
    """A rule of the schedule, as far as arithmetic needs it."""

    code: str
    version: int
    keep: Length
    anchor: Anchor = Anchor.DEREGISTRATION
    basis: Basis = Basis.SCHOOL_POLICY
    ending: Ending = Ending.DELETE
    within: Length | None = None

    @property
    def is_minimum(self) -> bool:
        """Tell whether a law forbids to delete sooner."""
        return self.basis in STATUTORY_MINIMUM


@dataclass(frozen=True, slots=True)
class Stay:
    """When somebody was at the school, as the register says it now.

    `is_open` is an enrolment without an end; `has_class` that some class does not end, or
    ended only lately.
    """

    last_day: date | None
    is_open: bool = False
    has_class: bool = True


@dataclass(frozen=True, slots=True)
class Stop:
    """A hold that is about a piece of data."""

    reason: Reason
    review_on: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to a piece of data, and which rule decided."""

    action: Action
    why: Why
    code: str = ""
    version: int = 0
    until: date | None = None
    destroy_by: date | None = None
    reason: str = ""

    @property
    def is_delete(self) -> bool:
        """Tell whether it goes."""
        return self.action == Action.DELETE


def months_after(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def anchor_day(anchor: Anchor, left_on: date) -> date | None:
    """Return the day from which a term counts for somebody who left on `left_on`.

    None where that day cannot be known from leaving. A guardian's link counts from the
    leaving of its own child; the guardian goes when the last link has gone.
    """
    match anchor:
        case Anchor.DEREGISTRATION | Anchor.LAST_CHILD_LEFT:
            return left_on
        case Anchor.SCHOOL_YEAR_END:
            end = date(left_on.year, *SCHOOL_YEAR_END)
            return end if left_on <= end else years_after(end, 1)
        case _:
            return None


def presence(stay: Stay, *, on: date) -> Why | None:
    """Return why no term can be counted on day `on`; None where somebody has left.

    Whoever is enrolled again has not left: terms begin anew at the next leaving.
    """
    if stay.is_open:
        return Why.ENROLLED_AGAIN if stay.has_class else Why.NO_LEAVING_DATE
    if stay.last_day is None:
        return Why.NO_LEAVING_DATE
    return Why.FUTURE_LEAVING_DATE if stay.last_day >= on else None


def decide(
    terms: Sequence[Term], *, stay: Stay, stops: Sequence[Stop] = (), on: date
) -> Verdict | None:
    """Return what happens on day `on` to data that falls under all these terms.

    None for data of somebody who is simply enrolled. A hold is stronger than everything; what
    has no leaving date, or an archive to ask, waits for a person. The longest statutory
    minimum beats a shorter maximum.

    Law: AVG 5(1)(e), 17(3), 18; BBWPO 9; Archiefwet 3
    """
    absent = presence(stay, on=on)
    if absent == Why.ENROLLED_AGAIN:
        return None
    if absent is not None or stay.last_day is None:
        return Verdict(Action.PERSON, absent or Why.NO_LEAVING_DATE)
    if not terms:
        return Verdict(Action.PERSON, Why.NO_RULE)
    if stops:
        first = min(stops, key=lambda stop: (stop.review_on, stop.reason))
        return _verdict(Action.KEEP, Why.HOLD, terms[0], until=None, reason=first)
    for term in terms:
        if term.ending == Ending.ARCHIVE:
            return _verdict(Action.PERSON, Why.ARCHIVE, term)
    return _count(terms, left_on=stay.last_day, on=on)


def _count(terms: Sequence[Term], *, left_on: date, on: date) -> Verdict:
    ends: list[tuple[date, Term]] = []
    for term in terms:
        start = anchor_day(term.anchor, left_on)
        if start is None:
            return _verdict(Action.PERSON, Why.NO_ANCHOR, term)
        ends.append((term.keep.after(start), term))
    last, winner = longest(ends)
    if on <= last:
        return _verdict(Action.KEEP, Why.TERM_RUNS, winner, until=last)
    by = winner.within.after(last) if winner.within else None
    return _verdict(Action.DELETE, Why.TERM_OVER, winner, until=last, destroy_by=by)


def longest(ends: Sequence[tuple[date, Term]]) -> tuple[date, Term]:
    """Return the end that holds: the earliest maximum, unless a statutory minimum is later."""
    minima = [end for end in ends if end[1].is_minimum]
    maxima = [end for end in ends if not end[1].is_minimum]
    shortest = min(maxima, key=lambda end: end[0], default=None)
    floor = max(minima, key=lambda end: end[0], default=None)
    if shortest is None or (floor is not None and floor[0] >= shortest[0]):
        return floor or ends[0]
    return shortest


def _verdict(
    action: Action,
    why: Why,
    term: Term,
    *,
    until: date | None = None,
    destroy_by: date | None = None,
    reason: Stop | None = None,
) -> Verdict:
    said = f"{reason.reason.value} {reason.review_on.isoformat()}" if reason else ""
    return Verdict(action, why, term.code, term.version, until, destroy_by, said)


def fingerprint(lines: Iterable[Sequence[object]]) -> str:
    """Return a mark of a list that changes with any of its lines; their order is no matter."""
    digest = hashlib.sha256()
    for line in sorted("|".join(str(part) for part in line) for line in lines):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()
