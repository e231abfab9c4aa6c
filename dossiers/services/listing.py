"""List the students of whom somebody reads a compartment, with the day of the newest entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import OuterRef, Subquery

from dossiers import policies
from dossiers.errors import NotTheirReaderError
from dossiers.models import Entry
from dossiers.policies import Rights
from dossiers.services.recording import record_listed
from kernel.dates import day_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from accounts.models import User
    from dossiers.rules import Compartment
    from schools.models import Group
    from students.models import Student

    NewestStudent = WithAnnotations[Student, "Newest"]

STUDENTS_PER_PAGE = 50


class Newest(Rights):
    """What stands beside a student in the list."""

    newest_on: date | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of students, the groups to narrow it to, and the one that it is narrowed to."""

    page: Page[NewestStudent]
    groups: list[Group]
    group: Group | None


def read_students(
    *,
    actor: User,
    compartment: Compartment,
    group: str = "",
    only_written: bool = False,
    page: str = "1",
    at: datetime,
) -> Listing:
    """Return the students of whom `actor` reads the compartment, and since when there is any.

    That there is something says something about a student: it is recorded for each.

    Raises:
        NotTheirReaderError: `actor` has no task in which the compartment is read.
    Law: AVG 5(2), 32(1)
    """
    if not policies.works_with(actor, compartment, at=at):
        raise NotTheirReaderError
    groups = list(policies.groups_of(actor, compartment, at=at))
    chosen = next((each for each in groups if str(each.public_id) == group), None)
    rows = _students(actor, compartment, at=at)
    if chosen is not None:
        rows = rows.filter(memberships__group=chosen, memberships__period__contains=day_of(at))
    if only_written:
        rows = rows.exclude(newest_on=None)
    with transaction.atomic(savepoint=False):
        shown = Paginator(rows, STUDENTS_PER_PAGE).get_page(page)
        record_listed(shown, compartment=compartment, actor=actor, at=at)
    return Listing(shown, groups, chosen)


def _students(user: User, compartment: Compartment, *, at: datetime) -> QuerySet[NewestStudent]:
    written = Entry.objects.visible_to(user, compartment).current().newest_first()
    rows = policies.students_of(user, compartment, at=at).annotate(
        newest_on=Subquery(written.filter(student=OuterRef("pk")).values("held_on")[:1])
    )
    return cast("QuerySet[NewestStudent]", rows.order_by("surname", "call_name", "pk"))
