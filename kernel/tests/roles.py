"""Act as another database role in a test, to place or see rows that the pages may not."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Act as database role `role` in the block, and as who one was after it.

    An error takes the block back as a whole, and the role with it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        become(role)
        yield
        become(before)


@contextmanager
def unwalled(room: str) -> Iterator[None]:
    """Act as the owner of the tables who says that he means to open those of `room`.

    Row security is gone in the block: what then still holds is held by something else.
    """
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.owner_opens', %s, true)", [room])
        yield
        cursor.execute("SELECT set_config('app.owner_opens', '', true)")


def seeing_all() -> AbstractContextManager[None]:
    """See every row, also those that no page shows to anybody: as the purge does."""
    return as_role("portal_purge")


def become(role: str) -> None:
    """Act as `role` until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(role)}")
