"""What happens to consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from audit.events import Event, register


@register
@dataclass(frozen=True, slots=True)
class Decided(Event):
    """Somebody said yes or no."""

    name: ClassVar[str] = "consents.decided"

    decision: int
    purpose: str
    outcome: str


@register
@dataclass(frozen=True, slots=True)
class PurposesOffered(Event):
    """A school began to ask these questions."""

    name: ClassVar[str] = "consents.purposes_offered"

    purposes: int
