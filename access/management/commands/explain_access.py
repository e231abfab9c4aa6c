"""Say why a person may, or may not, read something about a student."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from access.choices import Category
from access.explain import explain
from accounts.models import User
from kernel.moments import moment
from students.models import Student

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from datetime import datetime

UNUSABLE = 2


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
        user = _find(User.objects.filter(email=options["user"].lower()), "user")
        student = _find(_students(options["student"]), "student")
        answer = explain(user, student, Category(options["category"]), at=_moment(options["at"]))
        if options["json"]:
            facts = {"allowed": answer.allowed, "because": answer.because}
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        self.stdout.write("yes" if answer.allowed else "no")
        for line in answer.because:
            self.stdout.write(f"- {line}")


def _students(public_id: str) -> Any:
    try:
        return Student.objects.filter(public_id=public_id).select_related("school")
    except ValueError as error:
        raise CommandError("A student is named by its public id.", returncode=UNUSABLE) from error


def _find(rows: Any, what: str) -> Any:
    found = rows.first()
    if found is None:
        raise CommandError(f"There is no such {what}.", returncode=UNUSABLE)
    return found


def _moment(text: str | None) -> datetime:
    try:
        return moment(text)
    except ValueError as error:
        raise CommandError(
            "--at is a day or a moment: 2026-11-02.", returncode=UNUSABLE
        ) from error
