"""Numbers about people that say nothing of one of them. Pure.

A small number points at people, and so does one that follows by subtraction from the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST = 5


def is_small(number: int) -> bool:
    """Tell whether a number of people is too small to be shown."""
    return number < FEWEST


def merged(counts: Mapping[str, int]) -> list[tuple[tuple[str, ...], int]]:
    """Return the counts with every small one put together with others, in the same order.

    The small ones are added up, with the next one that is not small where that is needed: each
    number that is left is large enough, unless all of them together are not. As they still add
    up to the same, nothing follows from subtraction.
    """
    by_size = sorted(counts, key=lambda name: counts[name])
    together = [name for name in by_size if is_small(counts[name])]
    rest = [name for name in by_size if name not in together]
    while together and rest and is_small(sum(counts[name] for name in together)):
        together.append(rest.pop(0))
    parts: list[tuple[tuple[str, ...], int]] = []
    for name in counts:
        if name not in together:
            parts.append(((name,), counts[name]))
        elif together:
            group = tuple(one for one in counts if one in together)
            if all(names != group for names, _ in parts):
                parts.append((group, sum(counts[one] for one in group)))
    return parts
