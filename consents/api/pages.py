"""What the officer's pages show of systems that ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents import policies
from consents.asked import Asked
from consents.models import Client
from consents.policies import READ_TEXTS
from consents.webhooks.pages import standings
from consents.words.catalogue import BY_CODE, Kind
from schools.models import School

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.webhooks.pages import Standing


@dataclass(frozen=True, slots=True)
class Line:
    """A system: about what it asks, whether its token counts, and what may be done about it."""

    client: Client
    schools: tuple[School, ...]  # those that the reader knows
    channels: tuple[str, ...]
    counts: bool
    may_revoke: bool
    may_renew: bool
    standing: Standing | None  # where it is told of changes, for who writes for it


@dataclass(frozen=True, slots=True)
class Given:
    """About which schools and places a token is, as a system names them; a place with its code."""

    schools: tuple[School, ...]
    channels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The systems that may ask, or could, and whether the reader may let one more ask."""

    lines: list[Line]
    may_add: bool


def overview(user: User, *, at: datetime) -> Overview | None:
    """Return the systems of the schools where `user` reads what is asked; None where none is.

    Six queries, however many systems.
    """
    schools = {one.pk: one for one in School.objects.where(user, READ_TEXTS).order_by("name")}
    if not schools:
        return None
    written = set(policies.schools_written_for(user).values_list("pk", flat=True))
    titles = _titles(list(schools), at=at)
    clients = list(Client.objects.visible_to(user).newest_first())
    told = standings(user, clients)
    lines = [
        Line(
            client,
            tuple(school for key, school in schools.items() if key in client.schools),
            tuple(titles.get(code) or _name_of(code) for code in client.channels),
            counts := client.counts(at),
            may_revoke=counts and not written.isdisjoint(client.schools),
            may_renew=counts and written.issuperset(client.schools),
            standing=told.get(client.pk) if counts else None,
        )
        for client in clients
    ]
    return Overview(lines, may_add=bool(written))


def given(client: Client, *, at: datetime) -> Given:
    """Return what the supplier must know beside the token: how schools and places are named."""
    schools = tuple(School.objects.filter(pk__in=client.schools).order_by("name"))
    titles = _titles(client.schools, at=at)
    return Given(
        schools, tuple((titles.get(code) or _name_of(code), code) for code in client.channels)
    )


def channels(schools: list[int], *, at: datetime) -> list[tuple[str, str]]:
    """Return what these schools ask, each channel once: its code and its title."""
    return list(_titles(schools, at=at).items())


def _titles(schools: list[int], *, at: datetime) -> dict[str, str]:
    asked = Asked(schools, at=at)
    return {one.code: asked.title(one.pk) for one in asked.purposes}


def _name_of(code: str) -> str:
    """Return the name of what is asked no more."""
    kind = BY_CODE.get(code)
    return str(kind.title) if isinstance(kind, Kind) else code
