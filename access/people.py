"""Who works at a school: whom a page offers for a task, and who can leave.

Staff as the administration system names them, and people with a task there whom it does not
name, such as a stand-in of an agency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models.functions import Coalesce

from access.models import Assignment
from schools.models import StaffMember

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

    from access.services import Somebody
    from accounts.models import User
    from schools.models import School


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works at a school; `key` names that person in a form."""

    key: str
    name: str
    email: str
    school: School
    user: User | None
    staff: StaffMember | None = None

    @property
    def somebody(self) -> Somebody:
        """Return what a service takes."""
        found = self.user or self.staff
        assert found is not None  # noqa: S101  (one of the two is always there)
        return found


def people_of(schools: Collection[School], *, at: datetime) -> list[Person]:
    """Return who works at these schools, by name; whoever asks may give tasks there."""
    by_key = {school.pk: school for school in schools}
    staff = StaffMember.objects.filter(school__in=schools).select_related("user")
    found = {
        (person.school.pk, person.key): person
        for person in (
            *(_user(task.user, by_key[task.at_school]) for task in _with_a_task(schools, at=at)),  # type: ignore[attr-defined]  # annotated
            *(_member(one, by_key[one.school_id]) for one in staff),
        )
    }
    return sorted(found.values(), key=lambda person: (person.name.casefold(), person.key))


def _member(staff: StaffMember, school: School) -> Person:
    user = staff.user
    key = f"u-{user.public_id}" if user else f"s-{staff.public_id}"
    email = user.email if user else staff.email
    return Person(key, staff.full_name or email, email, school, user, staff)


def _user(user: User, school: School) -> Person:
    return Person(f"u-{user.public_id}", user.display_name, user.email, school, user)


def _with_a_task(schools: Collection[School], *, at: datetime) -> QuerySet[Assignment]:
    """Return one task of each person who has one at these schools, with `at_school`."""
    return (
        Assignment.objects.work()
        .open_after(at)
        .annotate(at_school=Coalesce("school", "group__school", "student__school"))
        .filter(at_school__in=[school.pk for school in schools])
        .select_related("user")
        .order_by("user", "at_school")
        .distinct("user", "at_school")
    )
