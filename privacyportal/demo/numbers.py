"""Citizen service numbers of the demo board: of the official range for tests, so of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from access.choices import Role
from accounts.models import User
from privacyportal.demo.people import COLLEAGUES
from students.choices import NumberKind
from students.models import Student
from students.rules import is_number
from students.services import enter_number

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUPS = ("8a", "2HV1")  # the classes that the people of the demo work with
FIRST, LAST = 999_900_000, 999_999_999


def enter() -> None:
    """Let the administration of each school enter the numbers of one class."""
    free = made_up()
    for colleague in COLLEAGUES:
        if colleague.role == Role.ADMINISTRATION:
            clerk = User.objects.get(email=colleague.email)
            mine = Student.objects.where(clerk, "write_identity").by_name()
            for student in mine.filter(memberships__group__name__in=GROUPS).distinct():
                enter_number(actor=clerk, student=student, kind=NumberKind.BSN, number=next(free))


def made_up() -> Iterator[str]:
    """Yield numbers that the government gives to nobody, but that pass the test of eleven."""
    return (str(each) for each in range(FIRST, LAST) if is_number(NumberKind.BSN, str(each)))
