"""That something is asked about one student, at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q

from consents.choices import PurposeKind, TransferPiece
from consents.models.asking import Purpose
from consents.querysets import InquiryQuerySet
from consents.rules import BY_CLASS, SINGLY, Span
from consents.special.rules import Terms
from kernel.dates import ONE_DAY
from schools.models import School
from students.models import Student

if TYPE_CHECKING:
    from datetime import date, datetime

ADDRESSEE, WHAT, WHY = 120, 500, 300  # characters


class Inquiry(models.Model):
    """What a school asks about one student: to share what, with whom, why (toestemmingsvraag).

    Without such a row the question exists for nobody. It is added and never changed, so that a
    decision on it proves what was asked; it ends once, or by its last day. The kind and school
    are those of the question and the student, which PostgreSQL holds.

    Law: AVG 4(11), 7(1), 9(2)(a)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    student = models.ForeignKey(Student, models.CASCADE, related_name="inquiries")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    purpose = models.ForeignKey(
        Purpose, models.PROTECT, related_name="inquiries", db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=PurposeKind)
    addressee = models.CharField(max_length=ADDRESSEE, help_text="Who gets it, by name.")
    what = models.CharField(max_length=WHAT, help_text="Exactly what is shared.")
    why = models.CharField(max_length=WHY)
    pieces = ArrayField(
        models.CharField(max_length=20, choices=TransferPiece),
        default=list,
        help_text="Of a transfer: which pieces of the file.",
    )
    period = DateRangeField(help_text="The days on which a yes counts.")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # Both are emptied by PostgreSQL once the account ends.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )

    objects = InquiryQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=sorted(SINGLY)), name="consents_inquiry_known_values"
            ),
            models.CheckConstraint(
                condition=Q(addressee__regex=r"\S", what__regex=r"\S", why__regex=r"\S"),
                name="consents_inquiry_says_something",
            ),
            models.CheckConstraint(
                condition=Q(
                    period__isempty=False, period__lower_inf=False, period__upper_inf=False
                ),
                name="consents_inquiry_ends",
            ),
            models.CheckConstraint(
                condition=Q(kind=PurposeKind.TRANSFER, pieces__len__gte=1)
                | Q(~Q(kind=PurposeKind.TRANSFER), pieces=[]),
                name="consents_inquiry_pieces_of_a_file",
            ),
            models.CheckConstraint(
                condition=Q(pieces__contained_by=TransferPiece.values),
                name="consents_inquiry_known_pieces",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__gte=F("asked_at")),
                name="consents_inquiry_ends_once",
            ),
        )
        indexes = (models.Index(fields=["school", "-asked_at"], name="consents_inquiry_newest"),)

    def __str__(self) -> str:
        """Return the kind, without a person."""
        return self.kind

    @property
    def named_pieces(self) -> list[str]:
        """Return the pieces of a file in words, in the order in which they are known."""
        return [str(piece.label) for piece in TransferPiece if piece in self.pieces]

    @property
    def terms(self) -> Terms:
        """Return it as the rule knows it; asks for the purpose."""
        days = Span(self.period.lower, self.period.upper)
        return Terms(PurposeKind(self.kind), days, self.ended_at, self.purpose.is_active)

    @property
    def last_day(self) -> date:
        """Return the last day on which a yes counts."""
        upper: date = self.period.upper
        return upper - ONE_DAY

    @property
    def last_day_of_yes(self) -> date | None:
        """Return the last day on which a yes counts; None where the question alone has one."""
        return None if self.kind in BY_CLASS else self.last_day

    def is_open(self, *, at: datetime) -> bool:
        """Tell whether it can be answered at `at`."""
        return self.terms.is_open(at)
