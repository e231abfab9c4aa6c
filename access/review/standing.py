"""How each school stands with its reviews of access: when the next is due, and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Least

from access.choices import Extent
from access.models import AccessReview, Assignment
from access.querysets import REVIEW
from access.review.rules import due_on, is_overdue
from kernel.dates import day_of
from schools.models import School
from schools.querysets import schools_where

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Standing:
    """One school, one extent of review: the last day on which the next is in time."""

    school: School
    extent: Extent
    due_on: date
    is_overdue: bool


def schools_of_reviewer(user: User) -> QuerySet[School]:
    """Return the schools where `user` reviews access, or signs for it."""
    wanted = Q()
    for permission in REVIEW:
        wanted |= Q(pk__in=schools_where(user, permission))
    return School.objects.filter(wanted)


def standings(schools: QuerySet[School], *, on: date) -> Iterator[Standing]:
    """Yield how each of these schools stands on day `on`, in one query.

    The first review is due counting from the day on which the school gave its first task. A
    whole review looks at special rights too.
    """
    signed = AccessReview.objects.signed().filter(school=OuterRef("pk")).values("signed_at")
    first = Assignment.objects.order_by("created_at").values("created_at")
    rows = schools.annotate(
        full_at=Subquery(signed.filter(extent=Extent.FULL)[:1]),
        any_at=Subquery(signed[:1]),
        begun_at=Least(
            Subquery(first.filter(school=OuterRef("pk"))[:1]),
            Subquery(first.filter(board=OuterRef("board"))[:1]),
        ),
    ).order_by("name", "pk")
    for school in rows:
        for extent, last in ((Extent.FULL, school.full_at), (Extent.SPECIAL, school.any_at)):
            begun = last or school.begun_at
            due = due_on(extent, last=day_of(begun) if begun else on)
            yield Standing(school, extent, due, is_overdue(due, on=on))


def overdue_of(user: User, *, on: date) -> int:
    """Return how many reviews are late at the schools where `user` has to do with them."""
    return sum(one.is_overdue for one in standings(schools_of_reviewer(user), on=on))
