"""The files that belong to agreements: which are kept, and under which name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from kernel.uploads import MB, SoundPdf, content_of, sound_pdf

if TYPE_CHECKING:
    from django.core.files.base import File

MAX_MB = 20
MAX_BYTES = MAX_MB * MB


def check(upload: File[bytes]) -> SoundPdf:
    """Return an uploaded agreement as it can be kept.

    Raises:
        BadFileError: it is too large, holds nothing, or is no PDF that is safe to keep.
    Law: AVG 32(1)
    """
    return sound_pdf(content_of(upload, max_mb=MAX_MB))


def random_name() -> str:
    """Return a name in the file store that says nothing."""
    return f"agreements/{uuid4().hex}.pdf"
