"""How a party stands, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from processors.choices import Kind, State, Status
from processors.rules import (
    Place,
    Standing,
    Terms,
    Use,
    gaps,
    is_in_force,
    latest_review,
    may_close,
    standing,
)

START = date(2026, 8, 1)
LAST = date(2027, 1, 31)
TODAY = date(2026, 9, 1)


def terms(key: int = 1, **changes: object) -> Terms:
    known: dict[str, object] = {
        "kind": Kind.PROCESSOR,
        "status": Status.ACTIVE,
        "starts": START,
        "last_day": date(2028, 7, 31),
        "signed_on": START,
        "has_signed_document": True,
    }
    return Terms(key, **{**known, **changes})  # type: ignore[arg-type]  # any mix of facts


def state(
    *arrangements: Terms, uses: tuple[Use, ...] = (), places: tuple[Place, ...] = (), on: date
) -> Standing:
    return standing(arrangements, uses, places, on=on)


USED = Use(is_used=True, under=frozenset({1}))
CASES = [
    ("without any arrangement", (), (), State.NONE),
    ("signed, in term, with its paper", (terms(),), (USED,), State.FINE),
    ("a draft, nothing in use", (terms(status=Status.DRAFT),), (), State.WAITING),
    ("a draft, a product in use", (terms(status=Status.DRAFT),), (USED,), State.UNCOVERED),
    ("signed, its paper is missing", (terms(has_signed_document=False),), (), State.WAITING),
    ("a product no annex names", (terms(),), (Use(is_used=True),), State.UNCOVERED),
    ("a product not in use any more", (terms(),), (Use(is_used=False),), State.FINE),
    ("suspended", (terms(status=Status.SUSPENDED),), (USED,), State.SUSPENDED),
    (
        "terminated, the statement has not come",
        (terms(status=Status.TERMINATED, ended_on=date(2026, 8, 20)),),
        (),
        State.LAPSED,
    ),
    (
        "closed, nothing in use",
        (terms(status=Status.CLOSED, ended_on=date(2026, 8, 20)),),
        (),
        State.ENDED,
    ),
    (
        "closed, yet a product is in use",
        (terms(status=Status.CLOSED, ended_on=date(2026, 8, 20)),),
        (USED,),
        State.LAPSED,
    ),
    (
        "no personal data, decided, a product without annex",
        (terms(kind=Kind.NO_DATA, has_signed_document=False, review_on=date(2027, 8, 1)),),
        (Use(is_used=True),),
        State.FINE,
    ),
    (
        "no personal data, to be looked at today",
        (terms(kind=Kind.NO_DATA, has_signed_document=False, review_on=TODAY),),
        (),
        State.REVIEW,
    ),
]


@pytest.mark.parametrize(
    ("arrangements", "uses", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
@pytest.mark.law("AVG 28(3)")
def test_a_party_stands_as_its_arrangements_say(
    arrangements: tuple[Terms, ...], uses: tuple[Use, ...], expected: State
) -> None:
    assert state(*arrangements, uses=uses, on=TODAY).state == expected


@pytest.mark.parametrize(
    ("days_before", "expected", "warning"),
    [
        pytest.param(91, State.FINE, None, id="91 days before the last day"),
        pytest.param(90, State.EXPIRING, 90, id="90 days before the last day"),
        pytest.param(61, State.EXPIRING, 90, id="61 days before the last day"),
        pytest.param(60, State.EXPIRING, 60, id="60 days before the last day"),
        pytest.param(31, State.EXPIRING, 60, id="31 days before the last day"),
        pytest.param(30, State.EXPIRING, 30, id="30 days before the last day"),
        pytest.param(0, State.EXPIRING, 30, id="on the last day itself"),
        pytest.param(-1, State.LAPSED, None, id="on the day after the last day"),
    ],
)
def test_the_end_is_announced_90_60_and_30_days_ahead_and_red_the_day_after(
    days_before: int, expected: State, warning: int | None
) -> None:
    found = state(terms(last_day=LAST), uses=(USED,), on=LAST - timedelta(days_before))

    assert (found.state, found.warning) == (expected, warning)
    assert found.is_red == (days_before < 0)


def test_an_end_that_a_signed_successor_follows_is_no_warning() -> None:
    successor = terms(2, starts=LAST + timedelta(1), signed_on=TODAY)
    both = Use(is_used=True, under=frozenset({1, 2}))

    found = state(terms(last_day=LAST), successor, uses=(both,), on=LAST)

    assert found.state == State.FINE


def test_a_contract_that_starts_a_day_too_late_is_no_successor() -> None:
    late = terms(2, starts=LAST + timedelta(2), signed_on=TODAY)

    assert state(terms(last_day=LAST), late, on=LAST).state == State.EXPIRING


def test_the_gap_stays_to_be_seen_after_a_later_signature() -> None:
    later = terms(2, starts=LAST + timedelta(1), signed_on=date(2027, 3, 15))

    found = gaps([terms(last_day=LAST), later], until=date(2027, 6, 1))

    assert found == [(date(2027, 2, 1), date(2027, 3, 14))]


def test_a_gap_that_lasts_runs_to_the_day_asked_for() -> None:
    found = gaps([terms(last_day=LAST)], until=date(2027, 2, 3))

    assert found == [(date(2027, 2, 1), date(2027, 2, 3))]


def test_there_is_no_gap_between_one_term_and_the_next_day() -> None:
    assert not gaps([terms(last_day=LAST), terms(2, starts=LAST + timedelta(1))], until=LAST)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(START - timedelta(1), False, id="the day before the first day"),
        pytest.param(START, True, id="the first day"),
        pytest.param(LAST, True, id="the last day"),
        pytest.param(LAST + timedelta(1), False, id="the day after the last day"),
    ],
)
def test_a_term_counts_its_first_and_its_last_day(on: date, expected: bool) -> None:  # noqa: FBT001
    assert is_in_force(terms(last_day=LAST), on=on) is expected


def test_nothing_holds_before_it_is_signed() -> None:
    late = terms(signed_on=date(2026, 9, 10))

    assert not is_in_force(late, on=date(2026, 9, 9))
    assert is_in_force(late, on=date(2026, 9, 10))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        pytest.param(Place("DE"), State.FINE, id="Germany"),
        pytest.param(Place("IS"), State.FINE, id="Iceland: not in the EU, in the EEA"),
        pytest.param(Place("US"), State.TRANSFER, id="United States, nothing arranged"),
        pytest.param(Place("US", "framework"), State.FINE, id="United States, arranged"),
        pytest.param(Place("GB"), State.TRANSFER, id="United Kingdom"),
    ],
)
@pytest.mark.law("AVG 44")
def test_data_outside_the_eea_need_something_they_rest_on(place: Place, expected: State) -> None:
    assert state(terms(), uses=(USED,), places=(place,), on=TODAY).state == expected


def test_the_worst_comes_first_in_a_list() -> None:
    fine = state(terms(), on=TODAY)
    soon = state(terms(last_day=TODAY + timedelta(80)), on=TODAY)
    sooner = state(terms(last_day=TODAY + timedelta(8)), on=TODAY)
    none = state(on=TODAY)

    found = sorted([fine, soon, none, sooner], key=lambda one: one.order)

    assert found == [none, sooner, soon, fine]


def test_no_personal_data_is_looked_at_again_within_a_year() -> None:
    assert latest_review(Kind.NO_DATA, on=TODAY) == date(2027, 9, 1)
    assert latest_review(Kind.STATUTORY, on=TODAY) is None


@pytest.mark.parametrize(
    ("kind", "was_signed", "has_statement", "expected"),
    [
        pytest.param(Kind.PROCESSOR, True, False, False, id="processor, no statement"),
        pytest.param(Kind.PROCESSOR, True, True, True, id="processor, with statement"),
        pytest.param(Kind.PROCESSOR, False, False, True, id="a draft that came to nothing"),
        pytest.param(Kind.SHARING, True, False, True, id="a controller of its own"),
    ],
)
@pytest.mark.law("AVG 28(3)(g)")
def test_a_processor_shows_that_the_data_are_gone_before_the_end(
    kind: Kind,
    was_signed: bool,  # noqa: FBT001
    has_statement: bool,  # noqa: FBT001
    expected: bool,  # noqa: FBT001
) -> None:
    found = may_close(kind, was_signed=was_signed, has_statement=has_statement)

    assert found is expected
