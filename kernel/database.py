"""Who a transaction works for, and with which rights; PostgreSQL reads both.

Row-level security asks `app.user_id`. It is set inside a transaction and ends with it, so
that a pooled connection never carries one person's view over to the next.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def acting_as(user_id: int | None) -> Iterator[None]:
    """Run a transaction in which the database knows who asks; None is nobody at all."""
    with _locally("app.user_id", "" if user_id is None else str(user_id)):
        yield


@contextmanager
def acting_for_school(school_id: int) -> Iterator[None]:
    """Run a transaction in which the portal itself works for one school, and nobody in person.

    A command does so: it takes a file in, or opens accounts. Only `portal_worker` gets anywhere
    with it.
    """
    with _locally("app.user_id", ""), _locally("app.portal_school", str(school_id)):
        yield


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Run a transaction with the rights of database role `role`, then give them back.

    PostgreSQL refuses a role that the process was not made a member of.
    """
    with _locally("role", role):
        yield


@contextmanager
def _locally(name: str, value: str) -> Iterator[None]:
    """Set `name` until the transaction ends, or, inside another one, until the block ends."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _setting(name) if nested else ""
        _set(name, value)
        yield
        if nested and not connection.needs_rollback:
            _set(name, before)


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
