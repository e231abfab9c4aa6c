"""Count what fails in a run, and park a run that fails again and again.

A try is counted before the work begins and forgotten when it succeeds: whatever happens in
between, also to the process, one try more is on record.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from audit.services import record
from retention.choices import Problem, RunState
from retention.events import PurgeParked
from retention.models import PurgeRun
from retention.models.runs import PARKABLE

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

FAILURES = 5  # in a row, of one piece of work
STOPS = 20  # a worker that is put off in the middle is no failure, but this often it is


def guarded(run_id: int, work: Callable[[], bool]) -> bool:
    """Do a piece of work of a run; what fails is put down, and there is no more for now."""
    if not _begin(run_id):
        return False
    try:
        more = work()
    except Exception as error:
        logger.exception("A piece of work of purge %s failed", run_id)
        _failed(run_id, _problem(error))
        return False
    PurgeRun.objects.filter(pk=run_id).update(tries=0, problem="")
    return more


def _begin(run_id: int) -> bool:
    with transaction.atomic():
        run = PurgeRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state not in PARKABLE:
            return False
        if run.tries >= STOPS:
            _park(run, Problem.STOPPED)
            return False
        run.tries += 1
        run.save(update_fields=["tries"])
    return True


def _failed(run_id: int, problem: Problem) -> None:
    with transaction.atomic():
        run = PurgeRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        run.problem = problem
        run.save(update_fields=["problem"])
        if run.tries >= FAILURES and run.state in PARKABLE:
            _park(run, problem)


def _park(run: PurgeRun, problem: Problem) -> None:
    run.parked_in, run.state, run.problem = run.state, RunState.PARKED, problem
    run.save(update_fields=["parked_in", "state", "problem"])
    event = PurgeParked(
        run=str(run.public_id), state=run.parked_in, problem=problem, tries=run.tries
    )
    record(event, actor=None, school=run.school.public_id, at=timezone.now())


def _problem(error: Exception) -> Problem:
    """Return the kind of an error; its words may quote a row, and go nowhere."""
    match error:
        case OperationalError() | InterfaceError():
            return Problem.UNREACHED
        case DatabaseError():
            return Problem.REFUSED
        case OSError():
            return Problem.FILE
        case _:
            return Problem.MISTAKE
