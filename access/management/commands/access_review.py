"""How a school stands with its reviews of access, for who watches over many portals."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from access.choices import Extent, FindingKind
from access.management.lookup import UNUSABLE, at_moment
from access.review.findings import find
from access.review.rules import months_after
from access.review.standing import standings
from kernel.dates import day_of
from schools.models import School

if TYPE_CHECKING:
    from argparse import ArgumentParser

LATE = 1
YEAR_MONTHS = 12


class Command(BaseCommand):
    """Prints numbers and days, and names nobody; ends with 1 when a review is late."""

    help = "Count what a review of access would find now; exit 1 when a review is overdue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask which school, and when."""
        parser.add_argument("--school", required=True, metavar="BRIN")
        parser.add_argument("--at", metavar="ISO", help="A day or a moment; now where left out.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Look over a year of one school, and print."""
        at = at_moment(options["at"])
        today = day_of(at)
        rows = School.objects.with_brin(options["school"])
        stand = {one.extent.value: one for one in standings(rows, on=today)}
        if not stand:
            raise CommandError("There is no such school.", returncode=UNUSABLE)
        school = stand[Extent.FULL].school
        since = months_after(today, -YEAR_MONTHS)
        found = Counter(one.kind for one in find(school, extent=Extent.FULL, since=since, at=at))
        facts = {
            "school": f"{school.brin}{school.location}",
            "due": {extent: one.due_on.isoformat() for extent, one in stand.items()},
            "overdue": [extent for extent, one in stand.items() if one.is_overdue],
            "findings": {kind.value: found[kind] for kind in FindingKind},
        }
        if options["json"]:
            self.stdout.write(json.dumps(facts))
        else:
            for name, value in facts.items():
                self.stdout.write(f"{name}: {value}")
        if facts["overdue"]:
            raise SystemExit(LATE)
