"""What a browser sends about a campaign: what is asked, and of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consents.choices import CampaignKind, CampaignScope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from schools.models import Group


class CampaignForm(forms.Form):
    """What the school asks, and of whom."""

    kind = forms.TypedChoiceField(
        label=_("What do you ask?"),
        choices=CampaignKind,
        coerce=CampaignKind,
        widget=forms.RadioSelect,
        help_text=_(
            "For choices: only who did not answer gets a message. Still right: everybody does."
        ),
        error_messages={
            "required": _("Choose what you ask."),
            "invalid_choice": _("Choose what you ask."),
        },
    )
    whom = forms.ChoiceField(
        label=_("About whom?"),
        error_messages={
            "required": _("Choose about whom it is."),
            "invalid_choice": _("Choose about whom it is."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, *, groups: Iterable[Group]) -> None:
        """Offer the whole school, who comes later, and each of these groups."""
        super().__init__(data)
        self.groups = {str(group.public_id): group for group in groups}
        whole = (CampaignScope.SCHOOL, CampaignScope.NEWCOMERS)
        self.fields["whom"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Choose")),
            *((scope.value, scope.label) for scope in whole),
            *((key, group.name) for key, group in self.groups.items()),
        ]

    def facts(self) -> dict[str, Any]:
        """Return what a service asks for."""
        whom = self.cleaned_data["whom"]
        group = self.groups.get(whom)
        return {
            "kind": self.cleaned_data["kind"],
            "scope": CampaignScope.GROUP if group else CampaignScope(whom),
            "group": group,
        }
