"""The matrix as a workbook: one row a category, one column a role, and what goes with it."""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kernel.exports import Sheet, workbook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from access.document.text import Document, Term


def as_xlsx(document: Document, standing: Iterable[str]) -> bytes:
    """Return the document as a workbook: the matrix, and sheets with all that goes with it."""
    return workbook(
        _matrix(document).table(_rows(document)),
        _terms(_("Words"), _("Word"), _("What it means")).table(document.levels),
        _terms(_("Fields"), _("Field"), _("Who")).table(document.fields),
        _terms(_("Duties"), _("Duty"), _("Who")).table(document.duties),
        _terms(_("Tasks"), _("Role"), _("About")).table(document.scopes),
        _lines(_("Closing"), _("What closes, and when")).table(document.endings),
        _lines(_("Adoption"), _("Adoption")).table(standing),
    )


def _matrix(document: Document) -> Sheet[list[str]]:
    roles = [column for table in document.tables for column in table.columns]
    titles = (_("Category"), *roles)
    return Sheet(_("Matrix"), {title: itemgetter(n) for n, title in enumerate(titles)})


def _rows(document: Document) -> list[list[str]]:
    return [
        [lines[0].name, *(entry.both for line in lines for entry in line.entries)]
        for lines in zip(*(table.lines for table in document.tables), strict=True)
    ]


def _terms(title: str, name: str, text: str) -> Sheet[Term]:
    return Sheet(title, {name: attrgetter("name"), text: attrgetter("text")})


def _lines(title: str, head: str) -> Sheet[str]:
    return Sheet(title, {head: str})
