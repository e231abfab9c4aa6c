"""Decide whether an uploaded file is one that can be kept: by what is in it.

Its name and declared type are not believed.

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

from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleBrokenError

if TYPE_CHECKING:
    from django.core.files.base import File

MB = 1024 * 1024
HEAD = b"%PDF-"
TAIL = b"%%EOF"
INSPECTOR = Path(__file__).with_name("pdf_inspector.py")
PATIENCE_SECONDS = 15


class BadFileError(RuleBrokenError):
    """The file is none that the portal can keep."""

    says = _("This file cannot be kept. Print it to PDF again and upload that.")


class TooLargeError(BadFileError):
    """The file is larger than may be."""

    says = _("This file is too large. At most %(size)d MB.")

    def __init__(self, max_mb: int) -> None:
        """Know how large a file may be."""
        super().__init__(max_mb)
        self.max_mb = max_mb

    def __str__(self) -> str:
        """Return the sentence with the limit in it."""
        return str(self.says) % {"size": self.max_mb}


class EmptyFileError(BadFileError):
    """The file holds nothing."""

    says = _("This file is empty. Choose another file.")


class NotPdfError(BadFileError):
    """The file does not begin or end like a PDF."""

    says = _("This is not a PDF file. Print the document to PDF and upload that.")


class DamagedPdfError(BadFileError):
    """The file cannot be read, or takes too long to read."""

    says = _("This PDF is damaged. Print the document to PDF again and upload that.")


class EncryptedPdfError(BadFileError):
    """The file asks for a password."""

    says = _("This PDF is locked with a password. Print it to PDF again and upload that.")


class ActivePdfError(BadFileError):
    """The file can do something by itself: script, start a program, open another file."""

    says = _(
        "This PDF contains a script or another file. That can be unsafe. "
        "Print the document to PDF again and upload that."
    )


PROBLEMS: dict[str, type[BadFileError]] = {
    "active": ActivePdfError,
    "damaged": DamagedPdfError,
    "encrypted": EncryptedPdfError,
}


@dataclass(frozen=True, slots=True)
class SoundPdf:
    """A file that was looked into; only `sound_pdf` makes one."""

    content: bytes
    sha256: str
    pages: int

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.content)


def content_of(upload: File[bytes], *, max_mb: int) -> bytes:
    """Return what is in a file.

    Raises:
        TooLargeError: it has more than `max_mb` megabytes.
        EmptyFileError: it holds nothing.
    """
    if (upload.size or 0) > max_mb * MB:
        raise TooLargeError(max_mb)
    upload.seek(0)
    content: bytes = upload.read(max_mb * MB + 1)
    if len(content) > max_mb * MB:
        raise TooLargeError(max_mb)
    if not content:
        raise EmptyFileError
    return content


def sound_pdf(content: bytes) -> SoundPdf:
    """Return a PDF as it can be kept.

    Raises:
        NotPdfError: it does not begin as a PDF, or something else follows the PDF.
        EncryptedPdfError: it asks for a password.
        ActivePdfError: it holds a script, another file, or an action on opening.
        DamagedPdfError: it cannot be read, or not in time.
    """
    if not content.startswith(HEAD):
        raise NotPdfError
    found = _inspect(content)
    if found["problem"]:
        raise PROBLEMS[str(found["problem"])]
    if content[content.rfind(TAIL) :].rstrip(b"\0\t\n\f\r ") != TAIL:
        raise NotPdfError
    return SoundPdf(content, hashlib.sha256(content).hexdigest(), int(found["pages"]))


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
