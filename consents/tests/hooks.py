"""A system that is told of changes, for tests: how it gets an address, what the worker does."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from consents import services
from consents.models import Delivery, Webhook
from consents.tests import clients, make
from consents.tests.clients import System
from consents.webhooks import sending
from consents.webhooks.alerts import tell_officers
from consents.webhooks.calling import look_up
from kernel.database import acting_as, as_role
from kernel.tests.roles import seeing_all, unwalled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from accounts.models import User
    from consents.models import Client

ELSEWHERE = "https://hooks.example.org/in?key=s3cret"


def sets(actor: User, client: Client, url: str = ELSEWHERE, *, at: datetime | None = None) -> None:
    """Give a system an address, as a page does."""
    with acting_as(actor.pk):
        services.set_webhook(actor=actor, client=client, url=url, at=at or timezone.now())


def ends(actor: User, client: Client) -> None:
    """Take the address of a system away, as a page does."""
    with acting_as(actor.pk):
        services.end_webhook(actor=actor, client=client, at=timezone.now())


def tries_again(actor: User, client: Client) -> None:
    """Let the portal send again, as a page does."""
    with acting_as(actor.pk):
        services.try_webhook_again(actor=actor, client=client, at=timezone.now())


@dataclass
class Hooked:
    """A family at a school, whose system has an address; and the worker."""

    url: str
    at: datetime = field(default_factory=timezone.now)
    system: System = field(default_factory=System)
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        """Let a system ask since before `at`, and give it the address."""
        before = self.at - timedelta(days=1)
        officer, school = self.system.officer, self.system.home.school
        channels = (make.WEBSITE, make.INSTAGRAM)
        self.client, _ = clients.add(officer, school, channels=channels, at=before)
        sets(officer, self.client, self.url, at=self.at)

    @property
    def school(self) -> int:
        """Return the school, by key."""
        return self.system.home.school.pk

    def keep(self, *, at: datetime | None = None) -> None:
        """Work answers out beforehand, as the worker does."""
        with as_role("portal_worker"):
            services.keep_answers(school=self.school, at=at or timezone.now())

    def write(self, *, at: datetime | None = None) -> int:
        """Write down what is to be told, as the worker does; return how many messages."""
        with as_role("portal_worker"):
            return services.write_deliveries(school=self.school, at=at or timezone.now())

    def send(
        self,
        *,
        at: datetime | None = None,
        find: Callable[[str, int], list[str]] = look_up,
    ) -> None:
        """Send what is due, as the worker does."""
        at = at or timezone.now()
        with as_role("portal_worker"):
            for key in sending.due(school=self.school, at=at):
                sending.send(school=self.school, delivery=key, at=at, find=find)

    def alert(self, *, at: datetime | None = None) -> int:
        """Tell the officers, as the worker does; return how many e-mails."""
        with as_role("portal_worker"):
            return tell_officers(school=self.school, at=at or timezone.now())

    def turn(self, *, at: datetime | None = None) -> int:
        """Keep, write and send, as one ring does; return how many messages were written."""
        self.keep(at=at)
        found = self.write(at=at)
        self.send(at=at)
        return found

    def settle(self, *, at: datetime | None = None) -> None:
        """Let the address answer, and tell it all it is to know at first."""
        assert self.turn(at=at) == 1
        assert self.turn(at=at) == 1
        assert self.turn(at=at) == 0


def deliveries() -> list[Delivery]:
    """Return all messages, in order."""
    with seeing_all():
        return list(Delivery.objects.select_related("school").order_by("pk"))


def webhook() -> Webhook:
    """Return the newest address."""
    with seeing_all():
        return Webhook.objects.order_by("-pk")[0]


@contextmanager
def unhooked() -> Iterator[None]:
    """Act where row security around systems is gone."""
    with unwalled("clients"):
        yield
