"""What happens to files that come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from audit.events import Event, register


@register
@dataclass(frozen=True, slots=True)
class FileApplied(Event):
    """A file was taken in."""

    name: ClassVar[str] = "interchange.applied"

    run: str
    format: str
    new: int
    changed: int
    same: int
    leavers_proposed: int


@register
@dataclass(frozen=True, slots=True)
class FileRefused(Event):
    """A file was refused as a whole."""

    name: ClassVar[str] = "interchange.refused"

    run: str
    code: str


@register
@dataclass(frozen=True, slots=True)
class LeaverDecided(Event):
    """Somebody said of a missing student whether that student has left."""

    name: ClassVar[str] = "interchange.leaver_decided"

    state: str
