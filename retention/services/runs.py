"""Propose a purge, make its list, approve it, check that it is still the same list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from kernel.database import as_role
from kernel.dates import day_of
from kernel.jobs import enqueue
from retention import errors, listing, policies
from retention.choices import RunState
from retention.events import PurgeApproved, PurgeEnded, PurgeProposed, PurgeResumed
from retention.models import PurgeRun

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User
    from schools.models import School

NOT_STARTED = (RunState.PLANNING, RunState.PROPOSED, RunState.CHECKING, RunState.APPROVED)


@transaction.atomic
def propose(*, actor: User, school: School, on: date, at: datetime) -> PurgeRun:
    """Ask for the list of a school on a day; a worker makes it, and deletes nothing.

    Raises:
        NotYoursToProposeError: `actor` has no such task at the school.
    """
    policies.require_proposer(actor, school)
    run = PurgeRun.objects.create(school=school, on=on, proposed_by=actor, proposed_at=at)
    event = PurgeProposed(run=str(run.public_id), on=on.isoformat())
    record(event, actor=actor, school=school.public_id, at=at)
    enqueue("retention.plan_run", run_id=run.pk)
    return run


def plan(*, run_id: int) -> None:
    """Make and freeze the list of a run that has none; only a worker may see what it counts."""
    with as_role("portal_purge"):
        run = PurgeRun.objects.select_for_update().get(pk=run_id)
        if run.state != RunState.PLANNING:
            return
        lines = listing.make(run.school, on=run.on)
        listing.freeze(run, lines)
        going = [line for line in lines if line.verdict.is_delete]
        run.list_hash = listing.fingerprint(lines)
        run.students = len({line.student for line in going})
        run.total = sum(line.rows for line in going)
        run.state = RunState.PROPOSED
        run.save(update_fields=["list_hash", "students", "total", "state"])


@transaction.atomic
def approve(*, actor: User, run: PurgeRun, at: datetime, typed: int | None = None) -> PurgeRun:
    """Approve a list, as a second person; a worker checks it once more and begins.

    `typed` is the number of records as the person typed it, to show that the list was read.
    Approving twice is no error.

    Raises:
        FourEyesError: `actor` proposed it.
        NotYoursToApproveError: `actor` has no such task at the school.
        TooEarlyError: the day of the list lies ahead.
        NotConfirmedError: the typed number is another one.
        WrongStateError: there is no list to approve, or not any more.
    """
    run = PurgeRun.objects.select_for_update(of=("self",)).select_related("school").get(pk=run.pk)
    policies.require_approver(actor, run)
    if run.approved_by_id == actor.pk:
        return run
    if run.state != RunState.PROPOSED:
        raise errors.WrongStateError
    if run.on > day_of(at):
        raise errors.TooEarlyError
    if typed is not None and typed != run.total:
        raise errors.NotConfirmedError
    run.approved_by, run.approved_at, run.state = actor, at, RunState.CHECKING
    run.save(update_fields=["approved_by", "approved_at", "state"])
    event = PurgeApproved(run=str(run.public_id), list_hash=run.list_hash)
    record(event, actor=actor, school=run.school.public_id, at=at)
    enqueue("retention.execute_run", run_id=run.pk)
    return run


def check(*, run_id: int, at: datetime, then: RunState = RunState.APPROVED) -> bool:
    """Make the list again and compare; where it differs the run ends, and nothing is deleted.

    Tells whether the list is the one that was proposed and approved. As `then` is EXECUTING,
    deleting may begin.
    """
    with as_role("portal_purge"):
        run = PurgeRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state not in {RunState.CHECKING, RunState.APPROVED}:
            return run.state not in {RunState.INVALID, RunState.CANCELLED}
        same = listing.fingerprint(listing.make(run.school, on=run.on)) == run.list_hash
        if not same:
            _end(run, RunState.INVALID, actor=None, at=at)
            return False
        run.state = then
        run.started_at = at if then == RunState.EXECUTING else None
        run.save(update_fields=["state", "started_at"])
    return True


@transaction.atomic
def cancel(*, actor: User, run: PurgeRun, at: datetime) -> PurgeRun:
    """Withdraw a purge that has not begun; doing it twice is no error.

    Raises:
        NotYoursToHoldError: `actor` does not deal with purges at the school.
        WrongStateError: deleting has begun.
    """
    run = PurgeRun.objects.select_for_update(of=("self",)).select_related("school").get(pk=run.pk)
    policies.require_holder(actor, run.school)
    if run.state == RunState.CANCELLED:
        return run
    if (run.parked_in or run.state) not in NOT_STARTED:
        raise errors.WrongStateError
    _end(run, RunState.CANCELLED, actor=actor, at=at)
    return run


@transaction.atomic
def retry(*, actor: User | None, run: PurgeRun, at: datetime) -> PurgeRun:
    """Let a purge that stands still go on from where it was.

    Where it does not stand still this changes nothing. An actor of None is whoever runs the
    command line.

    Raises:
        NotYoursToHoldError: `actor` does not deal with purges at the school.
    """
    run = PurgeRun.objects.select_for_update(of=("self",)).select_related("school").get(pk=run.pk)
    if actor is not None:
        policies.require_holder(actor, run.school)
    if run.state != RunState.PARKED:
        return run
    run.state, run.parked_in, run.problem, run.tries = RunState(run.parked_in), "", "", 0
    run.save(update_fields=["state", "parked_in", "problem", "tries"])
    event = PurgeResumed(run=str(run.public_id), state=run.state)
    record(event, actor=actor, school=run.school.public_id, at=at)
    enqueue("retention.execute_run", run_id=run.pk)
    return run


def _end(run: PurgeRun, state: RunState, *, actor: User | None, at: datetime) -> None:
    run.state, run.ended_at, run.parked_in = state, at, ""
    run.save(update_fields=["state", "ended_at", "parked_in"])
    event = PurgeEnded(run=str(run.public_id), state=state, records=0)
    record(event, actor=actor, school=run.school.public_id, at=at)
