"""What the officer's pages show of how systems are told that answers may have changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Exists, F, OuterRef, Value

from consents import policies
from consents.models import Delivery, Webhook

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from accounts.models import User
    from consents.models import Client

    ShownWebhook = WithAnnotations[Webhook, "Shown"]


class Shown(TypedDict):
    """What stands beside where a system is told."""

    retries: bool
    address: str  # empty where it is not shown


class Working(StrEnum):
    """Whether messages reach an address, as a page says it."""

    WAITS = "waits"  # for its first answer
    WORKS = "works"
    RETRIES = "retries"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Standing:
    """That a system is told, and whether messages arrive; not where."""

    webhook: Webhook  # without its address
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
    address: str  # empty for anybody else
    last: Delivery | None  # the last message
    may_set: bool


def standings(user: User, clients: Collection[Client]) -> dict[int, Standing]:
    """Return, by key of the system, whether it is told, for systems that `user` writes for.

    Without the address, which is for who writes for each of its schools. One query, however
    many systems.
    """
    return {one.client_id: Standing(one, one.retries) for one in _rows(user, clients)}


def told(user: User, client: Client, *, at: datetime) -> Told | None:
    """Return how a system is told; None where its token counts no more."""
    if not client.counts(at):
        return None
    written = set(policies.schools_written_for(user).values_list("pk", flat=True))
    may_set = written.issuperset(client.schools)
    webhook = _rows(user, [client], with_address=may_set).first()
    if webhook is None:
        return Told(client, None, "", None, may_set)
    sent = Delivery.objects.visible_to(user).filter(webhook=webhook)
    standing = Standing(webhook, webhook.retries)
    return Told(client, standing, webhook.address, sent.order_by("-pk").first(), may_set)


def _rows(
    user: User, clients: Collection[Client], *, with_address: bool = False
) -> QuerySet[ShownWebhook]:
    """Return where systems are told, and whether something is late; the address if it is asked."""
    missed = Delivery.objects.visible_to(user).missed().filter(webhook=OuterRef("pk"))
    webhooks = Webhook.objects.visible_to(user).standing().filter(client__in=clients)
    address = F("url") if with_address else Value("")
    found = webhooks.defer("url").annotate(retries=Exists(missed), address=address)
    return cast("QuerySet[ShownWebhook]", found)
