"""Which keys stand in a file more than once, in sixteen bytes per row.

Both rows of a key that comes twice are rejected, so it must be known before the first record is
given out. Every key is written down as a hash; the keys that repeat are looked up in parts, so
that millions of rows need tens of megabytes and not gigabytes.
"""

from __future__ import annotations

from array import array

PARTS = 64


class Ledger:
    """The keys of one kind in one file, and whom each row says they are."""

    def __init__(self) -> None:
        """Begin empty."""
        self._keys = tuple(array("q") for _ in range(PARTS))
        self._identities = tuple(array("q") for _ in range(PARTS))
        self.size = 0

    def add(self, key: str, identity: str = "") -> None:
        """Write down that `key` stands in the file, for the person that `identity` describes."""
        mark = hash(key)
        self._keys[mark % PARTS].append(mark)
        self._identities[mark % PARTS].append(hash(identity))
        self.size += 1

    def repeated(self) -> frozenset[int]:
        """Return the hashes of the keys that stand there more than once."""
        twice: set[int] = set()
        for part in self._keys:
            once: set[int] = set()
            for mark in part:
                if mark in once:
                    twice.add(mark)
                once.add(mark)
        return frozenset(twice)

    def conflicting(self) -> frozenset[int]:
        """Return the hashes of the keys under which different people stand."""
        found: set[int] = set()
        for keys, identities in zip(self._keys, self._identities, strict=True):
            first: dict[int, int] = {}
            for mark, identity in zip(keys, identities, strict=True):
                if first.setdefault(mark, identity) != identity:
                    found.add(mark)
        return frozenset(found)
