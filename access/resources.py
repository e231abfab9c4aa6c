"""Lists as files: the matrix with all that goes with it, and who looked at a student's data."""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.exports import Sheet, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django_stubs_ext import StrPromise

    from access.document import Document, Term
    from access.log import Look


LOOK: dict[StrPromise, Callable[[Look], object]] = {
    gettext_lazy("When"): lambda look: f"{timezone.localtime(look.last_at):%Y-%m-%d %H:%M:%S}",
    gettext_lazy("Who"): lambda look: look.who or _("Somebody who no longer works here"),
    gettext_lazy("Role"): lambda look: look.role,
    gettext_lazy("What"): lambda look: look.what,
    gettext_lazy("Emergency access"): lambda look: _("yes") if look.is_emergency else _("no"),
}


class LooksSheet(Sheet["Look"]):
    """Who looked at the data of one student: one row a look."""

    title = gettext_lazy("Who looked")
    columns = LOOK


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
