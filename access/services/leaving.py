"""What ends when somebody leaves: all work at a school, or one link that a file dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from access import grants, policies
from access.choices import ProposalState
from access.errors import NotMissingError
from access.events import EmploymentEnded
from access.matrix import FAMILY
from access.models import Assignment, Proposal
from access.services.tasks import end, schools_of, shorten
from audit.services import record
from kernel.dates import ONE_DAY, day_of, start_of
from schools.models import Board, SchoolGrant
from students.models import StudentGrant

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from schools.models import School


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
        shorten(task, ends, at=at)
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


def rights_left(user: User, at_work: School | Board, *, after: date) -> int:
    """Return how many grants of work `user` holds there at some moment after day `after`.

    Counted in the tables that pages and row-level security read, not derived again.
    """
    later = (start_of(after + ONE_DAY), None)
    schools = [school.pk for school in schools_of(at_work)]
    as_family = Assignment.objects.filter(user=user, role__in=FAMILY).values("pk")
    for_schools = SchoolGrant.objects.filter(content_object__in=schools)
    for_students = StudentGrant.objects.filter(content_object__school__in=schools)
    return sum(
        found.filter(user=user, valid__overlap=later).exclude(assignment__in=as_family).count()
        for found in (for_schools, for_students)
    )


@transaction.atomic
def end_missing(*, actor: User, proposal: Proposal, at: datetime) -> None:
    """End at once the task of a confirmed link that is no longer in the file.

    Raises:
        NotYoursToGiveError: `actor` does not give this task at the school.
        OneselfError: it is the task of `actor`.
        NotMissingError: the file names the link again, or somebody ended the task before.
    """
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.missing_since is None or proposal.assignment is None:
        raise NotMissingError
    end(actor=actor, assignment=proposal.assignment, last_day=day_of(at) - ONE_DAY, at=at)
    proposal.refresh_from_db()  # a task that had yet to begin is gone from it
    proposal.state, proposal.missing_since = ProposalState.WITHDRAWN, None
    proposal.save(update_fields=["state", "missing_since"])
