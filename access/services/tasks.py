"""Give tasks and end them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from access import grants, policies
from access.choices import Role, Scope, Source
from access.errors import (
    AlreadyAssignedError,
    EndsBeforeBeginError,
    NoSecrecyError,
    StandInEndsError,
    WrongScopeError,
)
from access.events import AssignmentEnded, AssignmentGiven
from access.matrix import NEEDS_SECRECY, SCOPES
from access.models import Assignment, Confidentiality
from access.services.people import account_for
from audit.services import record
from kernel.dates import ONE_DAY, start_of
from schools.models import Board, Group, School
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from access.services.people import Somebody
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task: which role, for what, from which first to which last day, in whose place."""

    role: Role
    about: Student | Group | School | Board
    first_day: date
    last_day: date | None = None
    stands_in_for: User | None = None


@transaction.atomic
def assign(  # noqa: PLR0913  (a task is a person, a role, a scope and a period)
    *,
    actor: User | None,
    user: User,
    role: Role,
    to: Student | Group | School | Board,
    first_day: date,
    last_day: date | None = None,
    source: Source = Source.MANUAL,
    stands_in_for: User | None = None,
    at: datetime,
) -> Assignment:
    """Give `user` a task, from the start of `first_day` to the end of `last_day`.

    An actor of None is the portal itself, or whoever runs its command line. A stand-in has
    the task of somebody else for a while, so that it always has a last day.

    Raises:
        NotYoursToGiveError: `actor` does not give this task at every school concerned.
        OneselfError: `actor` is `user`.
        OwnChildError: it is about the own child of `actor`.
        WrongScopeError: the matrix does not know this role for such a scope.
        NotByHandError: no person gives the role of a parent, a student or an emergency.
        BoardWideError: no person gives a task for a whole board.
        EndsBeforeBeginError: the last day lies before the first.
        NoSecrecyError: no duty of confidentiality is on record, and this role asks for one.
        StandInEndsError: a stand-in without a last day, or for oneself.
        AlreadyAssignedError: the user has this task in part of the period.
    """
    scope = Scope(to._meta.model_name or "")
    schools = schools_of(to)
    if actor is not None:
        policies.require_given_by_people(role, scope)
        _authorise(actor, role, to, user)
    if scope not in SCOPES[role]:
        raise WrongScopeError
    _require_period(first_day, last_day)
    if role in NEEDS_SECRECY:
        _require_secrecy(user, schools, on=first_day)
    if stands_in_for is not None and (last_day is None or stands_in_for == user):
        raise StandInEndsError
    made = Assignment(
        user=user,
        role=role,
        valid=(start_of(first_day), None if last_day is None else start_of(last_day + ONE_DAY)),
        source=source,
        stands_in_for=stands_in_for,
        created_by=actor,
        created_at=at,
        **{scope.value: to},
    )
    _place(made)
    grants.sync(schools=[school.pk for school in schools], at=at)
    event = AssignmentGiven(assignment=made.pk, role=role, scope=scope)
    record(event, actor=actor, school=schools[0].public_id if schools else None, at=at)
    return made


@transaction.atomic
def give(
    *,
    actor: User | None,
    to: Somebody,
    email: str = "",
    task: TaskFacts,
    at: datetime,
) -> Assignment:
    """Give somebody a task, with an account without a password where there is none.

    `email` is the address of a member of staff whose file has none.

    Raises:
        NoAddressError: there is no e-mail address.
        MailboxTakenError: somebody of another name signs in with that address.
        PortalError: as `assign`; then no account is made either.
    """
    return assign(
        actor=actor,
        user=account_for(to, email=email),
        role=task.role,
        to=task.about,
        first_day=task.first_day,
        last_day=task.last_day,
        stands_in_for=task.stands_in_for,
        at=at,
    )


def _authorise(
    actor: User, role: Role, about: Student | Group | School | Board, user: User
) -> None:
    """Let pass whoever gives `role` for this, to somebody else and not for the own child."""
    policies.require_giver(actor, role, schools_of(about), to=user)
    if isinstance(about, Student):
        policies.require_not_own_child(actor, about)


def _require_period(first_day: date, last_day: date | None) -> None:
    if last_day is not None and last_day < first_day:
        raise EndsBeforeBeginError


def _place(task: Assignment) -> None:
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyAssignedError from error


def _require_secrecy(user: User, schools: Sequence[School], *, on: date) -> None:
    known = Confidentiality.objects.filter(user=user, school__in=schools, period__contains=on)
    if known.count() < len(schools):
        raise NoSecrecyError


@transaction.atomic
def end(*, actor: User | None, assignment: Assignment, last_day: date, at: datetime) -> None:
    """Let a task end at the end of `last_day`; ending it twice is no error.

    A task that had yet to begin goes altogether; what held for a while is never unwritten.

    Raises:
        NotYoursToGiveError: `actor` does not give this task at every school concerned.
        OneselfError: it is the task of `actor`.
        OwnChildError: it is about the own child of `actor`.
    """
    assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if actor is not None:
        _authorise(actor, Role(assignment.role), target_of(assignment), assignment.user)
    finish(actor=actor, assignment=assignment, last_day=last_day, at=at)


def finish(*, actor: User | None, assignment: Assignment, last_day: date, at: datetime) -> None:
    """Let a locked task end, for an act that has looked who asks: `end`, or a review."""
    schools = schools_of(target_of(assignment))
    shorten(assignment, start_of(last_day + ONE_DAY), at=at)
    grants.sync(schools=[school.pk for school in schools], at=at)
    event = AssignmentEnded(assignment=assignment.pk, role=assignment.role)
    record(event, actor=actor, school=schools[0].public_id if schools else None, at=at)


def shorten(task: Assignment, ends: datetime, *, at: datetime) -> None:
    """Let a task end at `ends`, if it lasts longer; whoever calls this has locked it."""
    if task.valid.upper is not None and task.valid.upper <= ends:
        return
    if task.valid.lower >= max(ends, at):
        Assignment.objects.filter(pk=task.pk).delete()
        return
    task.valid = (task.valid.lower, ends if ends > task.valid.lower else at)
    task.save(update_fields=["valid"])


def schools_of(to: Student | Group | School | Board) -> list[School]:
    """Return the schools whose data a task for `to` is about."""
    match to:
        case School():
            return [to]
        case Board():
            return list(to.schools.order_by("pk"))
        case Student() | Group():
            return [to.school]


def target_of(assignment: Assignment) -> Student | Group | School | Board:
    """Return what an assignment is about."""
    target = getattr(assignment, assignment.scope.value)
    assert isinstance(target, Student | Group | School | Board)  # noqa: S101  (for the types)
    return target
