"""The matrix on paper, with its language."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kernel.paper import compiled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from access.document.text import Document

SOURCE = Path(__file__).with_name("matrix.typ")


def as_pdf(document: Document, texts: Mapping[str, Any], *, language: str) -> bytes:
    """Return the document as PDF; `texts` are its headings and what stands above the tables."""
    return compiled(SOURCE, {**asdict(document), "texts": dict(texts), "language": language})
