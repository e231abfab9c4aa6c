"""Builders: people with a task. Each goes through the service, as in production."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from access import grants, services
from access.choices import Body, Council, EmergencyReason, InvitationWay, Secrecy
from access.document import edition
from access.invitees import invitees
from access.matrix import NEEDS_SECRECY
from access.models import Invitation
from kernel.database import acting_as
from kernel.dates import day_of
from schools.tests.make import NOW, TODAY, user
from students.models import Guardian
from students.tests import make as students

if TYPE_CHECKING:
    from datetime import datetime

    from access.choices import Role
    from access.models import Adoption, Assignment, BreakGlass
    from access.services import Letter
    from accounts.models import User
    from schools.models import Board, Group, School
    from students.models import Student

WHY = "He says on the telephone that he will hurt himself."
FIRST_DAY = date(2026, 8, 1)


def with_role(
    role: Role,
    to: Student | Group | School | Board,
    *,
    first_day: date = FIRST_DAY,
    last_day: date | None = None,
    who: User | None = None,
) -> User:
    """Make somebody who has `role` for `to`; or give it to `who`."""
    somebody = who or user(role.value)
    if role in NEEDS_SECRECY and not somebody.confidentiality.exists():
        for school in services.schools_of(to):
            secrecy(somebody, school)
    task(role, to, user=somebody, first_day=first_day, last_day=last_day)
    return somebody


def task(
    role: Role,
    to: Student | Group | School | Board,
    *,
    user: User,
    by: User | None = None,
    first_day: date = TODAY,
    **facts: Any,  # noqa: ANN401
) -> Assignment:
    """Let `by` give `user` a task; without `by` it comes from the command line."""
    return services.assign(
        actor=by, user=user, role=role, to=to, first_day=first_day, at=NOW, **facts
    )


def secrecy(user: User, school: School) -> None:
    """Record that `user` keeps silent about students' health, as a care team asks."""
    services.record_secrecy(
        actor=None,
        user=user,
        school=school,
        basis=Secrecy.CONTRACT,
        signed_on=date(2020, 8, 1),
        at=NOW,
    )


def emergency(actor: User, student: Student, *, at: datetime | None = None) -> BreakGlass:
    """Let `actor` take emergency access to `student`, now unless said otherwise."""
    return services.break_glass(
        actor=actor,
        student=student,
        kind=EmergencyReason.SAFETY,
        reason=WHY,
        at=at or timezone.now(),
    )


def parent(of: Student, *, who: User | None = None) -> User:
    """Make a parent with joint authority who can sign in; or make `who` a parent of one more."""
    somebody = who or user("parent")
    students.guardianship(of, user=somebody)
    grants.sync(schools=[of.school_id], at=NOW)
    return somebody


def student_who_signs_in(of: Student) -> User:
    """Give a student an account."""
    somebody = user("student")
    of.user = somebody
    of.save(update_fields=["user"])
    grants.sync(schools=[of.school_id], at=NOW)
    return somebody


def invitation(
    actor: User, *, of: Guardian | Student, by_mail: bool = False, at: datetime | None = None
) -> Invitation:
    """Let `actor` invite somebody, by letter unless said otherwise; return what is written."""
    at = at or timezone.now()
    with acting_as(actor.pk):
        everybody = invitees(actor, of.school, on=day_of(at))
        people = [one for one in everybody if one.person == of]
        send = services.invite if by_mail else services.write_letters
        send(actor=actor, school=of.school, people=people, at=at)
        return Invitation.objects.of(of).unused().get()


def invited(person: Guardian | Student, *, by: User) -> Invitation:
    """Place an invitation for somebody whom `by` may not invite: behind an open wall."""
    now = timezone.now()
    whom = {"guardian" if isinstance(person, Guardian) else "student": person}
    return Invitation.objects.create(
        school=person.school,
        way=InvitationWay.LETTER,
        made_by=by,
        made_at=now,
        period=(now, now + timedelta(days=30)),
        **whom,
    )


def letter(actor: User, *, of: Guardian | Student, at: datetime | None = None) -> Letter:
    """Let `actor` write a letter to somebody; return what stands in it."""
    at = at or timezone.now()
    with acting_as(actor.pk):
        everybody = invitees(actor, of.school, on=day_of(at))
        people = [one for one in everybody if one.person == of]
        (made,) = services.write_letters(actor=actor, school=of.school, people=people, at=at)
    return made


def withdraws(actor: User, invitation: Invitation) -> None:
    """Let `actor` take an invitation back."""
    with acting_as(actor.pk):
        services.withdraw(actor=actor, invitation=invitation, at=timezone.now())


def adoption(officer: User, board: Board, **changes: Any) -> Adoption:  # noqa: ANN401
    """Register that `board` adopted the matrix of today."""
    facts: dict[str, Any] = {
        "fingerprint": edition.fingerprint(edition.content()),
        "adopted_on": date(2026, 10, 20),
        "body": Body.EXECUTIVE,
        "council": Council.AGREED,
        "council_on": date(2026, 10, 6),
        "at": NOW,
    }
    return services.adopt(actor=officer, board=board, **{**facts, **changes})
