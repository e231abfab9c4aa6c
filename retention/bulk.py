"""Many rows at once: in with COPY, and named by one array instead of thousands of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models.expressions import RawSQL
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def among(keys: Iterable[int]) -> RawSQL:
    """Return primary keys as one value, for use behind `__in`."""
    listed = f"{{{','.join(map(str, keys))}}}"
    return RawSQL("SELECT unnest(%s::bigint[])", [listed])


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a table; values are plain ones, and columns not named get their default."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as target:
        for row in rows:
            target.write_row(row)
