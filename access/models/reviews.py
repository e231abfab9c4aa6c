"""A review of who has access and who used it, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from access.choices import Extent, FindingKind, KeepReason, Role, Verdict
from access.querysets import AccessReviewQuerySet, ReviewFindingQuerySet
from kernel.dates import ONE_DAY
from schools.models import School

if TYPE_CHECKING:
    from datetime import date

_UNSIGNED = Q(signed_by=None, signed_at=None, counts=None, fingerprint="")
_SIGNED = Q(signed_by__isnull=False, signed_at__isnull=False, counts__isnull=False) & Q(
    fingerprint__regex=r"^[0-9a-f]{64}$"
)
_UNDECIDED = Q(verdict="", reason="", decided_by=None, decided_at=None, ended=None)
_DECIDED = Q(decided_by__isnull=False, decided_at__isnull=False)


class AccessReview(models.Model):
    """A look at all access of one school, by one person, signed by another (autorisatiecontrole).

    Once signed it never changes: PostgreSQL refuses, also for who owns the table.

    Norm: BIO2 5.18.02 (yearly), 8.02.01 (special rights, quarterly)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="access_reviews")
    extent = models.CharField(max_length=10, choices=Extent)
    period = DateRangeField(help_text="Whose reading was looked at; the last day is not part.")
    due_on = models.DateField(help_text="The last day on which it is in time.")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="opened_reviews"
    )
    opened_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="signed_reviews"
    )
    signed_at = models.DateTimeField(null=True)
    counts = models.JSONField(null=True, help_text="Numbers by kind of finding, when signed.")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what it says.")

    objects = AccessReviewQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(extent__in=Extent.values)
                & Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="access_accessreview_known_values",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("opened_by")),
                name="access_accessreview_four_eyes",
            ),
            models.CheckConstraint(
                condition=_UNSIGNED | _SIGNED, name="access_accessreview_signed_whole"
            ),
            models.UniqueConstraint(
                fields=["school"],
                name="access_accessreview_one_open",
                condition=Q(signed_at=None),
            ),
        )
        indexes = (
            models.Index(fields=["school", "-opened_at"], name="access_accessreview_newest"),
        )

    def __str__(self) -> str:
        """Return extent and period, without a person."""
        return f"{self.extent} {self.period}"

    @property
    def is_signed(self) -> bool:
        """Tell whether it is closed for ever."""
        return self.signed_at is not None

    @property
    def last_day(self) -> date:
        """Return the last day of the period looked at."""
        upper: date = self.period.upper
        return upper - ONE_DAY


class ReviewFinding(models.Model):
    """Something that somebody has to decide about: a task, or how a colleague used one.

    It names a member of staff by the reference that ends with the account, and no student at
    all: numbers only. The reason is one of a list, so that no name can come to stand in a
    record that never changes.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    review = models.ForeignKey(AccessReview, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=20, choices=FindingKind)
    about = models.UUIDField(null=True, help_text="The `audit_ref` of a member of staff.")
    assignment = models.BigIntegerField(null=True, help_text="The access.Assignment it is about.")
    role = models.CharField(max_length=30, choices=Role, blank=True)
    count = models.PositiveIntegerField(default=0, help_text="What is counted: see the kind.")
    students = models.PositiveIntegerField(default=0, help_text="How many different students.")
    on = models.DateField(null=True, help_text="The day that says most: see the kind.")
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    reason = models.CharField(max_length=20, choices=KeepReason, blank=True)
    ended = models.BigIntegerField(null=True, help_text="The access.Assignment that was ended.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = ReviewFindingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=FindingKind.values)
                & Q(role__in=["", *Role.values])
                & Q(reason__in=["", *KeepReason.values]),
                name="access_reviewfinding_known_values",
            ),
            models.CheckConstraint(
                condition=_UNDECIDED
                | (_DECIDED & Q(verdict=Verdict.KEPT, ended=None) & ~Q(reason=""))
                | (_DECIDED & Q(verdict=Verdict.ENDED, reason="")),
                name="access_reviewfinding_decided_whole",
            ),
        )

    def __str__(self) -> str:
        """Return kind and verdict, without a person."""
        return f"{self.kind} {self.verdict}"

    @property
    def is_ended(self) -> bool:
        """Tell whether the task, or the account, was ended: that is not taken back here."""
        return self.verdict == Verdict.ENDED
