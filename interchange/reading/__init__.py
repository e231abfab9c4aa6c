"""Reading of files: bytes in, canonical records out; no database in sight."""

from __future__ import annotations

from interchange.reading.entry import Reading, read

__all__ = ["Reading", "read"]
