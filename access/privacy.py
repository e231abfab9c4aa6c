"""What is held about who has which task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models import (
    AccessReview,
    Adoption,
    Assignment,
    BreakGlass,
    Confidentiality,
    Invitation,
    Proposal,
    ReviewFinding,
    Right,
    TurningMessage,
)
from holdings.register import Holding, Kind, declare, holdings, nobody

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

nobody(Right, "The matrix: roles and permissions.")
nobody(Adoption, "What a board adopted, and which officer wrote that down.")
nobody(AccessReview, "Numbers, and which two people of the school answered for them.")


@declare
class Assignments(Holding[Assignment]):
    """Who had which task, and from when to when."""

    model = Assignment
    what = _("Who works with your data, in which role and in which period")
    purpose = _("To open what a task needs and to close the rest")
    source = _("The school")
    kept = _("A task that is about you alone goes when your file goes")
    ground = "AVG 6(1)(e)"
    readers = "access_admin"
    rules = ("R01",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "user": Kind.LINK,
        "role": Kind.FACT,
        "student": Kind.LINK,
        "group": Kind.NONE,
        "school": Kind.NONE,
        "board": Kind.NONE,
        "valid": Kind.FACT,
        "source": Kind.FACT,
        "stands_in_for": Kind.LINK,
        "created_by": Kind.LINK,
        "created_at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Assignment]:
        """Return the tasks that are about one of these students alone."""
        return Assignment.objects.filter(student__in=students)


@declare
class Emergencies(Holding[BreakGlass]):
    """Who took emergency access to a student, why, and what the review said."""

    model = BreakGlass
    what = _("That somebody used emergency access to your data, why, and what the review said")
    purpose = _("To answer for access that no task gave")
    source = _("The school")
    kept = _("Goes when your file goes")
    ground = "AVG 6(1)(c)"
    readers = "access_admin"
    rules = ("R01",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "assignment": Kind.LINK,
        "user": Kind.LINK,
        "kind": Kind.FACT,
        "reason": Kind.TEXT,
        "opened_at": Kind.FACT,
        "alerted_at": Kind.NONE,
        "reviewed_by": Kind.LINK,
        "reviewed_at": Kind.FACT,
        "verdict": Kind.FACT,
        "note": Kind.TEXT,
    }

    def about(self, students: Collection[int]) -> QuerySet[BreakGlass]:
        """Return the emergency accesses to these students."""
        return BreakGlass.objects.filter(assignment__student__in=students)


@declare
class Secrecies(Holding[Confidentiality]):
    """Who promised to keep silent about health, and on what that rests."""

    model = Confidentiality
    what = _("That you keep silent about the health of students, and on what that rests")
    purpose = _("To let only people with this duty into a care team")
    source = _("The school")
    kept = _("As long as your account")
    ground = "AVG 6(1)(c), 9(3)"
    readers = "access_admin"
    rules = ("R47",)
    fields = {
        "id": Kind.NONE,
        "user": Kind.LINK,
        "school": Kind.NONE,
        "basis": Kind.FACT,
        "period": Kind.FACT,
        "recorded_by": Kind.LINK,
        "recorded_at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Confidentiality]:
        """Return nothing: this is about staff."""
        del students
        return Confidentiality.objects.none()


@declare
class Invitations(Holding[Invitation]):
    """Who was invited to get an account, and what became of that.

    No rule of the schedule: they end by themselves, and at once when the person's own row ends.
    """

    model = Invitation
    what = _("That the school invited you to this portal, how, and whether you came in")
    purpose = _("To let you, and nobody else, in")
    source = _("The school, and you")
    kept = _("Ninety days after it was used, withdrawn or over")
    ground = "AVG 6(1)(e)"
    readers = "access_admin"
    rules = ()
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "school": Kind.NONE,
        "guardian": Kind.LINK,
        "student": Kind.LINK,
        "way": Kind.FACT,
        "email": Kind.ADDRESS,
        "made_by": Kind.LINK,
        "made_at": Kind.FACT,
        "period": Kind.FACT,
        "code_hash": Kind.NONE,
        "sent_at": Kind.FACT,
        "tries": Kind.FACT,
        "proof_hash": Kind.NONE,
        "proof_until": Kind.NONE,
        "proof_tries": Kind.NONE,
        "proofs": Kind.NONE,
        "proven_at": Kind.FACT,
        "used_at": Kind.FACT,
        "withdrawn_at": Kind.FACT,
        "withdrawn_by": Kind.LINK,
    }

    def about(self, students: Collection[int]) -> QuerySet[Invitation]:
        """Return those of the students, and of guardians who have no other child."""
        ending = holdings["students.Guardian"].about(students).order_by()
        theirs = Q(guardian__in=ending.values("pk"))
        return Invitation.objects.filter(theirs | Q(student__in=students))


@declare
class TurningMessages(Holding[TurningMessage]):
    """Who was told that a student turns sixteen.

    No rule of the schedule: they end by themselves, and at once when the person's own row ends.
    """

    model = TurningMessage
    what = _("When the school told you that a student turns sixteen, and decides from then on")
    purpose = _("To tell each person once, before the day")
    source = _("The school")
    kept = _("Ninety days after the birthday")
    ground = "AVG 6(1)(e), 12(1)"
    readers = "nobody"
    rules = ()
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "school": Kind.NONE,
        "student": Kind.LINK,
        "guardian": Kind.LINK,
        "stage": Kind.FACT,
        "turns_on": Kind.FACT,
        "state": Kind.FACT,
        "made_at": Kind.FACT,
        "done_at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[TurningMessage]:
        """Return those about the students, and to guardians who have no other child."""
        ending = holdings["students.Guardian"].about(students).order_by()
        theirs = Q(guardian__in=ending.values("pk"))
        return TurningMessage.objects.filter(theirs | Q(student__in=students))


@declare
class Proposals(Holding[Proposal]):
    """Links between staff and students, as imported."""

    model = Proposal
    what = _("Who is your mentor, as the administration system says")
    purpose = _("To let the school confirm it before it opens anything")
    source = _("The administration system of the school")
    kept = _("Two years after leaving")
    ground = "AVG 6(1)(e)"
    readers = "access_admin"
    rules = ("R01",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "staff": Kind.LINK,
        "role": Kind.FACT,
        "group": Kind.NONE,
        "student": Kind.LINK,
        "period": Kind.FACT,
        "evidence": Kind.FACT,
        "state": Kind.FACT,
        "assignment": Kind.LINK,
        "missing_since": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Proposal]:
        """Return the links that are about one of these students alone."""
        return Proposal.objects.filter(student__in=students)


@declare
class Findings(Holding[ReviewFinding]):
    """What a review of access found about the tasks of staff; it names no student."""

    model = ReviewFinding
    what = _("Which tasks you had, and in numbers how you used them, when access was looked over")
    purpose = _("To find access that is not needed; never to judge how somebody works")
    source = _("The school, and the record of who looked at what")
    kept = _("Your name goes with your account; the numbers stay as proof")
    ground = "AVG 6(1)(c), 32(1)"
    readers = "access_admin"
    rules = ("R47",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "review": Kind.NONE,
        "kind": Kind.FACT,
        "about": Kind.LINK,
        "assignment": Kind.LINK,
        "role": Kind.FACT,
        "count": Kind.FACT,
        "students": Kind.FACT,
        "on": Kind.FACT,
        "verdict": Kind.FACT,
        "reason": Kind.FACT,
        "ended": Kind.LINK,
        "decided_by": Kind.LINK,
        "decided_at": Kind.FACT,
    }

    def about(self, students: Collection[int]) -> QuerySet[ReviewFinding]:
        """Return nothing: this is about staff."""
        del students
        return ReviewFinding.objects.none()
