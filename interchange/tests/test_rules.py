"""What the words in a file mean."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from interchange.choices import Period
from interchange.rules import full_brin, period_of, school_year, school_year_of

ON = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("known", "said", "kept"),
    [
        ("Wiśniewski", "Wi?niewski", "Wiśniewski"),
        ("Müller", "M\N{REPLACEMENT CHARACTER}ller", "Müller"),
        ("Doğan Çelik", "Do?an ?elik", "Doğan Çelik"),
        ("Smit", "Wi?niewski", "Wi?niewski"),
        ("Jansen", "Visser", "Visser"),
        ("", "M?ller", "M?ller"),
        ("Wi?niewski", "Wiśniewski", "Wiśniewski"),
        ("a.c", "a?c", "a.c"),
        ("a%c", "a?c", "a%c"),
        ("abbc", "a%?c", "a%?c"),
        ("abcd", "a_c?", "a_c?"),
        ("Visser", "", "Visser"),
    ],
)
@pytest.mark.django_db
def test_a_damaged_name_never_replaces_a_good_one(known: str, said: str, kept: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT interchange_better(%s, %s)", [known, said])

        assert cursor.fetchone() == (kept,)


def test_the_school_year_begins_on_the_first_of_august() -> None:
    assert school_year_of(date(2026, 7, 31)) == 2025
    assert school_year_of(date(2026, 8, 1)) == 2026


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2026/2027", 2026),
        ("2026- 2027", 2026),
        ("2026-27", 2026),
        ("2026/2028", None),
        ("2026", None),
        ("", None),
        ("0000/0001", None),
    ],
)
def test_a_school_year_is_two_years_that_follow(text: str, year: int | None) -> None:
    assert school_year(text) == year


@pytest.mark.parametrize(
    ("year", "starts", "ends", "period"),
    [
        (2026, None, None, Period.CURRENT),
        (2025, None, None, Period.PAST),
        (2027, None, None, Period.FUTURE),
        (2026, date(2026, 11, 22), None, Period.FUTURE),
        (None, date(2026, 11, 21), None, Period.CURRENT),
        (None, None, date(2026, 11, 21), Period.CURRENT),
        (None, None, date(2026, 11, 20), Period.PAST),
        (None, None, None, Period.CURRENT),
    ],
)
def test_a_row_holds_from_its_first_to_its_last_day(
    year: int | None, starts: date | None, ends: date | None, period: Period
) -> None:
    assert period_of(year=year, starts=starts, ends=ends, on=ON) == period


@pytest.mark.parametrize(
    ("text", "brin"),
    [("99AB", "99AB00"), (" 99ab01 ", "99AB01"), ("99A", ""), ("", ""), ("99AB1", "")],
)
def test_a_brin_has_a_location(text: str, brin: str) -> None:
    assert full_brin(text) == brin
