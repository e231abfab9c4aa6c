"""Time one question in every way, in turn, so that what else goes on weighs on all alike.

`portal_purge` stands for no row security: its policies for reading say `true`, and PostgreSQL
leaves such a policy out of the plan. `portal_web` is who the pages sign in as.
"""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from django.db import connection, transaction

from kernel.database import acting_as, as_role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from dossiers.bench.questions import Question

    Keys = Mapping[str, Any] | Sequence[Any]
    Way = tuple[str, Callable[[], int]]

ROUNDS = 40
UNBOUND, PAGES = "portal_purge", "portal_web"
LEND = "GRANT EXECUTE ON FUNCTION access_family_of TO portal_purge"


def timed(question: Question) -> dict[str, float]:
    """Return the median milliseconds of each way to ask.

    Raises:
        ValueError: the ways do not answer alike, so comparing them says nothing.
    """
    taken: dict[str, list[float]] = {name: [] for name in _ways(question)}
    answers: set[int] = set()
    with acting_as(question.user.pk):
        _lend()
        for _ in range(ROUNDS):
            for name, (role, way) in _ways(question).items():
                with as_role(role):
                    begin = time.perf_counter()
                    answers.add(way())
                    taken[name].append((time.perf_counter() - begin) * 1000)
        transaction.set_rollback(True)
    if len(answers) != 1 or not answers.pop():
        raise ValueError(question.name)
    return {name: median(times) for name, times in taken.items()}


def plans(question: Question) -> dict[str, str]:
    """Return what PostgreSQL did for each way to ask, with times and buffers."""
    found = {}
    with acting_as(question.user.pk):
        _lend()
        for name, (role, query, keys) in _queries(question).items():
            with as_role(role), connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query}", keys)
                found[name] = "\n".join(line for (line,) in cursor.fetchall())
        transaction.set_rollback(True)
    return found


def _lend() -> None:
    """Let the unbound role ask the one function that the filter needs, until the rollback."""
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(LEND)


def _queries(question: Question) -> dict[str, tuple[str, str, Keys]]:
    """Return role, statement and its values, by name of the way."""
    filtered, values = question.asked().query.sql_with_params()
    bare, keys, wall = question.bare, question.keys, question.wall
    return {
        "raw": (UNBOUND, bare, keys),
        "row security": (PAGES, bare + wall, keys),
        "grant filter": (UNBOUND, filtered, values),
        "both": (PAGES, filtered + wall, values),
    }


def _ways(question: Question) -> dict[str, Way]:
    ways: dict[str, Way] = {
        name: (role, lambda query=query, keys=keys: _fetched(query, keys))  # type: ignore[misc]
        for name, (role, query, keys) in _queries(question).items()
    }
    ways["through the ORM"] = (PAGES, lambda: len(question.asked()))
    return ways


def _fetched(query: str, keys: Keys) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, keys)
        return len(cursor.fetchall())
