"""Sum up who may be in the picture where, without reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents.answers import effective

from dossiers import rules

NO_ANSWER = "no_answer"
TITLES = {"website": "Website", "app": "App"}
if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django_stubs_ext import StrPromise

    from dossiers.choices import Pictures
    from students.models import Student


@dataclass(frozen=True, slots=True)
class Place:
    """A place for pictures, and whether the student may be in one."""

    title: str | StrPromise
    granted: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What the answers of one student come to."""

    state: Pictures
    places: tuple[Place, ...]
    is_complete: bool

    @property
    def refused(self) -> list[str | StrPromise]:
        """Return where the student may not be in a picture."""
        return [place.title for place in self.places if not place.granted]


def pictures_of(students: Collection[Student], *, at: datetime) -> dict[int, Picture]:
    """Return for each student where pictures may be used at moment `at`."""
    if not students:
        return {}
    return {
        key: Picture(
            state=rules.pictures(
                granted=[answer.granted for answer in answers.values()],
                silent=[answer.reason == NO_ANSWER for answer in answers.values()],
            ),
            places=tuple(Place(TITLES[code], a.granted) for code, a in answers.items()),
            is_complete=all(answer.reason != NO_ANSWER for answer in answers.values()),
        )
        for key, answers in effective(students, at=at).items()
    }
