"""The form of what somebody told the school outside the portal, in two steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Language
from consents.cards import YES
from consents.choices import Channel
from consents.errors import (
    EntryError,
    HadNoSayError,
    NoteMissingError,
    NothingSaidError,
    NotYetSaidError,
    ProofMissingError,
)
from consents.forms import ANSWERS
from consents.models import Wording
from consents.models.entering import NOTE_LENGTHS, OUTSIDE
from consents.paper import scans
from consents.services import Choice, Told
from kernel.dates import ONE_DAY, day_of, start_of
from kernel.forms import DateInput
from kernel.uploads import BadFileError
from students.models import Guardian, Student

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict

    from consents.asked import Asked
    from consents.models import Inquiry, Purpose
    from consents.paper.scans import Scan

STUDENT = "student"


@dataclass(frozen=True, slots=True)
class Edition:
    """The words of all questions as they were from a moment on, in one language."""

    since: datetime
    language: str
    words: Mapping[int, Wording]  # by purpose

    @property
    def key(self) -> str:
        """Return what a form sends back."""
        return f"{self.since:%Y%m%d%H%M%S%f}.{self.language}"

    @property
    def label(self) -> str:
        """Return how a form on paper can be told from another."""
        day = formats.date_format(day_of(self.since), "j F Y")
        return _("Text from %(day)s, %(language)s") % {
            "day": day,
            "language": Language(self.language).label,
        }


def editions(purposes: Iterable[Purpose], *, on: date) -> list[Edition]:
    """Return the words that somebody can have read on day `on`, the newest first."""
    until = start_of(on + ONE_DAY)
    rows = Wording.objects.filter(purpose__in=purposes, in_force_from__lt=until)
    listed = sorted(rows, key=lambda row: row.version)
    return [
        Edition(
            since,
            language,
            {
                row.purpose_id: row
                for row in listed
                if row.language == language and row.in_force_from <= since
            },
        )
        for since in sorted({row.in_force_from for row in listed}, reverse=True)
        for language in Language.values
        if any(row.language == language and row.in_force_from <= since for row in listed)
    ]


class BeginForm(forms.Form):
    """How it reached the school, and on which day: that decides who can have said it."""

    channel = forms.TypedChoiceField(
        label=gettext_lazy("How did you get it?"),
        choices=[(channel.value, channel.label) for channel in OUTSIDE],
        coerce=Channel,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose how you got it."),
            "invalid_choice": gettext_lazy("Choose how you got it."),
        },
    )
    said_on = forms.DateField(
        label=gettext_lazy("Date on the paper, or day of the call"),
        widget=DateInput(),
        help_text=gettext_lazy("Who decided for the student on that day can have said it."),
        error_messages={
            "required": gettext_lazy("Fill in the day, for example 12 November 2026."),
            "invalid": gettext_lazy("Fill in the day, for example 12 November 2026."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, *, at: datetime) -> None:
        """Know which day it is."""
        super().__init__(data)
        self.today = day_of(at)

    def clean_said_on(self) -> date:
        """Refuse a day that is still to come."""
        day: date = self.cleaned_data["said_on"]
        if day > self.today:
            raise forms.ValidationError(str(NotYetSaidError()))
        return day


class EntryForm(forms.Form):
    """Who said it, which words were shown, each answer, and what proves it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    signer = forms.ChoiceField(
        label=gettext_lazy("Who signed or called?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who signed or called."),
            "invalid_choice": HadNoSayError.says,
        },
    )
    words = forms.ChoiceField(
        label=gettext_lazy("Which text was shown?"),
        help_text=gettext_lazy("The date and the language stand on the form."),
        error_messages={
            "required": gettext_lazy("Choose which text was shown."),
            "invalid_choice": gettext_lazy("Choose which text was shown."),
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        begun: Mapping[str, Any],
        signers: Mapping[int | None, Guardian | Student],
        asked: Asked,
        inquiry: Inquiry | None = None,
    ) -> None:
        """Offer who decided on that day, the words of that day, and each question.

        Those about pictures; or the one that was asked about this student.
        """
        super().__init__(data, files)
        self.begun, self.inquiry = begun, inquiry
        self.purposes = [inquiry.purpose] if inquiry else asked.purposes
        self.signers = {_value(each): (key, each) for key, each in signers.items()}
        self.editions = {each.key: each for each in editions(self.purposes, on=begun["said_on"])}
        self.fields["signer"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (value, _label(each)) for value, (_key, each) in self.signers.items()
        ]
        self.fields["words"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((key, each.label) for key, each in self.editions.items()),
        ]
        for purpose in self.purposes:
            self.fields[_name(purpose)] = forms.ChoiceField(
                label=asked.title(purpose.pk),
                choices=ANSWERS,
                required=False,
                widget=forms.RadioSelect,
            )
        self._ask_for_proof()

    def _ask_for_proof(self) -> None:
        """Ask of a paper its scan, of a call or a visit a note."""
        if self.begun["channel"] == Channel.PAPER:
            self.fields["file"] = forms.FileField(
                label=_("Scan or photo of the paper"),
                help_text=_("A PDF, JPEG or PNG of at most 10 MB."),
                error_messages={"required": str(ProofMissingError())},
                widget=forms.ClearableFileInput(
                    attrs={"accept": "application/pdf,image/jpeg,image/png"}
                ),
            )
            return
        least, most = NOTE_LENGTHS
        wrong = str(NoteMissingError())
        self.fields["note"] = forms.CharField(
            label=_("Note"),
            help_text=wrong,
            min_length=least,
            max_length=most,
            error_messages={"required": wrong, "min_length": wrong, "max_length": wrong},
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def clean_file(self) -> Scan:
        """Return the scan once it was looked into."""
        try:
            return scans.check(self.cleaned_data["file"])
        except BadFileError as error:
            raise forms.ValidationError(str(error), code="refused") from error

    def clean(self) -> dict[str, Any]:
        """Refuse a form without an answer, and an answer to what was not asked then."""
        edition = self.editions.get(self.cleaned_data.get("words", ""))
        answered = [p for p in self.purposes if self.cleaned_data.get(_name(p))]
        if not answered:
            raise forms.ValidationError(str(NothingSaidError()))
        for purpose in answered:
            if edition and purpose.pk not in edition.words:
                self.add_error(_name(purpose), _("This question is not in that text."))
        return self.cleaned_data

    def told(self, student: Student) -> Told:
        """Return what a service asks for."""
        answers = self.cleaned_data
        words = self.editions[answers["words"]].words
        return Told(
            student=student,
            signer=self.signers[answers["signer"]][0],
            channel=self.begun["channel"],
            said_on=self.begun["said_on"],
            choices=tuple(
                Choice(
                    student,
                    purpose,
                    answers[_name(purpose)] == YES,
                    words[purpose.pk],
                    self.inquiry,
                )
                for purpose in self.purposes
                if answers[_name(purpose)]
            ),
            key=answers["key"],
            scan=answers.get("file"),
            note=answers.get("note", ""),
            inquiry=self.inquiry,
        )

    def refuse(self, error: Exception) -> None:
        """Show what a service refused, beside the answer that it is about."""
        field = error.field if isinstance(error, EntryError) else None
        self.add_error(field if field in self.fields else None, str(error))

    def ask_for_file_again(self) -> None:
        """Say that the file must be chosen again: a browser does not keep it."""
        if self.errors and "file" in self.fields and "file" not in self.errors:
            self.add_error("file", _("Choose the file again: a browser does not keep it."))


def _name(purpose: Purpose) -> str:
    return f"answer_{purpose.public_id}"


def _value(signer: Guardian | Student) -> str:
    return STUDENT if isinstance(signer, Student) else str(signer.public_id)


def _label(signer: Guardian | Student) -> str:
    if isinstance(signer, Student):
        return _("%(name)s (the student)") % {"name": signer.display_name}
    return signer.full_name
