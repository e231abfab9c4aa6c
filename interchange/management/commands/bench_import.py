"""Measure an import, for `make bench`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from interchange.bench import measure

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Brings made-up students in twice, by the portal and by bare SQL, and keeps nothing."""

    help = "Measure the import of so many students; prints one JSON object, keeps nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask how many students."""
        parser.add_argument("students", type=int)

    def handle(self, **options: Any) -> None:
        """Measure and print."""
        self.stdout.write(json.dumps(measure(options["students"])))
