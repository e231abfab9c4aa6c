"""Receive a file, show what it would do, and do it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from access import grants
from audit.services import record
from interchange import policies
from interchange.apply import Outcome, apply_file
from interchange.choices import LeaverState, RunState
from interchange.errors import AlreadyDecidedError, FileRefusedError, NotConfirmedError
from interchange.events import FileApplied, FileRefused, LeaverDecided
from interchange.guards import HoldReason
from interchange.models import ImportIssue, ImportRun, LeaverProposal
from kernel.dates import ONE_DAY, day_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files import File

    from accounts.models import User
    from interchange.reading.issues import IssueLog
    from schools.models import School

WAITING = (RunState.WAITING, RunState.HELD)


@transaction.atomic
def receive(*, actor: User | None, school: School, file: File[bytes], at: datetime) -> ImportRun:
    """Keep a file until somebody decides, and count what it would do.

    A file that is refused as a whole leaves its reason and nothing else.

    Raises:
        NotTheImporterError: `actor` does not keep the administration of `school`.
    """
    if actor is not None:
        policies.require_importer(actor, school)
    run = ImportRun(school=school, by=actor, at=at)
    run.save(force_insert=True)
    run.file.save("upload", file, save=False)
    with run.file.open("rb") as data:
        run.sha256 = hashlib.file_digest(data, "sha256").hexdigest()
    run.save(update_fields=["file", "sha256"])
    return preview(run=run, at=at)


def preview(*, run: ImportRun, at: datetime) -> ImportRun:
    """Count what the file would do, by doing it and undoing it."""
    try:
        with transaction.atomic(), run.file.open("rb") as data:
            outcome = apply_file(data, run=run, on=day_of(at), at=at)
            transaction.set_rollback(True)
    except FileRefusedError as error:
        return _refuse(run, error, at=at)
    run.state = RunState.WAITING if outcome.hold is HoldReason.NONE else RunState.HELD
    _note(run, outcome)
    return run


@transaction.atomic
def confirm(*, actor: User | None, run: ImportRun, is_certain: bool, at: datetime) -> ImportRun:
    """Take the file in, exactly as previewed, and throw the file itself away.

    A file that a guard holds needs somebody who says to be certain.

    Raises:
        NotTheImporterError: `actor` does not keep the administration of the school.
        AlreadyDecidedError: the file was dealt with before.
        NotConfirmedError: a guard holds the file and nobody said to be certain.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("school").get(pk=run.pk)
    if actor is not None:
        policies.require_importer(actor, run.school)
    if run.state not in WAITING:
        raise AlreadyDecidedError
    with transaction.atomic(), run.file.open("rb") as data:
        outcome = apply_file(data, run=run, on=day_of(at), at=at)
        if outcome.hold is not HoldReason.NONE and not is_certain:
            raise NotConfirmedError
    run.state, run.applied_at, run.confirmed_by = RunState.APPLIED, at, actor
    _note(run, outcome)
    run.save(update_fields=["applied_at", "confirmed_by"])
    _throw_away(run)
    event = FileApplied(
        run=str(run.public_id),
        format=run.format,
        new=outcome.new,
        changed=outcome.changed,
        same=outcome.same,
        leavers_proposed=outcome.leavers_proposed,
    )
    record(event, actor=actor, school=run.school.public_id, at=at)
    return run


@transaction.atomic
def discard(*, actor: User, run: ImportRun) -> ImportRun:
    """Throw the file away without taking it in; twice is no error.

    Raises:
        NotTheImporterError: `actor` does not keep the administration of the school.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("school").get(pk=run.pk)
    policies.require_importer(actor, run.school)
    if run.state in WAITING:
        run.state = RunState.DISCARDED
        run.save(update_fields=["state"])
        _throw_away(run)
    return run


@transaction.atomic
def decide_leaver(
    *, actor: User, proposal: LeaverProposal, left_on: date | None, at: datetime
) -> LeaverProposal:
    """Say of a missing student on which day that student left; None: the student is here.

    Raises:
        NotTheImporterError: `actor` does not keep the administration of the school.
        AlreadyDecidedError: somebody said so before.
    """
    proposal = LeaverProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    student = proposal.student
    policies.require_importer(actor, student.school)
    if proposal.state != LeaverState.OPEN:
        raise AlreadyDecidedError
    proposal.state = LeaverState.STAYS if left_on is None else LeaverState.LEFT
    proposal.save(update_fields=["state"])
    if left_on is not None:
        last = student.enrolments.order_by("-period").first()
        if last is not None:
            last.period = (last.period.lower, max(left_on, last.period.lower) + ONE_DAY)
            last.save(update_fields=["period"])
        for membership in student.memberships.filter(period__contains=left_on):
            membership.period = (membership.period.lower, left_on + ONE_DAY)
            membership.save(update_fields=["period"])
        grants.sync(schools=[student.school_id], at=at)
    event = LeaverDecided(state=proposal.state)
    record(event, actor=actor, subject=student.audit_ref, school=student.school.public_id, at=at)
    return proposal


def _refuse(run: ImportRun, error: FileRefusedError, *, at: datetime) -> ImportRun:
    run.state = RunState.REFUSED
    run.save(update_fields=["state"])
    ImportIssue.objects.create(
        run=run, severity="fatal", code=error.code, line=error.line, field=error.field
    )
    _throw_away(run)
    event = FileRefused(run=str(run.public_id), code=error.code)
    record(event, actor=run.by, school=run.school.public_id, at=at)
    return run


def _note(run: ImportRun, outcome: Outcome) -> None:
    run.format, run.sha256 = outcome.format, outcome.sha256
    run.produced_at, run.hold_code = outcome.produced_at, outcome.hold
    run.counts = outcome.numbers()
    run.save(update_fields=["state", "hold_code", "format", "sha256", "produced_at", "counts"])
    _note_issues(run, outcome.issues)


def _note_issues(run: ImportRun, issues: IssueLog) -> None:
    run.issues.all().delete()
    ImportIssue.objects.bulk_create(
        ImportIssue(
            run=run, severity=issue.severity, code=issue.code, line=issue.line, field=issue.field
        )
        for issue in issues.kept
    )


def _throw_away(run: ImportRun) -> None:
    name, storage = run.file.name, run.file.storage
    run.file = ""
    run.save(update_fields=["file"])
    if name:
        transaction.on_commit(lambda: storage.delete(name))
