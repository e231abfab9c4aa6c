"""Sum up who may be in the picture where, without reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, cast

from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from consents.answers import effective
from consents.choices import Reason
from consents.models import Purpose, Wording
from dossiers import rules

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from django_stubs_ext import WithAnnotations

    from consents.rules import Answer
    from dossiers.choices import Pictures
    from students.models import Student

    TitledPurpose = WithAnnotations[Purpose, "Titled"]

UNANSWERED = {Reason.SILENCE, Reason.WAITING, Reason.STUDENT_DECIDES, Reason.NO_DECIDER}


class Titled(TypedDict):
    """What the school calls a purpose, in the language of the page."""

    title: str | None


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
    asked = _asked({student.school_id for student in students}, at=at)
    titles = {(each.school_id, each.code): each.title or each.code for each in asked}
    answers = effective(students, at=at, asked=[*asked])
    return {
        student.pk: _picture(
            [(titles[student.school_id, code], a) for code, a in answers[student.pk].items()]
        )
        for student in students
    }


def _picture(answers: Sequence[tuple[str, Answer]]) -> Picture:
    """Sum up the answers, each beside what the school calls the place."""
    silent = [answer.reason in UNANSWERED for _, answer in answers]
    places = tuple(Place(title, answer.granted) for title, answer in answers)
    return Picture(
        state=rules.pictures(granted=[place.granted for place in places], silent=silent),
        places=places,
        is_complete=not any(silent),
    )


def _asked(schools: Collection[int], *, at: datetime) -> list[TitledPurpose]:
    """Return what these schools ask, with the title in the language of the page."""
    words = Wording.objects.filter(
        purpose=OuterRef("pk"), language=(get_language() or "nl")[:2], in_force_from__lte=at
    )
    asked = Purpose.objects.filter(school__in=schools).asked().with_oldest_valid_version(at)
    titled = asked.annotate(title=Subquery(words.order_by("-version").values("title")[:1]))
    return cast("list[TitledPurpose]", list(titled.select_related("school")))
