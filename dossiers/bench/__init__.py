"""What row security and the grant filter cost on the five busiest queries, beside bare SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from dossiers.bench.questions import questions
from dossiers.bench.timing import plans, timed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dossiers.bench.fill import Town


def run(town: Town, *, explain: bool = False) -> dict[str, str]:
    """Return lines of milliseconds, each with its ratio to the raw SQL."""
    lines = _filled(town)
    for question in questions(town):
        lines[question.name] = _line(timed(question))
        if explain:
            for way, plan in plans(question).items():
                lines[f"plan of {question.name}, {way}"] = f"\n{plan}"
    return lines


def _filled(town: Town) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM students_studentgrant")
        (grants,) = cursor.fetchone()
    return {
        "students": f"{town.students} at {town.schools} schools",
        "filled in": f"{town.fill_seconds:.0f} s",
        "grants": f"{grants}, {grants / town.sync_seconds:.0f} a second",
    }


def _line(times: Mapping[str, float]) -> str:
    return " | ".join(f"{way} {ms:.2f} ms ({ms / times['raw']:.2f})" for way, ms in times.items())
