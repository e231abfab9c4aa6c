"""Decide whether an uploaded file is a PDF that can be kept.

Law: AVG 32(1)
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from processors.errors import (
    ActivePdfError,
    BadDocumentError,
    DamagedPdfError,
    EmptyFileError,
    EncryptedPdfError,
    NotPdfError,
    TooLargeError,
)

if TYPE_CHECKING:
    from django.core.files.base import File

MAX_BYTES = 20 * 1024 * 1024
HEAD = b"%PDF-"
TAIL = b"%%EOF"
INSPECTOR = Path(__file__).with_name("pdf_inspector.py")
PATIENCE_SECONDS = 15
PROBLEMS: dict[str, type[BadDocumentError]] = {
    "active": ActivePdfError,
    "damaged": DamagedPdfError,
    "encrypted": EncryptedPdfError,
}


@dataclass(frozen=True, slots=True)
class SoundPdf:
    """A file that was looked into; only `check` makes one."""

    content: bytes
    sha256: str
    pages: int

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.content)


def check(upload: File[bytes]) -> SoundPdf:
    """Return the file as it can be kept; its name and declared type are not believed.

    Raises:
        TooLargeError: it has more than 20 MB.
        EmptyFileError: it holds nothing.
        NotPdfError: it does not begin as a PDF, or something else follows the PDF.
        EncryptedPdfError: it asks for a password.
        ActivePdfError: it holds a script, another file, or an action on opening.
        DamagedPdfError: it cannot be read, or not in time.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise TooLargeError
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise TooLargeError
    if not content:
        raise EmptyFileError
    if not content.startswith(HEAD):
        raise NotPdfError
    found = _inspect(content)
    if found["problem"]:
        raise PROBLEMS[str(found["problem"])]
    if content[content.rfind(TAIL) :].rstrip(b"\0\t\n\f\r ") != TAIL:
        raise NotPdfError
    return SoundPdf(content, hashlib.sha256(content).hexdigest(), int(found["pages"]))


def random_name() -> str:
    """Return a name in the file store that says nothing."""
    return f"agreements/{uuid4().hex}.pdf"


def _inspect(content: bytes) -> dict[str, str | int]:
    """Let a process without environment, with little memory and time, read the file."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file, and no word of the user's
            [sys.executable, "-I", str(INSPECTOR)],
            input=content,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=True,
            env={},
        )
        found: dict[str, str | int] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise DamagedPdfError from error
    return found
