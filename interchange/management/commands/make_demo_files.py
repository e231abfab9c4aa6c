"""Write the files of a made-up board."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from interchange.demo.board import make_files

if TYPE_CHECKING:
    from argparse import ArgumentParser

STUDENTS = 600


class Command(BaseCommand):
    """Write the files of a made-up board, the same for the same seed."""

    help = "Writes the files of a made-up board: EDEXML, lists of students and guardians, notes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, the seed, the number of students and the day."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--students", type=int, default=STUDENTS)
        parser.add_argument("--on", type=date.fromisoformat, default=None)

    def handle(self, **options: Any) -> None:
        """Write the files and name them."""
        written = make_files(
            options["folder"],
            seed=options["seed"],
            students=options["students"],
            on=options["on"] or timezone.localdate(),
        )
        for name in written:
            self.stdout.write(str(options["folder"] / name))
