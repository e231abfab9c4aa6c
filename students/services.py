"""Open a card, show and enter an identity number, and put on record who did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from audit.services import record
from kernel.database import acting_as
from students import fields, policies
from students.errors import (
    NoNumberError,
    NoSuchStudentError,
    NotANumberError,
    NumberRefusedError,
    NumberTakenError,
    TooManyNumbersError,
)
from students.events import CardRead, PageDenied
from students.models import Student

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from kernel.errors import PortalError
    from students.choices import NumberKind, Reason

REFUSALS: dict[str, type[PortalError]] = {
    "refused": NumberRefusedError,
    "none": NoNumberError,
    "too_many": TooManyNumbersError,
    "wrong": NotANumberError,
    "taken": NumberTakenError,
}


def read_card(*, actor: User, student: UUID, at: datetime) -> fields.Card:
    """Return the card of a student as `actor` may see it; what cannot be recorded is not shown.

    Raises:
        NoSuchStudentError: there is none, or `actor` may not know of it.
    Law: AVG 5(2), 32(1)
    """
    found = policies.cards_of(actor, at=at).filter(public_id=student).first()
    if found is None:
        raise NoSuchStudentError
    card = fields.card(found, actor, at=at)
    record(
        CardRead(fields=card.shown, assignments=policies.grounds_of(actor, found, at=at)),
        actor=actor,
        subject=found.audit_ref,
        school=found.school.public_id,
        at=at,
    )
    return card


def reveal_number(*, actor: User, student: Student, reason: Reason) -> str:
    """Return the identity number of a student, after the reason was put on record.

    PostgreSQL decides, counts and records, by its own clock: see `students_reveal_bsn`. A
    refusal stays on record too, so nothing here may undo the transaction.

    Raises:
        NumberRefusedError: `actor` may not see it.
        NoNumberError: there is none.
        TooManyNumbersError: `actor` saw 20 today.
    Law: WVO 8.17; UAVG 46
    """
    outcome, digits = _ask("SELECT * FROM students_reveal_bsn(%s, %s)", actor, student, reason)
    if outcome in REFUSALS:
        raise REFUSALS[outcome]
    return digits


def enter_number(*, actor: User, student: Student, kind: NumberKind, number: str) -> None:
    """Enter the identity number of a student, or another in the place of the one there is.

    Raises:
        NumberRefusedError: `actor` does not keep the students of the school.
        NotANumberError: it cannot be a number of this kind.
        NumberTakenError: another student of the school has it.
    Law: WVO 8.10, 8.11
    """
    (outcome,) = _ask("SELECT students_enter_number(%s, %s, %s)", actor, student, kind, number)
    if outcome in REFUSALS:
        raise REFUSALS[outcome]


def deny(*, actor: User, route: str, student: UUID | None, at: datetime) -> None:
    """Record a refused attempt, with the student it was about where there is one.

    The person refused learns nothing from it: a student who does not exist is answered alike.
    """
    about = None
    if student is not None:
        about = Student.objects.filter(public_id=student).select_related("school").first()
    record(
        PageDenied(route=route),
        actor=actor,
        subject=about.audit_ref if about else None,
        school=about.school.public_id if about else None,
        at=at,
    )


def _ask(statement: str, actor: User, student: Student, *values: str) -> tuple[str, ...]:
    """Ask a function of PostgreSQL that knows by itself who asks."""
    with acting_as(actor.pk), connection.cursor() as cursor:
        cursor.execute(statement, [student.pk, *values])
        found: tuple[str, ...] = cursor.fetchone()
    return found
