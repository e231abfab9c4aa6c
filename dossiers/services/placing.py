"""Take in entries that were written elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from audit.services import record
from dossiers.events import EntriesPlaced

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from accounts.models import User
    from dossiers.choices import Category, Kind

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Agreed:
    """A follow-up in an entry that comes in."""

    text: str
    due_on: date
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry that comes in, about the student with key `student`, by account `author`.

    `author` is None where the author has no account; `kind` is empty except for notes.
    """

    student: int
    author: int | None
    author_name: str
    category: Category
    title: str
    body: str
    held_on: date
    created_at: datetime
    kind: Kind | None = None
    follow_ups: tuple[Agreed, ...] = ()
    public_id: UUID = field(default_factory=uuid4)


@transaction.atomic
def place(*, actor: User | None, entries: Iterable[Placed], at: datetime) -> int:
    """Add entries from an import or a demonstration; return how many there were.

    Only the database role of the worker can do this. It writes in the name of authors who
    may have no task any more, and in categories that no page opens; it reads nothing back.
    """
    rows, placed = iter(entries), 0
    while batch := list(islice(rows, BATCH)):
        with connection.cursor() as cursor:
            values = json.dumps([_as_json(entry) for entry in batch])
            cursor.execute("SELECT dossiers_place(%s::jsonb)", [values])
            placed += cursor.fetchone()[0]
    record(EntriesPlaced(entries=placed), actor=actor, at=at)
    return placed


def _as_json(entry: Placed) -> dict[str, Any]:
    return {
        "public_id": str(entry.public_id),
        "student": entry.student,
        "author": entry.author,
        "author_name": entry.author_name,
        "category": entry.category.value,
        "kind": entry.kind.value if entry.kind else "",
        "title": entry.title,
        "body": entry.body,
        "held_on": entry.held_on.isoformat(),
        "created_at": entry.created_at.isoformat(),
        "follow_ups": [
            {
                "text": agreed.text,
                "due_on": agreed.due_on.isoformat(),
                "done_at": agreed.done_at.isoformat() if agreed.done_at else None,
            }
            for agreed in entry.follow_ups
        ],
    }
