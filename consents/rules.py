"""What may be done with pictures of a student at a moment. Pure: no database, no clock.

Silence is no. One no is a no. Who decides follows from age and authority on that very day.

Law: AVG 4(11), 7(1), 7(3); UAVG 5(1); BW 1:253i
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from consents.choices import Capacity, Outcome, PurposeKind, Reason
from kernel.dates import birthday, day_of, start_of, working_days_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

SELF_DECIDING_AGE_YEARS = 16
ONE_MICROSECOND = timedelta(microseconds=1)
TAKE_DOWN_WORKING_DAYS = 5
# About data of the guardian and not of the student: each guardian decides for oneself alone, and
# no other guardian, whatever they answer, adds to it or takes from it.
CONTACT = frozenset({PurposeKind.CLASS_LIST})
# About one student at one moment, of which a row says so; nobody is asked it otherwise.
SINGLY = frozenset({PurposeKind.CARE, PurposeKind.TRANSFER, PurposeKind.ALUMNI})
# Of these, what is asked of a whole class at once, in the same words.
BY_CLASS = frozenset({PurposeKind.ALUMNI})
REMINDED_WORKING_DAYS = 2  # before a picture must have come down


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days; None is open. The end is not part of it."""

    starts: date | None
    ends: date | None

    def holds(self, on: date) -> bool:
        """Tell whether `on` lies in the span."""
        return not (self.starts and on < self.starts) and not self.is_over(on)

    def is_over(self, on: date) -> bool:
        """Tell whether the span ended on `on` or before."""
        return self.ends is not None and on >= self.ends


@dataclass(frozen=True, slots=True)
class Custody:
    """A guardian with an authority that decides, and when.

    Who represents decides from the sixteenth birthday, in the place of the student; the others
    until that day.
    """

    guardian: int
    span: Span
    represents: bool = False


@dataclass(frozen=True, slots=True)
class Objection:
    """A no that was told to the school: by the student, or by somebody else who decides."""

    by: Capacity
    starts: datetime
    ends: datetime | None

    def holds(self, at: datetime) -> bool:
        """Tell whether it stands at moment `at`."""
        return self.starts <= at and (self.ends is None or at < self.ends)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: by a guardian, or by the student where `guardian` is None.

    It counts from `at`, when it was written down. `said_on` is the day on the paper, or of the
    call; None for what was chosen in the portal.
    """

    guardian: int | None
    outcome: str
    at: datetime
    number: int  # later of two at one moment is the higher
    version: int
    said_on: date | None = None

    @property
    def day(self) -> date:
        """Return the day on which it was said."""
        return self.said_on or day_of(self.at)

    @property
    def order(self) -> tuple[date, bool, datetime, int]:
        """Return what tells which of two decisions of one person is the newer.

        The one that was said on a later day. A paper has no hour: on one day a yes outside the
        portal gives way to all else, and of the rest the later written down is the newer.

        Law: AVG 7(1), 7(3)
        """
        gives_way = self.said_on is not None and self.outcome == Outcome.GRANTED
        return self.day, not gives_way, self.at, self.number


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the answer for one student and one purpose depends on."""

    born_on: date | None
    enrolled: tuple[Span, ...]
    custody: tuple[Custody, ...]
    decisions: tuple[Decided, ...]
    objections: tuple[Objection, ...]
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

    @property
    def is_over(self) -> bool:
        """Tell whether nobody can answer any more: it is over, or the student has left."""
        return self.reason in {Reason.OVER, Reason.NOT_ENROLLED}


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when one answer counts, as far as is known; the end is not part of it."""

    starts: datetime
    ends: datetime | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class Change:
    """A version of the words that asks everybody again, and from when."""

    version: int
    starts: datetime


def sixteenth_birthday(born_on: date) -> date:
    """Return the first day on which the student decides."""
    return birthday(born_on=born_on, age_years=SELF_DECIDING_AGE_YEARS)


def take_down_due(said_on: date) -> date:
    """Return the last day on which a picture may still be online after a no on `said_on`.

    Without undue delay, says the law; five working days is what the schools promise.

    Law: AVG 17(1)(b)
    """
    return working_days_after(said_on, TAKE_DOWN_WORKING_DAYS)


def remind_until(on: date) -> date:
    """Return the last due day of which who must take down is reminded on day `on`."""
    return working_days_after(on, REMINDED_WORKING_DAYS)


def student_decides(*, born_on: date | None, on: date) -> bool:
    """Tell whether it is the student alone who decides on day `on`.

    Where the birth date is not known, the guardians go on deciding.

    Law: UAVG 5(1)
    """
    return born_on is not None and sixteenth_birthday(born_on) <= on


def is_asked(kind: PurposeKind, *, grown: bool) -> bool:
    """Tell whether a question of a kind is asked about a student, `grown` or not.

    What is about the guardians' own data is not, once the student decides: then their name is
    not put beside that of the student any more.
    """
    return not (grown and kind in CONTACT)


def decides_on(kind: PurposeKind, *, by: Capacity, grown: bool) -> bool:
    """Tell whether who decides for a student in capacity `by` decides on this kind too."""
    return is_asked(kind, grown=grown) and (kind not in CONTACT or by == Capacity.GUARDIAN)


def deciders(
    *, born_on: date | None, custody: Iterable[Custody], on: date
) -> frozenset[int | None]:
    """Return who has a say on day `on`: guardians, or None alone, which is the student.

    Law: UAVG 5(1), 5(2); BW 1:245
    """
    grown = student_decides(born_on=born_on, on=on)
    found: set[int | None] = {
        c.guardian for c in custody if c.represents == grown and c.span.holds(on)
    }
    return frozenset(found or {None}) if grown else frozenset(found)


def has_left(enrolled: tuple[Span, ...], *, on: date) -> bool:
    """Tell whether the student was at the school before `on`, and is not on that day."""
    return any(span.is_over(on) for span in enrolled) and not any(
        span.holds(on) for span in enrolled
    )


def stretches(facts: Facts, changes: Iterable[Change], *, since: datetime) -> list[Stretch]:
    """Return what counts from `since` on, if nobody says anything more: one after the other.

    Birthdays, enrolment, authority and words that are to come are in it, so that what it says of
    a moment goes on being right without anybody doing anything at that moment. `facts` knows no
    words; `changes` are the versions that ask again, in any order.
    """
    known = sorted(changes, key=lambda change: change.starts)
    moments = sorted({since, *(at for at in _turns(facts, known) if at > since)})
    found: list[Stretch] = []
    for starts, ends in zip(moments, [*moments[1:], None], strict=True):
        oldest = max((c.version for c in known if c.starts <= starts), default=1)
        answer = effective(replace(facts, oldest_valid_version=oldest), at=starts)
        if found and found[-1].answer == answer:
            starts = found.pop().starts  # noqa: PLW2901 - the stretch goes on
        found.append(Stretch(starts, ends, answer))
    return found


def _turns(facts: Facts, changes: Iterable[Change]) -> Iterator[datetime]:
    """Yield the moments at which the answer may turn."""
    spans = (*facts.enrolled, *(custody.span for custody in facts.custody))
    days = {day for span in spans for day in (span.starts, span.ends) if day}
    if facts.born_on:
        days.add(sixteenth_birthday(facts.born_on))
    yield from (start_of(day) for day in days)
    yield from (decided.at for decided in facts.decisions)
    yield from (change.starts for change in changes)
    for objection in facts.objections:
        yield objection.starts
        if objection.ends:
            yield objection.ends


def effective(facts: Facts, *, at: datetime) -> Answer:
    """Return the answer at moment `at`, from what had been decided by then.

    Law: AVG 7(1), 7(3)
    """
    on = day_of(at)
    if has_left(facts.enrolled, on=on):
        return Answer(granted=False, reason=Reason.NOT_ENROLLED)
    known = [d for d in facts.decisions if d.at <= at]
    who = deciders(born_on=facts.born_on, custody=facts.custody, on=on)
    if None in who:
        return _of_student(known, facts, at=at)
    return _of_others(who, known, facts, at=at)


def _of_student(known: list[Decided], facts: Facts, *, at: datetime) -> Answer:
    own = [d for d in known if d.guardian is None]
    newest = _standing(own, facts)
    if newest is not None:
        granted = newest.outcome == Outcome.GRANTED
        reason = Reason.AGREED if granted else Reason.REFUSED
        return _resting_on(newest, reason, (Capacity.STUDENT,), granted=granted)
    silent = Answer(granted=False, reason=Reason.STUDENT_DECIDES, deciders=(Capacity.STUDENT,))
    if own or facts.lapses_at_sixteen or facts.born_on is None:
        return silent
    sixteen_on = sixteenth_birthday(facts.born_on)
    eve = start_of(sixteen_on) - ONE_MICROSECOND
    parents = deciders(born_on=facts.born_on, custody=facts.custody, on=day_of(eve))
    before = [d for d in known if d.day < sixteen_on]
    old = _of_others(parents, before, facts, at=min(eve, at))
    if not old.granted:
        return silent
    return replace(old, reason=Reason.CARRIED_OVER, deciders=(Capacity.STUDENT,))


def _of_others(
    who_decide: frozenset[int | None], known: list[Decided], facts: Facts, *, at: datetime
) -> Answer:
    """Return what the guardians, or the representatives, of a student come to.

    Law: BW 1:253i; UAVG 5(2)
    """
    if not who_decide:
        return Answer(granted=False, reason=Reason.NO_DECIDER)
    newest = [_standing((d for d in known if d.guardian == g), facts) for g in who_decide]
    answers = [d for d in newest if d is not None]
    who = (Capacity.GUARDIAN,) * len(who_decide)
    objected = {objection.by for objection in facts.objections if objection.holds(at)}
    if objected:
        by_student = Capacity.STUDENT in objected
        reason = Reason.OBJECTION if by_student else Reason.DISAGREEMENT
        return Answer(granted=False, reason=reason, deciders=who)
    refusals = [d for d in answers if d.outcome != Outcome.GRANTED]
    grants = [d for d in answers if d.outcome == Outcome.GRANTED]
    if refusals:
        reason = Reason.DISAGREEMENT if grants else Reason.REFUSED
        return _resting_on(max(refusals, key=_order), reason, who, granted=False)
    if not grants:
        return Answer(granted=False, reason=Reason.SILENCE, deciders=who)
    last = max(grants, key=_order)
    if facts.all_must_agree and len(grants) < len(who_decide):
        return _resting_on(last, Reason.WAITING, who, granted=False)
    return _resting_on(last, Reason.AGREED, who, granted=True)


def _resting_on(
    decided: Decided, reason: Reason, who: tuple[Capacity, ...], *, granted: bool
) -> Answer:
    return Answer(granted, reason, who, decided.at, decided.version)


def standing(decisions: Iterable[Decided], *, oldest_valid_version: int) -> Decided | None:
    """Return the newest of one decider's decisions, if it still counts.

    A yes to words that have changed since counts no more; a no counts whatever the words were,
    until the same person says yes.
    """
    newest = max(decisions, key=_order, default=None)
    if newest is None or newest.outcome != Outcome.GRANTED:
        return newest
    return newest if newest.version >= oldest_valid_version else None


def _standing(decisions: Iterable[Decided], facts: Facts) -> Decided | None:
    return standing(decisions, oldest_valid_version=facts.oldest_valid_version)


def standing_yeses(facts: Facts) -> int:
    """Return how many of those who chose have a yes that counts."""
    guardians = {d.guardian for d in facts.decisions}
    newest = (_standing((d for d in facts.decisions if d.guardian == g), facts) for g in guardians)
    return sum(one is not None and one.outcome == Outcome.GRANTED for one in newest)


def _order(decided: Decided) -> tuple[date, bool, datetime, int]:
    return decided.order
