"""Paper: every letter has a font, and comes out of the file as it went in."""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

import pytest

from kernel.paper import INSTEAD, UNKNOWN, compiled
from kernel.tests import pdf

SIGNS = Path(__file__).with_name("signs.typ")
ARABIC = "تطلب المدرسة النظر في اختياراتكم بشأن الصور لا لأحد الإيصال"


def printed(text: str, *, language: str = "nl") -> bytes:
    return compiled(
        SIGNS, {"title": "Signs", "author": "School", "language": language, "text": text}
    )


def test_every_sign_that_is_known_has_a_letter_in_the_fonts() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    known = [one for one in every if not UNKNOWN.match(one) and unicodedata.category(one) != "Cn"]

    assert len(known) > 2000
    assert not UNKNOWN.findall(ARABIC)
    printed(" ".join(known))  # what has no letter in any font is refused by Typst


@pytest.mark.parametrize("odd", ["中", "\N{GRINNING FACE}", "\x07", "አ", "\u0600", "\u068d"])
def test_one_odd_sign_stops_no_letter_and_says_that_it_is_odd(odd: str) -> None:
    name = "Zoë Łukasz Ольга"

    (text,) = pdf.pages(printed(f"{name} {odd} {name}"))

    assert text == f"{name} {INSTEAD} {name}"


def test_arabic_words_come_out_of_the_file_whole_and_are_set_in_their_own_font() -> None:
    made = printed(ARABIC, language="ar")

    assert pdf.words(pdf.pages(made)[0]) == pdf.words(ARABIC)
    assert pdf.fonts(made) == {"Amiri", "LibertinusSerif"}
    assert pdf.languages(made) == ["ar"]


def test_a_code_keeps_its_order_between_arabic_words_and_its_marks_of_direction_are_gone() -> None:
    code = "https://x.example/a/"

    made = printed(f"رقم \u2066{code}\u2069 نعم", language="ar")

    assert code in pdf.seen(made)
    assert code not in pdf.seen(printed(f"رقم {code} نعم", language="ar")), "the test can see it"
    assert not re.search("[\u2066-\u2069]", pdf.pages(made)[0])
