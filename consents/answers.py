"""The effective answer for students: facts from the tables, the decision from the rule."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import IntegerField, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from consents.choices import AtSixteen
from consents.models import Decision, Purpose, Wording
from consents.rules import Answer, Custody, Decided, Facts
from consents.rules import effective as decide
from kernel.dates import ONE_DAY
from students.models import Enrolment, Guardianship

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from students.models import Student


def effective(students: Iterable[Student], *, at: datetime) -> dict[int, dict[str, Answer]]:
    """Return, for each student by key, the answer for each purpose of its school by code.

    Four queries, however many students and purposes.
    """
    listed = list(students)
    keys = [student.pk for student in listed]
    purposes = _purposes({student.school_id for student in listed}, at=at)
    custody, left_on = _custody(keys), _left_on(keys)
    decisions = _decisions(keys, at=at)
    return {
        student.pk: {
            purpose.code: decide(
                Facts(
                    born_on=student.birth_date,
                    left_on=left_on.get(student.pk),
                    custody=tuple(custody[student.pk]),
                    decisions=tuple(decisions[student.pk, purpose.pk]),
                    oldest_valid_version=purpose.oldest_valid_version,  # type: ignore[attr-defined]  # annotated
                    all_must_agree=purpose.school.all_guardians_must_agree,
                    lapses_at_sixteen=purpose.at_sixteen == AtSixteen.LAPSES,
                ),
                at=at,
            )
            for purpose in purposes[student.school_id]
        }
        for student in listed
    }


def answer(student: Student, purpose: Purpose, *, at: datetime) -> Answer:
    """Return the answer for one student and one purpose of its school."""
    return effective([student], at=at)[student.pk][purpose.code]


def _purposes(schools: set[int], *, at: datetime) -> dict[int, list[Purpose]]:
    changed = (
        Wording.objects.filter(purpose=OuterRef("pk"), is_material=True, in_force_from__lte=at)
        .order_by()
        .values("purpose")
        .annotate(newest=Max("version"))
        .values("newest")
    )
    rows = (
        Purpose.objects.filter(school__in=schools)
        .asked()
        .select_related("school")
        .annotate(oldest_valid_version=Coalesce(Subquery(changed), 1, output_field=IntegerField()))
    )
    found: dict[int, list[Purpose]] = defaultdict(list)
    for purpose in rows:
        found[purpose.school_id].append(purpose)
    return found


def _custody(students: list[int]) -> dict[int, list[Custody]]:
    found: dict[int, list[Custody]] = defaultdict(list)
    for row in Guardianship.objects.filter(student__in=students).deciding().order_by("pk"):
        span = Custody(row.guardian_id, row.period.lower, row.period.upper)
        found[row.student_id].append(span)
    return found


def _left_on(students: list[int]) -> dict[int, date]:
    """Return the last day at school of each student who has left and not come back."""
    ends: dict[int, list[date | None]] = defaultdict(list)
    for row in Enrolment.objects.filter(student__in=students):
        ends[row.student_id].append(row.period.upper)
    return {
        student: max(end for end in found if end is not None) - ONE_DAY
        for student, found in ends.items()
        if None not in found
    }


def _decisions(students: list[int], *, at: datetime) -> dict[tuple[int, int], list[Decided]]:
    found: dict[tuple[int, int], list[Decided]] = defaultdict(list)
    rows = Decision.objects.about(students).filter(at__lte=at).select_related("wording")
    for row in rows:
        if row.capacity == "guardian" and row.guardian_id is None:
            continue  # the guardian's row has gone with the last child; so has what it decided
        found[row.student_id, row.purpose_id].append(
            Decided(row.guardian_id, row.outcome, row.at, row.pk, row.wording.version)
        )
    return found
