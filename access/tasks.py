"""What the worker does about emergency access; what is to be done stands in the table."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from access import alerts
from access.models import BreakGlass
from kernel.jobs import enqueue


@shared_task(
    name="access.alert_emergency",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def alert_emergency(*, emergency_id: int) -> None:
    """Write to who must know that somebody took emergency access."""
    alerts.alert(emergency_id, at=timezone.now())


@shared_task(name="access.sweep")
def sweep() -> None:
    """Ring for what nobody was written to about: the ring was lost, or the mail server was."""
    for key in BreakGlass.objects.unalerted().values_list("pk", flat=True):
        enqueue("access.alert_emergency", emergency_id=key)
