"""What happens to schools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from audit.events import Event, register


@register
@dataclass(frozen=True, slots=True)
class SchoolAdded(Event):
    """A school was added."""

    name: ClassVar[str] = "schools.added"

    brin: str
    sector: str
