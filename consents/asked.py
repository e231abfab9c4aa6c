"""What schools ask about pictures at a moment, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

from accounts.choices import Language
from consents.answers import asked_at
from consents.models import Wording

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from consents.models import Purpose
    from students.models import Student


class Asked:
    """The purposes of some schools, and their words in force, in every language.

    Two queries, however many schools.
    """

    def __init__(self, schools: Collection[int], *, at: datetime) -> None:
        """Read them as they are at `at`."""
        self.purposes = asked_at(schools, at=at)
        self.words: dict[int, dict[str, Wording]] = {}
        for wording in Wording.objects.filter(purpose__school__in=schools).in_force(at):
            self.words.setdefault(wording.purpose_id, {})[wording.key] = wording

    def of(self, student: Student) -> list[Purpose]:
        """Return what the student's school asks."""
        return [p for p in self.purposes if p.school_id == student.school_id]

    def words_of(self, purpose: int) -> Wording:
        """Return the words in the language of the page; in Dutch where there are none."""
        by_language = {wording.language: wording for wording in self.words[purpose].values()}
        wanted = (get_language() or Language.DUTCH)[:2]
        return by_language.get(wanted) or by_language[Language.DUTCH]

    def in_dutch(self, purpose: int) -> Wording:
        """Return the words as they were first written, and as letters say them."""
        return next(w for w in self.words[purpose].values() if w.language == Language.DUTCH)

    def title(self, purpose: int) -> str:
        """Return the title of a question, in the language of the page."""
        return self.words_of(purpose).title
