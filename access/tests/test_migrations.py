"""Functions in PostgreSQL can be put back and made again: who goes back to one before goes on."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from kernel.tests.roles import as_role

pytestmark = pytest.mark.django_db


NAMES = ["0018_one_statement", "0021_court_orders_and_unknown_days", "0023_withdrawn_by_walls"]


@pytest.mark.parametrize("name", NAMES)
def test_functions_are_made_again_after_going_back(name: str) -> None:
    operation = import_module(f"access.migrations.{name}").Migration.operations[0]

    with as_role("portal_owner"), connection.cursor() as cursor:
        for statements in (operation.reverse_sql, operation.sql, operation.reverse_sql):
            if statements:
                cursor.execute(statements)
