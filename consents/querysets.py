"""Questions to purposes, wordings and decisions; whoever lists them starts at `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from schools.querysets import schools_where
from students.models import Student
from students.querysets import students_where

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import User
    from consents.models import Decision, Purpose, Receipt, Wording


class PurposeQuerySet(models.QuerySet["Purpose"]):
    """Purposes; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the purposes of schools that the user works at or has a child at."""
        children = Student.objects.visible_to(user).values("school")
        return self.filter(
            Q(school__in=schools_where(user, "read_school")) | Q(school__in=children)
        )

    def asked(self) -> Self:
        """Keep what is asked now, in the order in which it is asked."""
        return self.filter(is_active=True).order_by("school", "order", "pk")


class WordingQuerySet(models.QuerySet["Wording"]):
    """Versions of the words."""

    def in_force(self, at: datetime) -> Self:
        """Keep, of each purpose and language, the newest version that is in force at `at`."""
        newest = self.filter(in_force_from__lte=at).order_by("purpose", "language", "-version")
        return newest.distinct("purpose", "language")


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own decisions, about students the user may still see.

        Of the other parent's decisions a parent learns nothing.
        """
        return self.filter(
            decided_by=user, student__in=students_where(user, "read_consent_history")
        )

    def newest_first(self) -> Self:
        """Order as a history."""
        return self.order_by("-at", "-pk")

    def about(self, students: Collection[int]) -> Self:
        """Keep the decisions about these students."""
        return self.filter(student__in=students)


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Receipts; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the user's own receipts."""
        return self.filter(given_to=user)
