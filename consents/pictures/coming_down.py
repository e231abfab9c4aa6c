"""What a family reads of pictures that must come down, or came down: by when, and when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from consents.choices import TakeDownState
from consents.models import TakeDown
from kernel.dates import day_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from accounts.models import User

    Told = dict[tuple[int, int], "ComingDown"]  # by student and purpose, by key
SAID_FOR = timedelta(days=365)  # after it came down


@dataclass(frozen=True, slots=True)
class ComingDown:
    """What became of the pictures of one student in one place; None where it does not apply."""

    due_on: date | None  # the last day, of what can still be seen
    done_on: date | None  # the day on which the last of the others came down
    is_printed: bool


def coming_down(user: User, students: Collection[int], *, at: datetime) -> Told:
    """Return what there is to tell a family about each student and place; one query.

    Law: AVG 7(3)
    """
    found: dict[tuple[int, int], list[TakeDown]] = defaultdict(list)
    rows = TakeDown.objects.visible_to(user).filter(student__in=students)
    for row in rows.select_related("publication"):
        if row.done_at is None or at < row.done_at + SAID_FOR:
            found[row.student_id, row.publication.purpose_id].append(row)
    return {pair: _told(tasks) for pair, tasks in found.items()}


def _told(tasks: list[TakeDown]) -> ComingDown:
    return ComingDown(
        due_on=max((t.due_on for t in tasks if t.state == TakeDownState.OPEN), default=None),
        done_on=max((day_of(t.done_at) for t in tasks if t.done_at), default=None),
        is_printed=any(t.state == TakeDownState.NO_REPRINT for t in tasks),
    )
