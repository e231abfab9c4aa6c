"""The effective answer for students: facts from the tables, the decision from the rule."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from consents.choices import AtSixteen, Capacity
from consents.models import Decision, Purpose
from consents.rules import Answer, Custody, Decided, Facts, Span
from consents.rules import effective as decide
from students.models import Enrolment, Guardianship

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from students.models import Student


def effective(
    students: Iterable[Student], *, at: datetime, asked: list[Purpose] | None = None
) -> dict[int, dict[str, Answer]]:
    """Return, for each student by key, the answer for each purpose of its school by code.

    Four queries, however many students and purposes; three for who knows what is `asked`.
    """
    listed = list(students)
    keys = [student.pk for student in listed]
    if asked is None:
        asked = asked_at({student.school_id for student in listed}, at=at)
    custody, enrolled = _custody(keys), _enrolled(keys)
    decisions = _decisions(keys, at=at)
    return {
        student.pk: {
            purpose.code: decide(
                Facts(
                    born_on=student.birth_date,
                    enrolled=tuple(enrolled[student.pk]),
                    custody=tuple(custody[student.pk]),
                    decisions=tuple(decisions[student.pk, purpose.pk]),
                    oldest_valid_version=purpose.oldest_valid_version,  # type: ignore[attr-defined]  # annotated
                    all_must_agree=purpose.school.all_guardians_must_agree,
                    lapses_at_sixteen=purpose.at_sixteen == AtSixteen.LAPSES,
                ),
                at=at,
            )
            for purpose in asked
            if purpose.school_id == student.school_id
        }
        for student in listed
    }


def answer(student: Student, purpose: Purpose, *, at: datetime) -> Answer:
    """Return the answer for one student and one purpose of its school."""
    return effective([student], at=at)[student.pk][purpose.code]


def asked_at(schools: Iterable[int], *, at: datetime) -> list[Purpose]:
    """Return what these schools ask, each with the oldest version on which a yes still counts."""
    rows = Purpose.objects.filter(school__in=schools).asked().with_oldest_valid_version(at)
    return list(rows.select_related("school"))


def _custody(students: list[int]) -> dict[int, list[Custody]]:
    found: dict[int, list[Custody]] = defaultdict(list)
    for row in Guardianship.objects.filter(student__in=students).deciding().order_by("pk"):
        span = Span(row.period.lower, row.period.upper)
        found[row.student_id].append(Custody(row.guardian_id, span))
    return found


def _enrolled(students: list[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for row in Enrolment.objects.filter(student__in=students):
        found[row.student_id].append(Span(row.period.lower, row.period.upper))
    return found


def _decisions(students: list[int], *, at: datetime) -> dict[tuple[int, int], list[Decided]]:
    found: dict[tuple[int, int], list[Decided]] = defaultdict(list)
    rows = Decision.objects.about(students).filter(at__lte=at).select_related("wording")
    for row in rows.only(
        "student", "purpose", "guardian", "capacity", "outcome", "at", "wording__version"
    ):
        if row.capacity == Capacity.GUARDIAN and row.guardian_id is None:
            continue  # the guardian's row has gone with the last child; so has what it decided
        found[row.student_id, row.purpose_id].append(
            Decided(row.guardian_id, row.outcome, row.at, row.pk, row.wording.version)
        )
    return found
