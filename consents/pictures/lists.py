"""What people at a school read: who of a group may be in a picture, per place; not why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from access.choices import Role
from access.policies import roles_of
from access.querysets import groups_of
from consents.answers import effective
from consents.asked import Asked
from consents.choices import Reach
from kernel.dates import day_of
from schools.choices import GroupKind
from schools.models import Group
from schools.querysets import schools_where
from students.models import Student

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from schools.querysets import GroupQuerySet

WITH_A_GROUP = (Role.MENTOR, Role.SUBJECT_TEACHER, Role.TEAM_LEADER)


@dataclass(frozen=True, slots=True)
class Place:
    """A place for pictures, and who can see them there."""

    code: str
    title: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether a student may be in a picture in one place."""

    place: Place
    granted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A student, with a yes or no for each place."""

    student: Student
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """Return how one calls the student."""
        return self.student.display_name

    @property
    def refused(self) -> int:
        """Return in how many places the student may not be in a picture."""
        return sum(not cell.granted for cell in self.cells)


def may_read(user: User, *, at: datetime) -> bool:
    """Tell whether `user` works with pictures of students at all."""
    if roles_of(user, at=at) & set(WITH_A_GROUP):
        return True
    return schools_where(user, "read_consent_answer", at=at).exists()


def groups(user: User, *, at: datetime) -> GroupQuerySet:
    """Return the own groups of this school year; for who works for a school, all its classes.

    Each with `students`, the number of members today of whom `user` may know it: as many as
    `rows` names.
    """
    today = day_of(at)
    known = Student.objects.where(user, "read_consent_answer").values("pk")
    own = groups_of(user, at=at, roles=WITH_A_GROUP).values("pk")
    classes = Q(kind=GroupKind.BASE, school__in=schools_where(user, "read_consent_answer", at=at))
    members = Count(
        "memberships",
        filter=Q(memberships__period__contains=today, memberships__student__in=known),
    )
    return (
        Group.objects.filter(classes | Q(pk__in=own), school_year__period__contains=today)
        .annotate(students=members)
        .select_related("school")
        .order_by("school__name", "name", "pk")
    )


def rows(user: User, group: Group, *, at: datetime) -> tuple[list[Place], list[Row]]:
    """Return the places and the members of a group, those with the most noes first."""
    students = list(
        Student.objects.where(user, "read_consent_answer")
        .in_group(group.pk, on=day_of(at))
        .by_name()
    )
    places = _places(group.school_id, at=at)
    answers = effective(students, at=at)
    found = [
        Row(
            student,
            tuple(Cell(place, answers[student.pk][place.code].granted) for place in places),
        )
        for student in students
    ]
    return places, sorted(found, key=lambda row: -row.refused)


def _places(school: int, *, at: datetime) -> list[Place]:
    asked = Asked([school], at=at)
    return [
        Place(purpose.code, asked.title(purpose.pk), Reach(purpose.reach))
        for purpose in asked.purposes
    ]
