"""What a person can choose for their own screen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages of the pages."""

    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")


class Theme(models.TextChoices):
    """Light or dark."""

    AUTO = "auto", _("As on my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
