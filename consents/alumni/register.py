"""The list of former students, and of which classes who is asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from consents.alumni.links import key_of
from consents.choices import PurposeKind
from consents.models import Alumnus, Inquiry
from consents.policies import KEEP, asked_about_by
from kernel.database import holding_key
from kernel.dates import day_of
from schools.choices import GroupKind
from schools.models import Group, School

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from accounts.models import User
    from students.models import Student
    from students.querysets import StudentQuerySet

    KeptSchool = WithAnnotations[School, "Kept"]
    CountedGroup = WithAnnotations[Group, "Counted"]


class Kept(TypedDict):
    """What stands beside a school."""

    asks: bool


class Counted(TypedDict):
    """What stands beside a class: how many can be asked still, and how many were."""

    to_ask: int
    asked: int


@dataclass(frozen=True, slots=True)
class Years:
    """How many people are on the list of a school, and from when to when they left."""

    number: int
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """What the page of a link shows: the school, whose yes it was, and whether one can stay."""

    school: School
    is_own: bool  # it was the student who said yes
    can_stay: bool


@dataclass(frozen=True, slots=True)
class Class:
    """A class: who was asked whether they join, and who can be asked."""

    group: Group
    asked: Sequence[Inquiry]
    to_ask: Sequence[Student]


def schools_kept_by(user: User) -> QuerySet[KeptSchool]:
    """Return the schools of which `user` keeps the list; each with whether it asks."""
    asks = School.objects.filter(
        pk=OuterRef("pk"), purposes__kind=PurposeKind.ALUMNI, purposes__is_active=True
    )
    rows = School.objects.where(user, KEEP).annotate(asks=Exists(asks))
    return cast("QuerySet[KeptSchool]", rows.order_by("name", "pk"))


def address_given(user: User, inquiry: Inquiry) -> str:
    """Return the address that `user` gave in answer to a question, if the list has it."""
    rows = Alumnus.objects.given_by(user).filter(inquiry=inquiry)
    return rows.values_list("email", flat=True).first() or ""


def held_by(token: str, *, at: datetime) -> Held | None:
    """Return what the page of a link shows; None where the link is of nobody on a list."""
    key = key_of(token)
    with holding_key(key):
        rows = Alumnus.objects.held_by(key, on=day_of(at)).select_related("school")
        row = rows.first()
    if row is None or row.term is None:
        return None
    return Held(row.school, row.term.is_own, row.term.can_stay(day_of(at)))


def years_of(user: User, school: School) -> Years:
    """Return how many are on the list of a school, as far as `user` reads it."""
    rows = Alumnus.objects.at_work_of(user).filter(school=school)
    found = rows.aggregate(number=Count("pk"), first=Min("left_in"), last=Max("left_in"))
    return Years(found["number"], found["first"], found["last"])


def groups_asked_by(user: User, *, at: datetime) -> QuerySet[CountedGroup]:
    """Return the classes of this school year that `user` asks, with how many of each."""
    on = day_of(at)
    here = Q(memberships__period__contains=on)
    asked = here & Q(memberships__student__in=_asked(user, at=at).values("student"))
    able = here & Q(memberships__student__in=askable(user, at=at).values("pk"))
    rows = Group.objects.filter(
        kind=GroupKind.BASE,
        school_year__period__contains=on,
        school__in=schools_kept_by(user).filter(asks=True).values("pk"),
    ).annotate(
        asked=Count("memberships__student", filter=asked, distinct=True),
        to_ask=Count("memberships__student", filter=able, distinct=True),
    )
    return cast(
        "QuerySet[CountedGroup]",
        rows.select_related("school").order_by("school__name", "-year_level", "name"),
    )


def askable(user: User, *, at: datetime) -> StudentQuerySet:
    """Return the students whom `user` can ask: who is there, and was not asked yet.

    Without a birth date nobody knows who decides.
    """
    known = asked_about_by(user, PurposeKind.ALUMNI).exclude(birth_date=None)
    there = known.enrolled(on=day_of(at))
    return there.exclude(pk__in=_asked(user, at=at).values("student"))


def class_of(user: User, group: UUID, *, at: datetime) -> Class | None:
    """Return a class that `user` asks, with who was asked and who can be."""
    found = groups_asked_by(user, at=at).filter(public_id=group).first()
    if found is None:
        return None
    on = day_of(at)
    here = askable(user, at=at).in_group(found.pk, on=on)
    asked = _asked(user, at=at).filter(
        student__memberships__group=found, student__memberships__period__contains=on
    )
    rows = asked.select_related("student").order_by("student__surname", "student__call_name")
    return Class(found, list(rows), list(here.by_name()))


def _asked(user: User, *, at: datetime) -> QuerySet[Inquiry]:
    return Inquiry.objects.at_work_of(user).of_classes().not_over(at)
