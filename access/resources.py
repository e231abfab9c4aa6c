"""The matrix as a workbook: one row a category, one column a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from import_export import fields, resources
from tablib import Databook, Dataset

from kernel.exports import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from access.document import Document, Term


class MatrixResource(resources.Resource):
    """Categories by roles, each cell in words; export only."""

    def __init__(self, roles: Iterable[str]) -> None:
        """Make a column for the category and one for each role."""
        super().__init__()
        for title in (_("Category"), *roles):
            self.fields[title] = fields.Field(column_name=title, readonly=True)

    def get_export_order(self, *_: Any, **__: Any) -> list[str]:  # noqa: ANN401
        """Keep the columns in the order in which they were made."""
        return list(self.fields)

    def export_resource(  # noqa: D102  (as in the class above it)
        self,
        instance: list[str],
        *_: Any,  # noqa: ANN401
        **__: Any,  # noqa: ANN401
    ) -> list[object]:
        return [safe_cell(value) for value in instance]


def as_xlsx(document: Document, standing: Iterable[str]) -> bytes:
    """Return the document as a workbook: the matrix, and sheets with all that goes with it."""
    sheets = [
        _matrix(document),
        _sheet(_("Words"), (_("Word"), _("What it means")), document.levels),
        _sheet(_("Fields"), (_("Field"), _("Who")), document.fields),
        _sheet(_("Duties"), (_("Duty"), _("Who")), document.duties),
        _sheet(_("Tasks"), (_("Role"), _("About")), document.scopes),
        _lines(_("Closing"), _("What closes, and when"), document.endings),
        _lines(_("Adoption"), _("Adoption"), standing),
    ]
    return bytes(Databook(sheets).export("xlsx"))


def _matrix(document: Document) -> Dataset:
    roles = [column for table in document.tables for column in table.columns]
    rows = [
        [lines[0].name, *(entry.both for line in lines for entry in line.entries)]
        for lines in zip(*(table.lines for table in document.tables), strict=True)
    ]
    made: Dataset = MatrixResource(roles).export(rows)
    made.title = _("Matrix")
    return made


def _sheet(title: str, head: tuple[str, str], terms: Iterable[Term]) -> Dataset:
    rows = [(safe_cell(term.name), safe_cell(term.text)) for term in terms]
    return Dataset(*rows, headers=head, title=title)


def _lines(title: str, head: str, lines: Iterable[str]) -> Dataset:
    return Dataset(*[(safe_cell(line),) for line in lines], headers=[head], title=title)
