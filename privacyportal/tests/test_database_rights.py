"""What PostgreSQL lets each role do: as written down, walled, and refused where too much."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import StringIO
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from holdings.register import holdings
from kernel.database import acting_as, as_role, require_bound
from launch import roles
from launch.places import ROOT
from privacyportal import catalogue
from privacyportal.settings_test import TEST_SERVER
from schools.tests import make as schools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db
LOOSE = """
SELECT p.proname FROM pg_proc p
WHERE p.prosecdef
  AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  AND (NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=public, pg_temp']
    OR EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
               WHERE a.grantee = 0))
"""


def asked(question: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def test_the_rights_are_those_that_are_written_down() -> None:
    call_command("database_rights", check=True, stdout=StringIO())


@pytest.mark.parametrize(
    "change",
    [
        "GRANT SELECT ON retention_needle TO portal_web",
        "GRANT UPDATE (outcome) ON consents_decision TO portal_worker",
        "GRANT SELECT ON schools_board TO PUBLIC",
        "GRANT EXECUTE ON FUNCTION consents_facts_of TO portal_web",
        "GRANT UPDATE ON SEQUENCE audit_event_id_seq TO portal_web",
        "GRANT CREATE ON SCHEMA public TO portal_web",
        "CREATE POLICY open ON consents_receipt FOR SELECT TO portal_web USING (true)",
        "ALTER TABLE dossiers_entry NO FORCE ROW LEVEL SECURITY",
        "ALTER FUNCTION access_sync RESET ALL",
        "ALTER FUNCTION consents_words_stay SECURITY DEFINER",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO portal_web",
    ],
)
def test_any_other_right_is_told(change: str) -> None:
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(change)

    with pytest.raises(CommandError, match="differ"):
        call_command("database_rights", check=True, stdout=StringIO())


def test_what_is_written_down_is_what_the_command_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = catalogue.KEPT_IN.read_text(encoding="utf-8")
    monkeypatch.setattr(catalogue, "KEPT_IN", tmp_path / "rights.txt")

    call_command("database_rights", stdout=StringIO())

    assert (tmp_path / "rights.txt").read_text(encoding="utf-8") == kept


def loose_functions() -> list[tuple[object, ...]]:
    """Return functions that act as their owner, and search elsewhere or serve everybody."""
    return asked(LOOSE)


def test_a_function_that_acts_as_its_owner_has_a_fixed_path_and_is_not_for_everybody() -> None:
    assert loose_functions() == []


@pytest.mark.parametrize(
    "change",
    [
        "ALTER FUNCTION access_sync RESET search_path",
        "ALTER FUNCTION access_sync SET search_path = pg_temp, public",
        "GRANT EXECUTE ON FUNCTION access_sync TO PUBLIC",
    ],
)
def test_a_loose_function_is_found(change: str) -> None:
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(change)

    assert loose_functions() == [("access_sync",)]


def loose_views() -> list[tuple[object, ...]]:
    """Return views that look with the eyes of their owner, and materialised views."""
    return asked(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace NOT IN"
        " ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) AND (c.relkind = 'm'"
        " OR (c.relkind = 'v' AND NOT coalesce(c.reloptions, '{}') &&"
        " ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1']))"
    )


def test_no_view_looks_with_the_eyes_of_its_owner() -> None:
    assert loose_views() == []


@pytest.mark.parametrize("kind", ["VIEW", "MATERIALIZED VIEW"])
def test_a_view_past_the_walls_is_found(kind: str) -> None:
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(f"CREATE {kind} past AS TABLE consents_decision")

    assert loose_views() == [("past",)]


def test_row_security_is_forced_wherever_it_is_on() -> None:
    walled = asked("SELECT relname FROM pg_class WHERE relrowsecurity OR relforcerowsecurity")

    assert {name for (name,) in walled} >= {
        "access_invitation",
        "consents_decision",
        "consents_receipt",
        "dossiers_entry",
        "dossiers_followup",
        "students_guardianship",
    }
    assert not asked(
        "SELECT relname FROM pg_class WHERE relrowsecurity IS DISTINCT FROM relforcerowsecurity"
    )


def walled_tables() -> list[str]:
    """Return the tables behind row security of which the role may read some column."""
    readable = "relrowsecurity AND has_any_column_privilege(oid, 'SELECT')"
    return [str(name) for (name,) in asked(f"SELECT relname FROM pg_class WHERE {readable}")]  # noqa: S608 - above


def looked_up_per_row(role: str) -> list[str]:
    """Return the tables of whose rows a policy looks something up one by one."""
    found = []
    with as_role(role), acting_as(schools.user().pk), connection.cursor() as cursor:
        for table in walled_tables():
            cursor.execute(f"EXPLAIN (VERBOSE) SELECT FROM {table}")  # rights on columns differ
            plan = "\n".join(line for (line,) in cursor.fetchall())
            per_row = plan.split("Filter:")[-1].split("InitPlan")[0] if "Filter:" in plan else ""
            if "SubPlan" in plan or re.search(r"\baccess_\w+\(", per_row):
                found.append(table)
    return found


@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_a_policy_asks_once_a_statement_and_not_once_a_row(role: str) -> None:
    assert looked_up_per_row(role) == []


@pytest.mark.parametrize(
    "condition",
    [
        "EXISTS (SELECT FROM students_student s WHERE s.id = student_id AND s.user_id = 1)",
        "student_id = ANY (access_students('read_identity'))",
    ],
)
def test_a_policy_that_asks_once_a_row_is_found(condition: str) -> None:
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE POLICY slow ON consents_decision FOR SELECT TO portal_web USING ({condition})"
        )

    assert looked_up_per_row("portal_web") == ["consents_decision"]


def test_what_is_held_about_people_is_in_no_materialised_view() -> None:
    tables = {apps.get_model(label)._meta.db_table for label in holdings}

    assert "students_student" in tables
    assert not asked("SELECT matviewname FROM pg_matviews")


def test_pages_and_jobs_are_let_in() -> None:
    for role in ("portal_web", "portal_worker", "portal_purge"):
        with as_role(role):
            require_bound(connection.connection, login_too=True)


def test_the_owner_of_tables_is_refused() -> None:
    with (
        pytest.raises(ImproperlyConfigured, match="portal_owner owns tables"),
        as_role("portal_owner"),
    ):
        require_bound(connection.connection)


@pytest.fixture
def administrator() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Give a connection of the superuser to the database of the test."""
    name = str(connection.settings_dict["NAME"])
    with psycopg.connect(TEST_SERVER.at(name)) as made:
        yield made


def test_a_superuser_is_refused_also_behind_the_role_of_the_pages(
    administrator: psycopg.Connection[tuple[object, ...]],
) -> None:
    with pytest.raises(ImproperlyConfigured, match="is a superuser"):
        require_bound(administrator)
    administrator.execute("SET ROLE portal_web")
    require_bound(administrator)
    with pytest.raises(ImproperlyConfigured, match="is a superuser"):
        require_bound(administrator, login_too=True)


def test_who_may_pass_row_security_is_refused(
    administrator: psycopg.Connection[tuple[object, ...]],
) -> None:
    administrator.execute("SET ROLE portal_migrate")

    with pytest.raises(ImproperlyConfigured, match="portal_migrate may pass row security"):
        require_bound(administrator)


def start(
    program: tuple[str, ...], login: str, role: str, *, inside: Path
) -> subprocess.CompletedProcess[str]:
    """Start a program of the portal as it is started, with such a login and role."""
    name = str(connection.settings_dict["NAME"])
    address = TEST_SERVER.at(name) if login == "superuser" else TEST_SERVER.login(login, name)
    return subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, *program],
        check=False,
        cwd=inside,  # beat removes what stands where its schedule is to be
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": address,
            "PORTAL_ROLE": role,
            "DJANGO_SETTINGS_MODULE": "privacyportal.settings",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


WEB = ("-c", "import privacyportal.wsgi")
WORKER = ("-m", "celery", "-A", "privacyportal", "worker", "--pool", "solo")
BEAT = ("-m", "celery", "-A", "privacyportal", "beat", "--schedule", "beat", "--pidfile", "")
COMMAND = (str(ROOT / "manage.py"), "access", "rebuild", "--check")


@pytest.mark.parametrize(
    ("program", "login", "role"),
    [
        pytest.param(WEB, "superuser", "portal_web", id="pages"),
        pytest.param(WORKER, "superuser", "portal_worker", id="worker"),
        pytest.param(BEAT, "superuser", "portal_worker", id="beat"),
        pytest.param(COMMAND, "portal_test", "portal_owner", id="command"),
    ],
)
def test_what_serves_does_not_start_as_a_role_that_is_too_strong(
    tmp_path: Path, program: tuple[str, ...], login: str, role: str
) -> None:
    done = start(program, login, role, inside=tmp_path)

    assert done.returncode != 0
    assert "row security would not hold" in done.stderr


@pytest.mark.parametrize(
    ("program", "role"),
    [
        pytest.param(WEB, "portal_web", id="pages"),
        pytest.param(COMMAND, "portal_worker", id="command"),
    ],
)
def test_what_serves_starts_as_its_own_role(
    tmp_path: Path, program: tuple[str, ...], role: str
) -> None:
    done = start(program, roles.TEST_LOGIN, role, inside=tmp_path)

    assert done.returncode == 0, done.stderr
