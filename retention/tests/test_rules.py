"""When something goes, whatever is in the tables."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention import rules
from retention.choices import Action, Anchor, Basis, Ending, Reason, Why
from retention.rules import Length, Stay, Stop, Term
from retention.schedule import defaults

LEFT = Stay(last_day=date(2024, 7, 31))
NOTES = Term("R14", 1, Length(years=2), basis=Basis.SECTOR_GUIDANCE)
CORE = Term("R02", 1, Length(years=5), basis=Basis.STATUTE_BOTH, within=Length(weeks=8))
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
LENGTHS = st.builds(
    Length,
    years=st.integers(0, 10),
    months=st.integers(0, 11),
    weeks=st.integers(0, 5),
    days=st.integers(0, 40),
)
TERMS = st.builds(
    Term,
    code=st.sampled_from(["R01", "R02", "R14"]),
    version=st.just(1),
    keep=LENGTHS,
    basis=st.sampled_from(Basis),
    ending=st.sampled_from(Ending),
    anchor=st.sampled_from([Anchor.DEREGISTRATION, Anchor.SCHOOL_YEAR_END, Anchor.CASE_CLOSED]),
)


@pytest.mark.law("BBWPO 9")
def test_a_term_ends_on_the_same_day_and_deleting_begins_on_the_next() -> None:
    last = rules.decide([NOTES], stay=LEFT, on=date(2026, 7, 31))
    after = rules.decide([NOTES], stay=LEFT, on=date(2026, 8, 1))

    assert last is not None
    assert (last.action, last.until) == (Action.KEEP, date(2026, 7, 31))
    assert after is not None
    assert after.is_delete


def test_a_term_from_29_february_ends_on_28_february() -> None:
    stay = Stay(last_day=date(2024, 2, 29))
    found = rules.decide([NOTES], stay=stay, on=date(2026, 2, 28))

    assert found is not None
    assert found.until == date(2026, 2, 28)
    assert not found.is_delete


@pytest.mark.law("BBWVO 6")
def test_t31_the_core_goes_after_five_years_and_within_eight_weeks_of_that() -> None:
    found = rules.decide([CORE], stay=LEFT, on=date(2029, 8, 1))

    assert found is not None
    assert found.is_delete
    assert found.destroy_by == date(2029, 9, 25)


@pytest.mark.law("AVG 5(1)(e)")
def test_a_statutory_minimum_beats_a_shorter_maximum_and_is_named() -> None:
    found = rules.decide([NOTES, CORE], stay=LEFT, on=date(2027, 1, 1))

    assert found is not None
    assert (found.action, found.code, found.until) == (Action.KEEP, "R02", date(2029, 7, 31))


def test_a_longer_guidance_is_cut_to_the_shortest() -> None:
    longer = Term("R09", 1, Length(years=3))
    found = rules.decide([longer, NOTES], stay=LEFT, on=date(2026, 8, 1))

    assert found is not None
    assert (found.is_delete, found.code) == (True, "R14")


@pytest.mark.law("Archiefwet 3")
def test_t29_what_needs_a_selection_list_is_never_deleted() -> None:
    diploma = Term("R08", 1, Length(years=1), ending=Ending.ARCHIVE)
    found = rules.decide([diploma], stay=LEFT, on=date(2099, 1, 1))

    assert found is not None
    assert (found.action, found.why) == (Action.PERSON, Why.ARCHIVE)
    assert defaults()["R08"].ending == Ending.ARCHIVE


@pytest.mark.law("AVG 17(3)", "AVG 18")
def test_t27_a_hold_beats_everything_also_after_its_review_date() -> None:
    stop = Stop(Reason.COMPLAINT, date(2026, 1, 1))
    found = rules.decide([NOTES], stay=LEFT, stops=[stop], on=date(2099, 1, 1))

    assert found is not None
    assert (found.action, found.why) == (Action.KEEP, Why.HOLD)
    assert found.reason == "complaint 2026-01-01"


@pytest.mark.parametrize(
    ("stay", "why"),
    [
        (Stay(last_day=None), Why.NO_LEAVING_DATE),
        (Stay(last_day=date(2030, 1, 1)), Why.FUTURE_LEAVING_DATE),
        (Stay(last_day=None, is_open=True, has_class=False), Why.NO_LEAVING_DATE),
    ],
)
def test_t38_without_a_leaving_date_in_the_past_somebody_must_look(stay: Stay, why: Why) -> None:
    found = rules.decide([NOTES], stay=stay, on=date(2026, 8, 1))

    assert found is not None
    assert (found.action, found.why) == (Action.PERSON, why)


def test_nothing_is_said_of_somebody_who_is_enrolled() -> None:
    assert rules.decide([NOTES], stay=Stay(date(2020, 1, 1), is_open=True), on=LEFT_ON) is None


LEFT_ON = date(2024, 7, 31)


def test_an_anchor_that_leaving_does_not_tell_waits_for_a_person() -> None:
    term = Term("R25", 1, Length(years=5), anchor=Anchor.CASE_CLOSED)
    found = rules.decide([term], stay=LEFT, on=date(2099, 1, 1))

    assert found is not None
    assert (found.action, found.why) == (Action.PERSON, Why.NO_ANCHOR)


@given(st.lists(TERMS, min_size=1, max_size=4), DAYS, DAYS)
def test_nothing_is_ever_deleted_before_a_statutory_minimum_is_over(
    terms: list[Term], left_on: date, on: date
) -> None:
    found = rules.decide(terms, stay=Stay(left_on), on=on)

    if found is not None and found.is_delete:
        for term in terms:
            start = rules.anchor_day(term.anchor, left_on)
            assert start is not None
            assert term.ending == Ending.DELETE
            if term.is_minimum:
                assert on > term.keep.after(start)
        assert on > left_on


@given(LENGTHS, DAYS)
def test_a_term_never_ends_before_it_begins_and_grows_with_its_parts(
    length: Length, day: date
) -> None:
    longer = Length(length.years, length.months, length.weeks, length.days + 1)

    assert length.after(day) >= day
    assert longer.after(day) - length.after(day) == timedelta(days=1)
    assert length.is_shorter_than(longer)


def test_the_fingerprint_of_a_list_ignores_order_and_sees_every_change() -> None:
    lines: list[tuple[object, ...]] = [(1, "R14", 2), (2, "R17", 1)]

    assert rules.fingerprint(lines) == rules.fingerprint(reversed(lines))
    assert rules.fingerprint(lines) != rules.fingerprint([(1, "R14", 3), (2, "R17", 1)])


def test_the_shipped_schedule_has_what_the_law_sets() -> None:
    shipped = defaults()

    assert {"R01", "R02", "R04", "R09", "R14", "R16", "R17", "R18", "R19", "R28", "R30"} <= set(
        shipped
    )
    assert shipped["R02"].keep == Length(years=5)
    assert shipped["R02"].within == Length(weeks=8)
    assert shipped["R04"].basis == Basis.STATUTE_MIN
