"""What a school is, as the law sorts schools."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """The sector of education; retention and transfer differ by it."""

    PRIMARY = "primary", _("Primary education")
    SECONDARY = "secondary", _("Secondary education")
    SPECIAL = "special", _("Special education")


class LegalForm(models.TextChoices):
    """Public or private: it decides to whom one appeals (UAVG 34, 35)."""

    PUBLIC = "public", _("Public")
    PRIVATE = "private", _("Private")


class GroupKind(models.TextChoices):
    """A student has one base class and many teaching groups."""

    BASE = "base", _("Class")
    TEACHING = "teaching", _("Teaching group")
