"""Questions to assignments and proposals; whoever lists them starts at `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from access.choices import ProposalState, Role
from kernel.dates import day_of
from schools.models import Group
from schools.querysets import schools_where

if TYPE_CHECKING:
    from datetime import datetime

    from access.models import Adoption, Assignment, Proposal
    from accounts.models import User
    from students.models import Student


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own assignments, and those of schools whose rights it may read."""
        schools = schools_where(user, "read_access_admin")
        return self.filter(
            Q(user=user)
            | Q(school__in=schools)
            | Q(group__school__in=schools)
            | Q(student__school__in=schools)
        )

    def live(self, at: datetime) -> Self:
        """Keep the assignments that hold at moment `at`."""
        return self.filter(valid__contains=at)

    def of(self, user: User, *, at: datetime) -> Self:
        """Keep the assignments that a user who may sign in has at moment `at`."""
        return self.filter(user=user, user__is_active=True).live(at)

    def reaching(self, student: Student, *, at: datetime) -> Self:
        """Keep the assignments that are about `student` at moment `at`, whichever way."""
        day = day_of(at)
        return self.live(at).filter(
            Q(student=student)
            | Q(group__memberships__student=student, group__memberships__period__contains=day)
            | Q(school=student.school_id)
            | Q(board__schools=student.school_id)
        )


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Imported links; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the proposals of schools where the user confirms access."""
        return self.filter(staff__school__in=schools_where(user, "write_access_admin"))

    def open(self) -> Self:
        """Keep what waits for somebody to confirm it."""
        return self.filter(state=ProposalState.OPEN)


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """Adopted editions of the matrix; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of the boards of the schools where `user` works, in any role."""
        return self.filter(board__schools__in=schools_where(user, "read_school")).distinct()

    def newest_first(self) -> Self:
        """Order as a history; the first is the one in force."""
        return self.order_by("-adopted_on", "-pk")


def groups_of(user: User, *, at: datetime, roles: tuple[Role, ...]) -> models.QuerySet[Group]:
    """Return the groups for which `user` has one of `roles` at moment `at`."""
    return Group.objects.filter(
        assignments__user=user,
        assignments__user__is_active=True,
        assignments__role__in=roles,
        assignments__valid__contains=at,
    ).distinct()
