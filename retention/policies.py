"""Who proposes, who approves, who puts on hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retention import errors
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User
    from retention.models import PurgeRun
    from schools.models import Board

PROPOSE = "propose_purge"
APPROVE = "approve_purge"


def may_propose(user: User, school: School) -> bool:
    """Tell whether `user` proposes purges at `school`."""
    return School.objects.where(user, PROPOSE).filter(pk=school.pk).exists()


def may_approve(user: User, run: PurgeRun) -> bool:
    """Tell whether `user` approves this purge: a task at the school, and not the proposer."""
    return (
        run.proposed_by_id != user.pk
        and School.objects.where(user, APPROVE).filter(pk=run.school_id).exists()
    )


def may_hold(user: User, school: School) -> bool:
    """Tell whether `user` places and releases holds at `school`: whoever deals with purges."""
    return may_propose(user, school) or (
        School.objects.where(user, APPROVE).filter(pk=school.pk).exists()
    )


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
