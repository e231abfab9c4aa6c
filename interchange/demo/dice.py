"""Chance that is the same on every machine: a name and a number give the same throws."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_T = TypeVar("_T")
_MASK = (1 << 64) - 1


class Dice:
    """Throws that follow from `path` alone, such as a seed, a school and a number."""

    def __init__(self, *path: object) -> None:
        """Begin at `path`."""
        text = "/".join(map(str, path)).encode()
        self._state = int.from_bytes(blake2b(text, digest_size=8).digest(), "big")

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to, not including, `limit`."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) % limit

    def pick(self, choices: Sequence[_T]) -> _T:
        """Return one of `choices`."""
        return choices[self.below(len(choices))]

    def chance(self, percent: int) -> bool:
        """Return true in `percent` of a hundred throws."""
        return self.below(100) < percent
