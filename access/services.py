"""Give tasks, end them, and confirm what a file proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from access import grants, policies
from access.choices import ProposalState, Role, Scope, Source
from access.errors import AlreadyAssignedError, NoAddressError, WrongScopeError
from access.events import AssignmentEnded, AssignmentGiven, ProposalsConfirmed
from access.matrix import SCOPES
from access.models import Assignment, Proposal
from accounts.models import User
from audit.services import record
from kernel.dates import ONE_DAY, start_of
from schools.models import Board, Group, School, StaffMember
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime
    from uuid import UUID


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
    at: datetime,
) -> Assignment:
    """Give `user` a task, from the start of `first_day` to the end of `last_day`.

    An actor of None is the portal itself, or whoever runs its command line.

    Raises:
        NotYoursToGiveError: `actor` does not manage access at every school concerned.
        WrongScopeError: the matrix does not know this role for such a scope.
        AlreadyAssignedError: the user has this task in part of the period.
    """
    scope = Scope(to._meta.model_name or "")
    schools = schools_of(to)
    if actor is not None:
        for school in schools:
            policies.require_confirmer(actor, school)
    if scope not in SCOPES[role]:
        raise WrongScopeError
    period = (start_of(first_day), None if last_day is None else _start_after(last_day))
    try:
        with transaction.atomic():
            made = Assignment.objects.create(
                user=user,
                role=role,
                valid=period,
                source=source,
                created_by=actor,
                created_at=at,
                **{scope.value: to},
            )
    except IntegrityError as error:
        raise AlreadyAssignedError from error
    grants.sync(schools=[school.pk for school in schools], at=at)
    event = AssignmentGiven(assignment=made.pk, role=role, scope=scope)
    record(event, actor=actor, school=schools[0].public_id if schools else None, at=at)
    return made


@transaction.atomic
def end(*, actor: User | None, assignment: Assignment, last_day: date, at: datetime) -> Assignment:
    """Let a task end at the end of `last_day`; ending it twice is no error.

    Raises:
        NotYoursToGiveError: `actor` does not manage access at every school concerned.
    """
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    schools = schools_of(_target(assignment))
    if actor is not None:
        for school in schools:
            policies.require_confirmer(actor, school)
    ends = max(_start_after(last_day), assignment.valid.lower)
    if ends == assignment.valid.lower:
        grants.sync(schools=[school.pk for school in schools], at=at)
        return assignment
    assignment.valid = (assignment.valid.lower, ends)
    assignment.save(update_fields=["valid"])
    grants.sync(schools=[school.pk for school in schools], at=at)
    event = AssignmentEnded(assignment=assignment.pk, role=assignment.role)
    record(event, actor=actor, school=schools[0].public_id if schools else None, at=at)
    return assignment


@transaction.atomic
def confirm(
    *,
    actor: User | None,
    school: School,
    proposals: Collection[UUID],
    addresses: Mapping[UUID, str] | None = None,
    at: datetime,
) -> ProposalsConfirmed:
    """Turn imported links into tasks; links of people without an address stay open.

    `addresses` gives, by link, the e-mail address of somebody whose file has none: lists of
    students name mentors without one.

    Raises:
        NotYoursToGiveError: `actor` does not confirm access at `school`.
    """
    if actor is not None:
        policies.require_confirmer(actor, school)
    waiting = (
        Proposal.objects.open()
        .filter(staff__school=school, public_id__in=proposals)
        .select_for_update(of=("self",))
        .select_related("staff__user", "group", "student")
        .order_by("pk")
    )
    confirmed = without_address = 0
    for proposal in waiting:
        try:
            _complete(proposal.staff, (addresses or {}).get(proposal.public_id, ""))
            _confirm_one(proposal, actor=actor, at=at)
            confirmed += 1
        except NoAddressError:
            without_address += 1
    grants.sync(schools=[school.pk], at=at)
    event = ProposalsConfirmed(confirmed=confirmed, without_address=without_address)
    record(event, actor=actor, school=school.public_id, at=at)
    return event


def _complete(staff: StaffMember, email: str) -> None:
    """Write down the address that somebody of the school gave, where the file has none."""
    if email and not staff.email:
        staff.email = email
        staff.save(update_fields=["email"])


def _confirm_one(proposal: Proposal, *, actor: User | None, at: datetime) -> None:
    scope: dict[str, Group | Student | None] = (
        {"group": proposal.group} if proposal.group else {"student": proposal.student}
    )
    user = account_of(proposal.staff)
    starts, ends = proposal.period.lower, proposal.period.upper
    valid = (start_of(starts), start_of(ends) if ends else None)
    there = Assignment.objects.filter(
        user=user, role=proposal.role, valid__overlap=valid, **scope
    ).first()
    proposal.assignment = there or Assignment.objects.create(
        user=user,
        role=proposal.role,
        valid=valid,
        source=Source.IMPORT,
        created_by=actor,
        created_at=at,
        **scope,
    )
    proposal.state = ProposalState.CONFIRMED
    proposal.save(update_fields=["state", "assignment"])


def account_of(staff: StaffMember) -> User:
    """Return the account of a member of staff; make it where there is none.

    The account has no password: the person sets one by the link in an e-mail.

    Raises:
        NoAddressError: the administration knows no e-mail address.
    """
    if staff.user is not None:
        return staff.user
    if not staff.email:
        raise NoAddressError
    user = User.objects.filter(email=staff.email.lower()).first()
    if user is None:
        user = User.objects.create_user(email=staff.email, display_name=staff.full_name)
    staff.user = user
    staff.save(update_fields=["user"])
    return user


def schools_of(to: Student | Group | School | Board) -> list[School]:
    """Return the schools whose data a task for `to` is about."""
    match to:
        case School():
            return [to]
        case Board():
            return list(to.schools.order_by("pk"))
        case Student() | Group():
            return [to.school]


def _target(assignment: Assignment) -> Student | Group | School | Board:
    target = getattr(assignment, assignment.scope.value)
    assert isinstance(target, Student | Group | School | Board)  # noqa: S101  (for the types)
    return target


def _start_after(day: date) -> datetime:
    return start_of(day + ONE_DAY)
