"""What is held about people who choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consents.models import (
    AlumniLetter,
    Alumnus,
    Appearance,
    Campaign,
    CampaignMessage,
    Client,
    Confirmation,
    Decision,
    Delivery,
    DesignReview,
    Evidence,
    Inquiry,
    KeptAnswer,
    Objection,
    Publication,
    Purpose,
    Receipt,
    Religion,
    TakeDown,
    Webhook,
    Wording,
)
from holdings.register import Holding, Kind, declare, holdings, nobody

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

nobody(Purpose, "A question.")
nobody(Wording, "The words of a question.")
nobody(Client, "A system of another organisation, and a hash of its token.")
nobody(Webhook, "An address of a system of another organisation.")
nobody(Delivery, "That a system was told to ask again about a school.")
nobody(DesignReview, "That more people said yes after a change of the page; totals alone.")
nobody(Campaign, "That a school asks, from when to when.")
nobody(AlumniLetter, "What a school writes to everybody who left in some years.")


@declare
class Decisions(Holding[Decision]):
    """The proof of yes and no."""

    model = Decision
    what = _(
        "What you said yes and no to, when, which words and page you saw, and how you signed in"
    )
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
        "inquiry": Kind.LINK,
        "receipt": Kind.LINK,
        "design": Kind.NONE,
        "signed_in": Kind.FACT,
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
        "inquiry": Kind.LINK,
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
class Religions(Holding[Religion]):
    """The religion of a student, as long as the family wants it to be known."""

    model = Religion
    what = _("Which religion you had the school write down, if you did")
    purpose = _("To take it into account at school, because you asked for that")
    source = _("You")
    kept = _("Until you take it back, turn sixteen or leave; what it was is then erased")
    ground = "AVG 9(2)(a)"
    readers = "religion"
    rules = ("R19",)
    fields = {
        "id": Kind.NONE,
        "student": Kind.LINK,
        "school": Kind.NONE,
        "decision": Kind.LINK,
        "value": Kind.TEXT,
        "at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Religion]:
        """Return the religions of these students."""
        return Religion.objects.filter(student__in=students)


@declare
class Inquiries(Holding[Inquiry]):
    """What was asked about one student, and in which words."""

    model = Inquiry
    what = _("What the school asked you to share, with whom, why and until when")
    purpose = _("To ask you, and to be able to show what you said yes or no to")
    source = _("The school")
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
        "kind": Kind.FACT,
        "addressee": Kind.TEXT,
        "what": Kind.TEXT,
        "why": Kind.TEXT,
        "pieces": Kind.FACT,
        "period": Kind.FACT,
        "asked_at": Kind.FACT,
        "ended_at": Kind.FACT,
        "asked_by": Kind.LINK,
        "ended_by": Kind.LINK,
    }

    def about(self, students: Collection[int]) -> QuerySet[Inquiry]:
        """Return what was asked about these students."""
        return Inquiry.objects.filter(student__in=students)


@declare
class FormerStudents(Holding[Alumnus]):
    """Who said yes to the list of former students.

    Its rule is in no schedule that runs from leaving: it outlives the file of the student on
    purpose, and ends by its own day, by a no, or from the link in each e-mail.
    """

    model = Alumnus
    what = _("That you are on the list of former students, with your name and e-mail address")
    purpose = _("To invite you to a reunion, because you said yes to that")
    source = _("You")
    kept = _("Until you say no, and five years at most; then the school asks you again")
    ground = "AVG 6(1)(a)"
    readers = "consent_history"
    rules = ("R37",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "school": Kind.NONE,
        "student": Kind.LINK,
        "decision": Kind.LINK,
        "inquiry": Kind.LINK,
        "wording": Kind.NONE,
        "said_by": Kind.FACT,
        "said_at": Kind.FACT,
        "email": Kind.ADDRESS,
        "name": Kind.NAME,
        "left_in": Kind.FACT,
        "ends_on": Kind.FACT,
        "may_stay": Kind.FACT,
        "key": Kind.NONE,
        "told_at": Kind.FACT,
        "asked_at": Kind.FACT,
        "letter": Kind.NONE,
    }

    def about(self, students: Collection[int]) -> QuerySet[Alumnus]:
        """Return what is on the list of these students, as long as it points to them."""
        return Alumnus.objects.filter(student__in=students)


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


@declare
class Appearances(Holding[Appearance]):
    """Who is in what was published."""

    model = Appearance
    what = _("In which pictures that the school published you, or your child, can be recognised")
    purpose = _("To take pictures down when you say no, and to be able to show what was allowed")
    source = _("The school, when it published the picture")
    kept = _("Until five years after leaving, because the school must be able to show it")
    ground = "AVG 7(1)"
    readers = "consent_answer"
    rules = ("R35",)
    fields = {
        "id": Kind.NONE,
        "publication": Kind.LINK,
        "student": Kind.LINK,
        "school": Kind.NONE,
        "state": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Appearance]:
        """Return the appearances of these students."""
        return Appearance.objects.filter(student__in=students)

    def erase(self, rows: QuerySet[Appearance], *, rule: str) -> int:
        """End the appearances, and the publications in which nobody is left."""
        publications = list(rows.values_list("publication", flat=True).distinct())
        ended = super().erase(rows, rule=rule)
        bare = Publication.objects.filter(pk__in=publications, appearances=None)
        bare.filter(pk__in=list(bare.values_list("pk", flat=True)))._raw_delete(bare.db)
        return ended


@declare
class Publications(Holding[Publication]):
    """What was published; one can be about many students."""

    model = Publication
    what = _("What the school published with pictures of students, where and when")
    purpose = _("To take pictures down when somebody says no")
    source = _("The school, when it published the picture")
    kept = _("As long as the school must be able to show who was in it")
    ground = "AVG 7(1)"
    readers = "consent_answer"
    rules = ("R35",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "school": Kind.NONE,
        "purpose": Kind.NONE,
        "kind": Kind.NONE,
        "title": Kind.TEXT,
        "place": Kind.TEXT,
        "published_at": Kind.FACT,
        "published_by": Kind.LINK,
        "removed_at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Publication]:
        """Return the publications in which only these students are."""
        others = Appearance.objects.exclude(student__in=students).values("publication")
        return (
            Publication.objects.filter(appearances__student__in=students)
            .exclude(pk__in=others)
            .distinct()
        )


@declare
class TakeDowns(Holding[TakeDown]):
    """The work of taking a picture down."""

    model = TakeDown
    what = _("Which pictures had to come down after a no, and what the school did")
    purpose = _("To take pictures down when you say no, and to be able to show it")
    source = _("Your choices, and the school")
    kept = _("Until five years after leaving, because the school must be able to show it")
    ground = "AVG 17(1)(b)"
    readers = "consent_answer"
    rules = ("R35",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "appearance": Kind.LINK,
        "publication": Kind.LINK,
        "student": Kind.LINK,
        "school": Kind.NONE,
        "state": Kind.FACT,
        "made_at": Kind.FACT,
        "due_on": Kind.FACT,
        "how": Kind.FACT,
        "note": Kind.TEXT,
        "done_at": Kind.FACT,
        "done_by": Kind.LINK,
        "reminded_at": Kind.NONE,
        "escalated_at": Kind.NONE,
    }

    def about(self, students: Collection[int]) -> QuerySet[TakeDown]:
        """Return the work about these students."""
        return TakeDown.objects.filter(student__in=students)


@declare
class CampaignMessages(Holding[CampaignMessage]):
    """To whom the school wrote that it asks something.

    No rule of the schedule: they end at once when the person's own row ends.
    """

    model = CampaignMessage
    what = _("When the school asked you for your choices, by e-mail or by letter")
    purpose = _("To ask you three times at most, and to be able to show that you were asked")
    source = _("The school")
    kept = _("As long as the school keeps who you are")
    ground = "AVG 5(2)"
    readers = "consent_history"
    rules = ()
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "campaign": Kind.FACT,
        "school": Kind.NONE,
        "guardian": Kind.LINK,
        "student": Kind.LINK,
        "round": Kind.FACT,
        "way": Kind.FACT,
        "state": Kind.FACT,
        "made_at": Kind.FACT,
        "done_at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[CampaignMessage]:
        """Return those to the students, and to guardians who have no other child."""
        ending = holdings["students.Guardian"].about(students).order_by()
        theirs = Q(guardian__in=ending.values("pk"))
        return CampaignMessage.objects.filter(theirs | Q(student__in=students))


@declare
class Confirmations(Holding[Confirmation]):
    """Who said that choices are still right.

    No rule of the schedule: they end at once when the person's own row ends.
    """

    model = Confirmation
    what = _("That you told the school that your choices are still right, and when")
    purpose = _("To ask you no more, and to be able to show that you looked")
    source = _("You")
    kept = _("As long as the school keeps who you are")
    ground = "AVG 7(1)"
    readers = "consent_history"
    rules = ()
    fields = {
        "id": Kind.NONE,
        "campaign": Kind.FACT,
        "school": Kind.NONE,
        "student": Kind.LINK,
        "guardian": Kind.LINK,
        "at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Confirmation]:
        """Return what was said about these students."""
        return Confirmation.objects.filter(student__in=students)
