"""Measure the portal beside its limits, in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from access.bench import run as read_notes
from consents.bench import run as what_counts
from interchange.bench import run as import_file
from retention.bench import run as purge

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Mapping

STUDENTS, PER_SCHOOL, LEAVERS = 100_000, 1_000, 5_000


class Command(BaseCommand):
    """Prints figures and ratios; `make bench` gives it a database of its own."""

    help = "Measure access, consent, import and purge beside the bare SQL for the same work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the sizes."""
        parser.add_argument("--students", type=int, default=STUDENTS)
        parser.add_argument("--leavers", type=int, default=LEAVERS)

    def handle(self, *_: Any, **options: Any) -> None:
        """Measure one thing after another."""
        students = options["students"]
        self._say("Whose notes may a mentor read? (target: SQL 1.5, ORM 3)", read_notes(students))
        self._say("What counts, for a class, a school and a family", what_counts(PER_SCHOOL))
        self._say("Import of one file (target: 2)", import_file(students))
        self._say("Purge of leavers (target: 0.5 of a bare DELETE)", purge(options["leavers"]))

    def _say(self, title: str, figures: Mapping[str, object]) -> None:
        self.stdout.write(title)
        for name, value in figures.items():
            self.stdout.write(f"  {name}: {value}")
