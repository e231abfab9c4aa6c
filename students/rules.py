"""Identity numbers of students. Pure: no database, no clock.

PostgreSQL holds the same rule as a constraint; a property test holds the two together.
"""

from __future__ import annotations

DIGITS = 9
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
REMAINDER = {"bsn": 0, "onderwijsnummer": 5}
EDUCATION_NUMBERS_BEGIN = "10"
SHOWN_DIGITS = 3


def is_number(kind: str, number: str) -> bool:
    """Tell whether `number` can be a number of this kind: the test of eleven (elfproef).

    A citizen service number leaves no remainder and is not all zeros, which would pass too; an
    education number, for whoever has no citizen service number, begins with 10 and leaves five.

    Law: WVO 8.10
    """
    if len(number) != DIGITS or not (number.isascii() and number.isdigit()):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=True))
    if total % 11 != REMAINDER.get(kind):
        return False
    return number.startswith(EDUCATION_NUMBERS_BEGIN) if kind != "bsn" else int(number) > 0


def masked(ending: str) -> str:
    """Return a number as it is shown: its last digits, after as many stars as were left out."""
    return "*" * (DIGITS - len(ending)) + ending
