"""What was decided, once and for good, and the proof of it."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.choices import SignIn
from consents.choices import Capacity, Channel, Outcome
from consents.designs.rules import MARK, MARK_LENGTH
from consents.models.asking import Purpose, Wording
from consents.querysets import (
    DecisionQuerySet,
    ReceiptQuerySet,
)
from consents.rules import Decided
from kernel.dates import day_of
from schools.models import School
from students.models import Guardian, Student


class Receipt(models.Model):
    """What somebody gets after choosing: the choices of one moment, together (bewijs)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,  # PostgreSQL empties it
        null=True,
        related_name="receipts",
        db_constraint=False,
    )
    at = models.DateTimeField()

    objects = ReceiptQuerySet.as_manager()

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def number(self) -> str:
        """Return a number that a person can say on the telephone."""
        return f"{day_of(self.at):%Y-%j}-{self.public_id.hex[:6].upper()}"


class Decision(models.Model):
    """What was decided, once, about one student and one purpose; added, never changed.

    The school is that of the student, which PostgreSQL holds; row security asks it.

    Law: AVG 7(1): the school must be able to show that consent was given.
    """

    student = models.ForeignKey(Student, models.CASCADE, related_name="decisions")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="decisions")
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    before = models.CharField(max_length=10, choices=Outcome, blank=True)
    capacity = models.CharField(max_length=10, choices=Capacity)
    # The next two are emptied by PostgreSQL once the row they point to ends.
    guardian = models.ForeignKey(
        Guardian, models.DO_NOTHING, null=True, related_name="decisions", db_constraint=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.PORTAL)
    said_on = models.DateField(null=True, help_text="On the paper; empty in the portal.")
    evidence = models.ForeignKey(
        "consents.Evidence",
        models.DO_NOTHING,
        null=True,
        related_name="decisions",
        db_constraint=False,
    )
    inquiry = models.ForeignKey(
        "consents.Inquiry",
        models.DO_NOTHING,
        null=True,
        related_name="decisions",
        db_constraint=False,
        help_text="Of what is asked about one student at one moment.",
    )
    receipt = models.ForeignKey(
        Receipt, models.DO_NOTHING, related_name="decisions", db_constraint=False
    )
    design = models.CharField(
        max_length=MARK_LENGTH, blank=True, help_text="Of the page in the portal; else empty."
    )
    signed_in = models.CharField(max_length=10, choices=SignIn, blank=True)
    at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values)
                & Q(before__in=["", *Outcome.values])
                & Q(capacity__in=Capacity.values)
                & Q(channel__in=Channel.values),
                name="consents_decision_known_values",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.PORTAL, said_on=None, evidence=None)
                | Q(~Q(channel=Channel.PORTAL), said_on__isnull=False, evidence__isnull=False),
                name="consents_decision_has_evidence",
            ),
            # What was chosen before these two were kept has neither; a trigger lets no new row
            # be without. See the migration `designs`.
            models.CheckConstraint(
                condition=Q(design="", signed_in="")
                | Q(channel=Channel.PORTAL, design__regex=MARK, signed_in__in=SignIn.values),
                name="consents_decision_how_made",
            ),
            models.UniqueConstraint(
                fields=["evidence", "purpose"], name="consents_decision_once_a_paper"
            ),
            models.CheckConstraint(
                condition=Q(inquiry=None)
                | ~Q(channel=Channel.PHONE)
                | ~Q(outcome=Outcome.GRANTED),
                name="consents_decision_no_yes_by_phone",
            ),
        )
        indexes = (
            models.Index(fields=["student", "purpose", "-at"], name="consents_decision_newest"),
        )

    def __str__(self) -> str:
        """Return the outcome, without a person."""
        return self.outcome

    @property
    def says_yes(self) -> bool:
        """Tell whether it is a yes."""
        return self.outcome == Outcome.GRANTED

    @property
    def as_decided(self) -> Decided:
        """Return it as the rule knows it; asks for the words."""
        return Decided(
            guardian=self.guardian_id,
            outcome=self.outcome,
            at=self.at,
            number=self.pk,
            version=self.wording.version,
            said_on=self.said_on,
        )

    @property
    def what_follows(self) -> str:
        """Return what the words that were shown promise after this choice."""
        if self.outcome == Outcome.REFUSED:
            return ""
        text = self.wording.on_yes if self.says_yes else self.wording.on_withdrawal
        return text.replace("{name}", self.student.short_name)
