"""Questions to imports; whoever lists them starts at `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from interchange.choices import LeaverState, RunState, Severity
from kernel.dates import ONE_DAY
from schools.querysets import schools_where
from students.querysets import own_family

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from interchange.models import ImportIssue, ImportRun, LeaverProposal


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """Imports; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the imports of schools where the user brings people in."""
        return self.filter(school__in=schools_where(user, "write_identity"))

    def waiting(self) -> Self:
        """Keep those that somebody still has to decide about."""
        return self.filter(state__in=(RunState.WAITING, RunState.HELD))

    def applied_after(self, moment: datetime) -> Self:
        """Keep the applied files that were made later than `moment`.

        A file from the future has a wrong clock and proves nothing.
        """
        return self.filter(
            state=RunState.APPLIED,
            produced_at__gt=moment,
            produced_at__lte=models.F("applied_at") + ONE_DAY,
        )

    def unfinished_since(self, moment: datetime) -> Self:
        """Keep those whose file has been waiting since before `moment`."""
        return self.filter(at__lt=moment).exclude(file="")


class ImportIssueQuerySet(models.QuerySet["ImportIssue"]):
    """Problems of a file; whoever lists them starts at a run that is visible."""

    def by_weight(self) -> Self:
        """Order from what costs most to what costs nothing, and by line."""
        weights = [
            models.When(severity=severity, then=place)
            for place, severity in enumerate(reversed(Severity.values))
        ]
        weight = models.Case(*weights, output_field=models.IntegerField())
        return self.order_by(weight, models.F("line").asc(nulls_first=True), "pk")


class LeaverProposalQuerySet(models.QuerySet["LeaverProposal"]):
    """Missing students; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep those of schools where the user brings people in; never the own child."""
        here = self.filter(student__school__in=schools_where(user, "write_identity"))
        return here.exclude(student__in=own_family(user))

    def open(self) -> Self:
        """Keep those that somebody still has to decide about."""
        return self.filter(state=LeaverState.OPEN)
