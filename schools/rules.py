"""The school year. Pure: no database, no clock."""

from __future__ import annotations

from datetime import date

FIRST_MONTH = 8  # a school year runs from 1 August up to and including 31 July


def first_day_of_school_year(day: date) -> date:
    """Return the 1 August on which the school year of `day` began."""
    return date(day.year if day.month >= FIRST_MONTH else day.year - 1, FIRST_MONTH, 1)


def school_year_name(day: date) -> str:
    """Return the school year of `day` as schools write it: `2026-2027`."""
    first = first_day_of_school_year(day).year
    return f"{first}-{first + 1}"
