"""What a browser sends about a system that may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consents.services import Scope
from kernel.forms import DateInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from schools.models import School


class ClientForm(forms.Form):
    """Which system, about what, and until when; nothing is ticked beforehand."""

    name = forms.CharField(
        label=_("Name of the system"),
        help_text=_("For example the website of the school. Write no names of people."),
        max_length=80,
        error_messages={"required": _("Fill in a name.")},
    )
    note = forms.CharField(
        label=_("On which agreement does it rest?"),
        help_text=_("For example the agreement with the supplier, and its date."),
        max_length=200,
        required=False,
    )
    schools = forms.MultipleChoiceField(
        label=_("About which schools?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a school.")},
    )
    channels = forms.MultipleChoiceField(
        label=_("About which places?"),
        help_text=_("Choose only where this system shows photos or videos."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a place.")},
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("At most a year from now. After that day the token does not work."),
        widget=DateInput,
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        schools: Iterable[School],
        channels: Iterable[tuple[str, str]],
    ) -> None:
        """Offer the schools for which the user writes, and what they ask."""
        super().__init__(data)
        self.at = {str(school.public_id): school for school in schools}
        self.fields["schools"].choices = [(key, one.name) for key, one in self.at.items()]  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.fields["channels"].choices = list(channels)  # type: ignore[attr-defined]  # a MultipleChoiceField

    def scope(self) -> Scope:
        """Return what the system may ask about."""
        asked = self.cleaned_data
        return Scope(tuple(self.at[key].pk for key in asked["schools"]), tuple(asked["channels"]))
