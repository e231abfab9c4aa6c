"""What a browser sends: a yes or a no to each question, and which words were shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consents.cards import NO, YES
from consents.choices import Capacity
from consents.errors import WordingOutdatedError
from consents.services import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from consents.asked import Asked
    from consents.cards import Card, Question
    from consents.models import Purpose

ANSWERS = ((YES, gettext_lazy("Yes")), (NO, gettext_lazy("No")))
WORDS = "_words"
EVERYWHERE = "all"


class ChoicesForm(forms.Form):
    """The questions that are shown; a question that is not answered stays as it was."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        questions: Iterable[Question],
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

    def _shown(self, question: Question) -> object | None:
        return question.in_force.get(self.cleaned_data.get(question.name + WORDS, ""))


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
        self.purposes = {purpose.code: purpose for purpose in asked.purposes}
        self.fields["about"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (EVERYWHERE, _("All photos and videos")),
            *((code, asked.title(purpose.pk)) for code, purpose in self.purposes.items()),
        ]

    def purpose(self) -> Purpose | None:
        """Return the question that it is about; None is all pictures."""
        return self.purposes.get(self.cleaned_data["about"])
