"""Receive a file, show what it would do, do it, and throw the file away."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import transaction

from access import grants
from access.policies import require_not_own_child
from audit.services import record
from interchange import policies
from interchange.apply import Outcome, apply_file
from interchange.choices import LeaverState, RunState
from interchange.errors import (
    AlreadyDecidedError,
    BeforeEnrolmentError,
    FileRefusedError,
    NotConfirmedError,
)
from interchange.events import FileApplied, FileRefused, LeaverDecided
from interchange.guards import HoldReason
from interchange.models import FOLDER, ImportIssue, ImportRun, LeaverProposal
from interchange.reading.decode import CHUNK_BYTES
from kernel.database import acting_as, acting_for_school
from kernel.dates import ONE_DAY, day_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import BinaryIO

    from accounts.models import User
    from interchange.reading.issues import IssueLog
    from schools.models import School
    from students.models import Student

WAITING = (RunState.WAITING, RunState.HELD)
KEPT_DAYS = 14


@transaction.atomic
def receive(*, actor: User, school: School, file: File[bytes], at: datetime) -> ImportRun:
    """Keep a file until somebody decides, and count what it would do.

    A file that is refused as a whole leaves its reason and nothing else.

    Raises:
        NotTheImporterError: `actor` does not keep the administration of `school`.
    """
    policies.require_importer(actor, school)
    run = _begin(actor, school, at)
    run.file.save("upload", file)
    return preview(run=run, at=at)


@transaction.atomic
def bring_in(
    *, actor: User | None, school: School, data: BinaryIO, is_certain: bool, at: datetime
) -> ImportRun:
    """Take a file in at once; keep it for a person's decision only where a guard holds it.

    A command calls this, so here PostgreSQL is told in whose name the file comes in. An actor
    of None is the portal itself, which works for this one school.

    Raises:
        NotTheImporterError: `actor` does not keep the administration of `school`.
    """
    if actor is not None:
        policies.require_importer(actor, school)
    run = _begin(actor, school, at)
    with acting_as(actor.pk) if actor else acting_for_school(school.pk):
        _carry_out(run, data, at=at, is_wanted=True, is_certain=is_certain)
    if run.state == RunState.HELD:
        run.file.save("upload", File(data))
    elif run.state == RunState.APPLIED:
        _finish(run, actor, at=at)
    return run


def try_out(*, school: School, data: BinaryIO, at: datetime) -> ImportRun:
    """Count what a file would do, without keeping it; the caller undoes the rest."""
    run = _begin(None, school, at)
    with acting_for_school(school.pk):
        _carry_out(run, data, at=at, is_wanted=False, is_certain=False)
    return run


def preview(*, run: ImportRun, at: datetime) -> ImportRun:
    """Count what the file would do, by doing it and undoing it."""
    with run.file.open("rb") as data:
        _carry_out(run, data, at=at, is_wanted=False, is_certain=False)
    return run


@transaction.atomic
def confirm(*, actor: User, run: ImportRun, is_certain: bool, at: datetime) -> ImportRun:
    """Take the file in, and throw the file itself away.

    A file that a guard holds needs somebody who says to be certain. Where a guard holds it only
    now, because something changed since the preview, it waits for that.

    Raises:
        NotTheImporterError: `actor` does not keep the administration of the school.
        AlreadyDecidedError: the file was dealt with before.
        NotConfirmedError: a guard holds the file and nobody said to be certain.
    """
    run = _locked(run)
    policies.require_importer(actor, run.school)
    if run.state not in WAITING:
        raise AlreadyDecidedError
    if run.state == RunState.HELD and not is_certain:
        raise NotConfirmedError
    with run.file.open("rb") as data:
        _carry_out(run, data, at=at, is_wanted=True, is_certain=is_certain)
    if run.state == RunState.APPLIED:
        _finish(run, actor, at=at)
    return run


@transaction.atomic
def discard(*, actor: User, run: ImportRun) -> ImportRun:
    """Throw the file away without taking it in; twice is no error.

    Raises:
        NotTheImporterError: `actor` does not keep the administration of the school.
    """
    run = _locked(run)
    policies.require_importer(actor, run.school)
    if run.state in WAITING:
        _discard(run)
    return run


@transaction.atomic
def decide_leaver(
    *, actor: User, proposal: LeaverProposal, left_on: date | None, at: datetime
) -> LeaverProposal:
    """Say of a missing student on which day that student left; None: the student is here.

    Raises:
        NotTheImporterError: `actor` does not keep the administration of the school.
        OwnChildError: the student is `actor`, or `actor` is a guardian.
        AlreadyDecidedError: somebody said so before.
        BeforeEnrolmentError: the student was not yet enrolled on `left_on`.
    """
    proposal = LeaverProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    student = proposal.student
    policies.require_importer(actor, student.school)
    require_not_own_child(actor, student)
    if proposal.state != LeaverState.OPEN:
        raise AlreadyDecidedError
    if left_on is not None:
        _end_enrolment(student, left_on)
        grants.sync(schools=[student.school_id], at=at)
    proposal.state = LeaverState.STAYS if left_on is None else LeaverState.LEFT
    proposal.save(update_fields=["state"])
    event = LeaverDecided(state=proposal.state)
    record(event, actor=actor, subject=student.audit_ref, school=student.school.public_id, at=at)
    return proposal


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Throw away files that nobody decided about in fourteen days, and those of nobody at all.

    A file of nobody is what an upload that was cut off leaves behind.
    """
    before = at - timedelta(days=KEPT_DAYS)
    old = list(ImportRun.objects.unfinished_since(before).select_for_update())
    for run in old:
        _discard(run)
    storage = ImportRun.file.field.storage
    names = storage.listdir(FOLDER)[1] if storage.exists(FOLDER) else []
    known = set(ImportRun.objects.exclude(file="").values_list("file", flat=True))
    known |= {f"{FOLDER}/{run.public_id}" for run in old}
    orphans = [
        path
        for path in (f"{FOLDER}/{name}" for name in names)
        if path not in known and storage.get_modified_time(path) < at - ONE_DAY
    ]
    for path in orphans:
        storage.delete(path)
    return len(old) + len(orphans)


def _begin(actor: User | None, school: School, at: datetime) -> ImportRun:
    run = ImportRun(school=school, by=actor, at=at)
    run.save(force_insert=True)
    return run


def _locked(run: ImportRun) -> ImportRun:
    rows = ImportRun.objects.select_for_update(of=("self",)).select_related("school")
    return rows.get(pk=run.pk)


def _carry_out(
    run: ImportRun, data: BinaryIO, *, at: datetime, is_wanted: bool, is_certain: bool
) -> None:
    """Do the work; undo it where it is not wanted, or where a guard holds it."""
    try:
        with transaction.atomic():
            outcome = apply_file(data, run=run, on=day_of(at))
            is_held = outcome.hold is not HoldReason.NONE and not is_certain
            if is_held or not is_wanted:
                transaction.set_rollback(True)
    except FileRefusedError as error:
        _refuse(run, error, data, at=at)
        return
    done = RunState.APPLIED if is_wanted else RunState.WAITING
    run.state = RunState.HELD if is_held else done
    _note(run, outcome)


def _finish(run: ImportRun, actor: User | None, *, at: datetime) -> None:
    """Bring the grants in line with what was taken in, and write down that it was."""
    grants.sync(schools=[run.school_id], at=at)
    run.applied_at, run.confirmed_by = at, actor
    run.save(update_fields=["applied_at", "confirmed_by"])
    _throw_away(run)
    event = FileApplied(
        run=str(run.public_id),
        format=run.format,
        **{name: run.counts[name] for name in ("new", "changed", "same", "leavers_proposed")},
    )
    record(event, actor=actor, school=run.school.public_id, at=at)


def _refuse(run: ImportRun, error: FileRefusedError, data: BinaryIO, *, at: datetime) -> None:
    run.state = RunState.REFUSED
    data.seek(0)
    digest = hashlib.sha256()
    for chunk in iter(partial(data.read, CHUNK_BYTES), b""):
        digest.update(chunk)
    run.sha256 = digest.hexdigest()
    run.save(update_fields=["state", "sha256"])
    run.issues.all().delete()
    ImportIssue.objects.create(
        run=run, severity="fatal", code=error.code, line=error.line, field=error.field
    )
    _throw_away(run)
    event = FileRefused(run=str(run.public_id), code=error.code)
    record(event, actor=run.by, school=run.school.public_id, at=at)


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


def _discard(run: ImportRun) -> None:
    run.state = RunState.DISCARDED
    run.save(update_fields=["state"])
    _throw_away(run)


def _throw_away(run: ImportRun) -> None:
    name, storage = run.file.name, run.file.storage
    if name:
        run.file = ""
        run.save(update_fields=["file"])
        transaction.on_commit(lambda: storage.delete(name))


def _end_enrolment(student: Student, left_on: date) -> None:
    """End the last enrolment on `left_on`, that day included, and every membership with it."""
    last = student.enrolments.order_by("-period").first()
    if last is None or left_on < last.period.lower:
        raise BeforeEnrolmentError
    last.period = (last.period.lower, left_on + ONE_DAY)
    last.save(update_fields=["period"])
    for membership in student.memberships.all():
        first = membership.period.lower
        ends = max(left_on, first) + ONE_DAY
        if membership.period.upper is None or membership.period.upper > ends:
            membership.period = (first, ends)
            membership.save(update_fields=["period"])
