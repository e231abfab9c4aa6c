"""How long what is kept, and what may not go for now."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from retention.choices import Anchor, Basis, Ending, Reason
from retention.querysets import HoldQuerySet, RuleQuerySet
from retention.rules import Length, Term
from schools.choices import Sector
from schools.models import Board, School
from students.models import Student


class Rule(models.Model):
    """How long one category of data is kept (bewaartermijn), by one board, in one version.

    A rule is never changed: a new version follows it on a later day.

    Law: AVG 5(1)(e), 30(1)(f)
    """

    board = models.ForeignKey(Board, models.PROTECT, related_name="retention_rules")
    code = models.CharField(max_length=5)
    version = models.PositiveSmallIntegerField(default=1)
    category = models.CharField(max_length=40)
    name_nl = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    sector = models.CharField(max_length=10, choices=Sector, blank=True, help_text="Blank: all.")
    keep_years = models.PositiveSmallIntegerField(default=0)
    keep_months = models.PositiveSmallIntegerField(default=0)
    keep_weeks = models.PositiveSmallIntegerField(default=0)
    keep_days = models.PositiveSmallIntegerField(default=0)
    within_years = models.PositiveSmallIntegerField(default=0)
    within_months = models.PositiveSmallIntegerField(default=0)
    within_weeks = models.PositiveSmallIntegerField(default=0)
    within_days = models.PositiveSmallIntegerField(default=0)
    anchor = models.CharField(max_length=25, choices=Anchor)
    basis = models.CharField(max_length=20, choices=Basis)
    ending = models.CharField(max_length=10, choices=Ending, default=Ending.DELETE)
    also = ArrayField(models.CharField(max_length=5), default=list)
    source = models.CharField(max_length=250)
    justification = models.TextField(blank=True)
    valid = DateRangeField()

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = (
            ExclusionConstraint(
                name="retention_rule_one_at_a_time",
                expressions=(
                    ("board", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("sector", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ),
            ),
            models.UniqueConstraint(
                fields=["board", "code", "sector", "version"], name="retention_rule_version"
            ),
            models.CheckConstraint(
                condition=Q(anchor__in=Anchor.values)
                & Q(basis__in=Basis.values)
                & Q(ending__in=Ending.values)
                & Q(sector__in=["", *Sector.values]),
                name="retention_rule_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return code and version."""
        return f"{self.code} v{self.version}"

    @property
    def name(self) -> str:
        """Return what the rule is about, in the language of the page."""
        return self.name_nl if (get_language() or "nl").startswith("nl") else self.name_en

    @property
    def label(self) -> str:
        """Return code and category, as reports name a kind of data: `R17_photo`."""
        return f"{self.code}_{self.category}"

    @property
    def keep(self) -> Length:
        """Return how long the data stay."""
        return Length(self.keep_years, self.keep_months, self.keep_weeks, self.keep_days)

    @property
    def keep_in_words(self) -> str:
        """Return how long the data stay, as a person says it: `5 years`."""
        return in_words(self.keep) or _("not at all")

    @property
    def within_in_words(self) -> str:
        """Return how soon after that they must be gone; nothing where no rule says so."""
        return in_words(self.within)

    @property
    def within(self) -> Length:
        """Return how soon after the term the data must be gone."""
        return Length(self.within_years, self.within_months, self.within_weeks, self.within_days)

    @property
    def term(self) -> Term:
        """Return the rule as arithmetic needs it."""
        within = self.within
        return Term(
            code=self.code,
            version=self.version,
            keep=self.keep,
            anchor=Anchor(self.anchor),
            basis=Basis(self.basis),
            ending=Ending(self.ending),
            within=within if within != Length() else None,
        )


def in_words(length: Length) -> str:
    """Return a length of time in the language of the page; nothing for none at all."""
    parts = [
        ngettext("%(n)s year", "%(n)s years", length.years) % {"n": length.years},
        ngettext("%(n)s month", "%(n)s months", length.months) % {"n": length.months},
        ngettext("%(n)s week", "%(n)s weeks", length.weeks) % {"n": length.weeks},
        ngettext("%(n)s day", "%(n)s days", length.days) % {"n": length.days},
    ]
    counts = (length.years, length.months, length.weeks, length.days)
    return ", ".join(part for part, n in zip(parts, counts, strict=True) if n)


class Hold(models.Model):
    """Something about a student, or about a whole school, that may not go for now.

    It holds until somebody releases it; past its review date it holds and is shown as late.

    Law: AVG 17(3)(e), 18(1)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="holds")
    student = models.ForeignKey(Student, models.CASCADE, null=True, related_name="holds")
    rule = models.CharField(max_length=5, blank=True, help_text="Blank: everything.")
    reason = models.CharField(max_length=20, choices=Reason)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    starts_on = models.DateField()
    review_on = models.DateField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="retention_hold_known_values"
            ),
            models.CheckConstraint(
                condition=Q(review_on__gt=F("starts_on")), name="retention_hold_is_reviewed"
            ),
        )

    def __str__(self) -> str:
        """Return the reason, without a person."""
        return self.reason
