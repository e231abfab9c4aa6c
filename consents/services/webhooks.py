"""Say where a system is told that answers may have changed: an address, none, or try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from consents import policies
from consents.errors import ClientOverError, WebhookAddressError
from consents.events import WebhookEnded, WebhookSet, WebhookTriedAgain
from consents.models import Webhook
from consents.services.clients import locked_client, record_at_schools
from consents.webhooks.rules import as_kept, read_address
from kernel.jobs import enqueue

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.models import Client


@transaction.atomic
def set_webhook(*, actor: User, client: Client, url: str, at: datetime) -> Webhook:
    """Give a system an address, in the place of the one before; nothing is sent from here.

    The portal itself first asks whether the address answers, and until then tells it nothing.

    Raises:
        NotTheirClientError: `actor` does not write what is asked at each of its schools.
        ClientOverError: its token counts no more.
        WebhookAddressError: to such an address nothing may go.
    """
    found = locked_client(client, actor=actor)
    policies.require_client_writer(actor, found.schools)
    if not found.counts(at):
        raise ClientOverError
    if read_address(url, ports=settings.WEBHOOK_PORTS) is None:
        raise WebhookAddressError
    Webhook.objects.filter(client=found).standing().update(ended_at=at)
    made = Webhook(client=found, url=as_kept(url), set_at=at)
    made.save(force_insert=True)
    record_at_schools(WebhookSet(client=found.pk, webhook=made.pk), found, actor=actor, at=at)
    _ring(found)
    return made


@transaction.atomic
def end_webhook(*, actor: User, client: Client, at: datetime) -> None:
    """Tell a system nothing more, of none of its schools; twice is once.

    Whoever writes what is asked at one of them may do so, as with the token.

    Raises:
        NotTheirClientError: `actor` writes what is asked at none of its schools.
    """
    found = locked_client(client, actor=actor)
    webhook = Webhook.objects.filter(client=found).standing().first()
    if webhook is not None:
        webhook.ended_at = at
        webhook.save(update_fields=["ended_at"])
        ended = WebhookEnded(client=found.pk, webhook=webhook.pk)
        record_at_schools(ended, found, actor=actor, at=at)


@transaction.atomic
def try_webhook_again(*, actor: User, client: Client, at: datetime) -> None:
    """Send again to an address that was given up; first whether it answers. Twice is once.

    Raises:
        NotTheirClientError: `actor` does not write what is asked at each of its schools.
    """
    found = locked_client(client, actor=actor)
    policies.require_client_writer(actor, found.schools)
    failing = Webhook.objects.filter(client=found, failing_since__isnull=False).standing()
    webhook = failing.first()
    if webhook is not None:
        webhook.failing_since = None
        webhook.save(update_fields=["failing_since"])
        again = WebhookTriedAgain(client=found.pk, webhook=webhook.pk)
        record_at_schools(again, found, actor=actor, at=at)
        _ring(found)


def _ring(client: Client) -> None:
    enqueue("consents.tell_systems", school_id=client.schools[0])
