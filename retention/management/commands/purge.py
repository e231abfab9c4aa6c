"""Propose, approve, execute, search and certify a purge from the command line."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kernel.errors import PortalError
from retention import driving, errors, proof, scanning, services
from retention.choices import RunState
from retention.management.given import UNUSABLE, day, found, school, user
from retention.models import Certificate, PurgeRun

if TYPE_CHECKING:
    from argparse import ArgumentParser

PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    """Prints numbers and categories; never a name of a student."""

    help = "Propose, approve, execute, search or certify a purge of leavers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask which act, and what it is about."""
        acts = parser.add_subparsers(dest="act", required=True)
        propose = acts.add_parser("propose", help="Make the list; deletes nothing.")
        propose.add_argument("--school", required=True, metavar="BRIN")
        propose.add_argument("--on", required=True, metavar="DATE", help="2026-08-01")
        propose.add_argument("--by", required=True, metavar="EMAIL")
        propose.add_argument("--json", action="store_true")
        approve = acts.add_parser("approve", help="Approve exactly that list.")
        approve.add_argument("run")
        approve.add_argument("--by", required=True, metavar="EMAIL")
        execute = acts.add_parser("execute", help="Delete what was approved, and wait for it.")
        execute.add_argument("run")
        retry = acts.add_parser("retry", help="Let a purge that stands still try again.")
        retry.add_argument("run")
        retry.add_argument("--by", required=True, metavar="EMAIL")
        for name, words in (
            ("scan", "Search everything for what should be gone."),
            ("certificate", "Print the certificate."),
        ):
            act = acts.add_parser(name, help=words)
            act.add_argument("run")
            act.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        """Do the act; a refusal goes to stderr with exit code 2."""
        try:
            getattr(self, f"do_{options['act']}")(options)
        except PortalError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error

    def do_propose(self, options: dict[str, Any]) -> None:
        """Make the list of a school on a day."""
        run = services.propose(
            actor=user(options["by"]),
            school=school(options["school"]),
            on=day(options["on"], "--on"),
            at=timezone.now(),
        )
        driving.drive(run.pk, steps=1)
        run.refresh_from_db()
        if run.state == RunState.PLANNING:
            raise errors.NoListError
        self._print(proof.lists(run), as_json=options["json"])

    def do_approve(self, options: dict[str, Any]) -> None:
        """Approve a list as a second person; where it has changed nothing is approved."""
        run = _run(options["run"])
        services.approve(actor=user(options["by"]), run=run, at=timezone.now())
        if not services.check(run_id=run.pk, at=timezone.now()):
            raise errors.ListChangedError
        self.stdout.write(f"{run.public_id} approved")

    def do_execute(self, options: dict[str, Any]) -> None:
        """Do the work, or follow the worker that does it, until the run has ended."""
        run = _run(options["run"])
        if run.state in {RunState.PLANNING, RunState.PROPOSED, RunState.CANCELLED}:
            raise errors.WrongStateError
        while run.state not in driving.ENDED:
            driving.drive(run.pk, steps=1)
            run.refresh_from_db()
            self.stderr.write(f"{run.state} {run.done}/{run.total}")
            if run.state not in driving.ENDED:
                time.sleep(0 if self._mine(run) else PAUSE_SECONDS)
        if run.state == RunState.INVALID:
            raise errors.ListChangedError
        if run.state == RunState.PARKED:
            self.stderr.write(f"{run.get_problem_display()} ({run.parked_in}, {run.tries}x)")
            raise errors.ParkedError
        self.stdout.write(f"{run.public_id} {run.state} {run.done}/{run.total}")

    def do_retry(self, options: dict[str, Any]) -> None:
        """Let a purge that stands still go on from where it was; `execute` does the work."""
        run = services.retry(
            actor=user(options["by"]), run=_run(options["run"]), at=timezone.now()
        )
        self.stdout.write(f"{run.public_id} {run.state}")

    def do_scan(self, options: dict[str, Any]) -> None:
        """Search again, as long as the marks of the run are there.

        With --json come what was searched and the hits; what the rules keep is in the certificate.
        """
        run = _run(options["run"])
        if run.state not in {RunState.DONE, RunState.SCANNING}:
            raise errors.NoCertificateError
        if run.done and not scanning.can_search(run.pk):
            raise errors.MarksGoneError
        facts = scanning.scan(run.pk).as_facts()
        if options["json"]:
            del facts["kept"]
        self._print(facts, as_json=options["json"])

    def do_certificate(self, options: dict[str, Any]) -> None:
        """Print what was certified."""
        proven = Certificate.objects.filter(run=_run(options["run"])).first()
        if proven is None:
            raise errors.NoCertificateError
        self._print(proven.content | {"sha256": proven.sha256}, as_json=options["json"])

    def _mine(self, run: PurgeRun) -> bool:
        with driving.only_driver(run.pk) as mine:
            return mine

    def _print(self, facts: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        for name, value in facts.items():
            self.stdout.write(f"{name}: {value}")


def _run(public_id: str) -> PurgeRun:
    try:
        rows = PurgeRun.objects.filter(public_id=public_id).select_related("school")
    except (ValueError, ValidationError) as error:
        raise CommandError("A purge is named by its id.", returncode=UNUSABLE) from error
    return found(rows.first(), "purge")
