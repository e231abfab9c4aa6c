"""Say which systems outside the portal may ask for answers: one more, a new token, no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from consents import policies
from consents.api.rules import ALLOWANCE, TOKEN_DAYS
from consents.api.tokens import hash_of, new_token
from consents.errors import ClientDayError, ClientOverError, NotTheirClientError
from consents.events import ClientAdded, ClientRenewed, ClientRevoked
from consents.models import Client, Webhook
from consents.policies import WRITE_TEXTS
from kernel.dates import ONE_DAY, day_of, start_of
from schools.models import School

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User
    from audit.events import Event
    from consents.querysets import ClientQuerySet


@dataclass(frozen=True, slots=True)
class Scope:
    """What a system may ask about: these channels at these schools, by key."""

    schools: tuple[int, ...]
    channels: tuple[str, ...]


@transaction.atomic
def add_client(
    *, actor: User, name: str, note: str, scope: Scope, last_day: date, at: datetime
) -> tuple[Client, str]:
    """Let a system ask; return it with its token, which is nowhere else.

    Raises:
        NotTheirClientError: `actor` does not write what is asked at each of the schools.
        ClientDayError: the last day is over, or further than a year away.
    """
    policies.require_client_writer(actor, scope.schools)
    today = day_of(at)
    if not today <= last_day <= today + timedelta(days=TOKEN_DAYS):
        raise ClientDayError
    made = Client(
        name=name,
        note=note,
        schools=sorted(scope.schools),
        channels=sorted(scope.channels),
        period=(at, start_of(last_day + ONE_DAY)),
    )
    token = _save(made, at=at)
    event = ClientAdded(
        client=made.pk, channels=tuple(made.channels), last_day=last_day.isoformat()
    )
    record_at_schools(event, made, actor=actor, at=at)
    return made, token


@transaction.atomic
def renew_client(*, actor: User, client: Client, at: datetime) -> tuple[Client, str]:
    """Give a system a new token until the same end; the old one ends at once.

    The address at which it is told of changes goes along: who answers there is the same.

    Raises:
        NotTheirClientError: `actor` does not write what is asked at each of its schools.
        ClientOverError: its token counts no more.
    """
    old = locked_client(client, actor=actor)
    policies.require_client_writer(actor, old.schools)
    if not old.counts(at):
        raise ClientOverError
    _end(old, at=at)
    made = Client(
        name=old.name,
        note=old.note,
        schools=old.schools,
        channels=old.channels,
        period=(at, old.period.upper),
        allowance=min(old.allowance, ALLOWANCE),
    )
    token = _save(made, at=at)
    standing = Webhook.objects.filter(client=old).standing()
    standing.update(client=made, failing_since=None)
    record_at_schools(ClientRenewed(client=made.pk, before=old.pk), made, actor=actor, at=at)
    return made, token


@transaction.atomic
def revoke_client(*, actor: User, client: Client, at: datetime) -> None:
    """Let a system ask no more, at none of its schools; twice is once.

    Whoever writes what is asked at one of them may do so: it takes nothing from anybody.

    Raises:
        NotTheirClientError: `actor` writes what is asked at none of its schools.
    """
    old = locked_client(client, actor=actor)
    if old.revoked_at is None:
        Webhook.objects.filter(client=old).standing().update(ended_at=at)
        _end(old, at=at)
        record_at_schools(ClientRevoked(client=old.pk), old, actor=actor, at=at)


def locked_client(client: Client, *, actor: User) -> Client:
    """Return a system, while nobody else says anything about it.

    Raises:
        NotTheirClientError: `actor` writes what is asked at none of its schools.
    """
    mine: ClientQuerySet = Client.objects.where(actor, WRITE_TEXTS)
    if not mine.filter(pk=client.pk).exists():
        raise NotTheirClientError
    # What was revoked meanwhile cannot be locked: its policy lets nobody change it.
    found: Client | None = mine.select_for_update().filter(pk=client.pk).first()
    return found or mine.get(pk=client.pk)


def _end(client: Client, *, at: datetime) -> None:
    client.revoked_at = at
    client.save(update_fields=["revoked_at"])


def _save(made: Client, *, at: datetime) -> str:
    token = new_token()
    made.token_hash, made.counted_at = hash_of(token), at
    made.save(force_insert=True)
    made.refresh_from_db(fields=["period"])
    return token


def record_at_schools(event: Event, client: Client, *, actor: User | None, at: datetime) -> None:
    """Put on record, at each school of a system, what happened with it."""
    for school in School.objects.filter(pk__in=client.schools).order_by("pk"):
        record(event, actor=actor, school=school.public_id, at=at)
