"""The class list: which parents of a class gave each other their number. Worked out at reading.

Whose number stands on it, PostgreSQL says (see the migration `class_list_door`): a parent may
read neither the other students of the class nor what other parents chose.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from access.choices import Role
from access.querysets import groups_of
from consents.choices import PurposeKind
from consents.models import Purpose
from consents.rules import SELF_DECIDING_AGE_YEARS
from kernel.dates import day_of, years_after
from schools.choices import GroupKind
from schools.models import Group
from students.choices import UNTIL_SIXTEEN
from students.models import Guardian, Guardianship, Membership, Student

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from schools.querysets import GroupQuerySet

ON_IT = "SELECT student, guardian FROM consents_class_list(%s)"


@dataclass(frozen=True, slots=True)
class Contact:
    """A guardian who gave the own number."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A student, and the guardians of it who gave their number."""

    student: Student
    contacts: tuple[Contact, ...]


def readable(user: User, *, at: datetime) -> GroupQuerySet:
    """Return the classes of which `user` reads the list: those whom the question names.

    The guardians with authority over a student below sixteen in the class, and its mentor, where
    the school asks.
    """
    on = day_of(at)
    young = Q(birth_date=None) | Q(birth_date__gt=years_after(on, -SELF_DECIDING_AGE_YEARS))
    bonds = Guardianship.objects.filter(guardian__user=user, guardian__user__is_active=True)
    own = bonds.on(on).deciding(UNTIL_SIXTEEN).values("student")
    children = Student.objects.filter(young, pk__in=own).enrolled(on=on)
    theirs = Membership.objects.on(on).filter(student__in=children.values("pk"))
    mentored = groups_of(user, at=at, roles=(Role.MENTOR,))
    asked = Purpose.objects.asked((PurposeKind.CLASS_LIST,)).filter(school=OuterRef("school"))
    return (
        Group.objects.filter(
            Q(pk__in=theirs.values("group")) | Q(pk__in=mentored.values("pk")),
            Exists(asked),
            kind=GroupKind.BASE,
        )
        .select_related("school")
        .order_by("school__name", "name", "pk")
    )


def entries(group: Group) -> list[Entry]:
    """Return who is on the class list, to whoever PostgreSQL knows to ask; three queries."""
    with connection.cursor() as cursor:
        cursor.execute(ON_IT, [group.pk])
        pairs = cursor.fetchall()
    students = Student.objects.filter(pk__in={pair[0] for pair in pairs}).by_name()
    guardians = Guardian.objects.in_bulk({pair[1] for pair in pairs})
    of = {
        student: [guardians[guardian] for _, guardian in found]
        for student, found in groupby(sorted(pairs), key=lambda pair: pair[0])
    }
    return [Entry(student, _contacts(of[student.pk])) for student in students]


def _contacts(guardians: list[Guardian]) -> tuple[Contact, ...]:
    found = [Contact(guardian.full_name, guardian.mobile) for guardian in guardians]
    return tuple(sorted(found, key=lambda contact: contact.name))
