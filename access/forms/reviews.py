"""What may come in from the pages of a review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access.choices import Extent, KeepReason
from access.models import Assignment, ReviewFinding
from access.policies import REVIEW_ACCESS
from schools.models import School

if TYPE_CHECKING:
    from accounts.models import User


class OpenForm(forms.Form):
    """Which school, and how much of its access."""

    school = forms.ModelChoiceField(
        School.objects.none(), label=_("School"), to_field_name="public_id", empty_label=None
    )
    extent = forms.ChoiceField(label=_("What do you look over?"), choices=Extent)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the schools where `user` reviews access."""
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the types)
        field.queryset = School.objects.where(user, REVIEW_ACCESS).order_by("name")


class KeepForm(forms.Form):
    """Which findings stay as they are, and why."""

    findings = forms.ModelMultipleChoiceField(
        ReviewFinding.objects.none(),
        to_field_name="public_id",
        label=_("Who or what"),
        error_messages={"required": _("Tick at least one line.")},
    )
    reason = forms.ChoiceField(
        label=_("Why does it stay?"),
        choices=[("", _("Choose a reason")), *KeepReason.choices],
        error_messages={"required": _("Choose a reason.")},
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Take the findings among which somebody chooses."""
        super().__init__(*args, **kwargs)
        field = self.fields["findings"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  (for the types)
        field.queryset = rows


class EndForm(forms.Form):
    """Which finding is ended, and by which task of that person."""

    end = forms.ModelChoiceField(ReviewFinding.objects.none(), to_field_name="public_id")
    task = forms.ModelChoiceField(Assignment.objects.none(), required=False)

    def __init__(self, *args: Any, rows: Any, tasks: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Take the findings, and the tasks at the school, among which somebody chooses."""
        super().__init__(*args, **kwargs)
        for name, offered in (("end", rows), ("task", tasks)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the types)
            field.queryset = offered
