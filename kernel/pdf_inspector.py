"""Look inside an uploaded PDF, in a process of its own that may fail, hang or blow up.

Runs alone, on standard input: `python -I pdf_inspector.py < file`. It imports nothing of the
portal and gets no environment, so that a file which breaks the reader finds nothing here.

Shape: one line, `{"problem": str, "pages": int}`; an empty problem is a sound file.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zlib
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

SECONDS = 10
BYTES = 1024**3
MAX_PAGES = 2000
ACTIVE = frozenset(
    {
        "/AA",
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/ImportData",
        "/JS",
        "/JavaScript",
        "/Launch",
        "/OpenAction",
        "/RichMedia",
        "/SubmitForm",
        "/XFA",
    }
)
PLAIN = (b"/JavaScript", b"/Launch", b"/OpenAction", b"/EmbeddedFile")
BROKEN = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)


def main() -> None:
    """Read the file and print what was found."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    try:
        problem, pages = inspect(sys.stdin.buffer.read())
    except BROKEN:
        problem, pages = "damaged", 0
    sys.stdout.write(json.dumps({"problem": problem, "pages": pages}))


def inspect(content: bytes) -> tuple[str, int]:
    """Return what is wrong with the file, if anything, and its number of pages."""
    if any(word in content for word in PLAIN):
        return "active", 0
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        return "encrypted", 0
    if any(is_active(reader.get_object(found)) for found in references(reader)):
        return "active", 0
    pages = len(reader.pages)
    if not 0 < pages <= MAX_PAGES:
        return "damaged", 0
    for page in reader.pages:
        page.mediabox  # noqa: B018 - a page that has no size is no page
    return "", pages


def references(reader: PdfReader) -> list[IndirectObject]:
    """Return every object that the file lists, whether a page uses it or not."""
    listed = [
        (number, generation)
        for generation, numbers in reader.xref.items()
        for number in numbers
        if number
    ]
    packed = [(number, 0) for number in reader.xref_objStm]
    return [IndirectObject(number, generation, reader) for number, generation in listed + packed]


def is_active(thing: Any) -> bool:  # noqa: ANN401 - anything that can stand in a PDF
    """Tell whether a dictionary in `thing` names something that acts by itself."""
    waiting = [thing]
    while waiting:
        found = waiting.pop()
        if isinstance(found, DictionaryObject):
            if not ACTIVE.isdisjoint({*found, str(found.get("/S", "")), str(found.get("/Type"))}):
                return True
            waiting += [found.raw_get(key) for key in found]
        elif isinstance(found, ArrayObject):
            waiting += list(found)
    return False


if __name__ == "__main__":
    main()
