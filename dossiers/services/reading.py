"""Read notes and follow-ups, and put on record whose.

Each of these runs inside the transaction of the request: what cannot be recorded raises, and
is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict, cast

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import OuterRef, Prefetch, Subquery
from django.db.models.functions import JSONObject

from audit.services import record_each
from dossiers import policies
from dossiers.choices import Category, Kind, Urgency
from dossiers.events import OverviewRead
from dossiers.models import Entry, FollowUp
from dossiers.policies import Rights
from dossiers.rules import COMPARTMENTS, NOTES, urgency
from dossiers.services.budget import require_budget
from dossiers.services.pictures import Picture, pictures_of
from dossiers.services.recording import record_listed, record_opened
from kernel.dates import day_of
from schools.rules import first_day_of_school_year

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from accounts.models import User
    from dossiers.policies import Basis, KnownStudent, OpenedClass, OpenedStudent
    from dossiers.rules import Compartment
    from schools.models import Group
    from students.models import Student

    ListedStudent = WithAnnotations[Student, "Listed"]

ENTRIES_AT_FIRST = 20
FOLLOW_UPS_PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Entries:
    """What was written about a student, whether there is more, and on what ground it is read."""

    student: OpenedStudent
    shown: list[Entry]
    older: bool
    basis: Basis


class Said(TypedDict):
    """A talk as the query gives it."""

    held_on: str
    kind: str


class Listed(Rights):
    """What stands beside a student in the list of a class."""

    last_talk: Said | None
    next_due_on: date | None


@dataclass(frozen=True, slots=True)
class Talk:
    """When there was a talk, and of which kind; not what was said."""

    held_on: date
    kind: Kind


@dataclass(frozen=True, slots=True)
class Row:
    """A student in the list of a class on a day: the last talk, and when to come back."""

    student: KnownStudent
    last: Talk | None
    due_on: date | None
    picture: Picture | None
    on: date

    @property
    def urgency(self) -> Urgency | None:
        """How the first thing to do stands."""
        return urgency(self.due_on, on=self.on) if self.due_on else None

    @property
    def waits_for_talk(self) -> bool:
        """Tell whether there was no talk yet in this school year."""
        return self.last is None or self.last.held_on < first_day_of_school_year(self.on)

    @property
    def needs_action(self) -> bool:
        """Tell whether something is late, or the student waits for a first talk."""
        return self.urgency == Urgency.OVERDUE or self.waits_for_talk


@dataclass(frozen=True, slots=True)
class Klass:
    """A class as its page shows it."""

    group: OpenedClass
    rows: list[Row]

    def shown(self, which: str) -> list[Row]:
        """Return the rows for one choice of the page; all of them for any other word."""
        match which:
            case "actie":
                return [row for row in self.rows if row.needs_action]
            case "geen-gesprek":
                return [row for row in self.rows if row.waits_for_talk]
            case _:
                return self.rows

    @property
    def due(self) -> int:
        """How many students have something to come back to this week, or before."""
        return sum(row.urgency in {Urgency.OVERDUE, Urgency.THIS_WEEK} for row in self.rows)

    @property
    def overdue(self) -> int:
        """How many of those are late."""
        return sum(row.urgency == Urgency.OVERDUE for row in self.rows)

    @property
    def waiting(self) -> int:
        """How many had no talk in this school year."""
        return len(self.shown("geen-gesprek"))

    @property
    def need_action(self) -> int:
        """How many wait for something."""
        return len(self.shown("actie"))

    @property
    def chosen(self) -> int:
        """For how many each question about pictures has an answer."""
        return sum(row.picture is not None and row.picture.is_complete for row in self.rows)


@dataclass(frozen=True, slots=True)
class Due:
    """Something agreed, and how it stands."""

    follow_up: FollowUp
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class DueList:
    """A page of things to do."""

    page: Page[FollowUp]
    listed: list[Due]


def read_entries(
    *,
    actor: User,
    student: UUID,
    compartment: Compartment,
    kind: str = "",
    limit: int = ENTRIES_AT_FIRST,
    at: datetime,
) -> Entries:
    """Return the newest entries of a compartment of `student`, each with its follow-ups.

    Raises:
        NotTheirReaderError: `actor` does not read the compartment of `student`.
        ManyFilesError: `actor` has opened very many files.
    Law: AVG 5(2), 32(1)
    """
    about = policies.require_student_reader(actor, student, compartment, at=at)
    require_budget(actor=actor, student=about, at=at)
    mine = Entry.objects.visible_to(actor, compartment)
    rows = mine.filter(student=about).current().newest_first()
    if kind:
        rows = rows.filter(kind=kind)
    agreed = FollowUp.objects.visible_to(actor).order_by("due_on", "pk")
    with transaction.atomic(savepoint=False):
        found = list(rows.prefetch_related(Prefetch("follow_ups", agreed))[: limit + 1])
        shown = found[:limit]
        basis = policies.require_basis(about.ground)
        record_opened(compartment, len(shown), basis=basis, actor=actor, student=about, at=at)
    return Entries(about, shown, len(found) > limit, basis)


def read_entry(*, actor: User, entry: Entry, at: datetime) -> Entry:
    """Put on record that somebody opens one entry.

    Raises:
        NotTheirReaderError: `actor` does not read this compartment of the student.
        ManyFilesError: `actor` has opened very many files.
    """
    compartment = COMPARTMENTS[Category(entry.category)]
    basis = policies.require_reader(actor, entry.student, compartment, at=at)
    require_budget(actor=actor, student=entry.student, at=at)
    record_opened(compartment, 1, basis=basis, actor=actor, student=entry.student, at=at)
    return entry


def read_class(*, actor: User, group: UUID, at: datetime) -> Klass:
    """Return what was done, and is to be done, with each student of a class.

    When somebody talked with whom says something about a student: it is recorded for each.

    Raises:
        NotTheirReaderError: `actor` has no task for this class.
    Law: AVG 5(2), 32(1)
    """
    opened = policies.require_class_reader(actor, group, at=at)
    basis = policies.require_basis(opened.ground)
    with transaction.atomic(savepoint=False):
        listed = list(members(actor=actor, group=opened, at=at))
        record_each(
            OverviewRead(assignments=basis.assignments),
            actor=actor,
            role=basis.role,
            subjects=[student.audit_ref for student in listed],
            school=opened.school.public_id,
            at=at,
        )
    pictures = pictures_of([s for s in listed if s.may_see_pictures], at=at)
    return Klass(opened, [_row(s, pictures.get(s.pk), on=day_of(at)) for s in listed])


def members(*, actor: User, group: Group, at: datetime) -> QuerySet[ListedStudent]:
    """Return the students of a class with the last talk, and the day of the first thing to do."""
    talks = Entry.objects.visible_to(actor, NOTES).current().newest_first()
    agreed = FollowUp.objects.visible_to(actor).open()
    said = JSONObject(held_on="held_on", kind="kind")
    rows = policies.students_of(actor, NOTES, at=at).filter(
        memberships__group=group, memberships__period__contains=day_of(at)
    )
    listed = rows.annotate(
        last_talk=Subquery(talks.filter(student=OuterRef("pk")).values_list(said, flat=True)[:1]),
        next_due_on=Subquery(agreed.filter(student=OuterRef("pk")).values("due_on")[:1]),
    )
    return cast("QuerySet[ListedStudent]", listed.order_by("surname", "call_name", "pk"))


def _row(student: ListedStudent, picture: Picture | None, *, on: date) -> Row:
    said = student.last_talk
    last = Talk(date.fromisoformat(said["held_on"]), Kind(said["kind"])) if said else None
    return Row(student, last, student.next_due_on, picture, on)


@transaction.atomic(savepoint=False)
def read_follow_ups(
    *, actor: User, until: date | None = None, page: str = "1", at: datetime
) -> DueList:
    """Return what is still to be done for the own students, the first due in front.

    Law: AVG 5(2), 32(1)
    """
    mine = FollowUp.objects.visible_to(actor).writable_by(actor).open()
    if until is not None:
        mine = mine.due_by(until)
    rows = mine.select_related("student__school", "entry")
    shown = Paginator(rows, FOLLOW_UPS_PER_PAGE).get_page(page)
    record_listed([row.student for row in shown], compartment=NOTES, actor=actor, at=at)
    today = day_of(at)
    return DueList(shown, [Due(row, urgency(row.due_on, on=today)) for row in shown])
