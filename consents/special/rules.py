"""What counts of a question about one student at one moment. Pure: no database, no clock.

Silence is no, and one no is a no, as everywhere. About sharing with care a child of twelve to
fifteen has an own say beside the guardians: without its own yes there is none.

Law: AVG 4(11), 7(3), 9(2)(a); UAVG 5(1), 22(2)(a), 30(2)(a); Jeugdwet 7.3.4, 7.3.5
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from consents.choices import Capacity, Outcome, PurposeKind, Reason
from consents.rules import (
    Answer,
    deciders,
    effective,
    has_left,
    sixteenth_birthday,
    standing,
    student_decides,
)
from kernel.dates import birthday, day_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from consents.rules import Custody, Decided, Facts, Span

OWN_SAY_AGE_YEARS = 12
OWN_SAY = frozenset({PurposeKind.CARE})
# What the guardians came to, and with it the reason beside a yes, or a no, of the child.
BESIDE_YES = {
    Reason.AGREED: Reason.AGREED,
    Reason.WAITING: Reason.WAITING,
    Reason.SILENCE: Reason.WAITING,
    Reason.REFUSED: Reason.DISAGREEMENT,
    Reason.DISAGREEMENT: Reason.DISAGREEMENT,
}
BESIDE_NO = {
    Reason.AGREED: Reason.DISAGREEMENT,
    Reason.WAITING: Reason.DISAGREEMENT,
    Reason.SILENCE: Reason.REFUSED,
    Reason.REFUSED: Reason.REFUSED,
    Reason.DISAGREEMENT: Reason.DISAGREEMENT,
}
MOST_DAYS = 366  # longer needs a new question


@dataclass(frozen=True, slots=True)
class Terms:
    """Of what kind a question is, on which days a yes counts, and when it was ended before.

    `is_asked` tells whether the school asks such questions still.
    """

    kind: PurposeKind
    days: Span
    ended_at: datetime | None = None
    is_asked: bool = True

    def is_open(self, at: datetime) -> bool:
        """Tell whether a yes can count at `at`."""
        is_ended = self.ended_at is not None and at >= self.ended_at
        return self.is_asked and self.days.holds(day_of(at)) and not is_ended


def has_own_say(kind: PurposeKind, *, born_on: date | None, on: date) -> bool:
    """Tell whether on day `on` the child must say yes too, beside its guardians.

    Law: Jeugdwet 7.3.4, 7.3.5
    """
    if kind not in OWN_SAY or born_on is None or student_decides(born_on=born_on, on=on):
        return False
    return birthday(born_on=born_on, age_years=OWN_SAY_AGE_YEARS) <= on


def signers(
    kind: PurposeKind, *, born_on: date | None, custody: Iterable[Custody], on: date
) -> frozenset[int | None]:
    """Return who has a say on day `on`; None is the student, alone or beside its guardians."""
    who = deciders(born_on=born_on, custody=custody, on=on)
    child = {None} if has_own_say(kind, born_on=born_on, on=on) else set()
    return who | child


def answer(facts: Facts, terms: Terms, *, at: datetime) -> Answer:
    """Return what counts at `at`, from what had been decided about this question by then.

    Where the birth date is not known, nobody knows who decides, so it is no.

    Law: AVG 7(3); UAVG 5(1), 5(2)
    """
    on = day_of(at)
    if not has_left(facts.enrolled, on=on):
        if not terms.is_open(at):
            return Answer(granted=False, reason=Reason.OVER)
        if facts.born_on is None:
            return Answer(granted=False, reason=Reason.NO_DECIDER)
    of_others = effective(_as_of_age(facts), at=at)
    if not has_own_say(terms.kind, born_on=facts.born_on, on=on) or not of_others.deciders:
        return of_others
    return _with_child(of_others, _own(facts, at=at))


def counts_still(facts: Facts, *, said_at: datetime, on: date) -> bool:
    """Tell whether the very yes that was said at `said_at` still counts on day `on`.

    Others may have said yes as well, so that the answer stays yes. What this one gave, an address,
    goes with the own authority, and with words that ask again.

    Law: UAVG 5(1)
    """
    who = deciders(born_on=facts.born_on, custody=facts.custody, on=on)
    yes = [d for d in facts.decisions if d.at == said_at and d.outcome == Outcome.GRANTED]
    return any(d.guardian in who and d.version >= facts.oldest_valid_version for d in yes)


def _as_of_age(facts: Facts) -> Facts:
    """Return the facts without what a student said yes to below sixteen.

    From that birthday the student decides alone, about more than it was asked before. A no
    stands, whenever it was said.
    """
    if facts.born_on is None:
        return facts
    grown = sixteenth_birthday(facts.born_on)
    young = [d for d in facts.decisions if d.guardian is None and d.day < grown]
    newest = standing(young, oldest_valid_version=facts.oldest_valid_version)
    lapsed = young if newest is None or newest.outcome == Outcome.GRANTED else []
    kept = tuple(d for d in facts.decisions if d not in lapsed)
    return replace(facts, decisions=kept, lapses_at_sixteen=True)


def _own(facts: Facts, *, at: datetime) -> Decided | None:
    """Return what the child itself said that still counts."""
    said = [d for d in facts.decisions if d.guardian is None and d.at <= at]
    return standing(said, oldest_valid_version=facts.oldest_valid_version)


def _with_child(of_others: Answer, own: Decided | None) -> Answer:
    """Return what the guardians came to, together with the child: a yes needs both."""
    who = (*of_others.deciders, Capacity.STUDENT)
    if own is None:
        reason = Reason.STUDENT_SILENT if of_others.granted else of_others.reason
        return replace(of_others, granted=False, reason=reason, deciders=who)
    says_yes = own.outcome == Outcome.GRANTED
    reason = (BESIDE_YES if says_yes else BESIDE_NO)[of_others.reason]
    is_last = of_others.decision_at is None or own.at >= of_others.decision_at
    return Answer(
        granted=reason == Reason.AGREED,
        reason=reason,
        deciders=who,
        decision_at=own.at if is_last else of_others.decision_at,
        wording_version=own.version if is_last else of_others.wording_version,
    )
