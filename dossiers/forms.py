"""What comes in from the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.choices import Kind
from dossiers.rules import BODY_LENGTH, FOLLOW_UP_LENGTH, TITLE_LENGTH

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ISO = "%Y-%m-%d"
A_DATE = _("Fill in a date, such as 12 November 2026.")


def day_field(label: StrPromise, **options: Any) -> forms.DateField:  # noqa: ANN401  (Django's)
    """Return a field for a day, which every browser sends as `2026-11-20`."""
    widget = forms.DateInput(format=ISO, attrs={"type": "date"})
    return forms.DateField(
        label=label,
        widget=widget,
        input_formats=[ISO, "%d-%m-%Y"],
        error_messages={"required": A_DATE, "invalid": A_DATE},
        **options,
    )


class CorrectionForm(forms.Form):
    """What a note says."""

    kind = forms.TypedChoiceField(
        label=_("Kind of talk"),
        choices=Kind,
        coerce=Kind,
        initial=Kind.MENTOR_TALK,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of talk it was.")},
    )
    title = forms.CharField(
        label=_("What was it about?"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Fill in what it was about, in a few words.")},
    )
    body = forms.CharField(
        label=_("What did you talk about?"),
        help_text=_(
            "Write what you see and hear. No diagnosis, no guesses. "
            "The student and the parents may read this."
        ),
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write down what you talked about.")},
    )
    held_on = day_field(_("Date"))


class NoteForm(CorrectionForm):
    """A new note, and perhaps when to come back to it."""

    follow_up_on = day_field(_("Come back to it on"), required=False)
    follow_up_text = forms.CharField(
        label=_("What did you agree?"), max_length=FOLLOW_UP_LENGTH, required=False
    )
    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a follow-up that has words and no day."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("follow_up_text") and not given.get("follow_up_on"):
            self.add_error("follow_up_on", _("Choose a day for what you agreed."))
        return given


class AdviceForm(forms.Form):
    """Advice for lessons: what colleagues do, not why."""

    title = forms.CharField(
        label=_("What is the advice about?"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Fill in what it is about, in a few words.")},
    )
    body = forms.CharField(
        label=_("What helps in the lesson?"),
        help_text=_(
            "Write what a teacher can do. No diagnosis, no cause, no talks. "
            "All teachers of the student, the student and the parents can read this."
        ),
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write down what helps.")},
    )
    held_on = day_field(_("Date"))
    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)


class CareForm(AdviceForm):
    """A note of the care team."""

    title = forms.CharField(
        label=_("What is the note about?"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Fill in what it is about, in a few words.")},
    )
    body = forms.CharField(
        label=_("What does the care team write down?"),
        help_text=_(
            "Write what the care team needs for its work, and no more. "
            "Mentors and teachers do not read it. The student and the parents may ask for it."
        ),
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write down what the care team needs to know.")},
    )


class TickForm(forms.Form):
    """A follow-up: done, or to be done after all."""

    done = forms.TypedChoiceField(
        choices=(("yes", "yes"), ("no", "no")), coerce=lambda value: value == "yes"
    )
