"""Bring students, staff and guardians in from a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from interchange import services
from interchange.choices import RunState
from interchange.messages import HOLDS, SENTENCES
from kernel.errors import NotAllowedError
from schools.models import School

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from interchange.models import ImportRun

UNUSABLE, REFUSED, HELD = 2, 3, 4
NOTHING = {"students": 0, "groups": 0, "staff": 0, "guardians": 0}


class Command(BaseCommand):
    """Takes a file in at once, unless something about it asks for a person.

    Exit codes: 0 taken in, 2 the command cannot be carried out, 3 the whole file is refused,
    4 the file waits for a person's confirmation.
    """

    help = "Bring people in from a file of the administration system."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask which file, and for which school."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--school", required=True, metavar="BRIN")
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--confirmed-by", metavar="EMAIL", help="Who takes responsibility for a held file."
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Take the file in, or try it out; print what came of it."""
        school = School.objects.with_brin(options["school"]).first()
        if school is None:
            raise CommandError("There is no school with this BRIN.", returncode=UNUSABLE)
        if not options["file"].is_file():
            raise CommandError("There is no such file.", returncode=UNUSABLE)
        with transaction.atomic():
            run = self._run(school, options)
            facts = describe(run)
            if options["dry_run"]:
                transaction.set_rollback(True)
        self._print(run, facts, as_json=options["json"])
        if run.state in {RunState.REFUSED, RunState.HELD}:
            raise SystemExit(REFUSED if run.state == RunState.REFUSED else HELD)

    def _run(self, school: School, options: dict[str, Any]) -> ImportRun:
        at = timezone.now()
        actor = self._actor(options["confirmed_by"])
        try:
            with options["file"].open("rb") as data:
                if options["dry_run"]:
                    return services.try_out(school=school, data=data, at=at)
                return services.bring_in(
                    actor=actor, school=school, data=data, is_certain=actor is not None, at=at
                )
        except NotAllowedError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error

    def _actor(self, email: str | None) -> User | None:
        if email is None:
            return None
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError("Nobody has this e-mail address.", returncode=UNUSABLE)
        return user

    def _print(self, run: ImportRun, facts: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        self.stdout.write(f"{run.get_state_display()}: {facts['format'] or '?'}")
        if run.hold_code:
            self.stdout.write(f"  {HOLDS[run.hold_code]}")
        for name in ("new", "changed", "same", "leavers_proposed"):
            self.stdout.write(f"  {name}: {facts[name]}")
        for issue in facts["issues"]:
            place = f"line {issue['line']}" if issue["line"] else "file"
            sentence = SENTENCES[issue["code"]]
            self.stdout.write(f"  {issue['severity']} {place} {issue['field']}: {sentence}")


def describe(run: ImportRun) -> dict[str, Any]:
    """Return what came of a file: numbers and places, never a value of a person."""
    counts = run.counts or {}
    return {
        "format": run.format or None,
        "applied": run.state == RunState.APPLIED,
        "read": counts.get("read", NOTHING),
        "new": counts.get("new", 0),
        "changed": counts.get("changed", 0),
        "same": counts.get("same", 0),
        "leavers_proposed": counts.get("leavers_proposed", 0),
        "issues": list(
            run.issues.order_by("line", "pk").values("severity", "code", "line", "field")
        ),
    }
