"""What a browser sends about the words of a question, in every language."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Language
from consents.errors import NothingToApproveError
from consents.models import Wording
from consents.words.catalogue import ELSEWHERE, WITHOUT_CONSENT, kinds_to_add
from consents.words.soundness import LABELS, NAME, SHOWN
from consents.words.texts import Text
from kernel.dates import day_of
from kernel.forms import DateInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from consents.words.wordings import Translated

PARTS = tuple(one.name for one in fields(Text))
MINOR, MATERIAL = "minor", "material"
WHAT_CHANGES = (
    (MINOR, gettext_lazy("Only the words. It asks the same as before.")),
    (MATERIAL, gettext_lazy("Something else is asked. Everybody is asked again.")),
)
ROWS = {"explanation": 5}
HINTS = {
    "question": gettext_lazy("One place in one question, with a question mark at the end."),
    "audience": gettext_lazy("One sentence. Parents see it before they choose."),
    "kept": gettext_lazy("With a number or a day."),
}


class WordsForm(forms.Form):
    """The words in Dutch, and in the other languages for which the school has them."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, words: Mapping[str, Text] | None = None
    ) -> None:
        """Make a field for each part of the words in each language."""
        super().__init__(data)
        for language in Language:
            for part in PARTS:
                self.fields[f"{language}_{part}"] = _field(language, part)
        for there, text in (words or {}).items():
            for part in PARTS:
                self.initial[f"{there}_{part}"] = getattr(text, part)

    def clean(self) -> dict[str, Any]:
        """Ask for a whole language, or for nothing of it."""
        for language in set(Language) - {Language.DUTCH}:
            names = [f"{language}_{part}" for part in PARTS]
            filled = [name for name in names if self.cleaned_data.get(name)]
            if filled:
                for name in set(names) - set(filled) - set(self.errors):
                    self.add_error(name, _("Fill this in, or leave the whole language empty."))
        return self.cleaned_data

    def words(self) -> dict[str, Text]:
        """Return the words by language, as far as they are filled in."""
        return {
            language: Text(*parts)
            for language in Language.values
            for parts in [[self._value(language, part) for part in PARTS]]
            if language == Language.DUTCH or any(parts)
        }

    def columns(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """Return the fields of each language, each with the part of the words that it is."""
        return [
            (language, [(part, self[f"{language}_{part}"]) for part in PARTS])
            for language in Language.values
        ]

    def others(self) -> list[forms.BoundField]:
        """Return the fields that are no words."""
        names = {f"{language}_{part}" for language in Language for part in PARTS}
        return [field for field in self.visible_fields() if field.name not in names]

    def refuse(self, flaws: Iterable[tuple[str, str]]) -> None:
        """Say what is wrong with the words, beside what is wrong with the form itself."""
        wrong = set(self.errors)
        for name, sentence in flaws:
            if name not in wrong:
                self.add_error(name or None, sentence)

    def _value(self, language: str, part: str) -> str:
        name = f"{language}_{part}"
        if not self.is_bound:
            return str(self.initial.get(name, ""))
        return " ".join(str(self.data.get(name, "")).split())


class VersionForm(WordsForm):
    """The words of a next version, what they change, and from when."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        words: Mapping[str, Text],
        based_on: int,
    ) -> None:
        """Begin with the words of the newest version, from today."""
        super().__init__(data, words=words)
        self.fields["changes"] = forms.ChoiceField(
            label=_("What changes?"),
            choices=WHAT_CHANGES,
            widget=forms.RadioSelect,
            help_text=_("Do more people see it, or for longer? Then something else is asked."),
            error_messages={"required": _("Choose what changes.")},
        )
        self.fields["starts_on"] = forms.DateField(
            label=_("From which day?"),
            widget=DateInput,
            help_text=_("Today, or a later day."),
            error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
        )
        self.fields["based_on"] = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
        self.initial["starts_on"] = day_of(timezone.now())
        self.initial["based_on"] = based_on

    def is_material(self) -> bool:
        """Tell whether everybody is asked again."""
        return bool(self.cleaned_data["changes"] == MATERIAL)


class ApproveForm(forms.Form):
    """Which translations are right, as somebody says whose language it is."""

    approved = forms.MultipleChoiceField(
        label=gettext_lazy("Which texts are right?"),
        help_text=gettext_lazy("Take away the tick of a text that is not right."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one text."),
            "invalid_choice": NothingToApproveError.says,
        },
    )
    is_read = forms.BooleanField(
        error_messages={"required": gettext_lazy("Let somebody read the texts first.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        language: Language,
        found: Iterable[Translated],
    ) -> None:
        """Offer the texts that wait, all of them ticked; each by what it says, not by its name."""
        super().__init__(data)
        listed = [(one.text.sha256, one.line.title) for one in found]
        self.fields["approved"].choices = listed  # type: ignore[attr-defined]  # a ChoiceField
        self.initial["approved"] = [fingerprint for fingerprint, _title in listed]
        self.fields["is_read"].label = _(
            "Somebody who reads %(language)s well has read these texts. They say the same as the"
            " Dutch ones."
        ) % {"language": language.label}


class KindForm(forms.Form):
    """Which question to add; what needs no consent stands in the same list."""

    code = forms.ChoiceField(
        label=gettext_lazy("What do you want to ask?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what you want to ask."),
            "invalid_choice": gettext_lazy("Your school asks this already, or it does not exist."),
        },
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, asked: Iterable[str] = ()
    ) -> None:
        """Offer what the school does not ask yet."""
        super().__init__(data)
        self.fields["code"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *((one.code, one.title) for one in kinds_to_add(asked)),
            *((one.code, one.title) for one in ELSEWHERE),
            *((one.code, one.title) for one in WITHOUT_CONSENT),
        ]


def _field(language: str, part: str) -> forms.CharField:
    in_language = Language(language)
    hint = str(HINTS.get(part, ""))
    if part not in SHOWN:
        hint = _("Write %(name)s where the name of the child must stand.") % {"name": NAME}
    attrs: dict[str, Any] = {"lang": language, "dir": "auto"}
    if part != "title":
        attrs["rows"] = ROWS.get(part, 2)
    return forms.CharField(
        label=f"{LABELS[part]} ({in_language.label})",
        max_length=getattr(Wording._meta.get_field(part), "max_length", None),
        required=in_language == Language.DUTCH,
        help_text=hint,
        widget=forms.TextInput(attrs) if part == "title" else forms.Textarea(attrs),
        error_messages={"required": _("Fill this in.")},
    )
