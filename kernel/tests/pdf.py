"""What a reader finds in a PDF: its words, its pages, its fonts, its languages in their order."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Iterator


def pages(content: bytes) -> list[str]:
    """Return the text of each page, as one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def seen(content: bytes) -> str:
    """Return what stands on the pages as eyes meet it: each line from left to right."""
    return "\n".join(
        page.extract_text(extraction_mode="layout") for page in PdfReader(BytesIO(content)).pages
    )


def words(text: str) -> set[str]:
    """Return the words of a text, without what stands between them."""
    return set(re.findall(r"\w+", text))


def fonts(content: bytes) -> set[str]:
    """Return of which families the letters of a PDF are."""
    found: set[str] = set()
    for page in PdfReader(BytesIO(content)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            found.add(font.get_object()["/BaseFont"].split("+")[-1].split("-")[0])
    return found


def sizes(content: bytes) -> set[float]:
    """Return how large the letters of the first page are, in points."""
    found: set[float] = set()

    def see(_text: str, _to: object, at: list[float], _font: object, size: float) -> None:
        found.add(round(size * abs(at[0]), 1))

    PdfReader(BytesIO(content)).pages[0].extract_text(visitor_text=see)
    return found


def languages(content: bytes, *, of: str = "/") -> list[str]:
    """Return the language of the whole, and then each other one as it begins, in reading order.

    `of` is the kind of tag that is asked about, such as `/H2`; else it is every kind.
    """
    root: Any = PdfReader(BytesIO(content)).trailer["/Root"]
    found = [str(root["/Lang"])]
    for kind, language in _marked(root["/StructTreeRoot"]["/K"]):
        if kind.startswith(of) and language != found[-1]:
            found.append(language)
    return found


def _marked(node: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever a tree of tags has
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from _marked(each)
    elif isinstance(node, dict):
        if "/Lang" in node:
            yield str(node["/S"]), str(node["/Lang"])
        if "/K" in node:
            yield from _marked(node["/K"])
