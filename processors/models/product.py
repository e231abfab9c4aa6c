"""What gets data, and which data that may be."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from processors import choices, rules
from processors.models.arrangement import Arrangement
from processors.models.party import Kept, Party
from processors.querysets import AnnexQuerySet, ProductQuerySet

NEEDS_REASON = tuple(sorted(category.value for category in rules.NEEDS_REASON))


class Product(Kept):
    """A product or service of a party, that gets data (product of dienst)."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="products", editable=False)
    name = models.CharField(_("Name"), max_length=200)
    explanation = models.CharField(_("Short explanation"), max_length=300, blank=True)
    icon = models.CharField(
        _("Sort"), max_length=20, choices=choices.Icon, default=choices.Icon.BOOK
    )
    sector = models.CharField(
        _("For which education"),
        max_length=10,
        choices=choices.ProductSector,
        default=choices.ProductSector.ALL,
    )
    storage_country = models.CharField(
        _("Where the data are"),
        max_length=2,
        choices=choices.Country,
        default=choices.Country.NL,
    )
    transfer = models.CharField(
        _("On what a transfer outside the EEA rests"),
        max_length=20,
        choices=choices.Transfer,
        blank=True,
    )
    is_used = models.BooleanField(_("The schools use it now"), default=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["party", "name"], name="processors_product_name"),
            models.UniqueConstraint(fields=["party", "form_key"], name="processors_product_once"),
            models.CheckConstraint(
                condition=Q(storage_country__in=choices.Country.values)
                & Q(transfer__in=choices.Transfer.values)
                & Q(sector__in=choices.ProductSector.values)
                & Q(icon__in=choices.Icon.values),
                name="processors_product_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return the name of the product."""
        return self.name


class Annex(models.Model):
    """What was agreed for one product under one arrangement (privacybijsluiter).

    Rows are added, never changed: what was agreed before stays to be seen.

    Law: AVG 28(3)
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="annexes")
    arrangement = models.ForeignKey(Arrangement, models.PROTECT, related_name="annexes")
    product = models.ForeignKey(Product, models.PROTECT, related_name="annexes")
    version = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=300)
    kept = models.CharField(max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = AnnexQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["arrangement", "product", "version"], name="processors_annex_version"
            ),
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(kept=""), name="processors_annex_filled"
            ),
        )

    def __str__(self) -> str:
        """Return the version."""
        return f"{self.version}"


class AnnexRow(models.Model):
    """One kind of data in an annex, and about whom; empty words say: as the annex does."""

    annex = models.ForeignKey(Annex, models.CASCADE, related_name="rows")
    category = models.PositiveSmallIntegerField(choices=choices.DataCategory)
    students = models.BooleanField()
    guardians = models.BooleanField()
    staff = models.BooleanField()
    purpose = models.CharField(max_length=300, blank=True)
    kept = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["annex", "category"], name="processors_row_once"),
            models.CheckConstraint(
                condition=Q(category__in=choices.DataCategory.values)
                & (Q(students=True) | Q(guardians=True) | Q(staff=True)),
                name="processors_row_about_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(category__in=NEEDS_REASON) | ~Q(purpose=""),
                name="processors_row_special_has_reason",
            ),
        )

    def __str__(self) -> str:
        """Return the number of the category."""
        return f"{self.category}"
