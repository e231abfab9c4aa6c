"""Who looked at a student's data: what the person it is about reads.

Norm: NEN 7513 (who, in which role, when, what; equal lines of one day folded)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db.models import BigIntegerField, Case, Count, F, Max, When
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import gettext as _

from access.choices import Role
from access.models import Assignment
from accounts.models import User
from audit.events import registry
from audit.models import Event
from kernel.dates import AMSTERDAM

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet
    from django_stubs_ext import StrPromise

    from audit.querysets import EventQuerySet
    from students.models import Student


@dataclass(frozen=True, slots=True)
class Look:
    """One person, or system, looking at one kind of data on one day, however often."""

    who: str
    role: str
    what: StrPromise | str
    last_at: datetime
    times: int = 1
    is_emergency: bool = False


# A room below this one does not know roles; it writes down the assignments, and we look them up.
TASK = Case(
    When(role="", then=Cast("facts__assignments__0", BigIntegerField())),
    output_field=BigIntegerField(),
)


def days(student: Student) -> QuerySet[Event, dict[str, object]]:
    """Return the looks at `student`, folded by day, newest first."""
    return (
        Event.objects.about(student.audit_ref)
        .reads()
        .annotate(day=TruncDate("at", tzinfo=AMSTERDAM), task=TASK)
        .values("day", "actor", "role", "task", "name")
        .annotate(last_at=Max("at"), times=Count("pk"))
        .order_by("-last_at")
    )


def each(student: Student) -> list[Look]:
    """Return every look at `student`, newest first: nothing folded, nothing left out."""
    return looks(list(_single(Event.objects.about(student.audit_ref).reads())))


def reads_between(student: Student, user: User, begin: datetime, end: datetime) -> list[Look]:
    """Return what `user` looked at of `student` from `begin` up to `end`, newest first."""
    mine = Event.objects.about(student.audit_ref).reads().filter(actor=user.audit_ref)
    return looks(list(_single(mine.filter(at__gte=begin, at__lt=end))))


def _single(events: EventQuerySet) -> QuerySet[Event, dict[str, object]]:
    told = events.annotate(task=TASK).order_by("-at", "-pk")
    rows = told.values("actor", "role", "task", "name", last_at=F("at"))
    return cast("QuerySet[Event, dict[str, object]]", rows)


def looks(rows: list[dict[str, object]]) -> list[Look]:
    """Return these rows with names and roles, each looked up in one query."""
    actors = {row["actor"] for row in rows}
    names = dict(
        User.objects.filter(audit_ref__in=actors).values_list("audit_ref", "display_name")
    )
    tasks = dict(
        Assignment.objects.filter(pk__in={row["task"] for row in rows}).values_list("pk", "role")
    )
    return [_look(row, names, tasks) for row in rows]


def _look(row: dict[str, object], names: dict[UUID, str], tasks: dict[int, str]) -> Look:
    role = str(row["role"] or tasks.get(row["task"], ""))  # type: ignore[call-overload]  # an int
    name = str(row["name"])
    return Look(
        who=names.get(row["actor"], "") if row["actor"] else _("A system outside the portal"),  # type: ignore[call-overload]  # a UUID
        role=str(dict(Role.choices).get(role, "")),
        what=registry[name].what if name in registry else "",
        last_at=row["last_at"],  # type: ignore[arg-type]  # a datetime
        times=row.get("times", 1),  # type: ignore[arg-type]  # an int
        is_emergency=role == Role.EMERGENCY,
    )
