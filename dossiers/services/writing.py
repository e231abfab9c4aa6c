"""Write entries, correct them, and tick follow-ups off."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db import transaction

from audit.services import record
from dossiers import policies
from dossiers.choices import Category
from dossiers.errors import (
    AlreadyCorrectedError,
    FollowUpTooEarlyError,
    NotTheAuthorError,
    NotTheirWriterError,
    NotYetHeldError,
)
from dossiers.events import FollowUpTicked, NoteWritten
from dossiers.models import Entry, FollowUp
from dossiers.rules import COMPARTMENTS, NOTES
from kernel.dates import day_of
from students.models import Student

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User
    from dossiers.rules import Compartment


@transaction.atomic
def write_entry(  # noqa: PLR0913  (an entry is its facts)
    *,
    actor: User,
    student: Student,
    compartment: Compartment,
    title: str,
    body: str,
    held_on: date,
    kind: str = "",
    follow_up_text: str = "",
    follow_up_on: date | None = None,
    key: UUID,
    at: datetime,
) -> Entry:
    """Write an entry of a compartment; of a talk its `kind`, and perhaps when to come back to it.

    `key` is that of the form: the same form sent twice makes one entry. The public id of the
    entry follows from it, from the author, the student and the category, so nobody can aim it
    at an entry of somebody else.

    Raises:
        NotTheirWriterError: `actor` does not write the compartment of `student`.
        NotYetHeldError: it is about a day in the future.
        FollowUpTooEarlyError: one would come back to it before it was held.
    """
    student = _locked(student)
    policies.require_writer(actor, student, compartment, at=at)
    _require_order(held_on, follow_up_on, at=at)
    public_id = uuid5(key, f"{actor.audit_ref} {student.audit_ref} {compartment.category}")
    mine = Entry.objects.visible_to(actor, compartment)
    there = mine.filter(public_id=public_id).first()
    if there is not None:
        return there
    made = Entry.objects.create(
        public_id=public_id,
        student=student,
        school=student.school,
        category=compartment.category,
        kind=kind,
        title=title,
        body=body,
        held_on=held_on,
        author=actor,
        author_name=actor.display_name,
        created_at=at,
    )
    if follow_up_on is not None:
        FollowUp.objects.create(
            entry=made,
            student=student,
            category=made.category,
            text=follow_up_text,
            due_on=follow_up_on,
        )
    _record_written(made, actor=actor, at=at)
    return made


@transaction.atomic
def correct_entry(  # noqa: PLR0913  (an entry is its facts)
    *,
    actor: User,
    entry: Entry,
    title: str,
    body: str,
    held_on: date,
    kind: str = "",
    at: datetime,
) -> Entry:
    """Add a better version of an entry; the old one stays, and its follow-ups go along.

    Correcting it into what it says already is no error, and adds nothing.

    Raises:
        NotTheirWriterError: `actor` does not write this compartment of the student any more.
        NotTheAuthorError: somebody else wrote the entry.
        NotYetHeldError: it is about a day in the future.
        AlreadyCorrectedError: there is a newer version, which says something else.
    Law: AVG 5(1)(d)
    """
    student, compartment = _locked(entry.student), COMPARTMENTS[Category(entry.category)]
    policies.require_writer(actor, student, compartment, at=at)
    if entry.author_id != actor.pk:
        raise NotTheAuthorError
    _require_order(held_on, None, at=at)
    said = {"kind": kind, "title": title, "body": body, "held_on": held_on}
    mine = Entry.objects.visible_to(actor, compartment)
    newest = mine.filter(supersedes=entry).first() or entry
    if all(getattr(newest, name) == value for name, value in said.items()):
        return newest
    if newest != entry:
        raise AlreadyCorrectedError
    made = Entry.objects.create(
        student=student,
        school=student.school,
        category=entry.category,
        author=actor,
        author_name=actor.display_name,
        supersedes=entry,
        created_at=at,
        **said,
    )
    FollowUp.objects.filter(entry=entry).update(entry=made)
    _record_written(made, actor=actor, at=at)
    return made


@transaction.atomic
def tick_follow_up(*, actor: User, follow_up: FollowUp, done: bool, at: datetime) -> FollowUp:
    """Tick a follow-up off, or open it again; doing so twice is no error.

    Raises:
        NotTheirWriterError: `actor` writes no notes about the student.
    """
    mine = FollowUp.objects.visible_to(actor).writable_by(actor)
    found = (
        mine.select_for_update(of=("self",))
        .select_related("student__school")
        .filter(pk=follow_up.pk)
        .first()
    )
    if found is None:
        raise NotTheirWriterError
    if (found.done_at is not None) == done:
        return found
    found.done_at = at if done else None
    found.save(update_fields=["done_at"])
    _record_ticked(found, actor=actor, at=at)
    return found


def _locked(student: Student) -> Student:
    """Return the student, whom nobody else writes about until this is done."""
    rows = Student.objects.select_related("school")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=student.pk)


def _require_order(held_on: date, follow_up_on: date | None, *, at: datetime) -> None:
    if held_on > day_of(at):
        raise NotYetHeldError
    if follow_up_on is not None and follow_up_on <= held_on:
        raise FollowUpTooEarlyError


def _record_written(entry: Entry, *, actor: User, at: datetime) -> None:
    compartment = COMPARTMENTS[Category(entry.category)]
    basis = policies.require_reader(actor, entry.student, compartment, at=at)
    event = NoteWritten(
        entry=entry.pk,
        category=entry.category,
        kind=entry.kind,
        corrects=entry.supersedes_id,
    )
    record(
        event,
        actor=actor,
        role=basis.role,
        subject=entry.student.audit_ref,
        school=entry.student.school.public_id,
        at=at,
    )


def _record_ticked(follow_up: FollowUp, *, actor: User, at: datetime) -> None:
    student = follow_up.student
    basis = policies.require_reader(actor, student, NOTES, at=at)
    record(
        FollowUpTicked(follow_up=follow_up.pk, done=follow_up.done_at is not None),
        actor=actor,
        role=basis.role,
        subject=student.audit_ref,
        school=student.school.public_id,
        at=at,
    )
