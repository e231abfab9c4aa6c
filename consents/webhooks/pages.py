"""What the officer's pages show of how systems are told that answers may have changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from consents import policies
from consents.models import Delivery, Webhook

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import User
    from consents.models import Client


class Working(StrEnum):
    """Whether messages reach an address, as a page says it."""

    WAITS = "waits"  # for its first answer
    WORKS = "works"
    RETRIES = "retries"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a system is told, and whether messages arrive."""

    webhook: Webhook
    retries: bool

    @property
    def working(self) -> Working:
        """Return whether messages reach the address."""
        if self.webhook.failing_since is not None:
            return Working.FAILS
        if self.retries:
            return Working.RETRIES
        return Working.WORKS if self.webhook.confirmed_at else Working.WAITS


@dataclass(frozen=True, slots=True)
class Told:
    """A system on its own page; who writes for each of its schools sees and sets the address."""

    client: Client
    standing: Standing | None
    last: Delivery | None  # the last message
    may_set: bool


def standings(user: User, clients: Collection[Client]) -> dict[int, Standing]:
    """Return, by key of the system, where it is told, for systems that `user` writes for.

    One query, however many systems.
    """
    missed = Delivery.objects.visible_to(user).missed().filter(webhook=OuterRef("pk"))
    webhooks = Webhook.objects.visible_to(user).standing().filter(client__in=clients)
    found = webhooks.annotate(retries=Exists(missed))
    return {one.client_id: Standing(one, one.retries) for one in found}  # type: ignore[attr-defined]  # annotated


def told(user: User, client: Client, *, at: datetime) -> Told | None:
    """Return how a system is told; None where its token counts no more."""
    if not client.counts(at):
        return None
    written = set(policies.schools_written_for(user).values_list("pk", flat=True))
    standing = standings(user, [client]).get(client.pk)
    last = None
    if standing is not None:
        sent = Delivery.objects.visible_to(user).filter(webhook=standing.webhook)
        last = sent.order_by("-pk").first()
    return Told(client, standing, last, may_set=written.issuperset(client.schools))
