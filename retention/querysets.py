"""Questions to rules, holds and purges; whoever lists them starts at `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q, Sum

from retention.choices import Action, ItemState, RunState
from schools.querysets import schools_where
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from accounts.models import User
    from retention.models import Hold, PurgeItem, PurgeRun, Rule
    from schools.models import School

READ = "read_purge_report"
OPEN = (RunState.PLANNING, RunState.CHECKING, RunState.EXECUTING, RunState.SCANNING)


class RuleQuerySet(models.QuerySet["Rule"]):
    """Rules of the schedule."""

    def visible_to(self, user: User) -> Self:
        """Keep the rules of boards whose purge reports `user` may read."""
        return self.filter(board__schools__in=schools_where(user, READ)).distinct()

    def of(self, school: School) -> Self:
        """Keep the rules, in all their versions, that are for `school`."""
        return self.filter(board=school.board_id, sector__in=("", school.sector))

    def in_force(self, school: School, *, on: date) -> Self:
        """Keep the rules that hold at `school` on day `on`; a sector's own comes last."""
        return self.of(school).filter(valid__contains=on).order_by("code", "sector")

    def not_over(self, *, on: date) -> Self:
        """Keep the versions that hold on day `on`, or begin to hold after it."""
        return self.filter(Q(valid__upper_inf=True) | Q(valid__endswith__gt=on)).order_by(
            "board__name", "code", "sector", "version"
        )


class HoldQuerySet(models.QuerySet["Hold"]):
    """Holds."""

    def visible_to(self, user: User) -> Self:
        """Keep the holds at schools whose purge reports `user` may read."""
        return self.filter(school__in=schools_where(user, READ))

    def with_known_to(self, user: User) -> Self:
        """Annotate `is_known`: `user` may know which student it is, by working at the school.

        Who reads that something is on hold need not read of whom.
        """
        known = Student.objects.at_work_of(user).values("pk")
        return self.annotate(is_known=Q(student__in=known))

    def live(self) -> Self:
        """Keep the holds that nobody released; a review date that passed releases nothing."""
        return self.filter(released_at=None)

    def to_review(self, *, on: date) -> Self:
        """Keep the holds that somebody should have looked at by day `on`."""
        return self.live().filter(review_on__lt=on)

    def stopping(self, school: int, students: Collection[int]) -> Self:
        """Keep the live holds on any of these students of a school, or on all of them."""
        about = Q(student=None) | Q(student__in=students)
        return self.live().filter(about, school=school)


class PurgeRunQuerySet(models.QuerySet["PurgeRun"]):
    """Purges."""

    def visible_to(self, user: User) -> Self:
        """Keep the purges of schools whose reports `user` may read."""
        return self.filter(school__in=schools_where(user, READ))

    def unfinished(self) -> Self:
        """Keep the purges that wait for a worker."""
        return self.filter(state__in=(*OPEN, RunState.APPROVED))


class PurgeItemQuerySet(models.QuerySet["PurgeItem"]):
    """Lines of the lists."""

    def visible_to(self, user: User) -> Self:
        """Keep the lines of purges that `user` may read."""
        return self.filter(run__school__in=schools_where(user, READ))

    def waiting(self) -> Self:
        """Keep what must still be deleted."""
        return self.filter(action=Action.DELETE, state=ItemState.PENDING)

    def summed(self) -> models.QuerySet[PurgeItem, dict[str, Any]]:
        """Return one line for each rule, action, reason and end, with numbers only."""
        return (
            self.values(
                "rule",
                "decider",
                "version",
                "category",
                "action",
                "why",
                "reason",
                "until",
                "state",
            )
            .annotate(records=Sum("rows"), erased_records=Sum("erased"), people=Count("pk"))
            .order_by("rule", "action", "until", "why", "reason", "state")
        )
