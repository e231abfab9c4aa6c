"""Drive a run to its end, in steps that may be killed anywhere and begun again by anybody.

One driver at a time works on a run: it holds a lock of its database session, which ends with
the process. What is done is in the tables, so the next driver goes on where that one stopped.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from access import grants
from audit.services import record
from kernel.database import as_role
from retention import erasing, failing, proof
from retention.choices import RunState
from retention.events import PurgeEnded
from retention.models import PurgeItem, PurgeRun
from retention.services.runs import check, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = 7_306_208  # the first half of the key of the lock; the second is the run
ENDED = frozenset(
    {RunState.DONE, RunState.CANCELLED, RunState.INVALID, RunState.PROPOSED, RunState.PARKED}
)


@contextmanager
def only_driver(run_id: int) -> Iterator[bool]:
    """Tell whether this process is the one that works on the run, for as long as the block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, run_id])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, run_id])


def step(run_id: int) -> bool:
    """Do the next piece of work of a run; tell whether there may be more.

    What fails is tried again at the next ring, and parked after some times. Whoever calls
    this holds the lock.
    """
    return failing.guarded(run_id, partial(_work, run_id))


def _work(run_id: int) -> bool:
    state = RunState(PurgeRun.objects.values_list("state", flat=True).get(pk=run_id))
    match state:
        case RunState.PLANNING:
            plan(run_id=run_id)
        case RunState.CHECKING | RunState.APPROVED:
            return check(run_id=run_id, at=timezone.now(), then=RunState.EXECUTING)
        case RunState.EXECUTING:
            more = erasing.erase_batch(run_id, at=timezone.now())
            erasing.delete_files(run_id)
            if not more:
                _to_scanning(run_id)
        case RunState.SCANNING:
            finish(run_id)
        case _:
            return False
    return state != RunState.PLANNING


def drive(run_id: int, *, steps: int | None = None) -> bool:
    """Do `steps` pieces of work, or all there is; tell whether there may be more to do.

    Where another process drives, nothing is done here.
    """
    with only_driver(run_id) as mine:
        if not mine:
            return False
        while steps is None or steps > 0:
            if not step(run_id):
                return False
            steps = None if steps is None else steps - 1
    return True


def _to_scanning(run_id: int) -> None:
    """Bring the grants in line with what is left, and go on to searching."""
    with transaction.atomic():
        run = PurgeRun.objects.select_for_update().get(pk=run_id)
        if run.state == RunState.EXECUTING:
            grants.sync(schools=[run.school_id], at=timezone.now())
            run.state = RunState.SCANNING
            run.save(update_fields=["state"])


def finish(run_id: int) -> None:
    """Search for what may be left, write the certificate, and forget who it was about."""
    at = timezone.now()
    with as_role("portal_purge"):
        run = PurgeRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state != RunState.SCANNING:
            return
        PurgeItem.objects.filter(run=run).exclude(student=None).update(student=None)
        run.state, run.ended_at = RunState.DONE, at
        run.save(update_fields=["state", "ended_at"])
        proof.certify(run, at=at)
        event = PurgeEnded(run=str(run.public_id), state=RunState.DONE, records=run.done)
        record(event, actor=None, school=run.school.public_id, at=at)
