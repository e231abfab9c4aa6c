"""What may come in from the page that ends an employment."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from access.forms.tasks import day


class LeaveForm(forms.Form):
    """The last working day."""

    last_day = day(_("Last working day"))
