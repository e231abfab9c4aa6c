"""Record who promised to keep silent about students' health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from access import policies
from access.errors import AlreadyRecordedError
from access.events import SecrecyRecorded
from access.models import Confidentiality
from audit.services import record

if TYPE_CHECKING:
    from datetime import date, datetime

    from access.choices import Secrecy
    from accounts.models import User
    from schools.models import School


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
