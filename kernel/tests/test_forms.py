"""Every field is drawn in one way: name, hint, what is wrong, control."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation

from kernel.forms import DateInput

CHOICES = [("a", "A"), ("b", "B")]


class Every(forms.Form):
    """One field for each kind of control."""

    text = forms.CharField(
        label="Tekst", help_text="Zo.", widget=forms.TextInput(attrs={"placeholder": "Tekst"})
    )
    own = forms.CharField(widget=forms.TextInput(attrs={"class": "pp-code"}))
    long = forms.CharField(widget=forms.Textarea)
    pick = forms.ChoiceField(choices=CHOICES)
    radio = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    day = forms.DateField(widget=DateInput, initial="2026-11-21")
    file = forms.FileField(required=False)
    agreed = forms.BooleanField(label="Gezien", help_text="Vink aan.")


def drawn(name: str, form: forms.Form | None = None) -> str:
    """Return field `name` as pages show it, in Dutch."""
    with translation.override("nl"):
        return (form or Every())[name].as_field_group()


@pytest.mark.parametrize(
    ("name", "control"),
    [
        ("text", 'class="pp-input"'),
        ("own", 'class="pp-code"'),
        ("long", 'class="pp-textarea"'),
        ("pick", 'class="pp-select"'),
        ("day", 'type="date"'),
        ("file", 'type="file"'),
    ],
)
def test_a_control_has_the_class_of_its_kind(name: str, control: str) -> None:
    html = drawn(name)

    assert control in html
    assert f'<label for="id_{name}">' in html


def test_a_control_never_shows_its_name_as_an_example() -> None:
    assert "placeholder" not in drawn("text")


def test_a_day_is_written_as_browsers_read_it() -> None:
    assert 'value="2026-11-21"' in drawn("day")


def test_a_hint_and_an_error_are_read_with_the_field() -> None:
    html = drawn("text", Every({}))

    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'id="id_text_helptext"' in html
    assert 'id="id_text_error"' in html
    assert 'aria-invalid="true"' in html
    assert "Dit veld is verplicht." in html


def test_a_field_without_a_mistake_points_at_no_error() -> None:
    html = drawn("text")

    assert 'aria-describedby="id_text_helptext"' in html
    assert "_error" not in html
    assert "aria-invalid" not in html


@pytest.mark.parametrize("name", ["radio", "several"])
def test_a_few_choices_form_one_group_with_one_name(name: str) -> None:
    html = drawn(name)

    assert html.count("<legend") == 1
    assert html.count('class="pp-check"') == len(CHOICES)
    assert "pp-select" not in html


def test_a_checkbox_stands_before_its_own_words() -> None:
    html = drawn("agreed")

    assert html.count("Gezien") == 1
    assert html.index("<input") < html.index("Gezien")


def test_only_what_may_stay_empty_says_so() -> None:
    with translation.override("en"):
        assert "not required" in Every()["file"].as_field_group()
        assert "not required" not in Every()["text"].as_field_group()
