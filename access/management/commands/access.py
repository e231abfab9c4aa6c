"""Rebuild the grants from assignments and matrix, or check that they are what they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from access import grants
from schools.models import School

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`access rebuild` mends; `access rebuild --check` only tells, by its exit code."""

    help = "Rebuild the grants of all schools, or check them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask what to do."""
        parser.add_argument("act", choices=["rebuild"])
        parser.add_argument("--check", action="store_true", help="Change nothing; exit 1.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Go through the schools, one transaction each."""
        touched = 0
        for school in School.objects.order_by("pk"):
            with transaction.atomic():
                touched += grants.sync(schools=[school.pk], at=timezone.now())
                if options["check"]:
                    transaction.set_rollback(True)
        if options["check"] and touched:
            raise CommandError(f"{touched} grants differ from what they should be.")
        self.stdout.write(f"{touched} grants {'differ' if options['check'] else 'mended'}.")
