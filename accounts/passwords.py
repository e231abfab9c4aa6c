"""What a password must be."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Say in the language of the page what is long enough.

    Django's own sentence is not there in Dutch and Arabic; it would be shown in English.
    """

    def get_error_message(self) -> str:
        """Return what is asked for, as it stands beside the field."""
        return _("At least 12 signs. A short sentence is fine.")
