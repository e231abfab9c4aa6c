"""What schools ask, and in which words."""

from __future__ import annotations

from dataclasses import fields
from uuid import uuid4

from django.db import models
from django.db.models import Q

from accounts.choices import Language
from consents.choices import AtSixteen, PurposeKind, Reach
from consents.querysets import (
    PurposeQuerySet,
    WordingQuerySet,
)
from consents.words.texts import Text
from schools.models import School


class Purpose(models.Model):
    """One thing that a school asks, with one place and one audience (doel en kanaal).

    Of most kinds it is where pictures may be used. Of another kind other people decide, so that
    it stands apart everywhere (see `rules.CONTACT`), or it is asked of nobody until a row says
    about whom (see `rules.SINGLY` and `Inquiry`).

    Law: AVG 4(11)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="purposes")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=PurposeKind, default=PurposeKind.PICTURES)
    reach = models.CharField(max_length=10, choices=Reach)
    icon = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    at_sixteen = models.CharField(max_length=15, choices=AtSixteen)
    is_active = models.BooleanField(default=True)

    objects = PurposeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["school", "code"], name="consents_purpose_code"),
            models.CheckConstraint(
                condition=Q(reach__in=Reach.values) & Q(at_sixteen__in=AtSixteen.values),
                name="consents_purpose_known_values",
            ),
            models.CheckConstraint(
                condition=Q(kind=PurposeKind.PICTURES, code__startswith="IMG_")
                | Q(kind=PurposeKind.CLASS_LIST, code="CONTACT_CLASSLIST")
                | Q(kind=PurposeKind.RELIGION, code="RELIGION_RECORD")
                | Q(kind=PurposeKind.CARE, code__startswith="CARE_SHARE_")
                | Q(kind=PurposeKind.TRANSFER, code__startswith="TRANSFER_")
                | Q(kind=PurposeKind.ALUMNI, code="ALUMNI"),
                name="consents_purpose_kind_of_code",
            ),
        )

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class Wording(models.Model):
    """The words of a purpose in one language and version; added, never changed.

    A material change asks again: a yes to the words before it counts no more.

    Law: AVG 7(1)
    """

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="wordings")
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5, choices=Language)
    is_material = models.BooleanField(help_text="Asks everybody again.")
    in_force_from = models.DateTimeField()
    title = models.CharField(max_length=100)
    question = models.CharField(max_length=200)
    summary = models.CharField(max_length=200)
    audience = models.CharField(max_length=200)
    kept = models.CharField(max_length=200)
    explanation = models.TextField(max_length=2000)
    on_yes = models.CharField(max_length=300)
    on_withdrawal = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["purpose", "version", "language"], name="consents_wording_version"
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values) & Q(version__gte=1),
                name="consents_wording_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return version and language."""
        return f"{self.version} {self.language}"

    @property
    def text(self) -> Text:
        """Return the words, without where and when they are used."""
        return Text(**{one.name: getattr(self, one.name) for one in fields(Text)})

    @property
    def key(self) -> str:
        """Return what a form sends back to say which words were shown."""
        return f"{self.version}.{self.language}"
