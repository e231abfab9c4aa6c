"""Show which matrix works here, and hold what was adopted against what is."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access.comparison import compare, of_roles
from access.document import edition
from access.document.standing import standings
from schools.models import Board, School

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """`access_matrix --check` exits 1 on any difference. It names no person."""

    help = "Show the authorisation matrix, or compare what was adopted with what is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask what to do."""
        parser.add_argument(
            "--check", action="store_true", help="Compare; exit 1 on a difference."
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Gather, print, and end with what the findings amount to."""
        report = _report(check=options["check"])
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self._tell(report)
        if report["findings"]:
            raise CommandError(f"{len(report['findings'])} differences.")

    def _tell(self, report: dict[str, Any]) -> None:
        self.stdout.write(f"{report['version']} {report['fingerprint']}")
        for one in report["adopted"]:
            self.stdout.write(one["says"])
        for one in report["roles"]:
            self.stdout.write(f"{one['role']}: {one['people']} people, {one['grants']} grants")
        for one in report["findings"]:
            self.stdout.write(f"- {one['part']}, {one['place']}: {one['says']}")


def _report(*, check: bool) -> dict[str, Any]:
    now = timezone.now()
    content = edition.content()
    boards = list(Board.objects.order_by("name"))
    schools = list(School.objects.order_by("pk"))
    findings = compare(boards, schools, at=now) if check else []
    return {
        "version": content["version"],
        "fingerprint": edition.fingerprint(content),
        "adopted": [
            {"board": str(one.board.public_id), "same": one.is_adopted, "says": one.says}
            for one in standings(boards)
        ],
        "roles": [asdict(one) for one in of_roles(schools, at=now)] if check else [],
        "findings": [asdict(one) for one in findings],
    }
