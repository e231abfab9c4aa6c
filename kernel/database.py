"""Who a transaction works for, and with which rights; PostgreSQL reads both.

Row-level security asks `app.user_id`. It is set inside a transaction and ends with it, so
that a pooled connection never carries one person's view over to the next.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from django.db.backends.base.base import BaseDatabaseWrapper

UNBOUND = """
SELECT r.rolname, r.rolsuper, r.rolbypassrls
FROM pg_roles r
WHERE r.rolname = ANY (ARRAY[current_user, CASE WHEN %s THEN session_user END])
  AND (r.rolsuper OR r.rolbypassrls OR EXISTS (
    SELECT FROM pg_class c
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
      AND c.relnamespace = 'public'::regnamespace AND pg_has_role(r.oid, c.relowner, 'USAGE')))
ORDER BY r.rolname
"""


def require_bound(to: psycopg.Connection[tuple[object, ...]], *, login_too: bool = False) -> None:
    """Let pass a connection whose role row security binds; `login_too`: who signed in as well.

    Raises:
        ImproperlyConfigured: the role is a superuser, may pass row security, or owns a table.
    """
    found = to.execute(UNBOUND, [login_too]).fetchone()
    if found is None:
        return
    role, is_super, passes = found
    why = "is a superuser" if is_super else "may pass row security" if passes else "owns tables"
    raise ImproperlyConfigured(
        f"The database role {role} {why}, so row security would not hold. Let the pages sign in "
        "as portal_web, worker, beat and commands as portal_worker: see the README."
    )


def require_bound_role() -> None:
    """Stop a process that serves, before it does, where row security would not bind it.

    Where there is no database yet, each connection is still looked at when it is made.

    Raises:
        ImproperlyConfigured: the process signs in, or acts, as too strong a role.
    """
    try:
        connection.ensure_connection()
    except OperationalError:
        return
    try:
        require_bound(connection.connection, login_too=True)
    finally:
        connection.close()


def look_at_new_connection(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Give up a connection that row security would not bind; only migrating needs one.

    Raises:
        ImproperlyConfigured: its role is too strong.
    """
    if settings.MIGRATES:
        return
    try:
        require_bound(connection.connection)
    except ImproperlyConfigured:
        connection.close()
        raise


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
def holding_key(key: str) -> Iterator[None]:
    """Run a transaction in which the database knows a key that somebody holds.

    It opens the one row that has this key, whoever asks; nobody can guess it.
    """
    with _locally("app.key", key):
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
