"""What a school's students and parents answered, as totals; nobody is named.

For who reads numbers and nothing else. It counts everybody at the school, so the caller says
first who may ask.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents.answers import Door, asked_at, effective, facts_of
from consents.asked import Asked
from consents.choices import PurposeKind, Reason
from consents.rules import SINGLY, standing_yeses
from kernel.dates import day_of
from students.models import Student

if TYPE_CHECKING:
    from datetime import datetime

    from consents.models import Purpose
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
    students = _enrolled(school, at=at)
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


def standing(purpose: Purpose, *, at: datetime) -> int | None:
    """Return how many choices for yes count of a purpose, over who is enrolled on that day.

    Of two parents who both said yes, both are counted: each is asked again when the words change.
    None of what is asked about one student: who said yes to it, and how many, is for who asks it
    and not for who writes words.
    """
    if purpose.kind in SINGLY:
        return None
    kinds = [PurposeKind(purpose.kind)]
    known = asked_at([purpose.school_id], at=at, kinds=kinds)
    (asked,) = [one for one in known if one.pk == purpose.pk]
    students = _enrolled(purpose.school, at=at)
    number = 0
    for start in range(0, len(students), AT_ONCE):
        some = students[start : start + AT_ONCE]
        worlds = facts_of(some, [asked], until=at, door=Door.COUNTS)
        number += sum(standing_yeses(facts) for facts in worlds.values())
    return number


def _enrolled(school: School, *, at: datetime) -> list[Student]:
    rows = Student.objects.filter(school=school, enrolments__period__contains=day_of(at))
    return list(rows.distinct().only("pk", "school_id", "birth_date").order_by("pk"))


def _kind(answer: Answer) -> str:
    if answer.granted:
        return "yes"
    return "no" if answer.reason in REFUSED else "silent"
