"""Builders: a student with enrolment and group, a guardian with authority."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from kernel.database import acting_for_school, as_role
from schools.tests import make as schools
from students.choices import Authority, Relation, Restriction
from students.models import Enrolment, Guardian, Guardianship, Membership, Student

if TYPE_CHECKING:
    from typing import Any

    from accounts.models import User
    from schools.models import Group, School

TWELVE = date(2014, 5, 1)  # twelve years old at the `TODAY` of the tests
_number = count(1)


def student(
    at_school: School | None = None,
    *,
    born_on: date | None = TWELVE,
    enrolled_on: date = date(2025, 8, 1),
    left_on: date | None = None,
    group: Group | None = None,
    name: str = "",
) -> Student:
    """Make a student, enrolled up to and including `left_on`, in `group` all that time."""
    number = next(_number)
    made = Student.objects.create(
        school=at_school or (group.school if group else schools.school()),
        las_key=f"s{number}",
        call_name=name or f"Sam{number}",
        name_prefix="van der",
        surname=f"Tweeling{number}",
        birth_date=born_on,
    )
    ends = None if left_on is None else date.fromordinal(left_on.toordinal() + 1)
    Enrolment.objects.create(student=made, period=(enrolled_on, ends))
    if group is not None:
        Membership.objects.create(student=made, group=group, period=(enrolled_on, ends))
    return made


def guardianship(
    of: Student,
    *,
    user: User | None = None,
    authority: Authority = Authority.JOINT,
    restriction: Restriction = Restriction.NONE,
    relation: Relation = Relation.PARENT,
    period: tuple[date | None, date | None] = (None, None),
) -> Guardianship:
    """Make a guardian of `of`, as a command does; with a `user` that guardian can sign in."""
    number = next(_number)
    guardian = None
    if user is not None:
        guardian = Guardian.objects.filter(user=user, school=of.school).first()
    guardian = guardian or Guardian.objects.create(
        school=of.school,
        las_key=f"o{number}",
        call_name=f"Ouder{number}",
        surname=f"Voorbeeld{number}",
        email=user.email if user else "",
        user=user,
    )
    with as_role("portal_worker"), acting_for_school(of.school_id):
        return Guardianship.objects.create(
            guardian=guardian,
            student=of,
            school_id=of.school_id,
            relation=relation,
            authority=authority,
            restriction=restriction,
            period=period,
        )


def now_said_of(user: User, of: Student, **facts: Any) -> None:  # noqa: ANN401 - any field
    """Let the administration know otherwise about the guardianship of `user` over `of`."""
    with as_role("portal_worker"), acting_for_school(of.school_id):
        changed = Guardianship.objects.filter(guardian__user=user, student=of).update(**facts)
    assert changed == 1
