"""The upload of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms import DateInput
from kernel.uploads import BadFileError
from processors import documents
from processors.choices import DocumentKind, Status
from processors.services.papers import PaperFacts

if TYPE_CHECKING:
    from kernel.uploads import SoundPdf
    from processors.models import Arrangement


class DocumentForm(forms.Form):
    """A PDF, what it is, and the day that counts."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=DocumentKind, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_("A PDF of at most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    on = forms.DateField(
        label=_("Signed on, or data gone on"),
        required=False,
        widget=DateInput(),
        help_text=_("Needed for a signed agreement and for a statement of destruction."),
    )
    signed_by = forms.CharField(
        label=_("Signed by"),
        required=False,
        max_length=200,
        help_text=_("Name and function. Needed for a signed agreement."),
    )

    def __init__(self, *args: Any, arrangement: Arrangement, **kwargs: Any) -> None:  # noqa: ANN401
        """Offer first what the arrangement waits for."""
        super().__init__(*args, **kwargs)
        is_over = arrangement.status == Status.TERMINATED
        self.initial["kind"] = DocumentKind.DESTRUCTION if is_over else DocumentKind.SIGNED

    def clean_file(self) -> SoundPdf:
        """Return the file once it was looked into."""
        try:
            return documents.check(self.cleaned_data["file"])
        except BadFileError as error:
            raise forms.ValidationError(str(error), code="refused") from error

    def facts(self) -> PaperFacts:
        """Return what a service asks for."""
        answers = self.cleaned_data
        return PaperFacts(answers["kind"], answers["on"], answers["signed_by"])
