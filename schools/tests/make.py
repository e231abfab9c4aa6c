"""Builders: a board, a school, a group, a person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from accounts.models import User
from kernel.database import as_role
from schools import services
from schools.choices import GroupKind, Sector
from schools.models import Group, School

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
_number = count(1)


def user(name: str = "") -> User:
    """Make a user who may do nothing."""
    number = next(_number)
    return User.objects.create_user(
        email=f"{name or 'person'}-{number}@example.org",
        display_name=name.title() or f"Person {number}",
        password="a long enough password",
    )


def school(*, sector: Sector = Sector.SECONDARY, board: str = "") -> School:
    """Make a school with a BRIN of its own; without a board it gets a new one."""
    number = next(_number)
    brin = f"{number % 100:02d}{chr(65 + number // 100 % 26)}{chr(65 + number // 2600 % 26)}"
    with as_role("portal_worker"):
        return services.add_school(
            actor=None,
            brin=brin,
            name=f"School {number}",
            sector=sector,
            board=board or f"Board {number}",
            at=NOW,
        )


def group(at_school: School, *, name: str = "", kind: GroupKind = GroupKind.BASE) -> Group:
    """Make a group in the school year of the tests."""
    number = next(_number)
    with as_role("portal_worker"):
        return Group.objects.create(
            school=at_school,
            school_year=services.school_year_of(TODAY),
            las_key=f"g{number}",
            name=name or f"{number}A",
            kind=kind,
        )
