"""What a browser sends about where a system is told of changes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consents.webhooks.rules import LONGEST_ADDRESS


class WebhookForm(forms.Form):
    """The address; the service judges it."""

    url = forms.CharField(
        label=_("Address of the system"),
        help_text=_("You get it from the supplier. It begins with https://."),
        max_length=LONGEST_ADDRESS,
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Fill in an address.")},
    )
