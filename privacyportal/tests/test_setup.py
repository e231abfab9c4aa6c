"""The ground that the tests stand on: their role, their database, their way back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from kernel.tests.roles import as_role

COUNT = "SELECT count(*) FROM django_content_type WHERE app_label = 'accounts' AND model = 'user'"
EXTRA = "SELECT count(*) FROM django_content_type WHERE app_label = 'left_behind'"


def asked(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        (answer,) = cursor.fetchone()
    return answer


def told(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_tests_act_as_the_role_of_the_pages_and_cannot_pass_row_security() -> None:
    strong = (
        "SELECT bool_or(rolsuper OR rolbypassrls) FROM pg_roles "
        "WHERE rolname IN (current_user, session_user)"
    )

    assert asked("SELECT current_user") == "portal_web"
    assert asked("SELECT session_user") == "portal_test"
    assert asked(strong) is False


@pytest.mark.django_db
def test_the_role_of_the_pages_makes_no_table() -> None:
    with pytest.raises(ProgrammingError, match="permission denied for schema public"):
        told("CREATE TABLE extra (id int)")


@pytest.mark.django_db
def test_another_role_ends_with_its_block() -> None:
    with as_role("portal_owner"):
        assert asked("SELECT current_user") == "portal_owner"

    assert asked("SELECT current_user") == "portal_web"


@pytest.mark.django_db
def test_another_role_ends_with_an_error_in_its_block() -> None:
    with pytest.raises(ProgrammingError), as_role("portal_owner"):
        asked("SELECT nothing_of_this_name()")

    assert asked("SELECT current_user") == "portal_web"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_commits_is_gone_and_what_migrations_made_is_back(turn: str) -> None:
    with as_role("portal_owner"):
        assert asked(COUNT) == 1, turn
        assert asked(EXTRA) == 0, turn
        told("INSERT INTO django_content_type (app_label, model) VALUES ('left_behind', 'row')")
        told("UPDATE django_content_type SET model = 'gone' WHERE app_label = 'accounts'")
