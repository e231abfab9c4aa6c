"""What may come in about emergency access, and about who may read a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import EmergencyReason, EmergencyVerdict
from access.rules import REASON_LENGTH
from kernel.forms import DateInput


class EmergencyForm(forms.Form):
    """Why somebody cannot wait."""

    kind = forms.ChoiceField(
        label=_("What is going on?"), choices=EmergencyReason, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why can this not wait?"),
        min_length=REASON_LENGTH,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "At least 20 characters. The privacy officer reads this. Write no more about the"
            " student than is needed."
        ),
        error_messages={"min_length": _("Write in at least 20 characters why this cannot wait.")},
    )
    understood = forms.BooleanField(
        label=_("I know that this is written down, is reviewed, and is shown to the parents."),
        error_messages={"required": _("Tick that you know this.")},
    )


class VerdictForm(forms.Form):
    """What the reviewer thinks of it."""

    verdict = forms.ChoiceField(
        label=_("Was this right?"), choices=EmergencyVerdict, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Not right? Then write down what was not right and what you do about it."),
    )


class DayForm(forms.Form):
    """A day to ask about; without one it is about now."""

    dag = forms.DateField(label=_("On which day?"), required=False, widget=DateInput)
