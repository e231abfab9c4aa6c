"""What is held in a student's file, by category: each ends by its own rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from dossiers.models import Entry, FollowUp
from dossiers.rules import RULES, categories_under
from holdings.register import Holding, Kind, declare

if TYPE_CHECKING:
    from collections.abc import Collection

    from dossiers.querysets import EntryQuerySet, FollowUpQuerySet

PURPOSE = _("To guide you well, and to know later what was agreed")
KEPT = _(
    "Notes, advice for lessons and test results until two years after leaving; the support file "
    "and notes of the care team three years, attendance five; the medical emergency card until "
    "you leave"
)


@declare
class Entries(Holding[Entry]):
    """Notes, advice, support file, test results, attendance and the emergency card."""

    model = Entry
    what = _("Notes of talks with you and your parents, and the rest of your file")
    purpose = PURPOSE
    source = _("People who work at the school")
    kept = KEPT
    ground = "AVG 6(1)(e)"
    readers = "conversation_notes"
    rules = RULES
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "student": Kind.LINK,
        "school": Kind.NONE,
        "category": Kind.FACT,
        "kind": Kind.FACT,
        "title": Kind.TEXT,
        "held_on": Kind.FACT,
        "body": Kind.TEXT,
        "author": Kind.LINK,
        "author_name": Kind.NAME,
        "supersedes": Kind.NONE,
        "created_at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> EntryQuerySet:
        """Return the entries about these students, every version."""
        return Entry.objects.filter(student__in=students)

    def under(self, rule: str, students: Collection[int]) -> EntryQuerySet:
        """Return the entries of the categories that `rule` ends."""
        return self.about(students).filter(category__in=categories_under(rule))


@declare
class FollowUps(Holding[FollowUp]):
    """What was agreed; it goes with the entry in which it was."""

    model = FollowUp
    what = _("What was agreed in a talk, and whether it was done")
    purpose = PURPOSE
    source = _("People who work at the school")
    kept = KEPT
    ground = "AVG 6(1)(e)"
    readers = "conversation_notes"
    rules = RULES
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "entry": Kind.LINK,
        "student": Kind.LINK,
        "category": Kind.FACT,
        "text": Kind.TEXT,
        "due_on": Kind.FACT,
        "done_at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> FollowUpQuerySet:
        """Return the follow-ups about these students."""
        return FollowUp.objects.filter(student__in=students)

    def under(self, rule: str, students: Collection[int]) -> FollowUpQuerySet:
        """Return the follow-ups in entries that `rule` ends."""
        return self.about(students).filter(category__in=categories_under(rule))
