"""What a browser sends: a yes or a no to each question, and which words were shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consents.cards import NO, YES
from consents.choices import (
    Capacity,
    ListFormat,
    ListUse,
    PublicationKind,
    PurposeKind,
    TakenDown,
)
from consents.errors import NothingWrittenError, WordingOutdatedError
from consents.models.believing import LENGTH
from consents.services import Choice, Work
from consents.special.form import FreelyForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from consents.asked import Asked
    from consents.cards import Card, Question
    from consents.models import Purpose
    from consents.pictures.checking import Verdict
    from consents.questions import Asking
    from students.models import Student

ANSWERS = ((YES, gettext_lazy("Yes")), (NO, gettext_lazy("No")))
WORDS = "_words"
EVERYWHERE = "all"


class ChoicesForm(forms.Form):
    """The questions that are shown; a question that is not answered stays as it was."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        questions: Iterable[Asking],
        must_answer: bool = False,
    ) -> None:
        """Make two fields for each question: the answer, and the words that were shown."""
        super().__init__(data)
        self.questions = list(questions)
        for question in self.questions:
            name = question.student.short_name
            wrong = _("Choose yes or no for %(name)s.") % {"name": name}
            self.fields[question.name] = forms.ChoiceField(
                label=question.words.title,
                choices=ANSWERS,
                required=must_answer,
                widget=forms.RadioSelect,
                error_messages={"required": wrong, "invalid_choice": wrong},
            )
            self.fields[question.name + WORDS] = forms.CharField(
                required=False, widget=forms.HiddenInput
            )

    def clean(self) -> dict[str, Any]:
        """Refuse an answer to words that are no longer in force."""
        outdated = any(
            self.cleaned_data.get(question.name) and self._shown(question) is None
            for question in self.questions
        )
        if outdated:
            raise forms.ValidationError(str(WordingOutdatedError()))
        return self.cleaned_data

    def choices(self) -> list[Choice]:
        """Return what was chosen."""
        return [
            Choice(
                student=question.student,
                purpose=question.purpose,
                says_yes=self.cleaned_data[question.name] == YES,
                wording=question.in_force[self.cleaned_data[question.name + WORDS]],
            )
            for question in self.questions
            if self.cleaned_data[question.name]
        ]

    def filled(self, question: Question) -> Question:
        """Return a question as the user filled it in, with what is wrong.

        What was said to words that are no longer in force is not filled in for the new ones.
        """
        if not self.is_bound:
            return question
        shown = self.data.get(question.name + WORDS, "")
        typed = self.data.get(question.name, "") if shown in question.in_force else ""
        return replace(
            question,
            chosen=typed if typed in {YES, NO} else "",
            error=" ".join(str(e) for e in self.errors.get(question.name, ())),
        )

    def filled_card(self, card: Card) -> Card:
        """Return a card as the user filled it in."""
        if not card.may_choose:
            return card
        return replace(card, questions=tuple(self.filled(q) for q in card.questions))

    def _shown(self, question: Asking) -> object | None:
        return question.in_force.get(self.cleaned_data.get(question.name + WORDS, ""))


class ReligionForm(FreelyForm):
    """Which religion, that it is told of the own accord, and which words were shown."""

    field_order = ("value", "freely")
    value = forms.CharField(
        label=gettext_lazy("Which religion?"),
        help_text=gettext_lazy("One or two words. What you write is all that the school keeps."),
        max_length=LENGTH,
        error_messages={"required": NothingWrittenError.says},
    )


class ObjectionForm(forms.Form):
    """Who told the school no, and about which pictures."""

    by = forms.TypedChoiceField(
        label=gettext_lazy("Who said no?"),
        choices=[(who.value, who.label) for who in (Capacity.STUDENT, Capacity.GUARDIAN)],
        coerce=Capacity,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who said no.")},
    )
    about = forms.ChoiceField(
        label=gettext_lazy("About which photos?"),
        error_messages={
            "required": gettext_lazy("Choose which photos it is about."),
            "invalid_choice": gettext_lazy("Choose which photos it is about."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, *, asked: Asked) -> None:
        """Offer all pictures, and each question of the school."""
        super().__init__(data)
        belief = [p for p in asked.beside if p.kind == PurposeKind.RELIGION]
        self.purposes = {purpose.code: purpose for purpose in (*asked.purposes, *belief)}
        self.fields["about"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (EVERYWHERE, _("All photos and videos")),
            *((code, asked.title(purpose.pk)) for code, purpose in self.purposes.items()),
        ]

    def purpose(self) -> Purpose | None:
        """Return the question that it is about; None is all pictures."""
        return self.purposes.get(self.cleaned_data["about"])


def first_hide(students: Iterable[Student]) -> str:
    """Return who must be unrecognisable first, to somebody who knows them; never why."""
    names = ", ".join(student.display_name for student in students)
    return _("First make unrecognisable: %(names)s.") % {"names": names}


class PickForm(forms.Form):
    """Who can be recognised in a picture; the picture itself is never sent."""

    students = forms.MultipleChoiceField(
        label=gettext_lazy("Who can be recognised?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose who can be recognised."),
            "invalid_choice": gettext_lazy("Choose who can be recognised."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, *, members: Iterable[Student]) -> None:
        """Offer the members of the group."""
        super().__init__(data)
        self.members = {str(student.public_id): student for student in members}
        self.fields["students"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            (key, student.display_name) for key, student in self.members.items()
        ]

    def picked(self) -> list[Student]:
        """Return who was picked."""
        return [self.members[key] for key in self.cleaned_data["students"]]


class PublishForm(forms.Form):
    """What was published in one place, and that others are unrecognisable in it."""

    hidden = forms.MultipleChoiceField(
        label=gettext_lazy("Who did you make unrecognisable?"),
        help_text=gettext_lazy("They may not be in this photo. Cut them out, or blur them."),
        widget=forms.CheckboxSelectMultiple,
    )
    title = forms.CharField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("A few words, such as: autumn walk. Write no names."),
        max_length=100,
        error_messages={"required": gettext_lazy("Write in a few words what it is.")},
    )
    kind = forms.TypedChoiceField(
        label=gettext_lazy("What kind is it?"),
        choices=PublicationKind.choices,
        coerce=PublicationKind,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what kind it is.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Where is it to be found?"),
        help_text=gettext_lazy("The address of the page, or where it lies or hangs."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write where it is to be found.")},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, verdict: Verdict) -> None:
        """Ask of each who has no yes there whether the student is unrecognisable."""
        super().__init__(data)
        self.without_yes = {str(s.public_id): s for s in verdict.without_yes}
        if not self.without_yes:
            del self.fields["hidden"]
            return
        self.fields["hidden"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            (key, student.display_name) for key, student in self.without_yes.items()
        ]
        self.fields["hidden"].error_messages["required"] = first_hide(verdict.without_yes)

    def split(self, picked: Iterable[Student]) -> tuple[list[Student], list[Student]]:
        """Return of `picked` who can be recognised, and who not."""
        hidden = set(self.cleaned_data.get("hidden", ()))
        shown = [student for student in picked if str(student.public_id) not in hidden]
        return shown, [self.without_yes[key] for key in self.without_yes if key in hidden]

    def work(self) -> Work:
        """Return what was published."""
        asked = self.cleaned_data
        return Work(asked["title"], asked["kind"], asked["place"])


class TakeDownForm(forms.Form):
    """What was done so that a student is no longer in a picture."""

    how = forms.TypedChoiceField(
        label=gettext_lazy("What did you do?"),
        choices=TakenDown.choices,
        coerce=TakenDown,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you did.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("For example on which pages. Write no names."),
        max_length=200,
        required=False,
    )


class ListFileForm(forms.Form):
    """What a list of who may be in a picture is taken along for, and in which form."""

    use = forms.TypedChoiceField(
        label=gettext_lazy("What do you need it for?"),
        choices=ListUse.choices,
        coerce=ListUse,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you need it for.")},
    )
    form = forms.TypedChoiceField(
        label=gettext_lazy("Which kind of file?"),
        choices=ListFormat.choices,
        coerce=ListFormat,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a kind of file.")},
    )
