"""The pages on which the privacy officer says which systems may ask."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents.api.tokens import hash_of
from consents.errors import ClientDayError, ClientOverError, NotTheirClientError
from consents.models import Client
from consents.tests import clients, make
from consents.tests.clients import System
from consents.tests.forms import queries, read
from kernel.tests.roles import seeing_all
from schools.tests import make as schools

if TYPE_CHECKING:
    from django.test import Client as Browser

    from schools.models import School

pytestmark = pytest.mark.django_db
LIST, NEW = "/koppelingen/", "/koppelingen/nieuw/"
TODAY = timezone.localdate()


@pytest.fixture
def system() -> System:
    return System()


def typed(*at: School, **other: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "name": "Website",
        "note": "",
        "schools": [str(school.public_id) for school in at],
        "channels": [make.WEBSITE],
        "last_day": f"{TODAY + timedelta(days=90)}",
    } | other


def test_the_token_is_shown_once_and_kept_nowhere(client: Browser, system: System) -> None:
    client.force_login(system.officer, backend="accounts.backends.SignInBackend")

    shown = client.post(NEW, typed(system.home.school)).content.decode()

    (token,) = re.findall(r"ppk_[\w-]{43}", shown)
    assert system.home.school.brin + system.home.school.location in shown
    assert make.WEBSITE in shown
    with seeing_all():
        kept = Client.objects.order_by("pk").defer(None).last()
        assert kept is not None
        assert kept.token_hash == hash_of(token)
    assert system.ask("x", token=token).status_code == 200
    assert "ppk_" not in client.get(LIST).content.decode()
    assert token not in str(list(Event.objects.values_list("facts", flat=True)))


def test_nothing_is_chosen_beforehand(client: Browser, system: System) -> None:
    page = read(client, system.officer, NEW)

    assert "checked" not in page


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name": ""}, "name"),
        ({"schools": []}, "schools"),
        ({"channels": ["IMG_NOTHING"]}, "channels"),
        ({"last_day": f"{TODAY - timedelta(days=1)}"}, "last_day"),
        ({"last_day": f"{TODAY + timedelta(days=400)}"}, "last_day"),
    ],
)
def test_what_is_not_right_is_said_and_makes_no_token(
    client: Browser, system: System, other: dict[str, Any], field: str
) -> None:
    client.force_login(system.officer, backend="accounts.backends.SignInBackend")

    found = client.post(NEW, typed(system.home.school, **other))

    assert found.status_code == 422
    assert list(found.context["form"].errors) == [field]
    assert "ppk_" not in found.content.decode()


def test_a_school_of_somebody_else_cannot_be_chosen(client: Browser, system: System) -> None:
    client.force_login(system.officer, backend="accounts.backends.SignInBackend")

    found = client.post(NEW, typed(make.school()))

    assert list(found.context["form"].errors) == ["schools"]


def test_withdrawing_ends_the_token_at_once(client: Browser, system: System) -> None:
    client.force_login(system.officer, backend="accounts.backends.SignInBackend")

    for _ in range(2):
        found = client.post(f"{LIST}{system.client.public_id}/intrekken/")
        assert found.status_code == 302

    assert system.ask("x").status_code == 401
    assert Event.objects.filter(name="consents.client_revoked").count() == 1


def test_a_new_token_is_shown_and_the_old_one_ends(client: Browser, system: System) -> None:
    client.force_login(system.officer, backend="accounts.backends.SignInBackend")
    address = f"{LIST}{system.client.public_id}/vernieuwen/"

    (token,) = re.findall(r"ppk_[\w-]{43}", client.post(address).content.decode())

    assert system.ask("x").status_code == 401
    assert system.ask("x", token=token).status_code == 200
    assert client.post(address).status_code == 302  # the old row has ended


def test_who_writes_for_one_of_the_schools_withdraws_and_renews_not(
    client: Browser, system: System
) -> None:
    second = make.asking(schools.school())
    access.with_role(Role.PRIVACY_OFFICER, second, who=system.officer)
    both, token = clients.add(system.officer, system.home.school, second)
    one = access.with_role(Role.PRIVACY_OFFICER, second)

    with pytest.raises(NotTheirClientError):
        clients.renew(one, both)
    page = read(client, one, LIST)
    assert (page.count("/vernieuwen/"), page.count("/intrekken/")) == (0, 1)
    clients.revoke(one, both)
    assert system.ask("x", token=token).status_code == 401


def test_a_service_lets_nobody_in_for_a_school_of_somebody_else(system: System) -> None:
    clerk = access.with_role(Role.ADMINISTRATION, system.home.school)

    for actor, at in (
        (clerk, (system.home.school,)),
        (system.officer, (make.school(),)),
        (system.officer, ()),
    ):
        with pytest.raises(NotTheirClientError):
            clients.add(actor, *at)
    for act in (clients.renew, clients.revoke):
        with pytest.raises(NotTheirClientError):
            act(clerk, system.client)
    for days in (-1, 367):
        with pytest.raises(ClientDayError):
            clients.add(system.officer, system.home.school, days=days)
    clients.revoke(system.officer, system.client)
    with pytest.raises(ClientOverError):
        clients.renew(system.officer, system.client)


def test_the_list_shows_when_a_system_last_asked_in_as_many_questions(
    client: Browser, system: System
) -> None:
    assert "Nooit" in read(client, system.officer, LIST) or "Never" in read(
        client, system.officer, LIST
    )
    before = queries(client, LIST)
    for _ in range(3):
        _, token = clients.add(system.officer, system.home.school)
        system.ask("x", token=token)

    assert queries(client, LIST) == before <= 8, before
    lines = client.get(LIST).context["overview"].lines
    assert sorted(line.client.last_used_at is not None for line in lines) == [False] + [True] * 3


def test_the_administration_reads_which_systems_ask_and_changes_nothing(
    client: Browser, system: System
) -> None:
    clerk = access.with_role(Role.ADMINISTRATION, system.home.school)

    page = read(client, clerk, LIST)

    assert "Website" in page
    assert LIST + str(system.client.public_id) not in page
    assert NEW not in page
