"""Measure the portal beside its limits, in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from consents.bench import run as what_counts
from dossiers.bench import run as walls
from dossiers.bench.fill import fill
from interchange.bench import run as import_file
from privacyportal.choosing_bench import run as choosing
from retention.bench import run as purge

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Mapping

    from dossiers.bench.fill import Town

STUDENTS, PER_SCHOOL, LEAVERS = 100_000, 1500, 5_000
PARTS = {
    "consent": "What counts, for a class, a school and a family",
    "import": "Import of one file (target: 2)",
    "purge": "Purge of leavers (target: 0.5 of a bare DELETE)",
    "choosing": "Pages on which a parent chooses (target: page 50 ms, decision 40 ms)",
    "access": "Row security and grants beside raw SQL (target: in the database 1.5, ORM 3)",
}


class Command(BaseCommand):
    """Prints figures and ratios; `make bench` gives it a database of its own."""

    help = "Measure access, consent, import and purge beside the bare SQL for the same work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the sizes."""
        parser.add_argument("--students", type=int, default=STUDENTS)
        parser.add_argument("--leavers", type=int, default=LEAVERS)
        parser.add_argument("--only", choices=PARTS, help="Measure one part alone.")
        parser.add_argument("--explain", action="store_true", help="Print plans of access too.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Measure one thing after another."""
        parts: dict[str, Callable[[], Mapping[str, object]]] = {
            "consent": lambda: what_counts(PER_SCHOOL),
            "import": lambda: import_file(options["students"]),
            "purge": lambda: purge(options["leavers"]),
            "choosing": self._choosing,
            "access": self._access,
        }
        self.students, self.explain = options["students"], options["explain"]
        self.town: Town | None = None
        for name in [options["only"]] if options["only"] else parts:
            self._say(PARTS[name], parts[name]())

    def _choosing(self) -> Mapping[str, object]:
        lines, self.town = choosing(self.students)
        return lines

    def _access(self) -> Mapping[str, object]:
        return walls(self.town or fill(self.students), explain=self.explain)

    def _say(self, title: str, figures: Mapping[str, object]) -> None:
        self.stdout.write(title)
        for name, value in figures.items():
            self.stdout.write(f"  {name}: {value}")
