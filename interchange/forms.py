"""What may come in from the pages about imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.forms import DateInput
from schools.models import School

if TYPE_CHECKING:
    from datetime import date

    from schools.querysets import SchoolQuerySet

MAX_MEGABYTES = 50
MEGABYTE = 1024 * 1024


class UploadForm(forms.Form):
    """A file, and for which school it is."""

    school = forms.ModelChoiceField(
        School.objects.none(), label=_("School"), to_field_name="public_id", empty_label=None
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("At most 50 MB."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Make the export again."),
        },
        widget=forms.FileInput(attrs={"accept": ".xml,.csv,.txt"}),
    )

    def __init__(self, *args: Any, schools: SchoolQuerySet, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer the schools where the user brings people in."""
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  (for the types)
        field.queryset = schools

    def clean_file(self) -> UploadedFile:
        """Return a file that is not too large."""
        file = self.cleaned_data["file"]
        assert isinstance(file, UploadedFile)  # noqa: S101  (for the types)
        if (file.size or 0) > MAX_MEGABYTES * MEGABYTE:
            raise forms.ValidationError(_("This file is too large. At most 50 MB."))
        return file


class ConfirmForm(forms.Form):
    """That somebody wants a file, and is certain where something is odd about it."""

    is_certain = forms.BooleanField(
        label=_("I am certain that this is right"),
        error_messages={"required": _("Look at the file. Is it right? Then tick this first.")},
    )

    def __init__(self, *args: Any, is_held: bool, **kwargs: Any) -> None:  # noqa: ANN401
        """Ask for certainty only where a guard holds the file."""
        super().__init__(*args, **kwargs)
        if not is_held:
            del self.fields["is_certain"]


class LeaverForm(forms.Form):
    """What became of a student who was missing: has left on a day, or is still here."""

    LEFT, STAYS = "left", "stays"

    answer = forms.ChoiceField(choices=[(LEFT, LEFT), (STAYS, STAYS)], widget=forms.HiddenInput)
    left_on = forms.DateField(
        label=_("Last day at school"),
        widget=DateInput(),
        error_messages={"required": _("Fill in the last day, like 16 October 2026.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Ask for the day of whoever left only."""
        super().__init__(*args, **kwargs)
        if self.data.get("answer") == self.STAYS:
            del self.fields["left_on"]

    def clean_left_on(self) -> date:
        """Return a day that is not to come."""
        day: date = self.cleaned_data["left_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Choose today or a day before."))
        return day

    @property
    def day(self) -> date | None:
        """Return the last day; None for whoever is still here."""
        day: date | None = self.cleaned_data.get("left_on")
        return day
