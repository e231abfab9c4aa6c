"""Who receives data, and whom they engage in their turn."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from processors import choices, rules
from processors.querysets import PartyQuerySet, SubProcessorQuerySet
from schools.models import Board


class Kept(models.Model):
    """A row of the register: known outside by a UUID, made once by somebody.

    `form_key` is the key of the form that made the row: sent twice, it is made once.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    form_key = models.UUIDField(default=uuid4, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True


class Party(Kept):
    """An organisation that receives data of a board's schools, or could (verwerker, derde)."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="parties", editable=False)
    name = models.CharField(_("Name"), max_length=200)
    explanation = models.CharField(_("What it does for the schools"), max_length=200, blank=True)
    kvk = models.CharField(
        _("Chamber of Commerce number (KvK)"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{8}$", _("A KvK number has 8 digits."))],
    )
    country = models.CharField(
        _("Country"), max_length=2, choices=choices.Country, default=choices.Country.NL
    )
    website = models.CharField(_("Website"), max_length=200, blank=True)
    privacy_contact = models.CharField(_("Contact for privacy"), max_length=200, blank=True)
    breach_contact = models.CharField(_("Contact for data breaches"), max_length=200, blank=True)
    note = models.TextField(_("Note"), max_length=2000, blank=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["board", "name"], name="processors_party_name"),
            models.UniqueConstraint(fields=["board", "form_key"], name="processors_party_once"),
            models.CheckConstraint(
                condition=Q(country__in=choices.Country.values)
                & Q(kvk__regex=r"^([0-9]{8})?$")
                & (Q(website="") | Q(website__startswith="https://")),
                name="processors_party_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return the name of the organisation."""
        return self.name


class SubProcessor(Kept):
    """Whom a party engages in its turn (subverwerker).

    Law: AVG 28(2)
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="sub_processors", editable=False)
    name = models.CharField(_("Name"), max_length=200)
    service = models.CharField(_("What it does"), max_length=200, blank=True)
    country = models.CharField(
        _("Country"), max_length=2, choices=choices.Country, default=choices.Country.NL
    )
    transfer = models.CharField(
        _("On what a transfer outside the EEA rests"),
        max_length=20,
        choices=choices.Transfer,
        blank=True,
    )
    announced_on = models.DateField(_("Announced on"))
    objection_until = models.DateField(_("Objection is possible until"), null=True, blank=True)
    decision = models.CharField(
        max_length=10, choices=choices.Decision, default=choices.Decision.OPEN, editable=False
    )
    decided_on = models.DateField(null=True, editable=False)

    objects = SubProcessorQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["party", "name"], name="processors_sub_name"),
            models.UniqueConstraint(fields=["party", "form_key"], name="processors_sub_once"),
            models.CheckConstraint(
                condition=Q(country__in=choices.Country.values)
                & Q(transfer__in=choices.Transfer.values)
                & Q(decision__in=choices.Decision.values)
                & (Q(decision=choices.Decision.OPEN) | Q(decided_on__isnull=False)),
                name="processors_sub_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return the name of the organisation."""
        return self.name

    @property
    def lacks_transfer(self) -> bool:
        """Tell whether data would go outside the EEA without anything it rests on."""
        return rules.is_outside_eea(self.country) and not self.transfer
