"""What a browser sends about a look at the pages: what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consents.errors import NothingFoundError
from consents.models.designing import FINDING_LENGTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consents.models import DesignReview


class FindingForm(forms.Form):
    """What was found, and what happens now."""

    finding = forms.CharField(
        label=_("What did you find?"),
        help_text=_("For example: what changed on the page, and what you do now. Write no names."),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=FINDING_LENGTHS[0],
        max_length=FINDING_LENGTHS[1],
        error_messages=dict.fromkeys(
            ("required", "min_length", "max_length"), NothingFoundError.says
        ),
    )


def form_of(review: DesignReview, data: Mapping[str, Any] | None = None) -> FindingForm:
    """Return the form of one look; several can stand on a page."""
    return FindingForm(data, auto_id=f"id_{review.public_id}_%s")
