"""What people at a school read of what was published, and of what must come down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents.asked import Asked
from consents.choices import InPicture
from consents.models import Appearance, TakeDown
from kernel.dates import day_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import User
    from consents.models import Publication

AT_MOST = 100  # that waits, on one page; the oldest in front


@dataclass(frozen=True, slots=True)
class Line:
    """A publication, with the title of the place it was published in."""

    publication: Publication
    title: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What must come down, and whether that should have been done."""

    take_down: TakeDown
    title: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A student in a publication, whom the reader may know."""

    name: str
    is_shown: bool
    take_down: TakeDown | None


def overview(
    user: User, publications: Collection[Publication], *, at: datetime
) -> tuple[list[Line], list[Waiting]]:
    """Return publications, and what must come down, the oldest in front; three queries."""
    rows = TakeDown.objects.at_work_of(user).open().select_related("publication")
    tasks = list(rows.order_by("due_on", "pk")[:AT_MOST])
    schools = {each.school_id for each in publications} | {each.school_id for each in tasks}
    asked = Asked(schools, at=at)
    today = day_of(at)
    return [Line(each, asked.title(each.purpose_id)) for each in publications], [
        Waiting(each, asked.title(each.publication.purpose_id), each.due_on < today)
        for each in tasks
    ]


def line(publication: Publication, *, at: datetime) -> Line:
    """Return one publication with the title of its place; two queries."""
    asked = Asked([publication.school_id], at=at)
    return Line(publication, asked.title(publication.purpose_id))


def people(user: User, publication: Publication) -> list[Person]:
    """Return who is in a publication, as far as `user` may know, as a class list; two queries.

    Who published it goes on seeing what must come down, also of a student who may be known no
    more: without a name.
    """
    rows = (
        Appearance.objects.at_work_of(user)
        .filter(publication=publication)
        .select_related("student", "take_down")
        .order_by("student__surname", "student__call_name", "pk")
    )
    named = [
        Person(
            row.student.display_name,
            row.state == InPicture.SHOWN,
            getattr(row, "take_down", None),
        )
        for row in rows
    ]
    known = {person.take_down.pk for person in named if person.take_down}
    tasks = TakeDown.objects.at_work_of(user).open().filter(publication=publication)
    return named + [
        Person("", is_shown=True, take_down=task)
        for task in tasks.order_by("pk")
        if task.pk not in known
    ]


def name_of(user: User, task: TakeDown) -> str:
    """Return the name of the student, or nothing where `user` may not know it any more."""
    known = Appearance.objects.at_work_of(user).filter(pk=task.appearance_id)
    return task.student.display_name if known.exists() else ""
