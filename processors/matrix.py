"""What each product gets under each arrangement, as a table to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from processors import rules
from processors.choices import DataCategory, Status

if TYPE_CHECKING:
    from processors.lines import Line
    from processors.models import Annex, AnnexRow, Arrangement, Product


@dataclass(frozen=True, slots=True)
class Agreed:
    """One kind of data of an annex."""

    category: DataCategory
    row: AnnexRow
    annex: Annex

    @property
    def about(self) -> tuple[bool, bool, bool]:
        """Return whether it is about students, parents and staff."""
        return self.row.students, self.row.guardians, self.row.staff

    @property
    def purpose(self) -> str:
        """Return what the data are for."""
        return self.row.purpose or self.annex.purpose

    @property
    def kept(self) -> str:
        """Return how long the data are kept."""
        return self.row.kept or self.annex.kept


@dataclass(frozen=True, slots=True)
class Matrix:
    """A product under an arrangement; without an annex nothing is agreed yet."""

    product: Product
    arrangement: Arrangement | None
    ordinary: list[Agreed]
    sensitive: list[Agreed]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is agreed."""
        return not self.ordinary and not self.sensitive


def matrices(line: Line) -> list[Matrix]:
    """Return a matrix for each product under each arrangement that is not over."""
    prefetch_related_objects(line.annexes, "rows")
    annexes = {(one.arrangement_id, one.product_id): one for one in line.annexes}
    live = [
        one
        for one in line.arrangements
        if one.status != Status.CLOSED and one.kind not in rules.WITHOUT_ANNEX
    ]
    return [
        _matrix(product, arrangement, annexes.get((arrangement.pk, product.pk)))
        for product in line.products
        for arrangement in live
    ]


def _matrix(product: Product, arrangement: Arrangement, annex: Annex | None) -> Matrix:
    rows = [] if annex is None else sorted(annex.rows.all(), key=lambda row: row.category)
    agreed = [Agreed(DataCategory(row.category), row, annex) for row in rows if annex]
    return Matrix(
        product,
        arrangement,
        [one for one in agreed if one.category not in rules.NEEDS_REASON],
        [one for one in agreed if one.category in rules.NEEDS_REASON],
    )
