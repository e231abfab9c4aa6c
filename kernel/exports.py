"""Lists as files: export only, in cells that stay text, whoever opens them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from import_export import fields, resources
from tablib import Databook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django_stubs_ext import StrPromise
    from tablib import Dataset

    Columns = Mapping[StrPromise, Callable[[Any], object]] | Mapping[str, Callable[[Any], object]]

R = TypeVar("R")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
INVISIBLE = frozenset({"Cc", "Cf", "Zs"})


def safe_cell(value: object) -> object:
    """Return `value` as it can stand in a cell: numbers as they are, all else as safe text.

    A text that a spreadsheet could take for a formula gets an apostrophe in front. That
    counts for full-width signs too, and for a sign behind spaces or invisible characters:
    programs strip those before they look. Nothing is left out of the text.
    """
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value)
        return f"'{text}" if _looks_like_formula(text) else text
    return value


def _looks_like_formula(text: str) -> bool:
    if text.startswith(STARTS_FORMULA):
        return True
    plain = unicodedata.normalize("NFKC", text)
    seen = (c for c in plain if unicodedata.category(c) not in INVISIBLE)
    return next(seen, "").startswith(STARTS_FORMULA[:4])


class Sheet(resources.Resource, Generic[R]):
    """A list with a title and columns, each of which takes its value from a row.

    No file holds more than the rows it is given: those of the screen.
    """

    title: StrPromise | str
    columns: Columns

    def __init__(self, title: StrPromise | str = "", columns: Columns | None = None) -> None:
        """Make the columns, named in the language of whoever asks.

        A list that is always the same says title and columns in its class.
        """
        super().__init__()
        self.title, self.columns = title or self.title, columns or self.columns
        for name in self.columns:
            self.fields[str(name)] = fields.Field(column_name=str(name), readonly=True)

    def get_export_order(self, *_: Any, **__: Any) -> list[str]:  # noqa: ANN401
        """Keep the columns in the order in which they stand there."""
        return list(self.fields)

    def export_resource(self, instance: R, *_: Any, **__: Any) -> list[object]:  # noqa: ANN401
        """Return the cells of a row, none of which a spreadsheet takes for a formula."""
        return [safe_cell(value(instance)) for value in self.columns.values()]

    def table(self, rows: Iterable[R]) -> Dataset:
        """Return the list as one sheet of a workbook."""
        dataset = self.export(list(rows))
        dataset.title = str(self.title)
        return dataset

    def as_file(self, rows: Iterable[R], form: str) -> tuple[bytes, str]:
        """Return the list as a workbook or as text, with its content type.

        The text is what a Dutch spreadsheet opens well: `;` between cells, and a mark in front.
        """
        dataset = self.table(rows)
        if form == "xlsx":
            return bytes(dataset.export("xlsx")), XLSX
        return str(dataset.export("csv", delimiter=";")).encode("utf-8-sig"), CSV


def workbook(*tables: Dataset) -> bytes:
    """Return a workbook of these sheets."""
    return bytes(Databook(tables).export("xlsx"))
