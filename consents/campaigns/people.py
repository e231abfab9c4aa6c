"""Who is asked in a campaign, and who did not answer: for the portal itself, and no page.

Who decides follows from the rule. Who decided what is known to the worker alone, for the one
school that it works for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection

from consents.answers import asked_at
from consents.campaigns.deciding import deciding, key_of
from consents.campaigns.scope import students_of
from consents.models import Confirmation
from consents.rules import Decided, standing
from kernel.dates import day_of
from students.models import Guardianship

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from consents.campaigns.deciding import Key
    from consents.models import Campaign, Purpose
    from students.models import Student

CHOICES = "SELECT * FROM consents_choices_for_portal(%s::bigint[], %s)"
AT_ONCE = 500  # students whose choices are in memory together


@dataclass(slots=True)
class Said:
    """What the people of some students said: by student, guardian and purpose."""

    choices: dict[tuple[int, int | None, int], list[Decided]] = field(
        default_factory=lambda: defaultdict(list)
    )
    last: dict[Key, datetime] = field(default_factory=dict)

    def add(  # noqa: PLR0913, PLR0917 - the columns of the function
        self,
        student: int,
        guardian: int | None,
        purpose: int,
        outcome: str,
        at: datetime,
        number: int,
        version: int,
        said_on: date | None,
    ) -> None:
        """Take in one decision."""
        one = Decided(guardian, outcome, at, number, version, said_on)
        self.choices[student, guardian, purpose].append(one)
        key = key_of(student, guardian)
        self.last[key] = max(at, self.last.get(key, at))

    def since(self, begun: datetime) -> set[Key]:
        """Return who chose something at `begun` or later."""
        return {key for key, last in self.last.items() if last >= begun}


def unanswered(campaign: Campaign, *, at: datetime) -> set[Key]:
    """Return who decides for a student of the campaign and did not answer yet.

    To a question: no choice that counts, for some child. To a check: nothing confirmed and
    nothing chosen about photos since it began, for any child.
    """
    asked = asked_at([campaign.school_id], at=at)
    students = list(students_of(campaign, on=day_of(at)).order_by("pk")) if asked else []
    found: set[Key] = set()
    heard = _confirmed(campaign)
    for start in range(0, len(students), AT_ONCE):
        some = students[start : start + AT_ONCE]
        said = _said(some, asked, at=at)
        heard |= said.since(campaign.period.lower)
        bonds = Guardianship.objects.filter(student__in=some).deciding()
        for student, who in deciding(some, bonds, on=day_of(at)):
            found |= {
                key_of(student.pk, guardian)
                for guardian in who
                if campaign.is_check or _is_open(said, student, guardian, asked)
            }
    return found - heard if campaign.is_check else found


def _said(students: list[Student], asked: Iterable[Purpose], *, at: datetime) -> Said:
    """Return what was said to what is asked; an answer to anything else is none to this."""
    found = Said()
    keys = {purpose.pk for purpose in asked}
    with connection.cursor() as cursor:
        cursor.execute(CHOICES, [[student.pk for student in students], at])
        for student, guardian, purpose, *rest in cursor.fetchall():
            if purpose in keys:
                found.add(student, guardian, purpose, *rest)
    return found


def _is_open(said: Said, student: Student, guardian: int | None, asked: Iterable[Purpose]) -> bool:
    return any(
        standing(
            said.choices.get((student.pk, guardian, purpose.pk), ()),
            oldest_valid_version=purpose.oldest_valid_version,  # type: ignore[attr-defined]  # annotated
        )
        is None
        for purpose in asked
    )


def _confirmed(campaign: Campaign) -> set[Key]:
    rows = Confirmation.objects.filter(campaign=campaign).values_list("student", "guardian")
    return {key_of(student, guardian) for student, guardian in rows}
