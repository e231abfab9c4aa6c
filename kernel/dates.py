"""Calendar arithmetic on whole days, as Dutch law counts them; no clock in sight."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ONE_DAY = timedelta(days=1)
SATURDAY = 5
WAKING_HOURS = range(8, 20)


def years_after(day: date, years: int) -> date:
    """Return the same day `years` later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def birthday(*, born_on: date, age_years: int) -> date:
    """Return the day on which a person born on `born_on` completes `age_years`.

    Whoever was born on 29 February completes a year on 28 February in a common year: the
    choice that gives a young person rights the soonest.
    """
    return years_after(born_on, age_years)


def age_in_years(*, born_on: date, on: date) -> int:
    """Return the age in completed years on day `on`.

    Raises:
        ValueError: `on` lies before the birth.
    """
    if on < born_on:
        raise ValueError(f"{on} lies before the birth on {born_on}.")
    years = on.year - born_on.year
    return years if birthday(born_on=born_on, age_years=years) <= on else years - 1


def working_days_after(day: date, days: int) -> date:
    """Return the day that is so many working days after `day`: Saturday and Sunday do not count.

    Public holidays count as working days.
    """
    while days:
        day += ONE_DAY
        days -= day.weekday() < SATURDAY
    return day


def day_of(at: datetime) -> date:
    """Return the legal day, in the Netherlands, on which the moment `at` falls."""
    return at.astimezone(AMSTERDAM).date()


def start_of(day: date) -> datetime:
    """Return the moment at which `day` begins in the Netherlands."""
    return datetime.combine(day, time.min, tzinfo=AMSTERDAM)


def is_waking(at: datetime) -> bool:
    """Tell whether it is an hour at which a telephone may make a sound."""
    return at.astimezone(AMSTERDAM).hour in WAKING_HOURS
