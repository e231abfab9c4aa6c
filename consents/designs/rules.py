"""The mark of a design, and when the share of yes rose too much. Pure: no database, no files."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

MARK_LENGTH = 12  # hexadecimal digits: two designs with one mark are once in 10^14
MARK = rf"^[0-9a-f]{{{MARK_LENGTH}}}$"
RISE = 5  # percentage points; more than this is looked into
# People who must have chosen on a design before it is compared. Choices of one person hang
# together, so people are counted and not choices. Where everybody answers all questions alike and
# half say yes, which is the worst, a share of 330 people has a standard error of 2.75 points and
# the difference of two of them one of 3.9: chance alone gives a rise of more than 5 points in one
# comparison of ten. A look costs an hour; a page that pushes costs children their no.
ENOUGH = 330


def mark_of(parts: Mapping[str, bytes]) -> str:
    """Return the mark of what draws a page: each part by its name, in whatever order."""
    digest = sha256()
    for name in sorted(parts):
        for piece in (name.encode(), parts[name]):
            digest.update(len(piece).to_bytes(8, "big"))  # so that no byte moves between parts
            digest.update(piece)
    return digest.hexdigest()[:MARK_LENGTH]


@dataclass(frozen=True, slots=True)
class Counted:
    """What people chose the first time they were asked, on one design."""

    mark: str
    since: date
    yes: int
    no: int
    people: int

    @property
    def choices(self) -> int:
        """Return how many choices there are."""
        return self.yes + self.no

    @property
    def share(self) -> Fraction:
        """Return the share of yes in percent."""
        return Fraction(100 * self.yes, self.choices)

    @property
    def has_enough(self) -> bool:
        """Tell whether so many people chose that chance says little."""
        return self.people >= ENOUGH


def compared(designs: Iterable[Counted]) -> list[tuple[Counted, Counted | None]]:
    """Return each design, in the order of their beginning, with the one it is compared with.

    That is the last one before it on which enough people chose: one that was there for a week
    hides no rise. None where there is none, or where too few chose on the design itself.
    """
    pairs: list[tuple[Counted, Counted | None]] = []
    last: Counted | None = None
    for design in designs:
        pairs.append((design, last if design.has_enough else None))
        last = design if design.has_enough else last
    return pairs


def rise(before: Counted, after: Counted) -> Fraction:
    """Return by how many percentage points the share of yes rose; below nought, it fell."""
    return after.share - before.share


def rose(before: Counted, after: Counted) -> bool:
    """Tell whether the share of yes rose by more than may pass unseen; a fall never did."""
    return rise(before, after) > RISE
