"""What a school reads of one student: what counts, why, and what it was told.

Of what was chosen in the portal it says nothing of by whom; a form or a call is proof of who said
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents.answers import effective
from consents.asked import Asked
from consents.choices import Capacity
from consents.models import Decision, Objection
from kernel.dates import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from consents.models import Evidence
    from consents.policies import ReadStudent
    from consents.rules import Answer


@dataclass(frozen=True, slots=True)
class Line:
    """What counts for one question; `made` is the choice it rests on, if made in the portal."""

    title: str
    answer: Answer
    made: Decision | None = None

    @property
    def decided_on(self) -> date | None:
        """Return the day of the decision that it rests on, if it rests on one."""
        return day_of(self.answer.decision_at) if self.answer.decision_at else None


@dataclass(frozen=True, slots=True)
class Told:
    """A no that the school was told; without a title it is about all pictures."""

    objection: Objection
    title: str

    @property
    def stands(self) -> bool:
        """Tell whether nobody took it back."""
        return self.objection.period.upper is None


@dataclass(frozen=True, slots=True)
class Entered:
    """A form or a call that was written down, with the answers in it."""

    evidence: Evidence
    answers: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What counts for a student, and what the school was told, newest first."""

    student: ReadStudent
    asked: Asked
    lines: tuple[Line, ...]
    told: tuple[Told, ...]
    entered: tuple[Entered, ...]

    @property
    def standing(self) -> list[Told]:
        """Return what stands."""
        return [each for each in self.told if each.stands]

    @property
    def earlier(self) -> list[Told]:
        """Return what was taken back."""
        return [each for each in self.told if not each.stands]

    @property
    def chooses_alone(self) -> bool:
        """Tell whether it is the student who chooses, so that the school is told nothing."""
        return any(line.answer.deciders == (Capacity.STUDENT,) for line in self.lines)


def proof(student: ReadStudent, user: User, *, at: datetime) -> Proof:
    """Return what counts for `student` at `at`, and what `user` may know that was told.

    Eight queries at most, four where all answers are kept.
    """
    asked = Asked({student.school_id}, at=at)
    answers = effective([student], at=at, asked=asked.purposes)[student.pk]
    rows = Objection.objects.visible_to(user).filter(student=student).order_by("-period", "-pk")
    said = list(_said(student, user))
    made: dict[tuple[int, datetime | None], Decision] = {
        (one.purpose_id, one.at): one for one in said if one.design
    }
    return Proof(
        student=student,
        asked=asked,
        lines=tuple(
            Line(asked.title(p.pk), answer, made.get((p.pk, answer.decision_at)))
            for p in asked.purposes
            for answer in [answers[p.code]]
        ),
        told=tuple(
            Told(row, asked.title(row.purpose_id) if row.purpose_id else "") for row in rows
        ),
        entered=tuple(_entered(said)),
    )


def _said(student: ReadStudent, user: User) -> QuerySet[Decision]:
    """Return what was said about a student, with the form or call where there is one."""
    of_evidence = [f"evidence__{name}" for name in ("guardian", "entered_by", "student")]
    rows = Decision.objects.proven_to(user).about([student.pk])
    return rows.select_related("wording", *of_evidence).order_by("purpose__order", "pk")


def _entered(said: list[Decision]) -> Iterator[Entered]:
    """Yield what was written down of forms and calls, the newest first."""
    found = {one.evidence: one.evidence.at for one in said if one.evidence}
    for evidence in sorted(found, key=lambda one: (found[one], one.pk), reverse=True):
        yield Entered(evidence, tuple(one for one in said if one.evidence == evidence))
