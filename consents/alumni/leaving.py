"""Who said yes to the list and left the school, or is still there; what counts of the yes then.

A yes counts for who leaves on a day on which its question was open. It is looked at on the last
day at school, as it stood at the end of that day: afterwards the school asks nothing any more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from consents.alumni.rules import day_of_leaving
from consents.models import Alumnus, Inquiry
from consents.rules import Span
from consents.special import inquiries, rules
from consents.special.inquiries import Door
from kernel.dates import ONE_DAY, day_of, start_of
from students.models import Enrolment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who said yes, and what became of it."""

    alumnus: Alumnus
    last_day: date | None  # at school; None while the student is there
    counts: bool  # the yes, now or at the end of the last day


def standings(rows: Collection[Alumnus], *, at: datetime) -> list[Standing]:
    """Return what became of each yes; a few queries for each day on which some of them left.

    Whose file has ended without being listed is known no more: no yes counts.
    """
    left = _left([row.student_id for row in rows if row.student_id], on=day_of(at))
    moments: dict[datetime, list[Alumnus]] = defaultdict(list)
    for row in rows:
        gone_on = left.get(row.student_id or 0)
        moments[start_of(gone_on) - MOMENT if gone_on else at].append(row)
    counting = {row.pk for moment, found in moments.items() for row in _granted(found, at=moment)}
    return [
        Standing(
            row,
            last_day=gone_on - ONE_DAY if (gone_on := left.get(row.student_id or 0)) else None,
            counts=row.pk in counting,
        )
        for row in rows
    ]


def _left(students: Collection[int], *, on: date) -> dict[int, date]:
    """Return the first day on which each student who left was at the school no more."""
    enrolled: dict[int, list[Span]] = defaultdict(list)
    for spell in Enrolment.objects.filter(student__in=students):
        enrolled[spell.student_id].append(Span(spell.period.lower, spell.period.upper))
    days = {student: day_of_leaving(spans, on=on) for student, spans in enrolled.items()}
    return {student: day for student, day in days.items() if day}


def _granted(rows: Iterable[Alumnus], *, at: datetime) -> list[Alumnus]:
    """Keep those of whom it is yes, and of whom the yes that gave the address counts itself."""
    given = {row.inquiry_id: row for row in rows if row.inquiry_id}
    asked = list(inquiries.as_asked(Inquiry.objects.filter(pk__in=given), at=at))
    worlds = inquiries.facts_of(asked, at=at, door=Door.PORTAL)
    return [
        given[one.pk]
        for one in asked
        if rules.answer(worlds[one.pk], one.terms, at=at).granted
        and rules.counts_still(worlds[one.pk], said_at=given[one.pk].said_at, on=day_of(at))
    ]
