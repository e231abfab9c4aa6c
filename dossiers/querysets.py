"""Questions to entries and follow-ups; whoever lists them starts at `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from dossiers.choices import Category
from students.querysets import students_where

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from dossiers.models import Entry, FollowUp


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the notes about students whose notes `user` reads; other categories are closed.

        The first wall. Row-level security is the second, and asks nothing of this one.
        """
        return self.filter(
            category=Category.CONVERSATION_NOTE,
            student__in=students_where(user, "read_conversation_notes"),
        )

    def written_by(self, user: User) -> Self:
        """Keep the notes that `user` wrote, about students whose notes `user` still writes."""
        return self.filter(
            author=user, student__in=students_where(user, "write_conversation_notes")
        )

    def current(self) -> Self:
        """Keep the newest version of each."""
        return self.filter(replaced_by=None)

    def newest_first(self) -> Self:
        """Order by the day of the talk."""
        return self.order_by("-held_on", "-pk")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Follow-ups; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the follow-ups in notes about students whose notes `user` reads."""
        return self.filter(
            category=Category.CONVERSATION_NOTE,
            student__in=students_where(user, "read_conversation_notes"),
        )

    def writable_by(self, user: User) -> Self:
        """Keep the follow-ups about students whose notes `user` writes: the own students."""
        return self.filter(student__in=students_where(user, "write_conversation_notes"))

    def open(self) -> Self:
        """Keep what is still to be done, the first due in front."""
        return self.filter(done_at=None).order_by("due_on", "pk")

    def due_by(self, day: date) -> Self:
        """Keep what is due on `day` or before."""
        return self.filter(due_on__lte=day)
