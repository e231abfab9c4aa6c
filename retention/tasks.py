"""What the worker does when somebody rings; the work itself is written down in the tables."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from kernel.database import as_role
from kernel.jobs import enqueue
from retention.driving import drive
from retention.models import Needle, PurgeRun

STEPS = 4
SEARCHABLE = timedelta(days=35)  # as long as backups exist in which the data still are


@shared_task(name="retention.plan_run")
def plan_run(run_id: int) -> None:
    """Make the list of a run."""
    drive(run_id, steps=1)


@shared_task(name="retention.execute_run")
def execute_run(run_id: int) -> None:
    """Do some steps of a run, and ring again where there is more."""
    if drive(run_id, steps=STEPS):
        enqueue("retention.execute_run", run_id=run_id)


@shared_task(name="retention.sweep")
def sweep() -> None:
    """Ring for runs whose ring was lost, and forget the marks of what is gone from backups."""
    for run_id in PurgeRun.objects.unfinished().values_list("pk", flat=True):
        enqueue("retention.execute_run", run_id=run_id)
    with as_role("portal_purge"):
        old = timezone.now() - SEARCHABLE
        Needle.objects.filter(run__ended_at__lt=old).delete()
