"""Say why a person may, or may not, read something about a student."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from access.choices import Category
from access.explain import explain
from access.management.lookup import at_moment, one, student_by
from accounts.models import User

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Prints the answer and its grounds; names no student."""

    help = "Say why a user may or may not read a category of data about a student."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask who, about whom, what and when."""
        parser.add_argument("--user", required=True, metavar="EMAIL")
        parser.add_argument("--student", required=True, metavar="PUBLIC_ID")
        parser.add_argument("--category", required=True, choices=Category.values)
        parser.add_argument("--at", metavar="ISO", help="A day or a moment; now where left out.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Look up both, ask, and print."""
        user = one(User.objects.filter(email=options["user"].lower()), "user")
        student = one(student_by(options["student"]), "student")
        answer = explain(user, student, Category(options["category"]), at=at_moment(options["at"]))
        if options["json"]:
            facts = {"allowed": answer.allowed, "because": answer.because}
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        self.stdout.write("yes" if answer.allowed else "no")
        for line in answer.because:
            self.stdout.write(f"- {line}")
