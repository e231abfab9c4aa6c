"""The document as a file: for a screen without the portal, for paper, and for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.document import edition, pdf, workbook
from access.document.text import document
from kernel.exports import XLSX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from access.document.standing import Standing

HTML = "text/html; charset=utf-8"
PDF = "application/pdf"


def as_html(standings: list[Standing]) -> bytes:
    """Return a page that stands on its own and prints well."""
    content = edition.content()
    context = {
        "document": document(content),
        "fingerprint": edition.fingerprint(content),
        "lines": lines(standings),
        "language": language(),
    }
    return render_to_string("access/matrix_file.html", context).encode()


def as_pdf(standings: list[Standing]) -> bytes:
    """Return a tagged PDF in the language of the reader."""
    content = edition.content()
    texts = {
        **_texts(),
        "author": ", ".join(standing.board.name for standing in standings),
        "fingerprint": edition.fingerprint(content),
        "standing": lines(standings),
    }
    return pdf.as_pdf(document(content), texts, language=language())


def as_xlsx(standings: list[Standing]) -> bytes:
    """Return a workbook."""
    return workbook.as_xlsx(document(edition.content()), lines(standings))


FILES: dict[str, tuple[Callable[[list[Standing]], bytes], str]] = {
    "html": (as_html, HTML),
    "pdf": (as_pdf, PDF),
    "xlsx": (as_xlsx, XLSX),
}


def language() -> str:
    """Return the language of the reader, without a country."""
    return (get_language() or "nl")[:2]


def lines(standings: Iterable[Standing]) -> list[str]:
    """Return the sentences on adoption that stand above the tables."""
    return [line for one in standings for line in (one.says, one.council) if line]


def _texts() -> dict[str, Any]:
    return {
        "title": _("Who may see what"),
        "intro": _(
            "The authorisation matrix: which role at the school may see or change which data of"
            " students, and when. What is not named here is closed."
        ),
        "version": _("Version"),
        "levels": _("What the words mean"),
        "word": _("Word"),
        "meaning": _("What it means"),
        "category": _("Kind of data"),
        "fields": _("Fields that only some see"),
        "field": _("Field"),
        "who": _("Who"),
        "endings": _("What closes by itself"),
        "duties": _("Tasks beside reading"),
        "duty": _("Task"),
        "scopes": _("What a task can be about"),
        "role": _("Role"),
        "about": _("About"),
    }
