"""What a person can choose for their own screen."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages of the pages."""

    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")
    ARABIC = "ar", _("Arabic")
    TURKISH = "tr", _("Turkish")
    POLISH = "pl", _("Polish")
    UKRAINIAN = "uk", _("Ukrainian")


# In the other languages there is what a family meets; who works at a school reads one of these.
AT_WORK: Final = (Language.DUTCH, Language.ENGLISH)


class SignIn(models.TextChoices):
    """How somebody signed in, as far as the session says; goes with what is decided in it."""

    PASSWORD = "password", _("With a password")
    INVITATION = "invitation", _("With the code of an invitation")
    OTHER = "other", _("In another way")


class Theme(models.TextChoices):
    """Light or dark."""

    AUTO = "auto", _("As on my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
