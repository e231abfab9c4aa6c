"""What a school's students and parents answered, as totals; nobody is named.

For who reads numbers and nothing else. It counts everybody at the school, so the caller says
first who may ask.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents.answers import Door, effective
from consents.asked import Asked
from consents.choices import Reason
from kernel.dates import day_of
from students.models import Student

if TYPE_CHECKING:
    from datetime import datetime

    from consents.rules import Answer
    from schools.models import School

AT_ONCE = 500  # students whose facts are in memory together
REFUSED = frozenset({Reason.REFUSED, Reason.DISAGREEMENT})


@dataclass(frozen=True, slots=True)
class Total:
    """How many students have a yes, a no, and no answer yet, for one purpose."""

    title: str
    yes: int
    no: int
    silent: int


def totals(school: School, *, at: datetime) -> list[Total]:
    """Return the totals of a school for each purpose, over who is enrolled on that day."""
    asked = Asked([school.pk], at=at)
    enrolled = Student.objects.filter(
        school=school, enrolments__period__contains=day_of(at)
    ).distinct()
    students = list(enrolled.only("pk", "school_id", "birth_date").order_by("pk"))
    found: dict[str, Counter[str]] = {purpose.code: Counter() for purpose in asked.purposes}
    for start in range(0, len(students), AT_ONCE):
        some = students[start : start + AT_ONCE]
        for answers in effective(some, at=at, asked=asked.purposes, door=Door.COUNTS).values():
            for code, answer in answers.items():
                found[code][_kind(answer)] += 1
    return [
        Total(asked.title(purpose.pk), count["yes"], count["no"], count["silent"])
        for purpose in asked.purposes
        for count in [found[purpose.code]]
    ]


def _kind(answer: Answer) -> str:
    if answer.granted:
        return "yes"
    return "no" if answer.reason in REFUSED else "silent"
