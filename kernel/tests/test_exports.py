"""What a spreadsheet gets to see."""

from __future__ import annotations

import pytest

from kernel.exports import safe_cell

DANGEROUS = (
    "=1+1",
    "==1+1",
    "+31612345678",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A1",
    " =1",
    "\u00a0=1",
    "\u200b=cmd",
    "\ufeff=1",
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_could_be_a_formula_gets_an_apostrophe_and_loses_nothing(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Rekenrijk", "a=b", "'already", "12-2026", "\u00c9cole"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("number", [-3, 0, 14, -1.5])
def test_a_number_stays_a_number(number: float) -> None:
    assert safe_cell(number) is number


def test_nothing_is_an_empty_cell() -> None:
    assert safe_cell(None) == ""
