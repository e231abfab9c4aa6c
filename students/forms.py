"""What comes in from the pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from students.choices import NumberKind, Reason
from students.rules import DIGITS, is_number

SEARCH_LENGTH = 80
SHORTEST_SEARCH = 2
LAST_PAGE = 10_000


class FindForm(forms.Form):
    """A name, or a part of one; it travels in the body, never in an address."""

    name = forms.CharField(
        label=_("Name of the student"),
        min_length=SHORTEST_SEARCH,
        max_length=SEARCH_LENGTH,
        error_messages={
            "required": _("Fill in a name."),
            "min_length": _("Fill in at least two letters of the name."),
        },
    )
    page = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)


class SearchForm(FindForm):
    """The same over a list that is there without it."""

    name = forms.CharField(
        label=_("Name of the student"), max_length=SEARCH_LENGTH, required=False
    )


class RevealForm(forms.Form):
    """What a number is shown for."""

    reason = forms.TypedChoiceField(
        label=_("What do you need the number for?"),
        choices=Reason,
        coerce=Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you need the number for.")},
    )


class NotRepeated(forms.TextInput):
    """A field whose page never shows again what was typed in it."""

    def format_value(self, value: object) -> None:
        """Give nothing back."""
        del value


class NumberForm(forms.Form):
    """An identity number, typed over from an official paper."""

    kind = forms.TypedChoiceField(
        label=_("Kind of number"),
        choices=NumberKind,
        coerce=NumberKind,
        initial=NumberKind.BSN,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of number it is.")},
    )
    number = forms.CharField(
        label=_("The number"),
        help_text=_("9 digits, as on an official paper. We do not show the number again."),
        max_length=DIGITS + 2,
        widget=NotRepeated(
            attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Fill in the number."),
            "max_length": _("A number has 9 digits."),
        },
    )

    def clean_number(self) -> str:
        """Return the digits without the spaces and points that people put between them."""
        given: str = self.cleaned_data["number"]
        return given.replace(" ", "").replace(".", "")

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be a number of this kind."""
        given: dict[str, Any] = super().clean() or {}
        if {"kind", "number"} <= given.keys() and not is_number(given["kind"], given["number"]):
            self.add_error("number", _("This is not a valid number. Check each digit."))
        return given
