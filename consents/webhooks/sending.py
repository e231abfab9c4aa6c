"""Send what was written down, and write down what came of it.

A try is counted, and the next one planned, before anything is sent: who is stopped in between
sends the same message again later, with the same number. Nothing is sent in a transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consents.choices import DeliveryState
from consents.events import WebhookConfirmed, WebhookFailed
from consents.models import Delivery, Webhook
from consents.services.clients import record_at_schools
from consents.webhooks.calling import look_up, post
from consents.webhooks.message import body_of, headers_of
from consents.webhooks.rules import GONE, TRIES, wait_after
from kernel.database import acting_for_school

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from consents.querysets import DeliveryQuerySet
    from consents.webhooks.calling import Reply


def due(*, school: int, at: datetime) -> list[int]:
    """Return the keys of what is to be tried at `at`, to systems of a school."""
    with acting_for_school(school):
        return list(_due(school, at=at).order_by("pk").values_list("pk", flat=True))


def send(
    *,
    school: int,
    delivery: int,
    at: datetime,
    find: Callable[[str, int], list[str]] = look_up,
) -> list[int]:
    """Try to send a message; return the schools of which the system can now be told more.

    Two workers at once send once: who comes second finds the next try planned.
    """
    claimed = claim(school, delivery, at=at)
    if claimed is None:
        return []
    body = body_of(claimed)
    headers = headers_of(claimed, body, at=at)
    reply = post(claimed.webhook.url, headers=headers, body=body, find=find)
    return _note(school, claimed, reply, at=at)


def _due(school: int, *, at: datetime) -> DeliveryQuerySet:
    to = Webhook.objects.told(school=school, at=at)
    return Delivery.objects.due(at).filter(webhook__in=to)


def claim(school: int, key: int, *, at: datetime) -> Delivery | None:
    """Count a try and plan the next; None where another worker did, or it is one too many."""
    with acting_for_school(school):
        rows = _due(school, at=at).filter(pk=key)
        locked = rows.select_for_update(of=("self",), skip_locked=True)
        found = locked.select_related("school", "webhook").first()
        if found is None:
            return None
        if found.tries >= TRIES:  # the worker was stopped in the last one
            _give_up(found, at=at)
            return None
        found.tries, found.tried_at = found.tries + 1, at
        found.next_at = at + wait_after(found.tries, seed=found.public_id.int)
        found.save(update_fields=["tries", "tried_at", "next_at"])
        return found


def _note(school: int, sent: Delivery, reply: Reply, *, at: datetime) -> list[int]:
    with acting_for_school(school):
        rows = Delivery.objects.filter(pk=sent.pk, state=DeliveryState.OPEN)
        found = rows.select_for_update(of=("self",)).select_related("webhook").first()
        if found is None:  # the address or the token ended meanwhile
            return []
        found.status, found.trouble = reply.status, reply.trouble
        if not reply.trouble:
            return _arrived(found, at=at)
        if found.tries >= TRIES or reply.status == GONE:
            _give_up(found, at=at)
        else:
            found.save(update_fields=["status", "trouble"])
        return []


def _arrived(delivery: Delivery, *, at: datetime) -> list[int]:
    """Write down that a message arrived; the first one shows that the address is right."""
    _close(delivery, DeliveryState.DELIVERED)
    webhook = Webhook.objects.with_client().get(pk=delivery.webhook_id)
    client = webhook.client
    if Webhook.objects.filter(pk=webhook.pk, confirmed_at=None).update(confirmed_at=at):
        confirmed = WebhookConfirmed(client=client.pk, webhook=webhook.pk)
        record_at_schools(confirmed, client, actor=None, at=at)
    return list(client.schools)


def _give_up(delivery: Delivery, *, at: datetime) -> None:
    """Send this, and anything else to this address, no more until somebody tries again."""
    _close(delivery, DeliveryState.GIVEN_UP)
    webhook = Webhook.objects.with_client().get(pk=delivery.webhook_id)
    Webhook.objects.filter(pk=webhook.pk).update(failing_since=at)
    failed = WebhookFailed(
        client=webhook.client_id,
        webhook=webhook.pk,
        tries=delivery.tries,
        status=delivery.status,
    )
    record_at_schools(failed, webhook.client, actor=None, at=at)


def _close(delivery: Delivery, state: DeliveryState) -> None:
    delivery.state = state
    delivery.save(update_fields=["state", "status", "trouble"])
