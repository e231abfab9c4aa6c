"""What the portal promises as a whole, whatever app a page or table belongs to."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.db import ProgrammingError, connection

from holdings.checks import ours, undeclared_fields
from holdings.register import holdings, not_about_people
from kernel.database import as_role
from privacyportal import rights

ROOT = Path(settings.BASE_DIR)
OURS = sorted({model._meta.app_label for model in ours()})
PAGES = sorted(
    path
    for app in OURS
    for pattern in ("*views*.py", "views/*.py", "*form*.py", "forms/*.py")
    for path in (ROOT / app).glob(pattern)
)
FIRST = {"visible_to", "where", "endable_by", "at_work_of", "none"}


@pytest.mark.law("AVG 5(2), 30(1)")
def test_every_model_and_field_is_declared() -> None:
    assert not [problem for problem in run_checks() if (problem.id or "").startswith("holdings.")]
    assert {model._meta.label for model in ours()} == holdings.keys() | not_about_people.keys()


def test_a_field_that_nobody_declared_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    student = apps.get_model("students", "Student")
    fields = dict(holdings["students.Student"].fields)
    del fields["email"]
    monkeypatch.setattr(type(holdings["students.Student"]), "fields", fields)

    assert undeclared_fields(student) == ["email"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_reach_rows_only_through_what_the_user_may_see(path: Path) -> None:
    reaches = [
        f"{path.relative_to(ROOT)}:{node.lineno} .{node.attr}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in {"objects", "_default_manager", "_base_manager"}
        and node.attr not in FIRST
    ]

    assert not reaches


@pytest.mark.django_db
def test_every_table_says_what_each_role_may_do() -> None:
    known = dict(rights.tables())

    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, grantee, string_agg(privilege_type, ', ') "
            "FROM information_schema.role_table_grants "
            "WHERE table_schema = 'public' AND grantee LIKE 'portal\\_%%' "
            "AND grantee <> 'portal_owner' GROUP BY 1, 2"
        )
        found = {(table, role): set(verbs.split(", ")) for table, role, verbs in cursor}

    for table, by_role in known.items():
        for role in ("portal_web", "portal_worker", "portal_purge", "portal_audit"):
            words = re.sub(r"[A-Z]+ \([^)]*\)", "", by_role.get(role, ""))  # of columns: elsewhere
            wanted = {word.strip() for word in words.split(",") if word.strip()}
            assert found.get((table, role), set()) == wanted, (table, role)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["portal_web", "portal_worker", "portal_purge"])
def test_no_role_of_the_running_portal_stands_above_row_security(role: str) -> None:
    with as_role(role), connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, "
            "EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)


@pytest.mark.django_db
def test_the_tests_themselves_run_as_the_role_of_the_pages() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal_web",)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["UPDATE audit_event SET name = ''", "DELETE FROM audit_event"])
@pytest.mark.parametrize("role", ["portal_web", "portal_worker", "portal_purge"])
def test_what_happened_cannot_be_rewritten(role: str, verb: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        as_role(role),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["students_studentgrant", "schools_schoolgrant"])
@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_pages_and_jobs_cannot_write_themselves_a_grant(role: str, table: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        as_role(role),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO {table} (user_id, permission_id, content_object_id, valid, assignment) "  # noqa: S608 - named above
            "VALUES (1, 1, 1, 'empty', 1)"
        )
