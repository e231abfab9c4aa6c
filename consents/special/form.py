"""What is asked about one student, as a browser sends it; and that a yes is explicit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from consents.choices import PurposeKind, TransferPiece
from consents.errors import NotFreelyError
from consents.models.inquiring import ADDRESSEE, WHAT, WHY
from consents.services import Sharing
from kernel.forms import DateInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consents.asked import Asked
    from consents.models import Purpose


class FreelyForm(forms.Form):
    """That a yes is of the own accord.

    Law: AVG 9(2)(a)
    """

    freely = forms.BooleanField(
        label=gettext_lazy("I choose this myself. I know that I do not have to."),
        error_messages={"required": NotFreelyError.says},
    )


class AskForm(forms.Form):
    """What is shared, with whom, why, and until which day."""

    about = forms.ChoiceField(
        label=gettext_lazy("What do you ask?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what you ask."),
            "invalid_choice": gettext_lazy("Choose what you ask."),
        },
    )
    addressee = forms.CharField(
        label=gettext_lazy("With whom is it shared?"),
        help_text=gettext_lazy("One organisation or person, by name."),
        max_length=ADDRESSEE,
        error_messages={"required": gettext_lazy("Write with whom it is shared.")},
    )
    pieces = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which pieces of the file?"),
        help_text=gettext_lazy("Only for a transfer. What the law lists goes without asking."),
        choices=TransferPiece.choices,
        coerce=TransferPiece,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    what = forms.CharField(
        label=gettext_lazy("What exactly is shared?"),
        help_text=gettext_lazy("Name each piece. Nothing else may be shared."),
        max_length=WHAT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what exactly is shared.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("In words that the parents and the student understand."),
        max_length=WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it is shared.")},
    )
    last_day = forms.DateField(
        label=gettext_lazy("Until which day?"),
        help_text=gettext_lazy("At most a year from now. After this day a yes counts no more."),
        widget=DateInput(),
        error_messages={
            "required": gettext_lazy("Fill in the last day, for example 12 November 2026."),
            "invalid": gettext_lazy("Fill in the last day, for example 12 November 2026."),
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, purposes: list[Purpose], asked: Asked
    ) -> None:
        """Offer what the school asks of this kind."""
        super().__init__(data)
        self.purposes = {str(purpose.public_id): purpose for purpose in purposes}
        self.fields["about"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (key, asked.title(purpose.pk)) for key, purpose in self.purposes.items()
        ]
        if not any(purpose.kind == PurposeKind.TRANSFER for purpose in purposes):
            del self.fields["pieces"]

    def purpose(self) -> Purpose:
        """Return what is asked."""
        return self.purposes[self.cleaned_data["about"]]

    def sharing(self) -> Sharing:
        """Return the facts of it."""
        asked = self.cleaned_data
        return Sharing(
            asked["addressee"],
            asked["what"],
            asked["why"],
            asked["last_day"],
            tuple(asked.get("pieces", ())),
        )
