"""What a letter says on its one page: in Dutch and English, and how to go on in each language."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.utils import timezone, translation

from access.document.letters import as_pdf
from access.languages import in_each_language
from access.services import Letter
from accounts.choices import AT_WORK
from kernel.tests import pdf
from schools.tests import make as schools
from students.models import Student

pytestmark = pytest.mark.django_db
IN_YOUR_LANGUAGE = (
    "Scan the square, choose your language, and fill in your code. Give it to nobody."
)
OTHERS = [language for language, _ in settings.LANGUAGES if language not in AT_WORK]


@dataclass(frozen=True)
class Names:
    """Who writes, and to whom."""

    school: str
    call_name: str
    surname: str


SHORT = Names("De Regenboog", "Zoë", "Çelik")
LONGEST = Names("Wijngaardenstraatschool " * 8, "Wilhelmina " * 5, "Bovenkamp van " * 14)


def letter(names: Names = SHORT) -> bytes:
    """Write a letter; no row of it is kept."""
    school = schools.school()
    school.name, school.phone = names.school, "0492 000 000"
    to = Student(school=school, call_name=names.call_name, surname=names.surname)
    link = "https://privacyportaal.example.nl/uitnodiging/2fd58019-e300-4a43-a513-b898fd7990f1/"
    written = Letter(to, link, "ABCDEFGH", timezone.localdate())
    return as_pdf([written, written], school=school)


def said_in(language: str) -> set[str]:
    with translation.override(language):
        return pdf.words(translation.gettext(IN_YOUR_LANGUAGE))


def test_who_asks_for_words_in_each_language_goes_on_in_the_own_one() -> None:
    before = translation.get_language()

    found = in_each_language(lambda: [str(translation.get_language())], but=[before])
    language, _name, said = next(found)

    assert said == [language]
    assert translation.get_language() == before != language


@pytest.mark.law("AVG 12(1)")
@pytest.mark.parametrize("language", OTHERS)
def test_a_letter_says_in_each_language_how_to_go_on_in_it(language: str) -> None:
    first, second = pdf.pages(letter())

    assert said_in(language) != said_in("nl")
    assert said_in(language) <= pdf.words(first)
    assert said_in(language) <= pdf.words(second)
    assert pdf.words(dict(settings.LANGUAGES)[language]) <= pdf.words(first)


def test_a_letter_is_read_aloud_in_dutch_in_english_and_then_in_each_other_language() -> None:
    of_two = ["en", *OTHERS, "nl", "en", *OTHERS]

    found = pdf.languages(letter())

    assert found[0] == "nl"
    assert [one for one in found[1:] if one != "nl"] == [one for one in of_two if one != "nl"]


@pytest.mark.parametrize("names", [SHORT, LONGEST], ids=["short", "longest"])
def test_a_letter_has_all_on_one_page_however_long_names_are(names: Names) -> None:
    found = pdf.pages(letter(names))

    assert len(found) == 2
    for text in found:
        assert "ABCD EFGH" in text
        assert pdf.words(f"{names.school} {names.surname}") <= pdf.words(text)
        assert said_in("uk") <= pdf.words(text)
        assert "1 / 1" in text


def test_a_letter_of_a_school_with_an_ordinary_name_is_not_made_smaller() -> None:
    assert 16 in pdf.sizes(letter()), "its title, which is a third larger than its text"
    assert min(pdf.sizes(letter())) == 9
    assert 16 not in pdf.sizes(letter(LONGEST))


def test_a_name_in_letters_that_no_font_has_stops_no_letters() -> None:
    odd = Names("De Regenboog", "王小明", "Wang")

    assert "Wang" in pdf.pages(letter(odd))[0]
