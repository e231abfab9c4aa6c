"""Change how long a board keeps one kind of data, from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kernel.errors import PortalError
from retention import services
from retention.management.given import UNUSABLE, day, found, school, user
from retention.models import Rule
from retention.rules import Length

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Adds a version of a rule; what a law sets cannot be made shorter."""

    help = "Change how long the board of a school keeps one kind of data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the rule, the new term, who decided it, and why."""
        parser.add_argument("rule", metavar="CODE", help="R14")
        parser.add_argument("--school", required=True, metavar="BRIN", help="Any of the board.")
        for unit in ("years", "months", "weeks", "days"):
            parser.add_argument(f"--{unit}", type=int, default=0)
        parser.add_argument("--from", required=True, metavar="DATE", dest="day")
        parser.add_argument("--by", required=True, metavar="EMAIL")
        parser.add_argument("--reason", required=True)

    def handle(self, *_: Any, **options: Any) -> None:
        """Change it; a refusal goes to stderr with exit code 2."""
        own = Rule.objects.of(school(options["school"])).filter(code=options["rule"])
        from_day = day(options["day"], "--from")
        try:
            made = services.change_rule(
                actor=user(options["by"]),
                rule=found(own.order_by("sector", "version").last(), "rule"),
                keep=Length(*(options[unit] for unit in ("years", "months", "weeks", "days"))),
                from_day=from_day,
                reason=options["reason"],
                at=timezone.now(),
            )
        except PortalError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        self.stdout.write(f"{made} {from_day}")
