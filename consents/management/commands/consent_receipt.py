"""Check whether a receipt that somebody shows is one that this portal gave, and unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from consents.receipts.seal import Verdict, check

if TYPE_CHECKING:
    from argparse import ArgumentParser

MAX_MB = 20
BYTES_IN_MB = 1024 * 1024
SAYS = {
    Verdict.GENUINE: "Genuine: this portal gave this receipt, and nothing in it was changed.",
    Verdict.CHANGED: "Not genuine: it was changed, saved anew, or not given by this portal.",
    Verdict.UNREADABLE: "Cannot be read: it is no PDF or JSON-LD of a receipt, or it is damaged.",
}
NO_FILE = "Cannot be read: there is no such file, or it may not be opened."
TOO_LARGE = f"Cannot be read: it is larger than {MAX_MB} MB, which no receipt is."


class Command(BaseCommand):
    """Says one sentence and nothing of what is in the file; asks the database nothing."""

    help = "Check a receipt of consent: ends with 0 if genuine, 1 if not, 2 if it cannot be read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the file."""
        parser.add_argument(
            "--verify", required=True, metavar="FILE", help="The PDF or JSON-LD as it was given."
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Read the file and check its seal."""
        verdict = check(_content(Path(options["verify"])))
        if verdict is not Verdict.GENUINE:
            raise CommandError(SAYS[verdict], returncode=verdict.value)
        self.stdout.write(SAYS[verdict])


def _content(path: Path) -> bytes:
    limit = MAX_MB * BYTES_IN_MB
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise CommandError(NO_FILE, returncode=Verdict.UNREADABLE) from error
    if len(content) > limit:
        raise CommandError(TOO_LARGE, returncode=Verdict.UNREADABLE)
    return content
