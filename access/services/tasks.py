"""Give tasks and end them; end all of them when an employment ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from access import grants, policies
from access.choices import Role, Scope, Source
from access.errors import (
    AlreadyAssignedError,
    NoSecrecyError,
    StandInEndsError,
    WrongScopeError,
)
from access.events import AssignmentEnded, AssignmentGiven, EmploymentEnded
from access.matrix import FAMILY, NEEDS_SECRECY, SCOPES
from access.models import Assignment, Confidentiality
from audit.services import record
from kernel.dates import ONE_DAY, start_of
from schools.models import Board, Group, School
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from accounts.models import User


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
        WrongScopeError: the matrix does not know this role for such a scope.
        NoSecrecyError: no duty of confidentiality is on record, and this role asks for one.
        StandInEndsError: a stand-in without a last day, or for oneself.
        AlreadyAssignedError: the user has this task in part of the period.
    """
    scope = Scope(to._meta.model_name or "")
    schools = schools_of(to)
    if actor is not None:
        policies.require_giver(actor, role, schools, to=user)
    if scope not in SCOPES[role]:
        raise WrongScopeError
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

    A task that had yet to begin on that day goes altogether.

    Raises:
        NotYoursToGiveError: `actor` does not give this task at every school concerned.
        OneselfError: it is the task of `actor`.
    """
    assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    schools = schools_of(target_of(assignment))
    if actor is not None:
        policies.require_giver(actor, Role(assignment.role), schools, to=assignment.user)
    _end(assignment, start_of(last_day + ONE_DAY))
    grants.sync(schools=[school.pk for school in schools], at=at)
    event = AssignmentEnded(assignment=assignment.pk, role=assignment.role)
    record(event, actor=actor, school=schools[0].public_id if schools else None, at=at)


def _end(task: Assignment, ends: datetime) -> None:
    if task.valid.upper is not None and task.valid.upper <= ends:
        return
    if task.valid.lower >= ends:
        Assignment.objects.filter(pk=task.pk).delete()
        return
    task.valid = (task.valid.lower, ends)
    task.save(update_fields=["valid"])


@transaction.atomic
def end_employment(
    *, actor: User | None, user: User, at_work: School | Board, last_day: date, at: datetime
) -> int:
    """End every task that `user` has there at the end of `last_day`, and every session with it.

    What somebody is as a parent or student stays. Return how many tasks were ended.

    Raises:
        NotYoursToGiveError: `actor` does not say at every school concerned who has access.
        OneselfError: `actor` is `user`.
    """
    schools = schools_of(at_work)
    if actor is not None:
        policies.require_confirmer_of_others(actor, schools, to=user)
    ends = start_of(last_day + ONE_DAY)
    tasks = list(_work_of(user, at_work).select_for_update(of=("self",)).order_by("pk"))
    later = [task for task in tasks if task.valid.upper is None or task.valid.upper > ends]
    for task in later:
        _end(task, ends)
    user.sessions_end_at = ends
    user.save(update_fields=["sessions_end_at"])
    grants.sync(schools=[school.pk for school in schools], at=at)
    event = EmploymentEnded(tasks=len(later), last_day=last_day.isoformat())
    for school in schools:
        record(event, actor=actor, school=school.public_id, at=at)
    return len(later)


def _work_of(user: User, at_work: School | Board) -> QuerySet[Assignment]:
    """Return the tasks of `user` there that are work, also those for one group or student."""
    schools = [school.pk for school in schools_of(at_work)]
    there = Q(school__in=schools) | Q(group__school__in=schools) | Q(student__school__in=schools)
    if isinstance(at_work, Board):
        there |= Q(board=at_work)
    return Assignment.objects.filter(there, user=user).exclude(role__in=FAMILY)


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
