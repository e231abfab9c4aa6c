"""From bytes to letters: byte order mark, then strict UTF-8, then windows-1252; never a guess."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from interchange.choices import Code
from interchange.errors import FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK_BYTES = 256 * 1024
MAX_LINE_CHARS = 1024 * 1024
HEAD_BYTES = 64 * 1024
LEGACY = "cp1252"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one look at all bytes tells."""

    size: int
    sha256: str
    encoding: str
    has_nul: bool
    ends_with_line_end: bool
    head: bytes

    @property
    def head_text(self) -> str:
        """Return the beginning of the file as text, for judging what kind of file it is."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        return decoder.decode(self.head).replace("\0", "").lstrip("\ufeff")


def _chunks(data: BinaryIO) -> Iterator[bytes]:
    data.seek(0)
    while chunk := data.read(CHUNK_BYTES):
        yield chunk


def look(data: BinaryIO) -> FileFacts:
    """Read all bytes once and return what they tell."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    size, has_nul, is_utf8, tail, head = 0, False, True, b"", b""
    for chunk in _chunks(data):
        digest.update(chunk)
        head = head or chunk[:HEAD_BYTES]
        size += len(chunk)
        has_nul = has_nul or b"\0" in chunk
        tail = (tail + chunk)[-4:]
        is_utf8 = is_utf8 and _decodes(decoder, chunk)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    plain = "utf-8" if is_utf8 and _decodes(decoder, b"", final=True) else LEGACY
    return FileFacts(
        size=size,
        sha256=digest.hexdigest(),
        encoding=marked or plain,
        has_nul=has_nul and marked != "utf-16",
        ends_with_line_end=tail.rstrip(b"\0").endswith((b"\n", b"\r")),
        head=head,
    )


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def lines(data: BinaryIO, facts: FileFacts) -> Iterator[str]:
    r"""Yield the lines, each ending in `\n`, whatever the file ends its lines with.

    A letter that cannot be decoded becomes U+FFFD. NUL characters are left out.

    Raises:
        FileRefusedError: a line is longer than a list can have.
    """
    decoder = codecs.getincrementaldecoder(facts.encoding)("replace")
    rest = ""
    for chunk in _chunks(data):
        text = rest + decoder.decode(chunk)
        held = text[len(text.rstrip("\r")) :]
        *whole, last = _one_line_end(text[: len(text) - len(held)]).split("\n")
        for line in whole:
            yield line + "\n"
        rest = last + held
        if len(rest) > MAX_LINE_CHARS:
            raise FileRefusedError(Code.TOO_LARGE)
    *whole, last = _one_line_end(rest + decoder.decode(b"", final=True)).split("\n")
    for line in whole:
        yield line + "\n"
    if last:
        yield last + "\n"


def _one_line_end(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", "")
    if "\r" not in text:
        return text
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
