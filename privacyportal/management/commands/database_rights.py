"""Write down what each database role may do, or compare it with what is written down."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from privacyportal import catalogue

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Keeps `docs/database-rights.txt`; with --check it only says whether that still holds."""

    help = "Write down the rights of the database roles, or check them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask whether to write."""
        parser.add_argument("--check", action="store_true", help="Write nothing; exit 1.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read the catalogue; write it down, or tell the differences."""
        found = catalogue.describe()
        if not options["check"]:
            catalogue.KEPT_IN.write_text(found, encoding="utf-8")
            self.stdout.write(f"Written to {catalogue.KEPT_IN.name}.")
            return
        kept = catalogue.KEPT_IN.read_text(encoding="utf-8")
        if found != kept:
            lines = unified_diff(kept.splitlines(), found.splitlines(), "kept", "found", "", "", 0)
            raise CommandError("The rights differ from what is kept.\n" + "\n".join(lines))
        self.stdout.write("The rights are as they are kept.")
