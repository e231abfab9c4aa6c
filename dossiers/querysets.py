"""Questions to entries and follow-ups; whoever lists them starts at `visible_to`."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from dossiers.rules import COMPARTMENTS, NOTES
from students.querysets import students_where

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from accounts.models import User
    from dossiers.models import Entry, FollowUp
    from dossiers.rules import Compartment


def readable(user: User, among: Iterable[Compartment]) -> Q:
    """Return the condition that `user` reads the compartment, of that student, by its own grant.

    For one compartment there is nothing to choose between, and so one index to follow.
    """
    return reduce(
        or_,
        (Q(category=each.category, student__in=students_where(user, each.read)) for each in among),
    )


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User, *among: Compartment) -> Self:
        """Keep the entries that `user` reads, of these compartments; without any named, of all.

        Categories that are no compartment are closed. The first wall. Row-level security is
        the second, and asks nothing of this one.
        """
        return self.filter(readable(user, among or COMPARTMENTS.values()))

    def written_by(self, user: User, compartment: Compartment) -> Self:
        """Keep the entries that `user` wrote, about students of whom `user` still writes them."""
        return self.filter(
            author=user,
            category=compartment.category,
            student__in=students_where(user, compartment.write),
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
        return self.filter(readable(user, [NOTES]))

    def writable_by(self, user: User) -> Self:
        """Keep the follow-ups about students whose notes `user` writes: the own students."""
        return self.filter(student__in=students_where(user, NOTES.write))

    def open(self) -> Self:
        """Keep what is still to be done, the first due in front."""
        return self.filter(done_at=None).order_by("due_on", "pk")

    def due_by(self, day: date) -> Self:
        """Keep what is due on `day` or before."""
        return self.filter(due_on__lte=day)
