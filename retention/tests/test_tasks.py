"""What the worker does when it is rung, and when no ring came."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from kernel.database import as_role
from kernel.tests.roles import become
from retention import driving, services, tasks
from retention.choices import RunState
from retention.models import Needle, PurgeRun
from retention.tests import make

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

pytestmark = pytest.mark.django_db


def test_the_worker_makes_the_list_and_stops_until_somebody_approves() -> None:
    at = make.place()
    make.leaver(at.school)
    run = services.propose(actor=at.clerk, school=at.school, on=make.ON, at=make.NOW)

    tasks.plan_run(run.pk)
    tasks.execute_run(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.PROPOSED
    assert run.total


def test_a_few_rings_bring_an_approved_run_to_its_end() -> None:
    at = make.place()
    make.leaver(at.school)
    run = make.approved(at)

    become("portal_worker")
    for _ in range(3):
        tasks.execute_run(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_the_sweep_rings_for_runs_whose_ring_was_lost(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    at = make.place()
    waiting, _idle = make.approved(at), make.proposed(at)

    with django_capture_on_commit_callbacks() as rings:
        tasks.sweep()

    (ring,) = rings
    assert isinstance(ring, partial)
    assert ring.args[1] == {"run_id": waiting.pk}


def test_the_marks_go_when_the_backups_have_gone() -> None:
    at = make.place()
    make.leaver(at.school)
    run = make.executed(at)

    def marks() -> int:
        with as_role("portal_purge"):
            return Needle.objects.filter(run=run).count()

    tasks.sweep()
    assert marks()
    PurgeRun.objects.filter(pk=run.pk).update(ended_at=timezone.now() - timedelta(days=36))
    tasks.sweep()
    assert not marks()


def test_while_another_process_drives_nothing_is_done_here() -> None:
    at = make.place()
    make.leaver(at.school)
    run = make.approved(at)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [driving.LOCK, run.pk])
        assert not driving.drive(run.pk)
        run.refresh_from_db()
        assert run.state == RunState.CHECKING
    finally:
        other.close()
