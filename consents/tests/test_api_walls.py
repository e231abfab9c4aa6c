"""The second wall around systems that ask: what PostgreSQL itself gives and refuses."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from consents.api.tokens import hash_of, new_token
from consents.models import Client, Decision
from consents.tests import clients, make
from consents.tests.clients import System
from kernel.database import acting_as, holding_key
from kernel.tests.roles import as_role, unwalled
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

pytestmark = pytest.mark.django_db
FACTS = "SELECT kind, student, purpose FROM consents_facts_for_client(%s, clock_timestamp())"
ADD = """
INSERT INTO consents_client (public_id, name, note, schools, channels, period, token_hash,
  allowance, counted_at, revoked_at)
VALUES (gen_random_uuid(), 'x', '', %s, '{IMG_PROMO}', tstzrange(now(), now() + '1 day'),
  encode(sha256(gen_random_uuid()::text::bytea), 'hex'), 1, now(), %s)
"""


def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - for SQL
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else [(cursor.rowcount,)]


def facts(key: str, about: Iterable[int]) -> list[tuple[Any, ...]]:
    with acting_as(None), holding_key(key):
        return run(FACTS, list(about))


@pytest.fixture
def system() -> System:
    """Let the parent say yes to the website, which may ask, and to the class photo."""
    made = System()
    for code in (make.WEBSITE, make.CLASS_PHOTO):
        make.choose(made.home.parent, made.home.child, "yes", code=code, at=timezone.now())
    return made


def test_a_key_opens_facts_about_its_own_channels_at_its_own_schools(system: System) -> None:
    elsewhere = students.student(make.school())
    make.choose(access.parent(elsewhere), elsewhere, "yes", at=timezone.now())

    found = facts(hash_of(system.token), [system.home.child.pk, elsewhere.pk])

    assert {student for _, student, _ in found} == {system.home.child.pk}
    website = make.purpose(system.home.child).pk
    assert {purpose for kind, _, purpose in found if kind == "decision"} == {website}


def test_without_a_key_that_counts_nothing_opens(system: System) -> None:
    last_month = timezone.now() - timedelta(days=30)
    _, over = clients.add(system.officer, system.home.school, days=1, at=last_month)
    gone, withdrawn = clients.add(system.officer, system.home.school)
    clients.revoke(system.officer, gone)

    for token in (new_token(), over, withdrawn):
        assert facts(hash_of(token), [system.home.child.pk]) == []
        with acting_as(None), holding_key(hash_of(token)):
            assert not Client.objects.exists()
            assert run("SELECT * FROM consents_client_enters(1)") == []
    with acting_as(None):
        assert run(FACTS, [system.home.child.pk]) == []


def test_a_key_shows_its_own_row_and_no_decision(system: System) -> None:
    clients.add(system.officer, system.home.school)

    with acting_as(None), holding_key(hash_of(system.token)):
        assert list(Client.objects.all()) == [system.client]
        assert not Decision.objects.exists()


@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_no_role_reads_a_hash_or_changes_what_a_system_may_ask(system: System, role: str) -> None:
    changes = [
        "SELECT token_hash FROM consents_client",
        "UPDATE consents_client SET token_hash = ''",
        "UPDATE consents_client SET schools = '{1}'",
        "UPDATE consents_client SET channels = '{X}'",
        "UPDATE consents_client SET period = tstzrange(now(), NULL)",
        "UPDATE consents_client SET allowance = 1e9",
        "DELETE FROM consents_client",
    ]
    with as_role(role), acting_as(system.officer.pk):
        for change in changes:
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                run(change)


def people(system: System) -> dict[str, User]:
    school = system.home.school
    return {
        "administration": access.with_role(Role.ADMINISTRATION, school),
        "principal": access.with_role(Role.PRINCIPAL, school),
        "officer elsewhere": access.with_role(Role.PRIVACY_OFFICER, make.school()),
        "parent": system.home.parent,
    }


def test_only_who_writes_for_each_school_adds_a_system(system: System) -> None:
    other = make.school()

    for who, user in people(system).items():
        with (
            acting_as(user.pk),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            run(ADD, [system.home.school.pk], None)
        assert who
    with acting_as(system.officer.pk):
        assert run(ADD, [system.home.school.pk], None) == [(1,)]
        for schools in ([other.pk], [system.home.school.pk, other.pk], [0]):
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
                run(ADD, schools, None)


def test_only_who_writes_for_one_of_the_schools_withdraws_and_only_once(system: System) -> None:
    withdraw = "UPDATE consents_client SET revoked_at = now()"
    for user in people(system).values():
        with acting_as(user.pk):
            assert run(withdraw) == [(0,)]

    with acting_as(system.officer.pk):
        assert run(withdraw) == [(1,)]
        assert run(withdraw) == [(0,)]
        assert run("UPDATE consents_client SET revoked_at = NULL") == [(0,)]
    fresh = System()
    with (
        acting_as(fresh.officer.pk),
        pytest.raises(DatabaseError, match="row-level"),
        transaction.atomic(),
    ):
        run("UPDATE consents_client SET revoked_at = NULL")


def test_who_reads_what_is_asked_knows_the_systems_of_the_own_schools(system: System) -> None:
    known = {"administration": 1, "principal": 0, "officer elsewhere": 0, "parent": 0}

    for who, user in people(system).items():
        with acting_as(user.pk):
            assert run("SELECT count(id) FROM consents_client") == [(known[who],)], who
        with unwalled("clients"):
            assert Client.objects.visible_to(user).count() == known[who], who


def test_the_door_leaves_no_other_open(system: System) -> None:
    with acting_as(None), holding_key(hash_of(system.token)):
        run("SELECT * FROM consents_client_enters(1)")
        run(FACTS, [system.home.child.pk])
        assert run("SELECT coalesce(current_setting('app.owner_opens', true), '')") == [("",)]


def test_a_negative_number_of_students_gives_nothing_back(system: System) -> None:
    with acting_as(None), holding_key(hash_of(system.token)):
        run("SELECT * FROM consents_client_enters(-100000)")
        assert 4998 < Client.objects.get().allowance < 5000


@pytest.mark.django_db(transaction=True)
def test_questions_at_the_same_moment_are_all_counted() -> None:
    asking = System()
    with unwalled("clients"):
        Client.objects.update(allowance=500, counted_at=timezone.now() + timedelta(minutes=5))
    some = [f"{number}" for number in range(100)]  # each more takes a minute to come back
    together = threading.Barrier(8)
    answers: list[int] = []

    def ask_once() -> None:
        try:
            together.wait()
            answers.append(asking.ask(*some).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask_once) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200] * 5 + [429] * 3


@pytest.mark.parametrize("column", ["schools", "channels", "token_hash", "period"])
def test_a_system_is_for_something_ends_and_keeps_a_hash(system: System, column: str) -> None:
    wrong = {
        "schools": "'{}'",
        "channels": "'{}'",
        "token_hash": "'ppk_plain'",
        "period": "tstzrange(now(), NULL)",
    }
    del system
    with unwalled("clients"), pytest.raises(IntegrityError), transaction.atomic():
        run(f"UPDATE consents_client SET {column} = {wrong[column]}")  # noqa: S608 - above
