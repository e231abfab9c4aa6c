"""Numbers about people that say nothing of one of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kernel.numbers import FEWEST, merged

COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1)


def test_numbers_that_are_large_enough_stay_as_they_are() -> None:
    assert merged({"yes": 20, "no": 5, "silent": 7}) == [
        (("yes",), 20),
        (("no",), 5),
        (("silent",), 7),
    ]


def test_two_small_ones_that_are_enough_together_are_put_together() -> None:
    assert merged({"yes": 20, "no": 3, "silent": 2}) == [(("yes",), 20), (("no", "silent"), 5)]


def test_one_small_number_takes_the_next_with_it_so_that_nobody_can_subtract() -> None:
    assert merged({"yes": 20, "no": 1, "silent": 9}) == [(("yes",), 20), (("no", "silent"), 10)]


def test_none_at_all_is_small_too() -> None:
    assert merged({"yes": 20, "no": 0}) == [(("yes", "no"), 20)]


@given(COUNTS)
def test_they_add_up_to_the_same_and_each_is_large_enough_or_stands_alone(
    counts: dict[str, int],
) -> None:
    found = merged(counts)

    assert sum(number for _, number in found) == sum(counts.values())
    assert sorted(name for names, _ in found for name in names) == sorted(counts)
    assert len(found) == 1 or all(number >= FEWEST for _, number in found)
