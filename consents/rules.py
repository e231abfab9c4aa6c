"""What may be done with pictures of a student at a moment. Pure: no database, no clock.

Silence is no. One no is a no. Who decides follows from age and authority on that very day.

Law: AVG 4(11), 7(1), 7(3); UAVG 5(1); BW 1:253i
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents.choices import Capacity, Outcome, Reason
from kernel.dates import birthday, day_of, start_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

SELF_DECIDING_AGE_YEARS = 16


@dataclass(frozen=True, slots=True)
class Custody:
    """A guardian's span with an authority that decides; the end is not part of it."""

    guardian: int
    starts: date | None
    ends: date | None

    def holds(self, on: date) -> bool:
        """Tell whether `on` lies in the span."""
        return not (self.starts and on < self.starts) and not (self.ends and on >= self.ends)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: by a guardian, or by the student where `guardian` is None."""

    guardian: int | None
    outcome: str
    at: datetime
    number: int  # later of two at one moment is the higher
    version: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the answer for one student and one purpose depends on."""

    born_on: date | None
    left_on: date | None
    custody: tuple[Custody, ...]
    decisions: tuple[Decided, ...]
    oldest_valid_version: int
    all_must_agree: bool
    lapses_at_sixteen: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether pictures may be used, why, who decides, and on which decision it rests."""

    granted: bool
    reason: Reason
    deciders: tuple[Capacity, ...] = ()
    decision_at: datetime | None = None
    wording_version: int | None = None

    @property
    def answer(self) -> str:
        """Return `granted` or `denied`."""
        return "granted" if self.granted else "denied"


def sixteenth_birthday(born_on: date) -> date:
    """Return the first day on which the student decides."""
    return birthday(born_on=born_on, age_years=SELF_DECIDING_AGE_YEARS)


def student_decides(*, born_on: date | None, on: date) -> bool:
    """Tell whether it is the student alone who decides on day `on`.

    Where the birth date is not known, the guardians go on deciding.

    Law: UAVG 5(1)
    """
    return born_on is not None and sixteenth_birthday(born_on) <= on


def effective(facts: Facts, *, at: datetime) -> Answer:
    """Return the answer at moment `at`, from what had been decided by then.

    Law: AVG 7(1), 7(3)
    """
    on = day_of(at)
    if facts.left_on is not None and on > facts.left_on:
        return Answer(granted=False, reason=Reason.NOT_ENROLLED)
    if student_decides(born_on=facts.born_on, on=on):
        return _of_student(facts, at=at)
    return _of_guardians(facts, on=on, at=at)


def _of_student(facts: Facts, *, at: datetime) -> Answer:
    own = _latest(d for d in _counting(facts, at=at) if d.guardian is None)
    if own is not None:
        return _one(own, Capacity.STUDENT)
    if facts.lapses_at_sixteen or facts.born_on is None:
        return Answer(granted=False, reason=Reason.STUDENT_DECIDES, deciders=(Capacity.STUDENT,))
    birthday_at = start_of(sixteenth_birthday(facts.born_on))
    before = [d for d in facts.decisions if d.at < birthday_at]
    eve = day_of(birthday_at).toordinal() - 1
    old = _of_guardians(
        _with(facts, tuple(before)), on=type(facts.born_on).fromordinal(eve), at=at
    )
    reason = Reason.CARRIED_OVER if old.granted else Reason.STUDENT_DECIDES
    return Answer(old.granted, reason, (Capacity.STUDENT,), old.decision_at, old.wording_version)


def _of_guardians(facts: Facts, *, on: date, at: datetime) -> Answer:
    deciders = {c.guardian for c in facts.custody if c.holds(on)}
    if not deciders:
        return Answer(granted=False, reason=Reason.NO_DECIDER)
    counting = [d for d in _counting(facts, at=at) if d.guardian in deciders]
    latest = {g: _latest(d for d in counting if d.guardian == g) for g in deciders}
    answers = [d for d in latest.values() if d is not None]
    who = (Capacity.GUARDIAN,) * len(deciders)
    refusals = [d for d in answers if d.outcome != Outcome.GRANTED]
    grants = [d for d in answers if d.outcome == Outcome.GRANTED]
    if refusals:
        reason = Reason.DISAGREEMENT if grants else Reason.REFUSED
        return _resting_on(max(refusals, key=_order), reason, who, granted=False)
    if not grants:
        return Answer(granted=False, reason=Reason.SILENCE, deciders=who)
    last = max(grants, key=_order)
    if facts.all_must_agree and len(grants) < len(deciders):
        return _resting_on(last, Reason.WAITING, who, granted=False)
    return _resting_on(last, Reason.AGREED, who, granted=True)


def _one(decided: Decided, capacity: Capacity) -> Answer:
    granted = decided.outcome == Outcome.GRANTED
    reason = Reason.AGREED if granted else Reason.REFUSED
    return _resting_on(decided, reason, (capacity,), granted=granted)


def _resting_on(
    decided: Decided, reason: Reason, who: tuple[Capacity, ...], *, granted: bool
) -> Answer:
    return Answer(granted, reason, who, decided.at, decided.version)


def _counting(facts: Facts, *, at: datetime) -> list[Decided]:
    """Return the decisions known at `at`; a yes to a text that has changed counts no more.

    A no counts whatever the text was.
    """
    return [
        d
        for d in facts.decisions
        if d.at <= at and (d.version >= facts.oldest_valid_version or d.outcome != Outcome.GRANTED)
    ]


def _latest(decisions: Iterable[Decided]) -> Decided | None:
    return max(decisions, key=_order, default=None)


def _order(decided: Decided) -> tuple[datetime, int]:
    return decided.at, decided.number


def _with(facts: Facts, decisions: tuple[Decided, ...]) -> Facts:
    return Facts(
        facts.born_on,
        facts.left_on,
        facts.custody,
        decisions,
        facts.oldest_valid_version,
        facts.all_must_agree,
        facts.lapses_at_sixteen,
    )
