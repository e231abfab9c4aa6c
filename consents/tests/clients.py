"""A system that asks for answers, for tests: how it is let in, and what it sends."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client as Browser
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from consents import services
from consents.services import Scope
from consents.tests import make
from consents.tests.people import Family
from kernel.database import acting_as
from kernel.dates import day_of

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.models import Client
    from schools.models import School
    from students.models import Student

ADDRESS = "/api/v1/consent-answers"
JSON = "application/json"


def add(
    actor: User,
    *schools: School,
    channels: tuple[str, ...] = (make.WEBSITE,),
    days: int = 30,
    at: datetime | None = None,
) -> tuple[Client, str]:
    """Let a system ask, as a page does."""
    at = at or timezone.now()
    with acting_as(actor.pk):
        return services.add_client(
            actor=actor,
            name="Website",
            note="Agreement of 1 August",
            scope=Scope(tuple(school.pk for school in schools), channels),
            last_day=day_of(at) + timedelta(days=days),
            at=at,
        )


def renew(actor: User, client: Client) -> tuple[Client, str]:
    """Give a system a new token, as a page does."""
    with acting_as(actor.pk):
        return services.renew_client(actor=actor, client=client, at=timezone.now())


def revoke(actor: User, client: Client) -> None:
    """Let a system ask no more, as a page does."""
    with acting_as(actor.pk):
        services.revoke_client(actor=actor, client=client, at=timezone.now())


@dataclass
class System:
    """A family at a school whose website asks the portal."""

    home: Family = field(default_factory=Family)
    officer: User = field(init=False)
    client: Client = field(init=False)
    token: str = field(init=False)

    def __post_init__(self) -> None:
        """Let the system in."""
        self.officer = access.with_role(Role.PRIVACY_OFFICER, self.home.school)
        self.client, self.token = add(self.officer, self.home.school)

    def question(self, *students: Student | str, **other: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return what the system sends about students, or about numbers."""
        school = self.home.school
        return {
            "school": school.brin + school.location,
            "channel": make.WEBSITE,
            "until": f"{timezone.localdate()}",
            "students": [one if isinstance(one, str) else one.las_key for one in students],
        } | other

    def ask(self, *students: Student | str, token: str | None = None, **other: Any) -> Any:  # noqa: ANN401
        """Ask over HTTP; return the answer of the portal."""
        return self.send(json.dumps(self.question(*students, **other)), token=token)

    def send(self, body: str | bytes, *, token: str | None = None, kind: str = JSON) -> Any:  # noqa: ANN401
        """Send a body, damaged or not."""
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return Browser(enforce_csrf_checks=True).post(
            ADDRESS, data=body, content_type=kind, headers=headers
        )

    def told(self, *students: Student | str, **other: Any) -> dict[str, bool]:  # noqa: ANN401
        """Ask, and return yes or no by number."""
        found = self.ask(*students, **other)
        assert found.status_code == 200, found.content
        told: dict[str, bool] = found.json()["answer"]["may_appear"]
        return told
