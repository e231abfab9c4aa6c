"""What kind of file it is, judged by its content and never by its name."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from interchange.choices import Code
from interchange.errors import FileRefusedError

if TYPE_CHECKING:
    from interchange.reading.decode import FileFacts

_PAGE = re.compile(r"<(!doctype\s+html|html)\b", re.IGNORECASE)
_ERROR_TEXT = re.compile(
    r"fout_?nummer|resultmessage|geen recht op|access denied|sessie is verlopen|\"error\"",
    re.IGNORECASE,
)
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"\x7fELF", b"MZ")
ERROR_TEXT_CHARS = 2000


class Shape(Enum):
    """The two families of files."""

    XML = auto()
    TABLE = auto()


def shape_of(facts: FileFacts) -> Shape:
    """Return which reader the file needs.

    Raises:
        FileRefusedError: it is an error page, or a kind that is not read here.
    """
    text = facts.head_text.strip()
    if facts.head.startswith(_BINARY):
        raise FileRefusedError(Code.UNKNOWN_FORMAT)
    if _PAGE.search(text[:ERROR_TEXT_CHARS]):
        raise FileRefusedError(Code.ERROR_PAGE)
    if text.startswith("<"):
        return Shape.XML
    if is_error_text(text):
        raise FileRefusedError(Code.ERROR_PAGE)
    return Shape.TABLE


def is_error_text(text: str) -> bool:
    """Tell whether the beginning of a file is an error message, as some systems send."""
    return _ERROR_TEXT.search(text[:ERROR_TEXT_CHARS]) is not None
