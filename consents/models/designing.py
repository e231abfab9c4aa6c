"""A look at why more people said yes after the page on which they choose had changed."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThan

from consents.designs.rules import MARK, MARK_LENGTH, RISE
from consents.querysets import DesignReviewQuerySet
from schools.models import Board

FINDING_LENGTHS = (10, 1000)  # characters
SAID_BEFORE = F("yes_before") + F("no_before")
SAID_AFTER = F("yes_after") + F("no_after")


class DesignReview(models.Model):
    """More people said yes on one design than on the one before; somebody must look (onderzoek).

    Kept are the numbers that it rests on, which later purges would make smaller. It is about
    nobody in person: who closed it is in the record.

    Law: AVG 4(11)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="design_reviews")
    before = models.CharField(max_length=MARK_LENGTH)
    after = models.CharField(max_length=MARK_LENGTH)
    since_before = models.DateField()
    since_after = models.DateField()
    yes_before = models.PositiveBigIntegerField()
    no_before = models.PositiveBigIntegerField()
    yes_after = models.PositiveBigIntegerField()
    no_after = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    finding = models.TextField(blank=True)

    objects = DesignReviewQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["board", "before", "after"], name="consents_designreview_once"
            ),
            models.CheckConstraint(
                condition=Q(before__regex=MARK, after__regex=MARK) & ~Q(before=F("after")),
                name="consents_designreview_two_designs",
            ),
            models.CheckConstraint(
                condition=Q(
                    GreaterThan(
                        100 * (F("yes_after") * SAID_BEFORE - F("yes_before") * SAID_AFTER),
                        RISE * SAID_BEFORE * SAID_AFTER,
                    )
                ),
                name="consents_designreview_rose",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, finding="")
                | Q(
                    closed_at__isnull=False,
                    finding__regex=rf"^.{{{FINDING_LENGTHS[0]},}}$",
                ),
                name="consents_designreview_says_what_was_found",
            ),
        )

    def __str__(self) -> str:
        """Return the reference."""
        return self.reference

    @property
    def reference(self) -> str:
        """Return what a letter calls it."""
        return self.public_id.hex[:6].upper()
