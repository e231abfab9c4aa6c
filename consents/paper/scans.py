"""Which scan of a paper form can be kept: a PDF, a JPEG or a PNG, by what is in it.

Law: AVG 32(1)
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from consents.choices import ScanKind
from consents.errors import NotAScanError
from kernel.pictures import is_jpeg, is_png
from kernel.uploads import HEAD, content_of, sound_pdf

if TYPE_CHECKING:
    from django.core.files.base import File

MAX_MB = 10


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that was looked into; only `check` makes one."""

    content: bytes
    sha256: str
    kind: ScanKind

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return len(self.content)


def check(upload: File[bytes]) -> Scan:
    """Return a scan as it can be kept; its name and declared type are not believed.

    Raises:
        BadFileError: it is too large, holds nothing, or is no PDF, JPEG or PNG that is whole.
    """
    content = content_of(upload, max_mb=MAX_MB)
    return Scan(content, hashlib.sha256(content).hexdigest(), _kind(content))


def random_name(kind: ScanKind) -> str:
    """Return a name in the file store that says nothing."""
    return f"consents/{uuid4().hex}.{kind}"


def _kind(content: bytes) -> ScanKind:
    if content.startswith(HEAD):
        sound_pdf(content)
        return ScanKind.PDF
    if is_jpeg(content):
        return ScanKind.JPEG
    if is_png(content):
        return ScanKind.PNG
    raise NotAScanError
