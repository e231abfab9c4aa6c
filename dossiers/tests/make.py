"""Builders: a class with its mentor, and notes. Each goes through the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils import timezone

from access import grants
from access.choices import Role
from access.tests import make as access
from dossiers import services
from dossiers.choices import Category, Kind
from dossiers.rules import ADVICE, CARE, NOTES
from kernel.database import acting_as, as_role
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User
    from dossiers.models import Entry, FollowUp
    from dossiers.rules import Compartment
    from schools.models import Group, School
    from students.models import Student

ADVICE_WORDS = "Let him sit in front, near the door."
CARE_WORDS = "He saw the school doctor on Monday."
LONG_AGO = date(2025, 8, 1)
WORDS = "He cycles to his grandmother on Tuesdays."


@dataclass(frozen=True)
class Klass:
    """A class, somebody in it, and that one's mentor."""

    school: School
    group: Group
    student: Student
    mentor: User


@dataclass(frozen=True)
class File:
    """A student with a note, advice and a care note, and who wrote the last two."""

    klass: Klass
    coordinator: User
    carer: User
    advice: Entry
    care: Entry

    @property
    def student(self) -> Student:
        """Return whose file it is."""
        return self.klass.student


def file() -> File:
    """Make a file with something in each compartment."""
    mine = klass()
    coordinator = access.with_role(Role.CARE_COORDINATOR, mine.school)
    carer = access.with_role(Role.CARE_TEAM, mine.student)
    note(mine.mentor, mine.student)
    advice = written(coordinator, mine.student, ADVICE, body=ADVICE_WORDS)
    care = written(carer, mine.student, CARE, body=CARE_WORDS)
    return File(mine, coordinator, carer, advice, care)


def klass(*, first_day: date = LONG_AGO, last_day: date | None = None) -> Klass:
    """Make a class of one student with a mentor."""
    school = schools.school()
    group = schools.group(school)
    student = students.student(group=group)
    mentor = access.with_role(Role.MENTOR, group, first_day=first_day, last_day=last_day)
    return Klass(school, group, student, mentor)


def classmate(of: Klass, *, name: str = "") -> Student:
    """Make one more student in the class."""
    made = students.student(group=of.group, name=name)
    grants.sync(schools=[of.school.pk], at=schools.NOW)
    return made


def note(  # noqa: PLR0913  (each test names the one fact that it is about)
    actor: User,
    student: Student,
    *,
    title: str = "Getting to know",
    body: str = WORDS,
    kind: Kind = Kind.MENTOR_TALK,
    held_on: date | None = None,
    follow_up_on: date | None = None,
    follow_up_text: str = "",
) -> Entry:
    """Write a note as a page does, today unless said otherwise."""
    with acting_as(actor.pk):
        return services.write_entry(
            actor=actor,
            student=student,
            compartment=NOTES,
            kind=kind,
            title=title,
            body=body,
            held_on=held_on or timezone.localdate(),
            follow_up_on=follow_up_on,
            follow_up_text=follow_up_text,
            key=uuid4(),
            at=timezone.now(),
        )


def written(
    actor: User,
    student: Student,
    compartment: Compartment,
    *,
    title: str = "Where to sit",
    body: str = ADVICE_WORDS,
    held_on: date | None = None,
) -> Entry:
    """Write advice or a care note as a page does, today unless said otherwise."""
    with acting_as(actor.pk):
        return services.write_entry(
            actor=actor,
            student=student,
            compartment=compartment,
            title=title,
            body=body,
            held_on=held_on or timezone.localdate(),
            key=uuid4(),
            at=timezone.now(),
        )


def follow_up(
    actor: User, student: Student, *, days: int, text: str = "Ask again", body: str = WORDS
) -> FollowUp:
    """Agree something with `student`, due in so many days from today."""
    due_on = timezone.localdate() + timedelta(days=days)
    held_on = min(timezone.localdate(), due_on - timedelta(days=1))
    entry = note(
        actor, student, body=body, held_on=held_on, follow_up_on=due_on, follow_up_text=text
    )
    with acting_as(actor.pk):
        return entry.follow_ups.get()


def placed(
    student: Student,
    *,
    author: User | None = None,
    category: Category = Category.CONVERSATION_NOTE,
    body: str = WORDS,
    held_on: date = date(2025, 11, 3),
) -> services.Placed:
    """Describe an entry that comes in from elsewhere."""
    return services.Placed(
        student=student.pk,
        author=author.pk if author else None,
        author_name=author.display_name if author else "M. de Vries",
        category=category,
        kind=Kind.MENTOR_TALK if category == Category.CONVERSATION_NOTE else None,
        title="From elsewhere",
        body=body,
        held_on=held_on,
        created_at=datetime(2025, 11, 3, 12, tzinfo=UTC),
    )


def place(*entries: services.Placed) -> int:
    """Let entries come in, as the worker does."""
    with as_role("portal_worker"):
        return services.place(actor=None, entries=entries, at=timezone.now())
