"""What may come in from the pages about access."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmForm(forms.Form):
    """Which imported links somebody confirms: those ticked, or all of them."""

    proposals = forms.TypedMultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("One of these links is not there any more.")},
    )
    every = forms.BooleanField(required=False)

    def __init__(self, *args: object, waiting: list[str], **kwargs: object) -> None:
        """Take the public ids that wait for somebody."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        field = self.fields["proposals"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  (for the types)
        field.choices = [(key, key) for key in waiting]

    def clean(self) -> dict[str, object]:
        """Ask for at least one."""
        cleaned = super().clean() or {}
        if not (cleaned.get("every") or cleaned.get("proposals") or self.errors):
            self.add_error("proposals", _("Tick at least one person."))
        return cleaned
