"""The second wall around addresses of systems: what PostgreSQL itself gives and refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from consents.models import Client, Delivery, Webhook
from consents.tests import clients, hooks, make
from consents.tests.hooks import ELSEWHERE, Hooked
from kernel.database import acting_as, acting_for_school
from kernel.tests.roles import as_role, unwalled
from schools.tests import make as schools

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db
ADD = """
INSERT INTO consents_webhook (public_id, client_id, url, set_at, confirmed_at, failing_since)
VALUES (gen_random_uuid(), %s, 'https://a.example/', now(), %s, %s)
"""
TELL = """
INSERT INTO consents_delivery (public_id, webhook_id, kind, school_id, channels, looked_at, state,
  tries, next_at, trouble)
VALUES (gen_random_uuid(), %s, %s, %s, %s, now(), %s, 0, now(), '')
"""
CONFIRM = "UPDATE consents_webhook SET confirmed_at = now()"
WALL = "row-level security"


def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - for SQL
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else [(cursor.rowcount,)]


def refused(why: str, statement: str, *values: Any) -> None:  # noqa: ANN401 - for SQL
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        run(statement, *values)


@pytest.fixture
def hooked() -> Hooked:
    return Hooked(ELSEWHERE)


def key_of(client: Client) -> int:
    with unwalled("clients"):
        return Webhook.objects.standing().get(client=client).pk


def others(hooked: Hooked) -> dict[str, User]:
    school = hooked.system.home.school
    return {
        "administration": access.with_role(Role.ADMINISTRATION, school),
        "principal": access.with_role(Role.PRINCIPAL, school),
        "officer elsewhere": access.with_role(Role.PRIVACY_OFFICER, make.school()),
        "parent": hooked.system.home.parent,
    }


def of_two_schools(hooked: Hooked) -> tuple[Client, User]:
    """Make a system of two schools that has an address, and an officer of the second alone."""
    officer, second = hooked.system.officer, make.asking(schools.school())
    access.with_role(Role.PRIVACY_OFFICER, second, who=officer)
    both, _ = clients.add(officer, hooked.system.home.school, second)
    hooks.sets(officer, both)
    return both, access.with_role(Role.PRIVACY_OFFICER, second)


def test_nobody_else_reads_or_writes_an_address(hooked: Hooked) -> None:
    free, _ = clients.add(hooked.system.officer, hooked.system.home.school)
    hooked.write()

    for who, user in others(hooked).items():
        with acting_as(user.pk):
            assert not Webhook.objects.exists(), who
            assert not Delivery.objects.exists(), who
            assert run("UPDATE consents_webhook SET ended_at = now()") == [(0,)], who
            refused(WALL, ADD, free.pk, None, None)
        with unwalled("clients"):
            assert not Webhook.objects.visible_to(user).exists(), who
            assert not Delivery.objects.visible_to(user).exists(), who
    with acting_as(hooked.system.officer.pk):
        assert Webhook.objects.count() == Delivery.objects.count() == 1


def test_no_page_confirms_an_address_or_begins_with_one_that_is(hooked: Hooked) -> None:
    now = timezone.now()
    free, _ = clients.add(hooked.system.officer, hooked.system.home.school)

    with acting_as(hooked.system.officer.pk):
        refused("permission denied", CONFIRM)
        refused("permission denied", "UPDATE consents_webhook SET url = 'https://b.example/'")
        refused(WALL, ADD, free.pk, now, None)
        refused(WALL, ADD, free.pk, None, now)
        refused(WALL, "UPDATE consents_webhook SET failing_since = now()")
        assert run(ADD, free.pk, None, None) == [(1,)]


def test_no_page_writes_what_a_system_is_told(hooked: Hooked) -> None:
    key = key_of(hooked.client)

    with acting_as(hooked.system.officer.pk):
        refused("permission denied", TELL, key, "ping", None, [], "open")
        refused("permission denied", "UPDATE consents_delivery SET state = 'delivered'")


def test_who_writes_for_one_of_the_schools_takes_away_and_does_nothing_else(
    hooked: Hooked,
) -> None:
    both, one = of_two_schools(hooked)
    with unwalled("clients"):
        Webhook.objects.filter(client=both).update(failing_since=timezone.now())

    with acting_as(one.pk):
        refused(WALL, "UPDATE consents_webhook SET failing_since = NULL")
        refused(WALL, ADD, both.pk, None, None)
        assert run("UPDATE consents_webhook SET ended_at = now()") == [(1,)]
        assert run("UPDATE consents_webhook SET ended_at = NULL") == [(0,)]


def test_an_address_moves_to_no_system_of_somebody_else(hooked: Hooked) -> None:
    stranger = access.with_role(Role.PRIVACY_OFFICER, elsewhere := make.school())
    theirs, _ = clients.add(stranger, elsewhere)
    gone, _ = clients.add(hooked.system.officer, hooked.system.home.school)
    clients.revoke(hooked.system.officer, gone)

    with acting_as(hooked.system.officer.pk):
        for to in (theirs, gone):
            refused(WALL, "UPDATE consents_webhook SET client_id = %s", to.pk)


def test_the_worker_reaches_what_is_told_of_the_school_it_works_for(hooked: Hooked) -> None:
    hooked.write()
    elsewhere = make.school()

    with as_role("portal_worker"):
        for school, there in ((hooked.school, 1), (elsewhere.pk, 0)):
            with acting_for_school(school):
                assert Client.objects.filter(pk=hooked.client.pk).count() == there
                assert Webhook.objects.count() == there
                assert Delivery.objects.count() == there
                assert run(CONFIRM) == [(there,)]
                assert run("UPDATE consents_delivery SET tries = 1") == [(there,)]
        with acting_as(hooked.system.officer.pk):
            assert not Client.objects.exists()
            assert not Webhook.objects.exists()


@pytest.mark.parametrize("end", ["revoked", "over", "taken away"])
def test_what_ended_is_not_there_for_the_worker(hooked: Hooked, end: str) -> None:
    key = key_of(hooked.client)
    hooked.write()
    if end == "revoked":
        with unwalled("clients"):
            Client.objects.filter(pk=hooked.client.pk).update(revoked_at=timezone.now())
    elif end == "over":
        with unwalled("clients"):
            now = timezone.now()
            Client.objects.filter(pk=hooked.client.pk).update(period=(now - timedelta(1), now))
    else:
        hooks.ends(hooked.system.officer, hooked.client)

    with as_role("portal_worker"), acting_for_school(hooked.school):
        assert not Webhook.objects.exists()
        assert not Delivery.objects.exists()
        assert run(CONFIRM) == [(0,)]
        assert run("UPDATE consents_delivery SET tries = 1") == [(0,)]
        refused(WALL, TELL, key, "ping", None, [], "delivered")
        refused(WALL, TELL, key, "ping", None, [], "open")


def test_a_change_is_written_for_an_address_that_answered_and_does_not_fail(
    hooked: Hooked,
) -> None:
    key, school, elsewhere = key_of(hooked.client), hooked.school, make.school()
    change = (key, "change", school, [make.WEBSITE], "open")

    with as_role("portal_worker"), acting_for_school(school):
        refused(WALL, TELL, *change)
        run(CONFIRM)
        run("UPDATE consents_webhook SET failing_since = now()")
        refused(WALL, TELL, *change)
        run("UPDATE consents_webhook SET failing_since = NULL")
        refused(WALL, TELL, key, "change", elsewhere.pk, [make.WEBSITE], "open")
        refused(WALL, TELL, key, "change", school, [make.WEBSITE], "delivered")
        assert run(TELL, *change) == [(1,)]


def test_what_arrived_or_was_given_up_is_never_changed_again(hooked: Hooked) -> None:
    hooked.write()

    with as_role("portal_worker"), acting_for_school(hooked.school):
        for change in (
            "UPDATE consents_delivery SET looked_at = now()",
            "UPDATE consents_delivery SET channels = '{X}'",
            "UPDATE consents_delivery SET kind = 'change'",
            "DELETE FROM consents_delivery",
        ):
            refused("permission denied", change)
        assert run("UPDATE consents_delivery SET state = 'delivered'") == [(1,)]
        assert run("UPDATE consents_delivery SET state = 'open'") == [(0,)]


def test_the_worker_neither_reads_a_hash_nor_gives_or_moves_an_address(hooked: Hooked) -> None:
    with as_role("portal_worker"), acting_for_school(hooked.school):
        refused("permission denied", ADD, hooked.client.pk, None, None)
        for change in (
            "SELECT token_hash FROM consents_client",
            "UPDATE consents_client SET revoked_at = now()",
            "UPDATE consents_webhook SET url = 'https://b.example/'",
            "UPDATE consents_webhook SET client_id = 1",
            "UPDATE consents_webhook SET ended_at = now()",
            "DELETE FROM consents_webhook",
        ):
            refused("permission denied", change)


@pytest.mark.parametrize(
    ("kind", "at_school", "channels"),
    [("ping", True, []), ("ping", False, ["X"]), ("change", False, ["X"]), ("change", True, [])],
)
def test_a_message_is_about_a_school_or_asks_whether_it_answers(
    hooked: Hooked, kind: str, *, at_school: bool, channels: list[str]
) -> None:
    key, school = key_of(hooked.client), hooked.school if at_school else None

    with unwalled("clients"):
        refused("about_a_school", TELL, key, kind, school, channels, "open")


def test_an_address_is_https_and_one_for_each_system(hooked: Hooked) -> None:
    key = key_of(hooked.client)

    with unwalled("clients"):
        refused("one_for_each_client", ADD, hooked.client.pk, None, None)
        refused("is_https", "UPDATE consents_webhook SET url = 'http://a.example/'")
        refused("known_values", TELL, key, "ping", None, [], "lost")
        run(TELL, key, "ping", None, [], "open")
        refused("not_for_ever", "UPDATE consents_delivery SET tries = 9")


def test_narrowing_holds_where_row_security_is_gone(hooked: Hooked) -> None:
    """What the worker asks for narrows itself: by school, by clock, by what ended or fails."""
    now, school = timezone.now(), hooked.school

    with unwalled("clients"):
        assert Webhook.objects.told(school=school, at=now).count() == 1
        assert not Webhook.objects.told(school=make_other(), at=now).exists()
        assert not Webhook.objects.told(school=school, at=now + timedelta(days=400)).exists()
        for change in ({"failing_since": now}, {"failing_since": None, "ended_at": now}):
            Webhook.objects.update(**change)
            assert not Webhook.objects.told(school=school, at=now).exists()
        Webhook.objects.update(ended_at=None)
        Client.objects.update(revoked_at=now)
        assert not Webhook.objects.told(school=school, at=now).exists()


def make_other() -> int:
    with as_role("portal_worker"):
        return int(schools.school().pk)
