"""Confirm the links between staff and groups that a file proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from access import grants, policies
from access.choices import ProposalState, Source
from access.errors import NoAddressError
from access.events import ProposalsConfirmed
from access.models import Assignment, Proposal
from accounts.models import User
from audit.services import record
from kernel.dates import start_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from schools.models import Group, School, StaffMember
    from students.models import Student


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

    So do links of `actor`, and those for the own child: nobody confirms the own task, nor says
    who works with the own child.

    `addresses` gives, by link, the e-mail address of somebody whose file has none: lists of
    students name mentors without one.

    Raises:
        NotYoursToGiveError: `actor` does not confirm access at `school`.
    """
    if actor is not None:
        policies.require_confirmer(actor, school)
    links = Proposal.objects.all() if actor is None else Proposal.objects.visible_to(actor)
    waiting = (
        links.open()
        .filter(staff__school=school, public_id__in=proposals)
        .select_for_update(of=("self",))
        .select_related("staff__user", "group", "student")
        .order_by("pk")
    )
    confirmed = without_address = of_oneself = 0
    for proposal in waiting:
        address = (addresses or {}).get(proposal.public_id, "")
        if actor is not None and _is_of(actor, proposal.staff, address):
            of_oneself += 1
            continue
        try:
            _complete(proposal.staff, address)
            _confirm_one(proposal, actor=actor, at=at)
            confirmed += 1
        except NoAddressError:
            without_address += 1
    grants.sync(schools=[school.pk], at=at)
    event = ProposalsConfirmed(
        confirmed=confirmed, without_address=without_address, of_oneself=of_oneself
    )
    record(event, actor=actor, school=school.public_id, at=at)
    return event


def _is_of(actor: User, staff: StaffMember, address: str) -> bool:
    """Tell whether a link is of `actor`, by the account or by the address it would get."""
    return staff.user_id == actor.pk or (staff.email or address).lower() == actor.email


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
