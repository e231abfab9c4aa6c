"""How a party stands on a day. Pure: no database, no clock, no request.

A day counts whole: an arrangement is in force on its first and on its last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kernel.dates import ONE_DAY, years_after
from processors.choices import DataCategory, Kind, State, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

WARNING_DAYS = (30, 60, 90)
OUTSIDE_EEA = frozenset({"GB", "CH", "US", "CA", "IN", "IL", "JP", "ZZ"})
UNSIGNED_KINDS = frozenset({Kind.STATUTORY, Kind.CONSENT, Kind.NO_DATA})
WITHOUT_ANNEX = frozenset({Kind.NO_DATA, Kind.CONFIDENTIALITY})
PROCESSOR_KINDS = frozenset({Kind.PROCESSOR, Kind.SUB_PROCESSOR})
BEFORE_SIGNING = frozenset({Status.DRAFT, Status.IN_REVIEW})
EVER_IN_FORCE = frozenset({Status.SIGNED, Status.ACTIVE, Status.TERMINATED, Status.CLOSED})
SPECIAL = frozenset({DataCategory.HEALTH, DataCategory.RELIGION})
NEEDS_REASON = SPECIAL | {DataCategory.BSN}
RED = frozenset({State.NONE, State.LAPSED, State.SUSPENDED, State.UNCOVERED})
SEVERITY = {state: number for number, state in enumerate(State)}
NEXT = {
    Status.DRAFT: (Status.IN_REVIEW, Status.CLOSED),
    Status.IN_REVIEW: (Status.DRAFT, Status.CLOSED),
    Status.SIGNED: (Status.SUSPENDED, Status.TERMINATED),
    Status.ACTIVE: (Status.SUSPENDED, Status.TERMINATED),
    Status.SUSPENDED: (Status.ACTIVE, Status.TERMINATED),
    Status.TERMINATED: (Status.CLOSED,),
    Status.CLOSED: (),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What counts of one arrangement; `key` is only there to tell two apart."""

    key: int
    kind: str
    status: str
    starts: date
    last_day: date | None = None
    signed_on: date | None = None
    ended_on: date | None = None
    has_signed_document: bool = False
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """What counts of one product: `under` are the arrangements whose annex names it."""

    is_used: bool
    under: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where data go, and on what a transfer to there rests."""

    country: str
    transfer: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a party stands; `last_day` and `days_left` of what ends first."""

    state: State
    last_day: date | None = None
    days_left: int | None = None

    @property
    def is_red(self) -> bool:
        """Tell whether data may not go to the party now."""
        return self.state in RED

    @property
    def warning(self) -> int | None:
        """Return the warning that is due: 90, 60 or 30 days ahead."""
        return None if self.days_left is None else warning(self.days_left)

    @property
    def order(self) -> tuple[int, int]:
        """Return where it comes in a list with the worst first."""
        return SEVERITY[self.state], 0 if self.days_left is None else self.days_left


def is_outside_eea(country: str) -> bool:
    """Tell whether `country` lies outside the European Economic Area.

    Law: AVG 44
    """
    return country in OUTSIDE_EEA


def warning(days_left: int) -> int | None:
    """Return 30, 60 or 90, the shortest that `days_left` does not pass; else None."""
    return next((days for days in WARNING_DAYS if 0 <= days_left <= days), None)


def is_in_force(terms: Terms, *, on: date) -> bool:
    """Tell whether an arrangement holds on day `on`, its first and last day included."""
    return (
        terms.status in EVER_IN_FORCE
        and first_day(terms) <= on
        and on <= (end_of(terms) or on)
        and not (terms.ended_on is None and terms.status in {Status.TERMINATED, Status.CLOSED})
    )


def first_day(terms: Terms) -> date:
    """Return the first day in force: nothing holds before it is signed."""
    return max(terms.starts, terms.signed_on or terms.starts)


def end_of(terms: Terms) -> date | None:
    """Return the last day in force, by term or by termination; None where it has none."""
    return min((day for day in (terms.last_day, terms.ended_on) if day), default=None)


def standing(
    arrangements: Sequence[Terms], uses: Sequence[Use], places: Iterable[Place], *, on: date
) -> Standing:
    """Return how a party stands on day `on`; the worst that is true counts.

    An arrangement that renews itself is no exception: until a person has recorded the new
    term, the old one ends.

    Law: AVG 28(3)
    """
    live = [terms for terms in arrangements if is_in_force(terms, on=on)]
    if not live:
        return Standing(_without_any(arrangements, uses, on=on))
    if any(use.is_used and not covers(live, use) for use in uses):
        return Standing(State.UNCOVERED)
    ends = _first_end(live, arrangements)
    days = None if ends is None else (ends - on).days
    truths = {
        State.TRANSFER: any(is_outside_eea(p.country) and not p.transfer for p in places),
        State.EXPIRING: days is not None and warning(days) is not None,
        State.WAITING: any(
            t.kind not in UNSIGNED_KINDS and not t.has_signed_document for t in live
        ),
        State.REVIEW: any(t.review_on is not None and t.review_on <= on for t in live),
    }
    state = next((state for state, is_so in truths.items() if is_so), State.FINE)
    return Standing(state, ends, days)


def _without_any(arrangements: Sequence[Terms], uses: Sequence[Use], *, on: date) -> State:
    """Return the state of a party with which nothing is in force."""
    used = any(use.is_used for use in uses)
    statuses = {terms.status for terms in arrangements}
    if not arrangements:
        return State.NONE
    if statuses == {Status.CLOSED} and not used:
        return State.ENDED
    if Status.SUSPENDED in statuses:
        return State.SUSPENDED
    if any(terms.status in EVER_IN_FORCE and (end_of(terms) or on) < on for terms in arrangements):
        return State.LAPSED
    return State.UNCOVERED if used else State.WAITING


def covers(live: Iterable[Terms], use: Use) -> bool:
    """Tell whether an arrangement in force names the product, or concerns no data at all."""
    return any(terms.key in use.under or terms.kind in WITHOUT_ANNEX for terms in live)


def _first_end(live: Iterable[Terms], arrangements: Sequence[Terms]) -> date | None:
    """Return the first last day that nothing of the same kind, signed already, follows."""
    return min(
        (
            day
            for terms in live
            if (day := end_of(terms)) is not None
            and not any(_follows(other, terms, day) for other in arrangements)
        ),
        default=None,
    )


def _follows(other: Terms, terms: Terms, day: date) -> bool:
    return (
        other.key != terms.key
        and other.kind == terms.kind
        and is_in_force(other, on=day + ONE_DAY)
    )


def gaps(arrangements: Sequence[Terms], *, until: date) -> list[tuple[date, date]]:
    """Return the stretches without any arrangement in force, first and last day included.

    From the first day that ever one was in force up to `until`. A later signature does not
    take a gap away.
    """
    periods = sorted(
        (first_day(terms), end_of(terms) or until)
        for terms in arrangements
        if terms.status in EVER_IN_FORCE | {Status.SUSPENDED}
    )
    found: list[tuple[date, date]] = []
    if not periods:
        return found
    covered = periods[0][1]
    for first, last in periods[1:]:
        if first > covered + ONE_DAY and covered + ONE_DAY <= until:
            found.append((covered + ONE_DAY, min(first - ONE_DAY, until)))
        covered = max(covered, last)
    if covered < until:
        found.append((covered + ONE_DAY, until))
    return found


def latest_review(kind: str, *, on: date) -> date | None:
    """Return the last day on which a decision of day `on` must be looked at again.

    "No personal data" is easily said and easily no longer true: within a year.
    """
    return years_after(on, 1) if kind == Kind.NO_DATA else None


def may_close(kind: str, *, was_signed: bool, has_statement: bool) -> bool:
    """Tell whether a terminated arrangement can be closed.

    Whoever held data for the board first shows, with date and statement, that they are gone.

    Law: AVG 28(3)(g)
    """
    return has_statement or not was_signed or kind not in PROCESSOR_KINDS
