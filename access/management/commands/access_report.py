"""Count what a person may do at a moment: the report of grants."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from access.grants import counts
from access.management.lookup import at_moment, one
from accounts.models import User

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Prints a number for each permission; after the end of an employment there is none."""

    help = "Count the students and schools on which a user holds each permission."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask who and when."""
        parser.add_argument("--user", required=True, metavar="EMAIL")
        parser.add_argument("--at", metavar="ISO", help="A day or a moment; now where left out.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Look up, count, and print."""
        user = one(User.objects.filter(email=options["user"].lower()), "user")
        found = counts(user, at=at_moment(options["at"]))
        if options["json"]:
            facts = {"total": sum(found.values()), "permissions": found}
            self.stdout.write(json.dumps(facts))
            return
        self.stdout.write(f"{sum(found.values())} grants")
        for name, number in found.items():
            self.stdout.write(f"{number:8} {name}")
