"""Sum up who may be in the picture where, without reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from consents.answers import effective
from consents.choices import Reason
from consents.models import Wording
from dossiers import rules

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from consents.rules import Answer
    from dossiers.choices import Pictures
    from students.models import Student

UNANSWERED = {Reason.SILENCE, Reason.WAITING, Reason.STUDENT_DECIDES, Reason.NO_DECIDER}


@dataclass(frozen=True, slots=True)
class Place:
    """A place for pictures, and whether the student may be in one."""

    title: str
    granted: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What the answers of one student come to."""

    state: Pictures
    places: tuple[Place, ...]
    is_complete: bool

    @property
    def refused(self) -> list[str]:
        """Return where the student may not be in a picture."""
        return [place.title for place in self.places if not place.granted]


def pictures_of(students: Collection[Student], *, at: datetime) -> dict[int, Picture]:
    """Return for each student where pictures may be used at moment `at`."""
    if not students:
        return {}
    answers = effective(students, at=at)
    titles = _titles({student.school_id for student in students}, at=at)
    return {
        student.pk: _picture(answers.get(student.pk, {}), titles.get(student.school_id, {}))
        for student in students
    }


def _picture(answers: Mapping[str, Answer], titles: Mapping[str, str]) -> Picture:
    silent = [answer.reason in UNANSWERED for answer in answers.values()]
    return Picture(
        state=rules.pictures(granted=[a.granted for a in answers.values()], silent=silent),
        places=tuple(Place(titles.get(code, code), a.granted) for code, a in answers.items()),
        is_complete=not any(silent),
    )


def _titles(schools: Collection[int], *, at: datetime) -> dict[int, dict[str, str]]:
    """Return what each school calls the places, by code, in the language of the page."""
    found: dict[int, dict[str, str]] = {}
    words = Wording.objects.in_force(at).filter(
        purpose__school__in=schools, language=(get_language() or "nl")[:2]
    )
    for school, code, title in words.values_list("purpose__school", "purpose__code", "title"):
        found.setdefault(school, {})[code] = title
    return found
