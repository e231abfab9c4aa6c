"""Take emergency access to one student, and judge that afterwards (noodknop).

It is a task like any other, for an hour: pages and PostgreSQL read the grants, and the end
needs no job.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from access import grants, policies
from access.choices import EmergencyVerdict, Role, Source
from access.errors import (
    AlreadyReadsError,
    AlreadyReviewedError,
    NoNoteError,
    ShortReasonError,
    TooOftenError,
    UnreviewedError,
)
from access.events import EmergencyRead, EmergencyReviewed, EmergencyTaken
from access.log import reads_between
from access.matrix import EMERGENCY_MINUTES, cell
from access.models import Assignment, BreakGlass
from access.rules import CONTENT, EMERGENCIES_A_WEEK, REASON_LENGTH, WEEK_DAYS
from accounts.models import User
from audit.services import record
from kernel.dates import day_of
from kernel.jobs import enqueue
from students.querysets import grants_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from access.choices import EmergencyReason
    from access.log import Look
    from students.models import Student


@transaction.atomic
def break_glass(
    *, actor: User, student: Student, kind: EmergencyReason, reason: str, at: datetime
) -> BreakGlass:
    """Let `actor` read the file of `student` for an hour, from `at`.

    The record says who, whom and the kind of reason; the words are for the reviewer alone.

    Law: AVG 32(4)

    Raises:
        NoEmergencyError: the actor's task knows no emergency access at this school.
        OwnChildEmergencyError: the student is of the actor's own family.
        AlreadyReadsError: the actor reads already all that an emergency opens.
        TooOftenError: that would be more than three in seven days.
        UnreviewedError: an earlier one waits too long for its review.
        ShortReasonError: `reason` is too short for somebody else to understand.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)  # two at once count each other
    require_possible(actor=actor, student=student, at=at)
    words = reason.strip()
    if len(words) < REASON_LENGTH:
        raise ShortReasonError
    task = Assignment.objects.create(
        user=actor,
        role=Role.EMERGENCY,
        student=student,
        valid=(at, at + timedelta(minutes=EMERGENCY_MINUTES)),
        source=Source.BREAK_GLASS,
        created_by=actor,
        created_at=at,
    )
    made = BreakGlass.objects.create(
        assignment=task, user=actor, kind=kind, reason=words, opened_at=at
    )
    grants.sync(schools=[student.school_id], at=at)
    record(
        EmergencyTaken(assignment=task.pk, kind=kind),
        actor=actor,
        role=Role.EMERGENCY,
        subject=student.audit_ref,
        school=student.school.public_id,
        at=at,
    )
    enqueue("access.alert_emergency", emergency_id=made.pk)
    return made


def require_possible(*, actor: User, student: Student, at: datetime) -> None:
    """Let pass whoever may take emergency access to `student` now.

    Raises:
        NoEmergencyError, OwnChildEmergencyError, AlreadyReadsError, TooOftenError,
            UnreviewedError: see `break_glass`.
    """
    policies.require_emergency(actor, student, at=at)
    if all(
        grants_of(actor, f"read_{each}", at=at).filter(content_object=student).exists()
        for each in sorted(CONTENT)
        if cell(Role.EMERGENCY, each).reads
    ):
        raise AlreadyReadsError
    mine = BreakGlass.objects.of(actor)
    if mine.since(at - timedelta(days=WEEK_DAYS)).count() >= EMERGENCIES_A_WEEK:
        raise TooOftenError
    if any(one.review_due < day_of(at) for one in mine.open()):
        raise UnreviewedError


@transaction.atomic
def read_emergency(*, actor: User, emergency: BreakGlass, at: datetime) -> Sequence[Look]:
    """Return what was looked at by emergency access, and record that somebody reviews it.

    Raises:
        OneselfError: it is the actor's own.
        NotYoursToJudgeError: `actor` does not review access at the school.
    """
    policies.require_judge(actor, emergency, at=at)
    task = emergency.assignment
    assert task.student is not None  # noqa: S101  (an emergency is about one student)
    _record(EmergencyRead(assignment=task.pk), emergency, actor=actor, at=at)
    return reads_between(task.student, emergency.user, task.valid.lower, task.valid.upper)


@transaction.atomic
def review_emergency(
    *, actor: User, emergency: BreakGlass, verdict: EmergencyVerdict, note: str = "", at: datetime
) -> BreakGlass:
    """Write down what `actor` thinks of an emergency access of somebody else.

    Raises:
        OneselfError: it is the actor's own.
        NotYoursToJudgeError: `actor` does not review access at the school.
        AlreadyReviewedError: somebody has.
        NoNoteError: something was not right, and nothing says what.
    """
    locked = BreakGlass.objects.select_for_update(of=("self",)).select_related(
        "assignment__student__school", "user"
    )
    emergency = locked.get(pk=emergency.pk)
    policies.require_judge(actor, emergency, at=at)
    if emergency.reviewed_at is not None:
        raise AlreadyReviewedError
    if verdict == EmergencyVerdict.NOT_OK and not note.strip():
        raise NoNoteError
    emergency.reviewed_by, emergency.reviewed_at = actor, at
    emergency.verdict, emergency.note = verdict, note.strip()
    emergency.save(update_fields=["reviewed_by", "reviewed_at", "verdict", "note"])
    event = EmergencyReviewed(assignment=emergency.assignment_id, verdict=verdict)
    _record(event, emergency, actor=actor, at=at)
    return emergency


def _record(
    event: EmergencyRead | EmergencyReviewed,
    emergency: BreakGlass,
    *,
    actor: User,
    at: datetime,
) -> None:
    student = emergency.assignment.student
    assert student is not None  # noqa: S101  (an emergency is about one student)
    record(
        event,
        actor=actor,
        role=Role.PRIVACY_OFFICER,
        subject=student.audit_ref,
        school=student.school.public_id,
        at=at,
    )
