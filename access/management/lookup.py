"""What the commands about access share: find a student, a row, a moment, or say what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from kernel.moments import moment
from students.models import Student

if TYPE_CHECKING:
    from datetime import datetime

UNUSABLE = 2


def student_by(public_id: str) -> Any:  # noqa: ANN401  (rows of one model, for `one`)
    """Return the rows with this public id, at most one."""
    try:
        return Student.objects.filter(public_id=public_id).select_related("school")
    except (ValueError, ValidationError) as error:
        raise CommandError("A student is named by its public id.", returncode=UNUSABLE) from error


def one(rows: Any, what: str) -> Any:  # noqa: ANN401  (a row of whatever was asked for)
    """Return the only row, or end the command saying that there is none."""
    found = rows.first()
    if found is None:
        raise CommandError(f"There is no such {what}.", returncode=UNUSABLE)
    return found


def at_moment(text: str | None) -> datetime:
    """Return the moment that somebody typed, or end the command saying how to type one."""
    try:
        return moment(text)
    except ValueError as error:
        raise CommandError(
            "--at is a day or a moment: 2026-11-02.", returncode=UNUSABLE
        ) from error
