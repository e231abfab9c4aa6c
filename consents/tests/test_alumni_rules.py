"""How long somebody stays on the list of former students: dates alone."""

from __future__ import annotations

from datetime import date

import pytest

from consents.alumni.rules import Term, day_of_leaving, is_asked_to_stay, term
from consents.choices import Capacity
from consents.rules import Span

LAST_DAY = date(2027, 7, 31)
AGAIN = date(2032, 7, 31)


@pytest.mark.law("UAVG 5(1)", "AVG 5(1)(e)")
@pytest.mark.parametrize(
    ("said_by", "born_on", "expected"),
    [
        (Capacity.STUDENT, date(2010, 3, 1), Term(AGAIN)),
        (Capacity.GUARDIAN, None, Term(AGAIN)),
        (Capacity.GUARDIAN, date(2015, 3, 1), Term(date(2031, 3, 31))),
        (Capacity.GUARDIAN, date(2016, 7, 1), Term(AGAIN)),  # thirty days, and five years
        (Capacity.GUARDIAN, date(2016, 7, 2), Term(AGAIN, may_stay=False)),
        (Capacity.GUARDIAN, date(2020, 3, 1), Term(AGAIN, may_stay=False)),
        (Capacity.GUARDIAN, date(2011, 8, 1), Term(date(2027, 8, 31))),  # sixteen a day later
        (Capacity.GUARDIAN, date(2011, 7, 31), Term(AGAIN)),  # represented
    ],
)
def test_how_long_a_yes_holds(said_by: Capacity, born_on: date | None, expected: Term) -> None:
    assert term(said_by=said_by, born_on=born_on, since=LAST_DAY) == expected


@pytest.mark.parametrize(
    ("on", "is_asked"),
    [
        (date(2032, 6, 30), False),
        (date(2032, 7, 1), True),
        (date(2032, 7, 30), True),
        (AGAIN, False),
    ],
)
def test_a_month_before_it_ends_the_former_student_is_asked(on: date, *, is_asked: bool) -> None:
    assert is_asked_to_stay(ends=AGAIN, on=on) is is_asked


FIRST, SECOND = Span(date(2020, 8, 1), date(2023, 8, 1)), Span(date(2024, 8, 1), date(2027, 8, 1))


@pytest.mark.parametrize(
    ("spans", "on", "left"),
    [
        ((FIRST,), date(2023, 7, 31), None),
        ((FIRST,), date(2023, 8, 1), date(2023, 8, 1)),
        ((FIRST, SECOND), date(2023, 9, 1), None),  # comes back
        ((SECOND, FIRST), date(2027, 8, 1), date(2027, 8, 1)),
        ((FIRST, Span(date(2024, 8, 1), None)), date(2030, 1, 1), None),
        ((), date(2030, 1, 1), None),
    ],
)
def test_who_has_left_and_since_when(spans: tuple[Span, ...], on: date, left: date | None) -> None:
    assert day_of_leaving(spans, on=on) == left
