"""Who turns sixteen at a school, and who decides until then: for the portal itself, and no page.

Law: UAVG 5(1), 5(2)
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from access.turning.rules import LATE, NOTICE, SIXTEEN, is_around, sixteen_on
from kernel.dates import ONE_DAY, years_after
from students.choices import FROM_SIXTEEN, UNTIL_SIXTEEN
from students.models import Enrolment, Guardianship, Student

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class Turning:
    """A student who is going to decide, or began to, and whom the guardians' part is over for.

    `guardians` are those who decide until that day and can sign in.
    """

    student: Student
    turns_on: date
    guardians: frozenset[int]


def around(school: int, *, on: date) -> list[Turning]:
    """Return who turns sixteen within 30 days of day `on`, or did, enrolled then and now."""
    born = (years_after(on - LATE, -SIXTEEN) - ONE_DAY, years_after(on + NOTICE, -SIXTEEN))
    known = Student.objects.filter(school=school, birth_date__range=(born[0], born[1] + ONE_DAY))
    students = {student.pk: student for student in known.order_by("pk")}
    found = turning(students.values(), on=on)
    here = _enrolled(found, on=on)
    return [one for one in found if one.student.pk in here and is_around(one.turns_on, on=on)]


def turning(students: Iterable[Student], *, on: date) -> list[Turning]:
    """Return which of these students are enrolled and will decide, or do; with who does so first.

    Not for whom somebody decides by order of a court once they are sixteen: to them the day
    brings nothing. Two queries.
    """
    listed = {student.pk: student for student in students if student.birth_date}
    enrolled = Student.objects.filter(pk__in=listed).enrolled(on=on).values_list("pk", flat=True)
    bonds = _bonds(set(enrolled))
    found = []
    for key in sorted(bonds):
        student = listed[key]
        assert student.birth_date is not None  # noqa: S101  (looked at above)
        turns_on = sixteen_on(student.birth_date)
        if not is_represented(bonds[key], on=max(on, turns_on)):
            guardians = _deciding(bonds[key], turns_on=turns_on, on=on)
            found.append(Turning(student, turns_on, guardians))
    return found


def represented(students: Iterable[Student], *, on: date) -> set[int]:
    """Return for which of these students, by key, somebody decides from sixteen; one query.

    Enrolled or not: what the school made for who comes next month is open already.

    Law: UAVG 5(2)
    """
    listed = {student.pk: student for student in students}
    first = {key: one.birth_date and sixteen_on(one.birth_date) for key, one in listed.items()}
    return {
        key
        for key, bonds in _bonds(listed).items()
        if is_represented(bonds, on=max(on, first[key] or on))
    }


def is_represented(bonds: Iterable[Guardianship], *, on: date) -> bool:
    """Tell whether by one of these guardianships somebody decides from sixteen, on day `on`.

    Law: UAVG 5(2)
    """
    return any(bond.authority in FROM_SIXTEEN and on in bond.period for bond in bonds)


def _bonds(students: Collection[int]) -> dict[int, list[Guardianship]]:
    """Return the guardianships that decide, of any day, of each of these students."""
    found: dict[int, list[Guardianship]] = {key: [] for key in students}
    rows = Guardianship.objects.filter(student__in=students).deciding()
    for bond in rows.select_related("guardian__user"):
        found[bond.student_id].append(bond)
    return found


def _deciding(bonds: Iterable[Guardianship], *, turns_on: date, on: date) -> frozenset[int]:
    """Return the guardians who can sign in and decide on the last day on which they could.

    Who was told too late is still a guardian on that later day.
    """
    last = min(on, turns_on - ONE_DAY)
    return frozenset(
        bond.guardian_id
        for bond in bonds
        if bond.authority in UNTIL_SIXTEEN
        and last in bond.period
        and on in bond.period
        and bond.guardian.user is not None
        and bond.guardian.user.is_active
    )


def _enrolled(found: Iterable[Turning], *, on: date) -> set[int]:
    """Return who was enrolled on the birthday, or is on the way there.

    Somebody who comes to the school at sixteen turns nothing there.
    """
    days = {one.student.pk: min(on, one.turns_on) for one in found}
    here: dict[int, bool] = defaultdict(bool)
    for row in Enrolment.objects.filter(student__in=days):
        here[row.student_id] |= days[row.student_id] in row.period
    return {key for key, is_here in here.items() if is_here}
