"""What may be done with pictures at a moment: who decides, on which day, and what wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consents.choices import Capacity, Outcome, Reason
from consents.rules import (
    Answer,
    Change,
    Custody,
    Decided,
    Facts,
    Objection,
    Span,
    deciders,
    effective,
    stretches,
    student_decides,
)
from kernel.dates import AMSTERDAM, day_of, start_of

MOTHER, FATHER = 1, 2
SIXTEENTH = date(2026, 11, 22)
BORN = date(2010, 11, 22)
SPRING = datetime(2026, 3, 1, 12, 0, tzinfo=AMSTERDAM)
ALWAYS = Span(None, None)
YES, NO, WITHDRAWN = Outcome.GRANTED, Outcome.REFUSED, Outcome.WITHDRAWN
STUDENT = None


def decided(
    who: int | None,
    outcome: Outcome,
    at: datetime = SPRING,
    *,
    version: int = 1,
    said_on: date | None = None,
) -> Decided:
    """Return a decision; of two made in one test the later call is the later row."""
    decided.number += 1  # type: ignore[attr-defined]  # a counter of the builder
    return Decided(who, outcome, at, decided.number, version, said_on)  # type: ignore[attr-defined]


decided.number = 0  # type: ignore[attr-defined]


def facts(*decisions: Decided, **changes: object) -> Facts:
    """Return a student born on 22 November 2010 with two parents who have joint authority."""
    made = Facts(
        born_on=BORN,
        enrolled=(Span(date(2025, 8, 1), None),),
        custody=(Custody(MOTHER, ALWAYS), Custody(FATHER, ALWAYS)),
        decisions=decisions,
        objections=(),
        oldest_valid_version=1,
        all_must_agree=False,
        lapses_at_sixteen=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Facts


def on(day: date, about: Facts) -> Answer:
    """Return the answer at noon of a day."""
    return effective(about, at=start_of(day) + timedelta(hours=12))


def told(answer: Answer) -> tuple[bool, Reason]:
    return answer.granted, answer.reason


SUMMER = date(2026, 7, 1)


@pytest.mark.scenario("T01")
@pytest.mark.law("UAVG 5(1)")
def test_t01_a_yes_of_the_mother_holds_on_the_day_before_sixteen_and_not_from_midnight() -> None:
    about = facts(decided(MOTHER, YES))
    midnight = start_of(SIXTEENTH)

    eve = effective(about, at=midnight - timedelta(seconds=1))
    birthday = effective(about, at=midnight)

    assert told(eve) == (True, Reason.AGREED)
    assert told(birthday) == (False, Reason.STUDENT_DECIDES)
    assert birthday.deciders == (Capacity.STUDENT,)
    assert told(on(date(2026, 11, 21), about)) == (True, Reason.AGREED)  # asked for later


def test_midnight_of_the_birthday_is_midnight_in_the_netherlands() -> None:
    about = facts(decided(MOTHER, YES))
    in_utc = datetime.fromisoformat("2026-11-21T23:30:00+00:00")  # 00.30 in Amsterdam

    assert not effective(about, at=in_utc).granted


@pytest.mark.scenario("T01")
def test_t01_a_private_place_keeps_the_yes_of_before_until_the_student_answers() -> None:
    about = facts(decided(MOTHER, YES), lapses_at_sixteen=False)
    answered = replace(about, decisions=(*about.decisions, decided(STUDENT, NO, after(1))))

    assert told(on(SIXTEENTH, about)) == (True, Reason.CARRIED_OVER)
    assert told(on(SIXTEENTH + timedelta(days=2), answered)) == (False, Reason.REFUSED)


def after(days: int) -> datetime:
    """Return noon, so many days after the sixteenth birthday."""
    return start_of(SIXTEENTH) + timedelta(days=days, hours=12)


def test_a_no_of_the_parents_does_not_carry_over_as_a_yes() -> None:
    about = facts(decided(MOTHER, YES), decided(FATHER, NO), lapses_at_sixteen=False)

    assert told(on(SIXTEENTH, about)) == (False, Reason.STUDENT_DECIDES)


def test_what_a_parent_says_after_the_sixteenth_birthday_carries_nothing_over() -> None:
    about = facts(decided(MOTHER, YES, after(1)), lapses_at_sixteen=False)

    assert not on(SIXTEENTH + timedelta(days=2), about).granted


@pytest.mark.parametrize("lapses", [True, False])
def test_a_student_of_sixteen_decides_against_the_parents(lapses: bool) -> None:  # noqa: FBT001
    about = facts(decided(MOTHER, NO), decided(STUDENT, YES, after(1)), lapses_at_sixteen=lapses)

    assert told(on(SIXTEENTH + timedelta(days=2), about)) == (True, Reason.AGREED)


@pytest.mark.scenario("T02")
@pytest.mark.law("BW 1:253i")
def test_t02_one_yes_is_enough_where_the_other_parent_is_silent() -> None:
    assert told(on(SUMMER, facts(decided(MOTHER, YES)))) == (True, Reason.AGREED)


@pytest.mark.scenario("T02")
def test_t02_a_school_that_asks_all_parents_waits_for_the_second() -> None:
    about = facts(decided(MOTHER, YES), all_must_agree=True)
    both = replace(about, decisions=(*about.decisions, decided(FATHER, YES)))

    assert told(on(SUMMER, about)) == (False, Reason.WAITING)
    assert told(on(SUMMER, both)) == (True, Reason.AGREED)


@pytest.mark.scenario("T03")
def test_t03_a_no_of_the_second_parent_wins_at_once() -> None:
    later = SPRING + timedelta(hours=1)
    about = facts(decided(MOTHER, YES), decided(FATHER, NO, later))

    assert told(effective(about, at=later)) == (False, Reason.DISAGREEMENT)
    assert effective(about, at=later - timedelta(seconds=1)).granted


@pytest.mark.scenario("T04")
def test_t04_saying_yes_again_does_not_undo_the_no_of_the_other() -> None:
    about = facts(decided(MOTHER, YES), decided(FATHER, NO), decided(MOTHER, YES))
    undone = replace(about, decisions=(*about.decisions, decided(FATHER, YES)))

    assert told(on(SUMMER, about)) == (False, Reason.DISAGREEMENT)
    assert told(on(SUMMER, undone)) == (True, Reason.AGREED)


@pytest.mark.law("AVG 7(3)")
def test_a_withdrawal_ends_the_own_yes() -> None:
    about = facts(decided(MOTHER, YES), decided(MOTHER, WITHDRAWN))

    assert told(on(SUMMER, about)) == (False, Reason.REFUSED)


@pytest.mark.scenario("T05")
def test_t05_somebody_without_authority_decides_nothing() -> None:
    about = facts(decided(FATHER, YES), custody=(Custody(MOTHER, ALWAYS),))

    assert told(on(SUMMER, about)) == (False, Reason.SILENCE)


def test_where_nobody_is_known_to_decide_the_answer_is_no() -> None:
    about = facts(decided(MOTHER, YES), custody=())

    assert told(on(SUMMER, about)) == (False, Reason.NO_DECIDER)


@pytest.mark.scenario("T06")
def test_t06_a_no_counts_until_the_last_day_of_authority_and_not_after() -> None:
    ends = date(2026, 3, 1)
    custody = (Custody(MOTHER, ALWAYS), Custody(FATHER, Span(None, ends)))
    early = datetime(2026, 1, 10, tzinfo=AMSTERDAM)
    about = facts(decided(MOTHER, YES, early), decided(FATHER, NO, early), custody=custody)

    assert told(on(date(2026, 2, 28), about)) == (False, Reason.DISAGREEMENT)
    assert told(on(ends, about)) == (True, Reason.AGREED)


def test_an_authority_counts_from_its_first_day() -> None:
    custody = (Custody(MOTHER, Span(date(2026, 4, 1), None)),)
    about = facts(decided(MOTHER, YES), custody=custody)

    assert told(on(date(2026, 3, 31), about)) == (False, Reason.NO_DECIDER)
    assert on(date(2026, 4, 1), about).granted


@pytest.mark.scenario("T11")
@pytest.mark.law("AVG 4(11)")
def test_t11_silence_is_no() -> None:
    assert told(on(SUMMER, facts())) == (False, Reason.SILENCE)


@pytest.mark.scenario("T12")
def test_t12_a_yes_to_words_that_changed_counts_no_more() -> None:
    about = facts(decided(MOTHER, YES), oldest_valid_version=2)
    again = replace(about, decisions=(*about.decisions, decided(MOTHER, YES, version=2)))

    assert told(on(SUMMER, about)) == (False, Reason.SILENCE)
    assert told(on(SUMMER, again)) == (True, Reason.AGREED)


def test_a_no_counts_also_after_the_words_changed() -> None:
    about = facts(decided(FATHER, NO), decided(MOTHER, YES, version=2), oldest_valid_version=2)

    assert told(on(SUMMER, about)) == (False, Reason.DISAGREEMENT)


def test_a_no_that_its_own_parent_had_undone_does_not_come_back_with_new_words() -> None:
    about = facts(
        decided(FATHER, NO),
        decided(FATHER, YES),
        decided(MOTHER, YES, version=2),
        oldest_valid_version=2,
    )

    assert told(on(SUMMER, about)) == (True, Reason.AGREED)


def test_a_student_whose_yes_was_to_old_words_is_asked_again_and_nothing_carries_over() -> None:
    about = facts(
        decided(MOTHER, YES, version=2),
        decided(STUDENT, YES, after(1)),
        oldest_valid_version=2,
        lapses_at_sixteen=False,
    )

    assert told(on(SIXTEENTH + timedelta(days=2), about)) == (False, Reason.STUDENT_DECIDES)


def test_the_last_day_at_school_is_the_last_on_which_pictures_may_be_used() -> None:
    about = facts(decided(MOTHER, YES), enrolled=(Span(date(2025, 8, 1), date(2026, 7, 16)),))

    assert on(date(2026, 7, 15), about).granted
    assert told(on(date(2026, 7, 16), about)) == (False, Reason.NOT_ENROLLED)


def test_between_two_enrolments_nothing_may_be_used() -> None:
    stays = (Span(date(2024, 8, 1), date(2026, 4, 1)), Span(date(2026, 6, 1), None))
    about = facts(decided(MOTHER, YES), enrolled=stays)

    assert told(on(date(2026, 5, 1), about)) == (False, Reason.NOT_ENROLLED)
    assert on(date(2026, 6, 1), about).granted


def test_who_will_come_to_the_school_may_choose_already() -> None:
    about = facts(decided(MOTHER, YES), enrolled=(Span(date(2027, 8, 1), None),), born_on=None)

    assert on(SUMMER, about).granted


def test_without_a_birth_date_the_parents_go_on_deciding() -> None:
    about = facts(decided(MOTHER, YES), born_on=None)

    assert told(on(date(2040, 1, 1), about)) == (True, Reason.AGREED)


@pytest.mark.parametrize(
    ("born", "day", "alone"),
    [
        pytest.param(date(2010, 11, 22), date(2026, 11, 21), False, id="the day before"),
        pytest.param(date(2010, 11, 22), date(2026, 11, 22), True, id="the birthday itself"),
        pytest.param(date(2012, 2, 29), date(2028, 2, 28), False, id="born on a leap day, before"),
        pytest.param(date(2012, 2, 29), date(2028, 2, 29), True, id="born on a leap day"),
    ],
)
def test_from_which_day_a_student_decides(born: date, day: date, alone: bool) -> None:  # noqa: FBT001
    assert student_decides(born_on=born, on=day) is alone


def test_the_answer_tells_on_which_decision_and_words_it_rests() -> None:
    later = SPRING + timedelta(days=1)
    about = facts(decided(MOTHER, YES, version=3), decided(FATHER, YES, later, version=4))

    answer = on(SUMMER, about)

    assert (answer.decision_at, answer.wording_version) == (later, 4)
    assert answer.deciders == (Capacity.GUARDIAN, Capacity.GUARDIAN)


@pytest.mark.scenario("T10")
@pytest.mark.law("UAVG 5(2)")
def test_t10_somebody_appointed_by_a_court_decides_for_a_student_of_nineteen() -> None:
    day = SIXTEENTH.replace(year=2029)
    mentor = Custody(3, Span(SIXTEENTH.replace(year=2028), None), represents=True)
    said = facts(decided(STUDENT, NO, after(1)), decided(3, YES, after(800)))
    appointed = replace(said, custody=(*said.custody, mentor))

    assert told(on(day, said)) == (False, Reason.REFUSED)
    assert told(on(day, appointed)) == (True, Reason.AGREED)
    assert on(day, appointed).deciders == (Capacity.GUARDIAN,)


def test_a_representative_decides_nothing_before_sixteen() -> None:
    early = Custody(3, ALWAYS, represents=True)
    about = facts(decided(3, YES), custody=(Custody(MOTHER, ALWAYS), early))

    assert told(on(SUMMER, about)) == (False, Reason.SILENCE)
    assert told(on(SIXTEENTH, about)) == (True, Reason.AGREED)


def objected(by: Capacity, *, days: int | None = None) -> Objection:
    """Return an objection of spring, for some days or without end."""
    return Objection(by, SPRING, SPRING + timedelta(days=days) if days else None)


@pytest.mark.law("UAVG 5(3)")
@pytest.mark.parametrize(
    ("by", "reason"),
    [(Capacity.STUDENT, Reason.OBJECTION), (Capacity.GUARDIAN, Reason.DISAGREEMENT)],
)
def test_an_objection_wins_from_the_very_moment_until_it_is_lifted(
    by: Capacity, reason: Reason
) -> None:
    early = SPRING - timedelta(days=1)
    about = facts(decided(MOTHER, YES, early), objections=(objected(by, days=3),))

    assert effective(about, at=SPRING - timedelta(seconds=1)).granted
    assert told(effective(about, at=SPRING)) == (False, reason)
    assert effective(about, at=SPRING + timedelta(days=3)).granted


def test_the_objection_of_before_does_not_bind_a_student_of_sixteen() -> None:
    about = facts(
        decided(MOTHER, YES),
        decided(STUDENT, YES, after(1)),
        objections=(objected(Capacity.STUDENT),),
        lapses_at_sixteen=False,
    )

    assert told(on(SIXTEENTH, about)) == (False, Reason.STUDENT_DECIDES)
    assert told(on(SIXTEENTH + timedelta(days=2), about)) == (True, Reason.AGREED)


def told_before(made: Decided) -> st.SearchStrategy[Decided]:
    """Let it be chosen in the portal, or said outside it up to some weeks before."""
    days = st.integers(0, 40).map(lambda ago: day_of(made.at) - timedelta(days=ago))
    return st.builds(replace, st.just(made), said_on=st.one_of(st.none(), days))


@pytest.mark.law("AVG 7(1)")
def test_a_paper_of_before_gives_way_to_what_was_said_since() -> None:
    day = SPRING + timedelta(days=30)
    since = decided(MOTHER, NO, day)
    paper = decided(MOTHER, YES, day + timedelta(days=1), said_on=day_of(SPRING))
    again = decided(MOTHER, YES, day + timedelta(days=2), said_on=day_of(day) + timedelta(days=1))
    later = day + timedelta(days=3)

    assert told(effective(facts(since, paper), at=later)) == (False, Reason.REFUSED)
    assert effective(facts(since, paper, again), at=later).granted


@pytest.mark.law("UAVG 5(1)")
def test_a_no_on_paper_of_before_sixteen_counts_when_it_is_written_down_after_it() -> None:
    eve = SIXTEENTH - timedelta(days=1)
    late = after(3)
    mother = decided(MOTHER, YES)
    father = decided(FATHER, NO, late, said_on=eve)
    about = facts(mother, father, lapses_at_sixteen=False)

    assert told(effective(about, at=late - timedelta(hours=1))) == (True, Reason.CARRIED_OVER)
    assert told(effective(about, at=late)) == (False, Reason.STUDENT_DECIDES)


def test_a_paper_of_a_parent_of_after_sixteen_carries_nothing_over() -> None:
    about = facts(decided(MOTHER, YES, after(3), said_on=SIXTEENTH), lapses_at_sixteen=False)

    assert told(effective(about, at=after(3))) == (False, Reason.STUDENT_DECIDES)


@given(st.data())
def test_who_has_a_say_is_the_student_or_guardians_and_never_both(data: st.DataObject) -> None:
    about, at = data.draw(RICH_WORLDS), data.draw(MOMENTS)
    who = deciders(born_on=about.born_on, custody=about.custody, on=day_of(at))
    silent = replace(about, enrolled=(), decisions=(), objections=())

    assert None not in who or who == {None}
    said = effective(silent, at=at).deciders
    assert said == ((Capacity.STUDENT,) if None in who else (Capacity.GUARDIAN,) * len(who))


@given(st.data())
def test_only_who_has_a_say_today_is_heard(data: st.DataObject) -> None:
    about, at = data.draw(RICH_WORLDS), data.draw(MOMENTS)
    about = replace(about, lapses_at_sixteen=True)
    who = deciders(born_on=about.born_on, custody=about.custody, on=day_of(at))
    heard = tuple(d for d in about.decisions if d.guardian in who)

    assert effective(replace(about, decisions=heard), at=at) == effective(about, at=at)


@given(st.data())
def test_a_yes_on_paper_never_undoes_a_no_of_that_day_or_later(data: st.DataObject) -> None:
    refused = decided(MOTHER, NO, data.draw(MOMENTS))
    ago = data.draw(st.integers(0, 40))
    entered = refused.at + timedelta(hours=data.draw(st.integers(0, 900)))
    paper = decided(MOTHER, YES, entered, said_on=refused.day - timedelta(days=ago))
    about = facts(refused, paper, born_on=None, custody=(Custody(MOTHER, ALWAYS),))

    assert not effective(about, at=entered + timedelta(days=1)).granted


MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(AMSTERDAM),
)
DECISIONS = st.lists(
    st.builds(
        Decided,
        guardian=st.sampled_from([MOTHER, FATHER, 3, STUDENT]),
        outcome=st.sampled_from([YES, NO, WITHDRAWN]),
        at=MOMENTS,
        number=st.integers(1, 10_000),
        version=st.integers(1, 3),
    ).flatmap(told_before),
    max_size=12,
    unique_by=lambda decision: decision.number,
)
WORLDS = st.builds(
    facts,
    born_on=st.one_of(st.none(), st.dates(date(2005, 1, 1), date(2018, 1, 1))),
    decisions=DECISIONS.map(tuple),
    oldest_valid_version=st.integers(1, 3),
    all_must_agree=st.booleans(),
    lapses_at_sixteen=st.booleans(),
)
DAYS = st.one_of(st.none(), st.dates(date(2025, 6, 1), date(2028, 6, 1)))
RICH_WORLDS = st.builds(
    replace,
    WORLDS,
    enrolled=st.lists(st.builds(Span, DAYS, DAYS), max_size=2).map(tuple),
    custody=st.lists(
        st.builds(
            Custody,
            st.sampled_from([MOTHER, FATHER, 3]),
            st.builds(Span, DAYS, DAYS),
            st.booleans(),
        ),
        max_size=4,
    ).map(tuple),
    objections=st.lists(
        st.builds(Objection, st.sampled_from(Capacity), MOMENTS, st.one_of(st.none(), MOMENTS)),
        max_size=2,
    ).map(tuple),
)
CHANGES = st.lists(st.builds(Change, st.integers(1, 4), MOMENTS), max_size=3)


@given(WORLDS, MOMENTS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(about: Facts, at: datetime, dice: object) -> None:
    rows = list(about.decisions)
    dice.shuffle(rows)  # type: ignore[attr-defined]  # random.Random

    assert effective(replace(about, decisions=tuple(rows)), at=at) == effective(about, at=at)


@given(WORLDS, MOMENTS)
def test_nothing_is_granted_without_a_yes_of_somebody_who_decides(
    about: Facts, at: datetime
) -> None:
    answer = effective(about, at=at)

    if answer.granted:
        rests_on = [d for d in about.decisions if d.at == answer.decision_at]
        assert any(
            d.outcome == YES
            and d.guardian in {MOTHER, FATHER, STUDENT}
            and d.version >= about.oldest_valid_version
            and d.at <= at
            for d in rests_on
        )


@given(WORLDS, MOMENTS)
def test_what_is_decided_later_never_changes_the_past(about: Facts, at: datetime) -> None:
    known = tuple(d for d in about.decisions if d.at <= at)

    assert effective(replace(about, decisions=known), at=at) == effective(about, at=at)


def words_at(changes: list[Change], at: datetime) -> int:
    """Return the version from which a yes counts at a moment."""
    return max((change.version for change in changes if change.starts <= at), default=1)


@given(RICH_WORLDS, CHANGES, MOMENTS, st.lists(MOMENTS, min_size=1, max_size=8))
def test_what_is_kept_for_later_is_what_the_rule_says_then(
    about: Facts, changes: list[Change], since: datetime, moments: list[datetime]
) -> None:
    kept = stretches(about, changes, since=since)

    assert kept[0].starts == since
    assert kept[-1].ends is None
    assert all(one.ends == two.starts for one, two in pairwise(kept))
    assert all(one.answer != two.answer for one, two in pairwise(kept))
    for at in (at for at in (*moments, *(each.starts for each in kept)) if at >= since):
        (there,) = [s for s in kept if s.starts <= at and (s.ends is None or at < s.ends)]
        then = replace(about, oldest_valid_version=words_at(changes, at))
        assert there.answer == effective(then, at=at)


def test_a_birthday_turns_the_answer_at_midnight_without_anybody_doing_anything() -> None:
    kept = stretches(facts(decided(MOTHER, YES)), [], since=SPRING)

    assert [told(stretch.answer) for stretch in kept] == [
        (True, Reason.AGREED),
        (False, Reason.STUDENT_DECIDES),
    ]
    assert kept[1].starts == start_of(SIXTEENTH)
