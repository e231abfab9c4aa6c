"""How long somebody stays on the list of former students: dates alone."""

from __future__ import annotations

from datetime import date

import pytest

from consents.alumni.rules import Term, day_of_leaving, term
from consents.choices import Capacity
from consents.rules import Span

LAST_DAY = date(2027, 7, 31)
AGAIN = date(2032, 7, 31)
OWN, OF_PARENT = Term(AGAIN, is_own=True), Term(AGAIN, is_own=False)
SHORT = Term(AGAIN, is_own=False, may_stay=False)


@pytest.mark.law("UAVG 5(1)", "AVG 5(1)(e)")
@pytest.mark.parametrize(
    ("said_by", "born_on", "expected"),
    [
        (Capacity.STUDENT, date(2010, 3, 1), OWN),
        (Capacity.GUARDIAN, None, OF_PARENT),
        (Capacity.GUARDIAN, date(2015, 3, 1), Term(date(2031, 3, 31), is_own=False)),
        (Capacity.GUARDIAN, date(2016, 7, 1), OF_PARENT),  # thirty days, and five years
        (Capacity.GUARDIAN, date(2016, 7, 2), SHORT),
        (Capacity.GUARDIAN, date(2020, 3, 1), SHORT),
        # Sixteen a day after leaving.
        (Capacity.GUARDIAN, date(2011, 8, 1), Term(date(2027, 8, 31), is_own=False)),
        (Capacity.GUARDIAN, date(2011, 7, 31), OF_PARENT),  # represented
    ],
)
def test_how_long_a_yes_holds(said_by: Capacity, born_on: date | None, expected: Term) -> None:
    assert term(said_by=said_by, born_on=born_on, since=LAST_DAY) == expected


EVE, FIRST_ASKED, LAST = date(2032, 6, 30), date(2032, 7, 1), date(2032, 7, 30)


@pytest.mark.law("UAVG 5(1)")
@pytest.mark.parametrize(
    ("held", "on", "says"),
    [  # whether it is near the end, whether one can stay, whether the list is used
        (OWN, EVE, (False, True, True)),
        (OWN, FIRST_ASKED, (True, True, True)),
        (OWN, LAST, (True, True, True)),
        (OWN, AGAIN, (False, False, False)),
        (OF_PARENT, EVE, (False, False, True)),
        (OF_PARENT, FIRST_ASKED, (True, True, False)),
        (OF_PARENT, LAST, (True, True, False)),
        (OF_PARENT, AGAIN, (False, False, False)),
        (SHORT, LAST, (False, False, True)),
        (SHORT, AGAIN, (False, False, False)),
    ],
)
def test_what_can_be_done_until_the_end(
    held: Term, on: date, says: tuple[bool, bool, bool]
) -> None:
    assert (held.is_near(on), held.can_stay(on), held.is_used(on)) == says


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
