"""What is held about people who choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from consents.models import Decision, Evidence, KeptAnswer, Objection, Purpose, Receipt, Wording
from holdings.register import Holding, Kind, declare, nobody

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

nobody(Purpose, "A question.")
nobody(Wording, "The words of a question.")


@declare
class Decisions(Holding[Decision]):
    """The proof of yes and no."""

    model = Decision
    what = _("What you said yes and no to, when, and which words you saw")
    purpose = _("To do what you chose, and to be able to show it")
    source = _("You")
    kept = _("Until five years after leaving, because the school must be able to show it")
    ground = "AVG 7(1)"
    readers = "consent_history"
    rules = ("R35",)
    fields = {
        "id": Kind.NONE,
        "student": Kind.LINK,
        "school": Kind.NONE,
        "purpose": Kind.FACT,
        "wording": Kind.NONE,
        "outcome": Kind.FACT,
        "before": Kind.FACT,
        "capacity": Kind.FACT,
        "guardian": Kind.LINK,
        "decided_by": Kind.LINK,
        "channel": Kind.FACT,
        "said_on": Kind.FACT,
        "evidence": Kind.LINK,
        "receipt": Kind.LINK,
        "at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Decision]:
        """Return the decisions about these students."""
        return Decision.objects.about(students)

    def erase(self, rows: QuerySet[Decision], *, rule: str) -> int:
        """End the decisions, and the receipts on which nothing stands any more."""
        receipts = list(rows.values_list("receipt", flat=True).distinct())
        ended = super().erase(rows, rule=rule)
        _end_bare(receipts)
        return ended


@declare
class EvidenceOfChoices(Holding[Evidence]):
    """What proves a choice that reached the school on paper, by telephone or at the desk."""

    model = Evidence
    what = _("Your form on paper, or a note of your call, with who wrote it down and when")
    purpose = _("To be able to show what you said yes and no to outside the portal")
    source = _("You, and the administration of the school that wrote it down")
    kept = _("Until five years after leaving, because the school must be able to show it")
    ground = "AVG 7(1)"
    readers = "consent_history"
    rules = ("R35",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "form_key": Kind.NONE,
        "student": Kind.LINK,
        "school": Kind.NONE,
        "receipt": Kind.LINK,
        "capacity": Kind.FACT,
        "guardian": Kind.LINK,
        "entered_by": Kind.LINK,
        "channel": Kind.FACT,
        "said_on": Kind.FACT,
        "note": Kind.TEXT,
        "file": Kind.FILE,
        "kind": Kind.NONE,
        "sha256": Kind.NONE,
        "size": Kind.NONE,
        "at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Evidence]:
        """Return what proves choices about these students."""
        return Evidence.objects.filter(student__in=students)

    def erase(self, rows: QuerySet[Evidence], *, rule: str) -> int:
        """End the evidence, and the receipts on which nothing stands any more."""
        receipts = list(rows.values_list("receipt", flat=True))
        ended = super().erase(rows, rule=rule)
        _end_bare(receipts)
        return ended


def _end_bare(receipts: Collection[int]) -> None:
    """End those of the receipts that nothing points to."""
    bare = Receipt.objects.filter(pk__in=receipts, decisions=None, evidence=None)
    bare.filter(pk__in=list(bare.values_list("pk", flat=True)))._raw_delete(bare.db)


@declare
class Objections(Holding[Objection]):
    """What somebody told the school, instead of choosing in the portal."""

    model = Objection
    what = _("That you, or your child, told the school not to use pictures")
    purpose = _("To do what you said, and to be able to show it")
    source = _("You, or your child")
    kept = _("Until five years after leaving, because the school must be able to show it")
    ground = "AVG 7(1)"
    readers = "consent_history"
    rules = ("R35",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "student": Kind.LINK,
        "school": Kind.NONE,
        "purpose": Kind.FACT,
        "by": Kind.FACT,
        "period": Kind.FACT,
        "written_by": Kind.LINK,
        "lifted_by": Kind.LINK,
    }

    def about(self, students: Collection[int]) -> QuerySet[Objection]:
        """Return the objections about these students."""
        return Objection.objects.filter(student__in=students)


@declare
class KeptAnswers(Holding[KeptAnswer]):
    """What followed from the choices, worked out beforehand."""

    model = KeptAnswer
    what = _("What your choices came to: yes or no, and from when to when")
    purpose = _("So that the school sees at once what you chose, and can show it later")
    source = _("Your choices")
    kept = _("Until five years after leaving, because the school must be able to show it")
    ground = "AVG 7(1)"
    readers = "consent_answer"
    rules = ("R35",)
    fields = {
        "id": Kind.NONE,
        "student": Kind.LINK,
        "school": Kind.NONE,
        "purpose": Kind.FACT,
        "effective": Kind.FACT,
        "known": Kind.FACT,
        "granted": Kind.FACT,
        "reason": Kind.FACT,
        "deciders": Kind.FACT,
        "decision_at": Kind.FACT,
        "wording_version": Kind.NONE,
    }

    def about(self, students: Collection[int]) -> QuerySet[KeptAnswer]:
        """Return the answers about these students."""
        return KeptAnswer.objects.filter(student__in=students)


@declare
class Receipts(Holding[Receipt]):
    """The receipts of choices; one can be about several children."""

    model = Receipt
    what = _("The receipt of choices that you made together")
    purpose = _("So that you can show what you chose")
    source = _("You")
    kept = _("As long as the choices on it")
    ground = "AVG 7(1)"
    readers = "consent_history"
    rules = ("R35",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "given_to": Kind.LINK,
        "at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Receipt]:
        """Return the receipts on which only choices about these students stand."""
        others = Decision.objects.exclude(student__in=students).values("receipt")
        return (
            Receipt.objects.filter(decisions__student__in=students)
            .exclude(pk__in=others)
            .distinct()
        )
