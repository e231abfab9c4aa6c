"""What is a number, and how it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from students.rules import is_number, masked


@pytest.mark.law("WVO 8.10, 8.11")
@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        pytest.param("bsn", "999990019", True, id="of the official test range"),
        pytest.param("bsn", "111222333", True, id="a known example"),
        pytest.param("bsn", "133456785", False, id="the example of EDEXML, which is none"),
        pytest.param("bsn", "999990018", False, id="one digit wrong"),
        pytest.param("bsn", "999900019", False, id="two digits changed over"),
        pytest.param("bsn", "000000000", False, id="all zeros pass the sum"),
        pytest.param("bsn", "99999001", False, id="too short"),
        pytest.param("bsn", "9999900190", False, id="too long"),
        pytest.param("bsn", "99999001x", False, id="a letter"),
        pytest.param("bsn", "٩٩٩٩٩٠٠١٩", False, id="digits of another script"),
        pytest.param("bsn", "", False, id="nothing"),
        pytest.param("bsn", "100000004", False, id="an education number"),
        pytest.param("onderwijsnummer", "100000004", True, id="an education number as such"),
        pytest.param("onderwijsnummer", "999990019", False, id="a service number as the other"),
        pytest.param("onderwijsnummer", "200000002", False, id="remainder five, begins with 20"),
        pytest.param("passport", "999990019", False, id="no kind that we know"),
    ],
)
def test_what_is_a_number(kind: str, number: str, *, expected: bool) -> None:
    assert is_number(kind, number) == expected


@given(st.integers(0, 99_999_999))
def test_one_wrong_digit_is_always_seen(first: int) -> None:
    found = [n for n in (f"{first:08d}{last}" for last in range(10)) if is_number("bsn", n)]

    assert len(found) <= 1


def test_a_number_is_shown_by_its_last_three_digits() -> None:
    assert masked("019") == "******019"
