"""A worker that is killed at any instruction leaves nothing half done and nothing done twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from dossiers.models import Entry
from kernel.database import as_role
from retention import driving
from retention.choices import ItemState, RunState
from retention.models import DoomedFile, Ledger, PurgeItem, PurgeRun
from retention.tests import make
from students.models import Guardian, Student

if TYPE_CHECKING:
    from collections.abc import Iterator

STUDENTS = 24
ROUNDS = 8
WORKER = """
import sys
import django
django.setup()
from retention import driving, erasing
erasing.BATCH = 3
print("ready", flush=True)
driving.drive(int(sys.argv[1]))
"""


@pytest.fixture
def worker_environment() -> dict[str, str]:
    at = connection.settings_dict
    place = f"{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "privacyportal.settings",
        "DATABASE_URL": f"postgresql://{place}",
        "PORTAL_ROLE": "portal_worker",
        "SECRET_KEY": settings.SECRET_KEY,
        "FILES_ROOT": default_storage.path(""),
        "REDIS_URL": "memory://",
    }


@contextmanager
def started(run: PurgeRun, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Start a worker on a run, and give it when it is about to begin."""
    with subprocess.Popen(  # noqa: S603  (our own code)
        [sys.executable, "-c", WORKER, str(run.pk)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        yield worker


@pytest.mark.django_db(transaction=True)
def test_kill_9_in_a_loop_and_every_student_is_purged_exactly_once(
    worker_environment: dict[str, str],
) -> None:
    at = make.place()
    leavers = [make.leaver(at.school) for _ in range(STUDENTS)]
    photos = [one.photo.name for one in leavers]
    run = make.approved(at)
    dice = random.Random(7)  # noqa: S311  (no secret)

    seen: list[int] = []
    for _ in range(ROUNDS):
        with started(run, worker_environment) as worker:
            time.sleep(dice.uniform(0.1, 0.7))
            worker.kill()
        run.refresh_from_db()
        seen.append(run.done)
    with started(run, worker_environment) as worker:
        worker.wait(timeout=60)
    while driving.drive(run.pk):  # the lock of the last one may still be closing
        time.sleep(0.1)

    run.refresh_from_db()
    assert any(0 < done < run.total for done in seen), f"no kill came in the middle: {seen}"
    assert not any(default_storage.exists(name) for name in photos)
    all_done_once(run)


def all_done_once(run: PurgeRun) -> None:
    assert run.state == RunState.DONE
    assert run.done == run.total
    items = PurgeItem.objects.filter(run=run, action="delete")
    assert set(items.values_list("state", flat=True)) == {ItemState.DONE}
    assert sum(items.values_list("erased", flat=True)) == run.total
    assert Ledger.objects.filter(run=run).count() == STUDENTS
    assert not Guardian.objects.exists()
    assert Student.objects.exclude(photo="").count() == 0
    with as_role("portal_purge"):
        assert not Entry.objects.exists()
        assert not DoomedFile.objects.exists()
    assert run.certificate.content["scan"]["hits"] == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_it_once(worker_environment: dict[str, str]) -> None:
    at = make.place()
    for _ in range(STUDENTS):
        make.leaver(at.school, notes=0)
    run = make.approved(at)

    with started(run, worker_environment), started(run, worker_environment):
        pass  # both are waited for

    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Ledger.objects.filter(run=run).count() == STUDENTS
    assert run.done == run.total
