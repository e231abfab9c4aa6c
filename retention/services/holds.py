"""Keep something from going, and let it go again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from access.policies import require_not_own_child
from audit.services import record
from kernel.dates import day_of
from retention import errors, policies
from retention.events import HoldPlaced, HoldReleased
from retention.models import Hold

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User
    from retention.choices import Reason
    from schools.models import School
    from students.models import Student


@transaction.atomic
def place_hold(  # noqa: PLR0913  (a hold is who, what, why and until when)
    *,
    actor: User,
    school: School,
    student: Student | None = None,
    rule: str = "",
    reason: Reason,
    review_on: date,
    at: datetime,
) -> Hold:
    """Keep data of a student, or of the whole school, from going until somebody releases it.

    Raises:
        NotYoursToHoldError: `actor` does not deal with purges at the school.
        OwnChildError: `student` is the actor's own child, or the actor.
        NoSuchStudentError: the student goes to another school.
        NoReviewDateError: the review is not on a later day.
    Law: AVG 17(3)(e), 18(1)
    """
    policies.require_holder(actor, school)
    if student is not None:
        require_not_own_child(actor, student)
        if student.school_id != school.pk:
            raise errors.NoSuchStudentError
    if review_on <= day_of(at):
        raise errors.NoReviewDateError
    hold = Hold.objects.create(
        school=school,
        student=student,
        rule=rule,
        reason=reason,
        requested_by=actor,
        starts_on=day_of(at),
        review_on=review_on,
    )
    event = HoldPlaced(hold=str(hold.public_id), reason=reason, rule=rule)
    subject = student.audit_ref if student else None
    record(event, actor=actor, subject=subject, school=school.public_id, at=at)
    return hold


@transaction.atomic
def release_hold(*, actor: User, hold: Hold, at: datetime) -> Hold:
    """Let data go again when their time comes; releasing twice is no error.

    Raises:
        NotYoursToHoldError: `actor` does not deal with purges at the school.
        OwnChildError: it is about the actor's own child, or the actor.
    """
    rows = Hold.objects.select_for_update(of=("self",)).select_related("school", "student")
    hold = rows.get(pk=hold.pk)
    policies.require_holder(actor, hold.school)
    if hold.student is not None:
        require_not_own_child(actor, hold.student)
    if hold.released_at is None:
        hold.released_at, hold.released_by = at, actor
        hold.save(update_fields=["released_at", "released_by"])
        event = HoldReleased(hold=str(hold.public_id))
        record(event, actor=actor, school=hold.school.public_id, at=at)
    return hold
