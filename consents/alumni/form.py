"""What a browser sends about the list of former students."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consents.errors import AddressMissingError, NobodyToAskError, NotGrownError
from consents.models.inquiring import WHY
from consents.models.remembering import SUBJECT, TEXT
from consents.services import Call

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from consents.alumni.register import Class, Years


class JoinForm(forms.Form):
    """The address to which an invitation may go."""

    email = forms.EmailField(
        label=_("E-mail address for the invitation"),
        help_text=_("An address that you will still read in some years. Not one of this school."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": AddressMissingError.says,
            "invalid": AddressMissingError.says,
        },
    )


class StayForm(forms.Form):
    """That it is the former student who stays."""

    grown = forms.BooleanField(
        label=_("I am the former student, and I am 16 years or older"),
        error_messages={"required": NotGrownError.says},
    )


class AskClassForm(forms.Form):
    """Whom of a class to ask, and what the list is for."""

    students = forms.TypedMultipleChoiceField(
        label=_("Whom do you ask?"),
        help_text=_("Take away the tick of who stays. The parents answer; from 16 the student."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": NobodyToAskError.says,
            "invalid_choice": NobodyToAskError.says,
        },
    )
    why = forms.CharField(
        label=_("What is the list for?"),
        help_text=_("In words that the parents and the student understand."),
        max_length=WHY,
        error_messages={"required": _("Write what the list is for.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, of: Class) -> None:
        """Offer who can be asked."""
        self.known = {str(student.public_id): student for student in of.to_ask}
        why = "Om de leerling uit te nodigen voor een reünie."
        super().__init__(data, initial={"why": why, "students": list(self.known)})
        self.fields["students"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, student.display_name) for key, student in self.known.items()
        ]

    def chosen(self) -> set[UUID]:
        """Return who was chosen."""
        return {self.known[key].public_id for key in self.cleaned_data["students"]}


class CallForm(forms.Form):
    """An e-mail to former students, and to whom."""

    first_year = forms.TypedChoiceField(label=_("From which year of leaving?"), coerce=int)
    last_year = forms.TypedChoiceField(label=_("Up to which year?"), coerce=int)
    subject = forms.CharField(
        label=_("Subject"),
        max_length=SUBJECT,
        error_messages={"required": _("Write a subject.")},
    )
    text = forms.CharField(
        label=_("Text"),
        help_text=_("For a reunion alone. Below it comes the link to leave the list."),
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write a text.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, years: Years) -> None:
        """Offer the years in which somebody on the list left."""
        first, last = years.first or 0, years.last or 0
        super().__init__(data, initial={"first_year": first, "last_year": last})
        listed = [(year, str(year)) for year in range(last, first - 1, -1)] if last else []
        for name in ("first_year", "last_year"):
            self.fields[name].choices = listed  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Refuse years that are the wrong way round."""
        said = self.cleaned_data
        if said.get("first_year", 0) > said.get("last_year", 9999):
            self.add_error("last_year", _("Choose a year that is not before the first."))
        return said

    def call(self) -> Call:
        """Return what a service asks for."""
        said = self.cleaned_data
        return Call(said["subject"], said["text"], said["first_year"], said["last_year"])
