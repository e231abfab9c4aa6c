"""Find of which schools a system is to ask again, and write that down before it goes.

What turned follows from what is kept (decision 0017), not from who changed what: a birthday is
found like a decision, and a ring that was lost is made up for by the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from consents.choices import DeliveryKind, DeliveryState
from consents.models import Delivery, Webhook
from consents.services.keeping import settled
from kernel.database import acting_for_school

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from consents.querysets import WebhookQuerySet

# An answer turned for a student where it was yes at some moment, and not yes all the time.
TURNED = """
SELECT DISTINCT p.code
FROM (
  SELECT k.purpose_id
  FROM consents_keptanswer k
  WHERE k.school_id = %(school)s
    AND (upper(k.known) IS NULL OR upper(k.known) > %(since)s)
    AND k.effective * k.known && tstzrange(%(since)s, %(until)s, '[]')
  GROUP BY k.student_id, k.purpose_id
  HAVING bool_or(k.granted) AND NOT (bool_and(k.granted)
    AND bool_or(k.effective * k.known @> %(since)s)
    AND bool_or(k.effective * k.known @> %(until)s))
) AS turned
JOIN consents_purpose p ON p.id = turned.purpose_id
WHERE p.code = ANY (%(codes)s)
ORDER BY 1
"""


def write_deliveries(*, school: int, at: datetime) -> int:
    """Write down, for each system of a school, what it is to be told; return how many.

    While a message is on its way to a system no other is written: what turns meanwhile is found
    when that one has arrived. Run twice, it does nothing the second time.
    """
    with acting_for_school(school):
        keys = list(_idle(school, at=at).values_list("pk", flat=True))
    return sum(_write(school, key, at=at) for key in keys)


def _idle(school: int, *, at: datetime) -> WebhookQuerySet:
    return Webhook.objects.told(school=school, at=at).idle().order_by("pk")


def _write(school: int, key: int, *, at: datetime) -> bool:
    """Write down what one system is to be told.

    Of two workers at once one does: PostgreSQL keeps one open message for each address.
    """
    with acting_for_school(school):
        webhook = _idle(school, at=at).with_client().filter(pk=key).first()
        made = webhook and _next(webhook, school, at=at)
        if not made:
            return False
        Delivery.objects.bulk_create([made], ignore_conflicts=True)
        return True


def _next(webhook: Webhook, school: int, *, at: datetime) -> Delivery | None:
    """Return whether the address answers, where that is not known; otherwise what turned."""
    last = webhook.deliveries.order_by("-pk").first()
    if last is None or last.state == DeliveryState.GIVEN_UP:
        return Delivery(webhook=webhook, kind=DeliveryKind.PING, looked_at=at, next_at=at)
    codes: list[str] = webhook.client.channels
    until = settled(school=school, codes=codes, at=at)
    if until is None:
        return None
    channels = _turned(webhook, school, codes, until=until)
    if not channels:
        return None
    return Delivery(
        webhook=webhook,
        kind=DeliveryKind.CHANGE,
        school_id=school,
        channels=channels,
        looked_at=until,
        next_at=at,
    )


def _turned(
    webhook: Webhook, school: int, codes: Collection[str], *, until: datetime
) -> list[str]:
    """Return the channels of which an answer turned since the system was told; at first, all.

    Of what it asked before it was told anything nobody knows whether it still holds.
    """
    told = webhook.deliveries.arrived().filter(school=school)
    since = told.order_by("-looked_at").values_list("looked_at", flat=True).first()
    if since is None:
        return sorted(codes)
    facts: dict[str, Any] = {
        "school": school,
        "codes": list(codes),
        "since": since,
        "until": until,
    }
    with connection.cursor() as cursor:
        cursor.execute(TURNED, facts)
        return [code for (code,) in cursor.fetchall()]
