"""The page on which the officer gives a system an address, and sees whether messages arrive."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from django.utils.html import escape

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents.errors import ClientOverError, NotTheirClientError, WebhookAddressError
from consents.models import Webhook
from consents.tests import clients, hooks, make
from consents.tests.clients import System
from consents.tests.forms import queries, read
from consents.tests.hooks import ELSEWHERE, Hooked, deliveries, webhook
from consents.webhooks import pages
from kernel.database import acting_as
from kernel.tests.roles import seeing_all
from schools.tests import make as schools

if TYPE_CHECKING:
    from django.test import Client as Browser

    from accounts.models import User

pytestmark = pytest.mark.django_db
LIST = "/koppelingen/"


@pytest.fixture
def system() -> System:
    return System()


@pytest.fixture
def hooked() -> Hooked:
    """Give a system an address of which nobody knows the name."""
    return Hooked(ELSEWHERE)


def page_of(client: object) -> str:
    return f"{LIST}{client.public_id}/melden/"  # type: ignore[attr-defined]  # a system


def unknown(_host: str, _port: int) -> list[str]:
    raise OSError


def addresses() -> list[tuple[str, bool]]:
    """Return each address, and whether it stands."""
    with seeing_all():
        rows = Webhook.objects.order_by("pk").values_list("url", "ended_at")
        return [(url, ended is None) for url, ended in rows]


def signed_in(client: Browser, user: User) -> Browser:
    client.force_login(user, backend="accounts.backends.SignInBackend")
    return client


def test_an_officer_gives_an_address_and_another_one(client: Browser, system: System) -> None:
    page = page_of(system.client)
    signed_in(client, system.officer)

    for url in (ELSEWHERE, "https://other.example.org/"):
        found = client.post(page, {"url": url})
        assert (found.status_code, found.headers["Location"]) == (302, page)

    assert addresses() == [(ELSEWHERE, False), ("https://other.example.org/", True)]
    events = Event.objects.filter(name="consents.webhook_set", actor=system.officer.audit_ref)
    assert [event.school for event in events] == [system.home.school.public_id] * 2
    assert "example" not in str([event.facts for event in events])


def test_an_address_that_begins_in_capitals_is_kept_as_it_is_meant(
    client: Browser, system: System
) -> None:
    typed = "HTTPS://hooks.example.org/In?Key=S3cret"
    found = signed_in(client, system.officer).post(page_of(system.client), {"url": typed})

    assert found.status_code == 302
    assert addresses() == [("https://hooks.example.org/In?Key=S3cret", True)]


@pytest.mark.parametrize(
    "url", ["", "http://hooks.example.org/", "https://127.0.0.1/", "https://u:p@example.org/", "x"]
)
def test_to_what_is_no_address_of_the_internet_nothing_is_kept(
    client: Browser, system: System, url: str
) -> None:
    found = signed_in(client, system.officer).post(page_of(system.client), {"url": url})

    assert found.status_code == 422
    assert list(found.context["form"].errors) == ["url"]
    assert addresses() == []


def test_the_page_says_what_became_of_the_last_message(client: Browser, hooked: Hooked) -> None:
    officer, page = hooked.system.officer, page_of(hooked.client)
    at = timezone.now()

    assert "Waits for the first answer" in english(client, officer, page)
    hooked.write(at=at)
    hooked.send(at=at, find=unknown)
    retried = english(client, officer, page)
    assert "The portal tries again" in retried
    assert "is not known on the internet" in retried
    assert "Next try" in retried
    for _ in range(8):
        at = deliveries()[-1].next_at
        hooked.send(at=at, find=unknown)
    failed = english(client, officer, page)
    assert "Messages do not arrive" in failed
    assert "Messages do not arrive" in english(client, officer, LIST)
    assert "opnieuw/" in failed
    assert client.post(f"{page}opnieuw/").status_code == 302
    assert webhook().failing_since is None


def english(client: Browser, user: User, page: str) -> str:
    signed_in(client, user)
    return client.get(page, headers={"accept-language": "en"}).content.decode()


def test_an_officer_takes_the_address_away(client: Browser, hooked: Hooked) -> None:
    signed_in(client, hooked.system.officer)

    for _ in range(2):
        assert client.post(f"{page_of(hooked.client)}stoppen/").status_code == 302

    assert addresses() == [(ELSEWHERE, False)]
    assert Event.objects.filter(name="consents.webhook_ended").count() == 1


def test_the_address_is_shown_to_who_writes_for_each_school_of_the_system_alone(
    client: Browser, system: System
) -> None:
    second = make.asking(schools.school())
    access.with_role(Role.PRIVACY_OFFICER, second, who=system.officer)
    both, _ = clients.add(system.officer, system.home.school, second)
    hooks.sets(system.officer, both)
    one = access.with_role(Role.PRIVACY_OFFICER, second)
    clerk = access.with_role(Role.ADMINISTRATION, system.home.school)
    page = page_of(both)

    assert escape(ELSEWHERE) in read(client, system.officer, page)
    for reader in (one, clerk):
        assert "hooks.example.org" not in read(client, reader, LIST)
    signed_in(client, clerk)
    assert client.get(page).status_code == 404
    assert client.post(f"{page}stoppen/").status_code == 404
    half = read(client, one, page)
    assert "hooks.example.org" not in half
    assert 'name="url"' not in half
    assert client.post(page, {"url": "https://mine.example.org/"}).status_code == 422
    assert client.post(f"{page}opnieuw/").status_code == 302
    assert addresses() == [(ELSEWHERE, True)]
    assert client.post(f"{page}stoppen/").status_code == 302
    assert addresses() == [(ELSEWHERE, False)]


def test_what_a_page_is_made_of_holds_the_address_for_who_writes_for_each_school_alone(
    system: System,
) -> None:
    second = make.asking(schools.school())
    access.with_role(Role.PRIVACY_OFFICER, second, who=system.officer)
    both, _ = clients.add(system.officer, system.home.school, second)
    hooks.sets(system.officer, both)
    one = access.with_role(Role.PRIVACY_OFFICER, second)

    for user, address in ((system.officer, ELSEWHERE), (one, "")):
        with acting_as(user.pk):
            told = pages.told(user, both, at=timezone.now())
        assert told is not None
        assert told.standing is not None
        assert told.address == address
        assert "url" in told.standing.webhook.get_deferred_fields()


def test_a_service_gives_no_address_to_the_system_of_somebody_else(system: System) -> None:
    second = make.asking(schools.school())
    access.with_role(Role.PRIVACY_OFFICER, second, who=system.officer)
    both, _ = clients.add(system.officer, system.home.school, second)
    one = access.with_role(Role.PRIVACY_OFFICER, second)
    clerk = access.with_role(Role.ADMINISTRATION, system.home.school)

    for actor, client in ((clerk, system.client), (one, system.client), (one, both)):
        with pytest.raises(NotTheirClientError):
            hooks.sets(actor, client)
        with pytest.raises(NotTheirClientError):
            hooks.tries_again(actor, client)
    with pytest.raises(NotTheirClientError):
        hooks.ends(clerk, system.client)
    with pytest.raises(WebhookAddressError):
        hooks.sets(system.officer, system.client, "https://10.0.0.1/")


def test_a_system_that_ended_gets_no_address_and_has_no_page(
    client: Browser, system: System
) -> None:
    hooks.sets(system.officer, system.client)
    clients.revoke(system.officer, system.client)

    assert addresses() == [(ELSEWHERE, False)]
    with pytest.raises(ClientOverError):
        hooks.sets(system.officer, system.client)
    assert signed_in(client, system.officer).get(page_of(system.client)).status_code == 404
    last_month = timezone.now() - timedelta(days=30)
    over, _ = clients.add(system.officer, system.home.school, days=1, at=last_month)
    assert client.get(page_of(over)).status_code == 404


def test_the_list_asks_as_many_questions_whatever_is_told(client: Browser, hooked: Hooked) -> None:
    officer, school = hooked.system.officer, hooked.system.home.school
    hooked.write()
    signed_in(client, officer)
    before = queries(client, LIST)
    for _ in range(3):
        made, _token = clients.add(officer, school)
        hooks.sets(officer, made)
        hooked.write()

    assert queries(client, LIST) == before <= 8, before
    assert queries(client, page_of(hooked.client)) <= 6
