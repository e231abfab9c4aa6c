"""The form of the style guide: one field for each kind of control."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms import DateInput

CHOICES = [("a", _("The first choice")), ("b", _("The second choice"))]


class EveryControl(forms.Form):
    """A form that asks for everything and keeps nothing."""

    text = forms.CharField(label=_("Text"), help_text=_("A hint says what to fill in."))
    long_text = forms.CharField(label=_("Long text"), widget=forms.Textarea(attrs={"rows": 3}))
    choice = forms.ChoiceField(label=_("One of a list"), choices=CHOICES)
    radio = forms.ChoiceField(label=_("One of a few"), choices=CHOICES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label=_("Some of a few"),
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    day = forms.DateField(label=_("Day"), widget=DateInput)
    number = forms.IntegerField(label=_("Number"), min_value=0, required=False)
    file = forms.FileField(label=_("File"), help_text=_("A PDF of at most 20 MB."))
    agreed = forms.BooleanField(label=_("I have checked this"), help_text=_("Tick it when done."))
