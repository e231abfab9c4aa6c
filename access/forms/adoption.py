"""What comes in when somebody registers that a board adopted the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import Body, Council
from kernel.forms import DateInput
from schools.models import Board

if TYPE_CHECKING:
    from django.db.models import QuerySet


class AdoptForm(forms.Form):
    """What the board decided: which text, when, by which body, and what the council said."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    board = forms.ModelChoiceField(
        Board.objects.none(), label=_("Board"), to_field_name="public_id", empty_label=None
    )
    adopted_on = forms.DateField(label=_("Day of the decision"), widget=DateInput)
    body = forms.ChoiceField(
        label=_("Who decided?"), choices=Body, widget=forms.RadioSelect, initial=None
    )
    council = forms.ChoiceField(
        label=_("What did the participation council say?"),
        choices=Council,
        widget=forms.RadioSelect,
        initial=None,
    )
    council_on = forms.DateField(
        label=_("Day on which the council spoke"),
        widget=DateInput,
        required=False,
        help_text=_("Leave this empty if the council has not been asked yet."),
    )

    def __init__(self, *args: Any, boards: QuerySet[Board], **kwargs: Any) -> None:  # noqa: ANN401
        """Take the boards of which this person registers decisions."""
        super().__init__(*args, **kwargs)
        field = self.fields["board"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the types)
        field.queryset = boards
