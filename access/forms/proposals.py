"""What may come in from the page of imported links."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

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
