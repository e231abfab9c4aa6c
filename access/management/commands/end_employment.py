"""End every task and session of somebody who stops working at a school or for its board."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access.services import end_employment, rights_left
from accounts.models import User
from schools.models import School

if TYPE_CHECKING:
    from argparse import ArgumentParser

UNUSABLE = 2


class Command(BaseCommand):
    """Does what the page does; with `--board` for all schools, board-wide tasks included."""

    help = "End the work of a person at a school, or for the whole board."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask who, where, and the last working day."""
        parser.add_argument("--user", required=True, metavar="EMAIL")
        parser.add_argument("--school", required=True, metavar="BRIN")
        parser.add_argument("--board", action="store_true", help="At all schools of the board.")
        parser.add_argument("--last-day", required=True, type=date.fromisoformat, metavar="DATE")

    def handle(self, *_: Any, **options: Any) -> None:
        """End the work, then count in the tables what is left of it."""
        user = User.objects.filter(email=options["user"].lower()).first()
        if user is None:
            raise CommandError("Nobody signs in with this address.", returncode=UNUSABLE)
        school = School.objects.with_brin(options["school"]).select_related("board").first()
        if school is None:
            raise CommandError("There is no school with this BRIN.", returncode=UNUSABLE)
        at_work = school.board if options["board"] else school
        last_day = options["last_day"]
        ended = end_employment(
            actor=None, user=user, at_work=at_work, last_day=last_day, at=timezone.now()
        )
        left = rights_left(user, at_work, after=last_day)
        self.stdout.write(f"tasks ended: {ended}, rights left: {left}")
