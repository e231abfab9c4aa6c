"""What the worker does about emergencies, invitations and birthdays; what is due is in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from celery import shared_task
from django.utils import timezone

from access import alerts, letters, services
from access.models import BreakGlass, Invitation
from access.turning import mail
from kernel.dates import is_waking
from kernel.jobs import enqueue
from schools.models import School

if TYPE_CHECKING:
    from datetime import datetime


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


@shared_task(
    name="access.turn_sixteen",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=8,
)
def turn_sixteen(*, school_id: int) -> None:
    """Write down who is told that a student turns sixteen, and send what goes to an account."""
    at = timezone.now()
    services.plan_turning(school=school_id, at=at)
    mail.send_waiting(school_id, at=at)


@shared_task(name="access.turn_sixteen_all")
def turn_sixteen_all() -> None:
    """Ring for each school, by day: telephones make a sound."""
    ring_turning(at=timezone.now())


def ring_turning(*, at: datetime) -> None:
    """Ring for each school, unless it is night."""
    if is_waking(at):
        for key in School.objects.values_list("pk", flat=True):
            enqueue("access.turn_sixteen", school_id=key)


@shared_task(name="access.sweep")
def sweep() -> None:
    """Ring for what nobody was written to about: the ring was lost, or the mail server was."""
    for key in Invitation.objects.unsent(at=timezone.now()).values_list("pk", flat=True):
        enqueue("access.send_invitation", invitation_id=key)
    for key in BreakGlass.objects.unalerted().values_list("pk", flat=True):
        enqueue("access.alert_emergency", emergency_id=key)
