"""A review of access as a file: export only, one row a finding, no name of a student."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_lazy
from import_export import fields, resources

from kernel.dates import day_of
from kernel.exports import safe_cell

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrPromise

    from access.review_pages import Line

COLUMNS: dict[StrPromise, Callable[[Line], object]] = {
    gettext_lazy("Finding"): lambda line: line.kind,
    gettext_lazy("Person"): lambda line: line.who,
    gettext_lazy("Role"): lambda line: line.role,
    gettext_lazy("For"): lambda line: line.scope,
    gettext_lazy("Number"): lambda line: line.finding.count or "",
    gettext_lazy("Number of students"): lambda line: line.finding.students or "",
    gettext_lazy("Day"): lambda line: line.finding.on,
    gettext_lazy("Decision"): lambda line: line.decision,
    gettext_lazy("Decided by"): lambda line: (
        line.finding.decided_by.display_name if line.finding.decided_by else ""
    ),
    gettext_lazy("Decided on"): lambda line: (
        day_of(line.finding.decided_at) if line.finding.decided_at else ""
    ),
}


class ReviewResource(resources.Resource):
    """The findings of one review; no file holds more than the screen."""

    def __init__(self) -> None:
        """Make a column for each thing that the report tells."""
        super().__init__()
        for title in COLUMNS:
            self.fields[str(title)] = fields.Field(column_name=str(title), readonly=True)

    def get_export_order(self, *_: Any, **__: Any) -> list[str]:  # noqa: ANN401
        """Keep the columns in the order in which they stand here."""
        return list(self.fields)

    def export_resource(self, instance: Line, *_: Any, **__: Any) -> list[object]:  # noqa: ANN401
        """Return the cells of a row, none of which a spreadsheet takes for a formula."""
        return [safe_cell(value(instance)) for value in COLUMNS.values()]


def as_xlsx(lines: list[Line]) -> bytes:
    """Return the findings as a workbook."""
    dataset = ReviewResource().export(lines)
    dataset.title = gettext("Review of access")
    return bytes(dataset.export("xlsx"))


def as_csv(lines: list[Line]) -> bytes:
    """Return the findings as text that a Dutch spreadsheet opens well: `;`, with a mark."""
    dataset = ReviewResource().export(lines)
    return str(dataset.export("csv", delimiter=";")).encode("utf-8-sig")
