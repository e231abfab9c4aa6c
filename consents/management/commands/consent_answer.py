"""Say whether pictures of a student may be used for a purpose, at any moment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from consents.answers import Door, answer, as_known
from consents.choices import PurposeKind
from consents.models import Purpose
from kernel.database import acting_for_school
from kernel.moments import moment
from students.models import Student

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from consents.rules import Answer

UNUSABLE = 2


class Command(BaseCommand):
    """Prints the answer, its reason and what it rests on; names nobody."""

    help = "Say whether pictures of a student may be used for a purpose."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask who, for what and when."""
        parser.add_argument("--student", required=True, metavar="PUBLIC_ID")
        parser.add_argument("--purpose", required=True, metavar="CODE")
        parser.add_argument("--at", metavar="ISO", help="A day or a moment; now where left out.")
        parser.add_argument(
            "--known",
            metavar="ISO",
            help="What the portal answered when it knew what it knew then; today where left out.",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Look up both, ask, and print."""
        student = _student(options["student"])
        about = Purpose.objects.filter(school=student.school, code=options["purpose"])
        purpose = about.filter(kind=PurposeKind.PICTURES).first()
        if purpose is None:
            raise CommandError("The school does not ask for this.", returncode=UNUSABLE)
        try:
            at, known = moment(options["at"]), options["known"] and moment(options["known"])
        except ValueError as error:
            raise CommandError(
                "--at and --known are a day or a moment: 2026-11-02.", returncode=UNUSABLE
            ) from error
        with acting_for_school(student.school_id):
            found = (
                as_known(student, purpose, at=at, known=known)
                if known
                else answer(student, purpose, at=at, door=Door.PORTAL)
            )
        if found is None:
            raise CommandError("Nothing had been worked out then.", returncode=UNUSABLE)
        facts = describe(found, purpose)
        if options["json"]:
            self.stdout.write(json.dumps(facts))
            return
        for name, value in facts.items():
            self.stdout.write(f"{name}: {value}")


def describe(found: Answer, purpose: Purpose) -> dict[str, Any]:
    """Return an answer as it is printed."""
    version = found.wording_version
    return {
        "answer": found.answer,
        "reason": found.reason.value,
        "deciders": [capacity.value for capacity in found.deciders],
        "decision_at": found.decision_at.isoformat() if found.decision_at else None,
        "wording": f"{purpose.code} v{version}" if version else None,
    }


def _student(public_id: str) -> Student:
    try:
        key = UUID(public_id)
    except ValueError as error:
        raise CommandError("A student is named by its public id.", returncode=UNUSABLE) from error
    found = Student.objects.filter(public_id=key).select_related("school").first()
    if found is None:
        raise CommandError("There is no such student.", returncode=UNUSABLE)
    return found
