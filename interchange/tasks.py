"""Work without anybody waiting for it."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from interchange import services


@shared_task(name="interchange.sweep")
def sweep() -> None:
    """Throw away files that nobody decided about in time."""
    services.sweep(at=timezone.now())
