"""What may come in from the page of imported links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import Body, Council
from kernel.forms import DateInput
from schools.models import Board

if TYPE_CHECKING:
    from django.db.models import QuerySet

ADDRESS = "address-"


class ConfirmForm(forms.Form):
    """Which imported links somebody confirms: those ticked, or all of them."""

    proposals = forms.TypedMultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("One of these links is not there any more.")},
    )
    every = forms.BooleanField(required=False)

    def __init__(
        self, *args: object, waiting: list[str], without_address: list[str], **kwargs: object
    ) -> None:
        """Take the public ids that wait for somebody, and which of those lack an address."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        field = self.fields["proposals"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  (for the types)
        field.choices = [(key, key) for key in waiting]
        for key in without_address:
            self.fields[ADDRESS + key] = forms.EmailField(required=False, label=_("E-mail"))

    def addresses(self) -> dict[UUID, str]:
        """Return the e-mail addresses that were filled in, by link."""
        return {
            UUID(name.removeprefix(ADDRESS)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(ADDRESS) and value
        }

    def clean(self) -> dict[str, object]:
        """Ask for at least one."""
        cleaned = super().clean() or {}
        if not (cleaned.get("every") or cleaned.get("proposals") or self.errors):
            self.add_error("proposals", _("Tick at least one person."))
        return cleaned


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
