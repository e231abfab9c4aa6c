"""What schools ask at a moment, and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

from accounts.choices import Language
from consents.answers import asked_at
from consents.choices import PurposeKind
from consents.models import Wording
from consents.rules import SINGLY, is_asked

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from consents.models import Purpose
    from students.models import Student


class Asked:
    """The purposes of some schools, and their words in force, in every language.

    `purposes` are those about pictures; `beside` is what is asked of other kinds. `singly` is what
    can be asked about one student, and is asked of nobody by itself. Two queries, however many
    schools.
    """

    def __init__(self, schools: Collection[int], *, at: datetime) -> None:
        """Read them as they are at `at`."""
        every = asked_at(schools, at=at, kinds=PurposeKind)
        self.purposes = [p for p in every if p.kind == PurposeKind.PICTURES]
        self.singly = [p for p in every if p.kind in SINGLY]
        self.beside = [p for p in every if p.kind not in {PurposeKind.PICTURES, *SINGLY}]
        self.words: dict[int, dict[str, Wording]] = {}
        for wording in Wording.objects.filter(purpose__school__in=schools).in_force(at):
            self.words.setdefault(wording.purpose_id, {})[wording.key] = wording

    def of(self, student: Student, *, grown: bool) -> list[Purpose]:
        """Return what is asked about a student, who is `grown` or not: pictures first."""
        return [
            p
            for p in (*self.purposes, *self.beside)
            if p.school_id == student.school_id and is_asked(PurposeKind(p.kind), grown=grown)
        ]

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
