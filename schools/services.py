"""Make boards, schools and school years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from psycopg.types.range import Range

from audit.services import record
from kernel.dates import years_after
from schools.errors import SchoolExistsError
from schools.events import SchoolAdded
from schools.models import BRAND, Board, School, SchoolYear
from schools.rules import first_day_of_school_year, school_year_name

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User
    from schools.choices import Sector


@transaction.atomic
def add_school(  # noqa: PLR0913 - a school is its facts
    *,
    actor: User | None,
    brin: str,
    name: str,
    sector: Sector,
    board: str,
    colour: str = BRAND,
    at: datetime,
) -> School:
    """Make a school, and its board where that is new; `colour` is its house colour, #rrggbb.

    Raises:
        SchoolExistsError: the BRIN, with its location, is taken.
    """
    if School.objects.with_brin(brin).exists():
        raise SchoolExistsError
    school = School.objects.create(
        board=Board.objects.get_or_create(name=board)[0],
        brin=brin[:4].upper(),
        location=brin[4:6] or "00",
        name=name,
        sector=sector,
        colour=colour,
    )
    event = SchoolAdded(brin=school.brin, sector=sector)
    record(event, actor=actor, school=school.public_id, at=at)
    return school


def school_year_of(day: date) -> SchoolYear:
    """Return the school year in which `day` falls; make it where it is new."""
    first = first_day_of_school_year(day)
    return SchoolYear.objects.get_or_create(
        name=school_year_name(day), defaults={"period": Range(first, years_after(first, 1))}
    )[0]
