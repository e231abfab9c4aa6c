"""Who promised to keep silent about students' health, and so may be in a care team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from access import policies
from access.errors import AlreadyRecordedError
from access.events import SecrecyRecorded
from access.models import Confidentiality
from access.services.people import account_for
from access.services.tasks import assign, schools_of
from audit.services import record

if TYPE_CHECKING:
    from datetime import date, datetime

    from access.choices import Secrecy
    from access.models import Assignment
    from access.services.people import Somebody
    from access.services.tasks import TaskFacts
    from accounts.models import User
    from schools.models import School


@dataclass(frozen=True, slots=True)
class Promise:
    """What a duty of confidentiality rests on, and since which day."""

    basis: Secrecy
    signed_on: date


@transaction.atomic
def appoint(
    *,
    actor: User | None,
    to: Somebody,
    task: TaskFacts,
    promise: Promise | None = None,
    at: datetime,
) -> Assignment:
    """Put somebody in the care team of a student; record the duty of confidentiality first.

    Law: UAVG 30(4)

    Raises:
        NoSecrecyError: no such duty is on record on the first day, and no `promise` is given.
        AlreadyRecordedError: a `promise` is given, and one is on record.
        PortalError: as `assign`; then nothing is recorded either.
    """
    user = account_for(to)
    if promise is not None:
        [school] = schools_of(task.about)
        record_secrecy(
            actor=actor,
            user=user,
            school=school,
            basis=promise.basis,
            signed_on=promise.signed_on,
            at=at,
        )
    return assign(
        actor=actor,
        user=user,
        role=task.role,
        to=task.about,
        first_day=task.first_day,
        last_day=task.last_day,
        at=at,
    )


@transaction.atomic
def record_secrecy(
    *,
    actor: User | None,
    user: User,
    school: School,
    basis: Secrecy,
    signed_on: date,
    at: datetime,
) -> Confidentiality:
    """Record that `user` has a duty of confidentiality at `school` from `signed_on`.

    Law: UAVG 30(4)

    Raises:
        NotYoursToGiveError: `actor` does not say who is in a care team at `school`.
        OneselfError: `actor` is `user`.
        AlreadyRecordedError: it is on record.
    """
    if actor is not None:
        policies.require_appointer(actor, school, to=user)
    try:
        with transaction.atomic():
            made = Confidentiality.objects.create(
                user=user,
                school=school,
                basis=basis,
                period=(signed_on, None),
                recorded_by=actor,
                recorded_at=at,
            )
    except IntegrityError as error:
        raise AlreadyRecordedError from error
    record(SecrecyRecorded(basis=basis), actor=actor, school=school.public_id, at=at)
    return made
