"""Who proposes, who approves, who puts on hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retention import errors
from retention.querysets import READ
from schools.models import School
from students.models import Student

if TYPE_CHECKING:
    from accounts.models import User
    from retention.models import PurgeRun
    from schools.models import Board
    from schools.querysets import SchoolQuerySet
    from students.querysets import StudentQuerySet

PROPOSE = "propose_purge"
APPROVE = "approve_purge"


def reads_purges(user: User) -> bool:
    """Tell whether `user` reads about purges, at any school."""
    return School.objects.where(user, READ).exists()


def proposes(user: User) -> bool:
    """Tell whether `user` proposes purges, at any school."""
    return School.objects.where(user, PROPOSE).exists()


def may_propose(user: User, school: School) -> bool:
    """Tell whether `user` proposes purges at `school`."""
    return School.objects.where(user, PROPOSE).filter(pk=school.pk).exists()


def approves_at(user: User, school_id: int) -> bool:
    """Tell whether `user` approves purges at a school; not yet whether this or that one."""
    return School.objects.where(user, APPROVE).filter(pk=school_id).exists()


def may_approve(user: User, run: PurgeRun) -> bool:
    """Tell whether `user` approves this purge: a task at the school, and not the proposer."""
    return run.proposed_by_id != user.pk and approves_at(user, run.school_id)


def schools_of_holder(user: User) -> SchoolQuerySet:
    """Return the schools where `user` places and releases holds: whoever deals with purges."""
    return School.objects.where(user, PROPOSE) | School.objects.where(user, APPROVE)


def students_of_holder(user: User) -> StudentQuerySet:
    """Return the students whose data `user` can put on hold, by their number."""
    return Student.objects.filter(school__in=schools_of_holder(user))


def may_hold(user: User, school: School) -> bool:
    """Tell whether `user` places and releases holds at `school`."""
    return schools_of_holder(user).filter(pk=school.pk).exists()


def require_proposer(user: User, school: School) -> None:
    """Let pass whoever proposes.

    Raises:
        NotYoursToProposeError: `user` does not.
    """
    if not may_propose(user, school):
        raise errors.NotYoursToProposeError


def require_approver(user: User, run: PurgeRun) -> None:
    """Let pass a second person who approves.

    Raises:
        FourEyesError: `user` proposed it.
        NotYoursToApproveError: `user` has no such task at the school.
    """
    if run.proposed_by_id == user.pk:
        raise errors.FourEyesError
    if not may_approve(user, run):
        raise errors.NotYoursToApproveError


def require_holder(user: User, school: School) -> None:
    """Let pass whoever deals with holds.

    Raises:
        NotYoursToHoldError: `user` does not.
    """
    if not may_hold(user, school):
        raise errors.NotYoursToHoldError


def require_schedule_keeper(user: User, board: Board) -> None:
    """Let pass whoever approves purges at every school of the board.

    Raises:
        NotYourScheduleError: `user` does not.
    """
    own = School.objects.where(user, APPROVE).values("pk")
    if board.schools.exclude(pk__in=own).exists():
        raise errors.NotYourScheduleError
