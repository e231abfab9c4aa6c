"""Why somebody opened a file in an emergency, and what somebody else thought of that."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual

from access.choices import EmergencyReason, EmergencyVerdict
from access.models.tasks import Assignment
from access.querysets import BreakGlassQuerySet
from access.rules import REASON_LENGTH, review_due
from kernel.dates import day_of

if TYPE_CHECKING:
    from datetime import date


class BreakGlass(models.Model):
    """Why somebody took emergency access, and what another person thought of that (noodknop).

    What it opens, and for how long, stands in its assignment like any other task; PostgreSQL
    lets no emergency assignment in without such a row. `reason` is for the reviewer alone.

    Law: AVG 32(4)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="break_glass")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="emergencies")
    kind = models.CharField(max_length=15, choices=EmergencyReason)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    alerted_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=EmergencyVerdict, blank=True)
    note = models.TextField(blank=True)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=EmergencyReason.values), name="access_breakglass_known_kind"
            ),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length(Trim("reason")), REASON_LENGTH),
                name="access_breakglass_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(reviewed_by=F("user")), name="access_breakglass_by_another"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None, verdict="", note="")
                | Q(
                    reviewed_by__isnull=False,
                    reviewed_at__isnull=False,
                    verdict=EmergencyVerdict.OK,
                )
                | (
                    Q(reviewed_by__isnull=False, reviewed_at__isnull=False)
                    & Q(verdict=EmergencyVerdict.NOT_OK)
                    & ~Q(note="")
                ),
                name="access_breakglass_verdict_is_whole",
            ),
        )
        indexes = (models.Index(fields=["user", "-opened_at"], name="access_breakglass_recent"),)

    def __str__(self) -> str:
        """Return the reference, without a person."""
        return self.reference

    @property
    def reference(self) -> str:
        """Return what people call it in a letter or by telephone."""
        return f"N-{self.opened_at:%Y}-{self.public_id.hex[:8].upper()}"

    @property
    def review_due(self) -> date:
        """Return the last day for the review."""
        return review_due(day_of(self.opened_at))
