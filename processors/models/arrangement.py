"""What is arranged with a party, for which schools, and the papers of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import DateRangeField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kernel.dates import ONE_DAY
from processors import choices, rules
from processors.models.party import Kept, Party
from processors.querysets import ArrangementQuerySet, DocumentQuerySet
from schools.models import School

if TYPE_CHECKING:
    from datetime import date

UNSIGNED = tuple(sorted(kind.value for kind in rules.UNSIGNED_KINDS))
NOT_IN_FORCE_YET = (choices.Status.DRAFT, choices.Status.IN_REVIEW, choices.Status.CLOSED)


class Arrangement(Kept):
    """What was arranged with a party, in one version (overeenkomst, of besluit zonder).

    A signed arrangement does not change: a next version is a next row that replaces it.

    Law: AVG 28(3), 28(9)
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="arrangements", editable=False)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", editable=False
    )
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    kind = models.CharField(_("Kind of arrangement"), max_length=32, choices=choices.Kind)
    status = models.CharField(
        max_length=12, choices=choices.Status, default=choices.Status.DRAFT, editable=False
    )
    subject = models.CharField(_("What it is about"), max_length=200)
    model_used = models.CharField(_("Model used, with its version"), max_length=100, blank=True)
    basis = models.CharField(_("Legal basis"), max_length=200, blank=True)
    rationale = models.TextField(_("Reason"), max_length=2000, blank=True)
    period = DateRangeField(editable=False, help_text="The last day is the day before its end.")
    notice_days = models.PositiveSmallIntegerField(
        _("Notice period in days"), default=0, validators=[MaxValueValidator(1100)]
    )
    auto_renew = models.BooleanField(_("Renews itself"), default=False)
    signed_on = models.DateField(null=True, editable=False)
    signed_by = models.CharField(max_length=200, blank=True, editable=False)
    ended_on = models.DateField(null=True, editable=False, help_text="Last day, if ended early.")
    breach_hours = models.PositiveSmallIntegerField(
        _("Reports a data breach within, in hours"), null=True, blank=True
    )
    deletion_days = models.PositiveSmallIntegerField(
        _("Deletes after the end within, in days"), null=True, blank=True
    )
    destroyed_on = models.DateField(null=True, editable=False)
    next_review_on = models.DateField(_("Look again on"), null=True, blank=True)
    schools: models.ManyToManyField[School, Scope] = models.ManyToManyField(
        School, through="Scope", related_name="arrangements"
    )

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["party", "form_key"], name="processors_arr_once"),
            models.CheckConstraint(
                condition=Q(kind__in=choices.Kind.values) & Q(status__in=choices.Status.values),
                name="processors_arr_known_values",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=UNSIGNED)
                | (~Q(rationale="") & Q(next_review_on__isnull=False)),
                name="processors_arr_reason",
                violation_error_message=_("A decision without agreement needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=UNSIGNED)
                | Q(status__in=NOT_IN_FORCE_YET)
                | (Q(signed_on__isnull=False) & ~Q(signed_by="")),
                name="processors_arr_signed",
            ),
            models.CheckConstraint(
                condition=Q(period__startswith__isnull=False) & Q(period__isempty=False),
                name="processors_arr_starts",
            ),
        )

    def __str__(self) -> str:
        """Return kind and status."""
        return f"{self.kind}: {self.status}"

    @property
    def last_day(self) -> date | None:
        """Return the last day of the term; None where it has none."""
        return None if self.period.upper is None else self.period.upper - ONE_DAY

    @property
    def next_steps(self) -> tuple[choices.Status, ...]:
        """Return the statuses that can come next."""
        return rules.NEXT[choices.Status(self.status)]

    @property
    def needs_signature(self) -> bool:
        """Tell whether somebody signs it, rather than the board deciding alone."""
        return self.kind not in UNSIGNED


class Scope(models.Model):
    """A school that an arrangement covers, from a day to a day."""

    arrangement = models.ForeignKey(Arrangement, models.CASCADE, related_name="scopes")
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, help_text="Last day; empty while it lasts.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["arrangement", "school"],
                condition=Q(until=None),
                name="processors_scope_once",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="processors_scope_order",
            ),
        )

    def __str__(self) -> str:
        """Return the first day."""
        return f"{self.since}"


class Document(Kept):
    """A PDF that belongs to an arrangement; it lies in the file store under a random name."""

    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12, choices=choices.DocumentKind)
    file = models.FileField(max_length=100, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="In bytes.")
    pages = models.PositiveSmallIntegerField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["arrangement", "form_key"], name="processors_doc_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=choices.DocumentKind.values), name="processors_doc_known"
            ),
        )

    def __str__(self) -> str:
        """Return the kind."""
        return self.kind
