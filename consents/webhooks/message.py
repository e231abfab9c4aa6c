"""What a system is told: to ask again, about which school and places; nothing of anybody.

Norm: Standard Webhooks 1.0, with the asymmetric signature `v1a`; RFC 8032
"""

from __future__ import annotations

import base64
import json
from datetime import UTC
from typing import TYPE_CHECKING

from consents.api.keys import sign_message
from consents.choices import DeliveryKind

if TYPE_CHECKING:
    from datetime import datetime

    from consents.models import Delivery

PING, CHANGED = "ping", "consent_answers.changed"


def body_of(delivery: Delivery) -> bytes:
    """Return what is sent, the same at every try."""
    data: dict[str, object] = {}
    kind = PING
    if delivery.kind == DeliveryKind.CHANGE and delivery.school is not None:
        kind = CHANGED
        school = delivery.school.brin + delivery.school.location
        data = {"school": school, "channels": delivery.channels}
    moment = delivery.looked_at.astimezone(UTC).isoformat(timespec="microseconds")
    told = {"type": kind, "timestamp": moment.replace("+00:00", "Z"), "data": data}
    return json.dumps(told, separators=(",", ":")).encode()


def headers_of(delivery: Delivery, body: bytes, *, at: datetime) -> dict[str, str]:
    """Return the headers of a try at `at`: its number, the moment, the signature."""
    number, seconds = f"msg_{delivery.public_id}", f"{int(at.timestamp())}"
    content = b".".join((number.encode(), seconds.encode(), body))
    signature = base64.b64encode(sign_message(content)).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "privacyportal",
        "webhook-id": number,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1a,{signature}",
    }
