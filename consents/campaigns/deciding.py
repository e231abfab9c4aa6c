"""Who decides for students on a day, by the key of the guardian or of the student."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from consents.rules import Custody, Span, deciders
from students.choices import FROM_SIXTEEN
from students.models import Guardian

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from students.models import Guardianship, Student

Key = tuple[int | None, int | None]  # of a guardian, or of a student


def key_of(student: int, guardian: int | None) -> Key:
    """Return who decides for a student: a guardian, or the student where that is None."""
    return (None, student) if guardian is None else (guardian, None)


def key_of_person(person: Guardian | Student) -> Key:
    """Return the key of somebody to whom a message goes."""
    return (person.pk, None) if isinstance(person, Guardian) else (None, person.pk)


def deciding(
    students: Iterable[Student], bonds: Iterable[Guardianship], *, on: date
) -> Iterator[tuple[Student, frozenset[int | None]]]:
    """Yield each student with who decides on day `on`: guardians, or None for the student.

    `bonds` are those with an authority that decides, of any day.
    """
    custody: dict[int, list[Custody]] = defaultdict(list)
    for bond in bonds:
        span = Span(bond.period.lower, bond.period.upper)
        represents = bond.authority in FROM_SIXTEEN
        custody[bond.student_id].append(Custody(bond.guardian_id, span, represents))
    for student in students:
        known = custody[student.pk]
        yield student, deciders(born_on=student.birth_date, custody=known, on=on)
