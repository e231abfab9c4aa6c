"""Say who can read the file of a student at a moment, by which task."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from access.choices import Category
from access.explain import who_can_read
from access.management.lookup import at_moment, one, student_by
from access.rules import OF_A_STUDENT

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from access.explain import Reading


class Command(BaseCommand):
    """Prints one line for each person and task; names no student."""

    help = "Say who can read the file of a student."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask about whom, what and when."""
        parser.add_argument("--student", required=True, metavar="PUBLIC_ID")
        parser.add_argument("--category", choices=Category.values)
        parser.add_argument("--at", metavar="ISO", help="A day or a moment; now where left out.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Look up, ask, and print."""
        wanted = options["category"]
        found = who_can_read(
            one(student_by(options["student"]), "student"),
            at=at_moment(options["at"]),
            categories=(Category(wanted),) if wanted else OF_A_STUDENT,
        )
        if options["json"]:
            self.stdout.write(json.dumps([_facts(each) for each in found]))
            return
        for each in found:
            categories = ", ".join(each.categories)
            self.stdout.write(
                f"{each.user.email}  {each.role}  {each.assignment.pk}  {categories}"
            )


def _facts(reading: Reading) -> dict[str, Any]:
    return {
        "user": reading.user.email,
        "role": reading.role.value,
        "assignment": reading.assignment.pk,
        "categories": [category.value for category in reading.categories],
        "until": timezone.localtime(reading.until).isoformat() if reading.until else None,
    }
