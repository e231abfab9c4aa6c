"""What a family can answer now: each question about each child, without what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents.answers import who_left
from consents.asked import Asked
from consents.choices import PurposeKind
from consents.policies import chooses, family
from consents.rules import student_decides
from kernel.dates import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from accounts.models import User
    from consents.models import Purpose, Wording
    from students.models import Student

APART = frozenset({PurposeKind.RELIGION})  # asked on a page of its own, never together


@dataclass(frozen=True, slots=True)
class Asking:
    """One question about one child, in the words of the page and in all that are in force."""

    student: Student
    purpose: Purpose
    words: Wording
    in_force: Mapping[str, Wording]  # by `Wording.key`, in every language

    @property
    def name(self) -> str:
        """Return the name of the field."""
        return f"{self.student.public_id}_{self.purpose.public_id}"


def answerable(user: User, *, at: datetime) -> list[Asking]:
    """Return what `user` can answer at `at`; four queries, however many children.

    For what a browser sends: what stands beside a question on the page is not worked out.
    """
    on = day_of(at)
    students = [student for student in family(user, on=on) if chooses(user, student, on=on)]
    if not students:
        return []
    asked = Asked({student.school_id for student in students}, at=at)
    gone = who_left({student.pk for student in students}, on=on)
    return [
        Asking(student, purpose, asked.words_of(purpose.pk), asked.words[purpose.pk])
        for student in students
        if student.pk not in gone
        for purpose in together(asked, student, on=on)
    ]


def together(asked: Asked, student: Student, *, on: date) -> Iterator[Purpose]:
    """Yield what is asked about a student on day `on`, but for what has a page of its own."""
    grown = student_decides(born_on=student.birth_date, on=on)
    yield from (p for p in asked.of(student, grown=grown) if p.kind not in APART)
