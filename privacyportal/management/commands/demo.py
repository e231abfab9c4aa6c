"""Make the demo board, or say who can sign in to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from privacyportal.demo.build import build
from privacyportal.demo.people import PASSWORD, SHOWN
from schools.models import School

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Fills an empty database with a made-up board; never touches one with schools in it."""

    help = "Make the demo board of two schools, in an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask what to do."""
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing where there is one."
        )
        parser.add_argument("--people", action="store_true", help="Say who can sign in.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Build the board, or list the people."""
        is_there = School.objects.exists()
        if options["people"]:
            self._people(is_there=is_there)
            return
        if is_there and options["if_empty"]:
            return
        if is_there:
            raise CommandError("There are schools in this database. Empty it first: make clean.")
        with transaction.atomic():
            build(at=timezone.now())

    def _people(self, *, is_there: bool) -> None:
        if not is_there or not School.objects.with_brin("99CD").exists():
            return
        self.stdout.write(f"Sign in with the password: {PASSWORD}")
        for email, what in SHOWN:
            self.stdout.write(f"  {email:44} {what}")
