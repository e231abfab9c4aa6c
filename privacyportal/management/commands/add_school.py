"""Make a school, with what every school begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from consents.services import offer_purposes
from kernel.theme import HEX
from retention.services import adopt_schedule
from schools.choices import Sector
from schools.errors import SchoolExistsError
from schools.models import BRAND
from schools.services import add_school

if TYPE_CHECKING:
    from argparse import ArgumentParser

UNUSABLE = 2


class Command(BaseCommand):
    """Makes the school, its consent questions and, for a new board, its retention schedule."""

    help = "Make a school."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask what the school is."""
        parser.add_argument("--brin", required=True, help="Four characters, or six: 99AB, 99AB01.")
        parser.add_argument("--name", required=True)
        parser.add_argument("--sector", required=True, choices=Sector.values)
        parser.add_argument(
            "--board", default="", help="Its board; where left out, the school's own."
        )

        parser.add_argument("--colour", default=BRAND, help="House colour, as #rrggbb.")

    @transaction.atomic
    def handle(self, *_: Any, **options: Any) -> None:
        """Make it, or say why not."""
        at = timezone.now()
        try:
            school = add_school(
                actor=None,
                brin=options["brin"].upper(),
                name=options["name"],
                sector=Sector(options["sector"]),
                board=options["board"] or options["name"],
                colour=house_colour(options["colour"]),
                at=at,
            )
        except SchoolExistsError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        offer_purposes(actor=None, school=school, at=at)
        adopt_schedule(actor=None, board=school.board, at=at)
        self.stdout.write(f"{school.brin}{school.location} {school.name} ({school.public_id})")


def house_colour(text: str) -> str:
    """Return the colour as it is kept.

    Raises:
        CommandError: it is not written as #rrggbb.
    """
    if not HEX.fullmatch(text):
        raise CommandError("A colour is written as #rrggbb.", returncode=UNUSABLE)
    return "#" + text.lstrip("#").lower()
