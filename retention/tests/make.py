"""Builders: a school with a schedule, leavers with what is held about them, a purge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from access.choices import Role
from access.tests.make import parent, with_role
from dossiers.choices import Category, Kind
from dossiers.models import Entry, FollowUp
from kernel.database import as_role
from kernel.tests.roles import seeing_all, unwalled
from retention import driving, services
from schools.tests.make import school
from students.models import Guardian
from students.tests.make import student

if TYPE_CHECKING:
    from accounts.models import User
    from retention.models import PurgeRun
    from schools.models import School
    from students.models import Student

LEFT_ON = date(2024, 7, 31)
ON = date(2026, 8, 1)
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
_number = count(1)


@dataclass(frozen=True, slots=True)
class Place:
    """A school with the two people of a purge."""

    school: School
    clerk: User
    head: User


def place() -> Place:
    """Make a school with a schedule, somebody who proposes and somebody who approves."""
    made = school()
    with as_role("portal_worker"):
        services.adopt_schedule(actor=None, board=made.board, at=NOW)
    return Place(made, with_role(Role.ADMINISTRATION, made), with_role(Role.PRINCIPAL, made))


def leaver(at: School, *, left_on: date = LEFT_ON, notes: int = 1) -> Student:
    """Make a student who left, with a parent, a photo and notes."""
    made = student(at, left_on=left_on, enrolled_on=date(2018, 8, 1))
    made.email = f"leerling{next(_number)}@school.example"
    made.photo.save("photo.jpg", ContentFile(f"photo {made.pk}".encode()), save=False)
    made.save()
    parent(made)
    for _ in range(notes):
        entry(made)
    return made


def parent_of(of: Student) -> User:
    """Return the account of the one parent of a student."""
    with seeing_all():
        user = Guardian.objects.select_related("user").get(guardianships__student=of).user
    assert user is not None
    return user


def entry(
    of: Student,
    category: Category = Category.CONVERSATION_NOTE,
    body: str = "Een gesprek met ouders over de overgang naar de volgende klas.",
) -> Entry:
    """Make an entry in a student's file, as history that somebody else wrote."""
    with unwalled("dossiers"):
        made = Entry.objects.create(
            student=of,
            school=of.school,
            category=category,
            kind=Kind.values[0] if category == Category.CONVERSATION_NOTE else "",
            title="Gesprek",
            held_on=date(2024, 3, 1),
            body=body,
            author_name="M. Mentor",
            created_at=NOW,
        )
        FollowUp.objects.create(
            entry=made,
            student=of,
            category=category,
            text="Nog eens bellen",
            due_on=date(2024, 4, 1),
        )
    return made


def proposed(at: Place, *, on: date = ON) -> PurgeRun:
    """Make a purge whose list waits for approval."""
    run = services.propose(actor=at.clerk, school=at.school, on=on, at=NOW)
    services.plan(run_id=run.pk)
    run.refresh_from_db()
    return run


def approved(at: Place, *, on: date = ON) -> PurgeRun:
    """Make a purge that a second person approved."""
    return services.approve(actor=at.head, run=proposed(at, on=on), at=NOW)


def executed(at: Place, *, on: date = ON) -> PurgeRun:
    """Make a purge and carry it out."""
    run = approved(at, on=on)
    driving.drive(run.pk)
    run.refresh_from_db()
    return run
