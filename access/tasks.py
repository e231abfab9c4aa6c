"""What the worker does about emergencies and invitations; what is to be done stands in tables."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from access import alerts, letters, services
from access.models import BreakGlass, Invitation
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


@shared_task(
    name="access.send_invitation",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def send_invitation(*, invitation_id: int) -> None:
    """Make the code of an invitation, and send it: each time that this is tried another one."""
    letters.send_invitation(invitation_id, at=timezone.now())


@shared_task(name="access.clean_invitations")
def clean_invitations() -> None:
    """Delete invitations of which nobody has any use."""
    services.clean_invitations()


@shared_task(name="access.sweep")
def sweep() -> None:
    """Ring for what nobody was written to about: the ring was lost, or the mail server was."""
    for key in Invitation.objects.unsent(at=timezone.now()).values_list("pk", flat=True):
        enqueue("access.send_invitation", invitation_id=key)
    for key in BreakGlass.objects.unalerted().values_list("pk", flat=True):
        enqueue("access.alert_emergency", emergency_id=key)
