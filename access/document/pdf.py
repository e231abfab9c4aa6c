"""The matrix as PDF: tagged, so that it can be read aloud and searched, with its language.

Norm: EN 301 549 (documents), by PDF/UA-1
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from collections.abc import Mapping

    from access.document.text import Document

SOURCE = Path(__file__).with_name("matrix.typ")


def as_pdf(document: Document, texts: Mapping[str, Any], *, language: str) -> bytes:
    """Return the document as PDF; `texts` are its headings and what stands above the tables.

    The words travel as data, never as source: nothing in them is read as a command.
    """
    data = json.dumps({**asdict(document), "texts": dict(texts), "language": language})
    made = typst.compile(
        str(SOURCE),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)  # noqa: S101  (for the types: one document, no pages apart)
    return made
