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
class ObjectionWritten(Event):
    """The school wrote down that somebody does not want it; no purpose is all pictures."""

    name: ClassVar[str] = "consents.objection_written"

    objection: int
    by: str
    purpose: str


@register
@dataclass(frozen=True, slots=True)
class ObjectionLifted(Event):
    """The school wrote down that an objection ended."""

    name: ClassVar[str] = "consents.objection_lifted"

    objection: int


@register
@dataclass(frozen=True, slots=True)
class PurposesOffered(Event):
    """A school began to ask these questions."""

    name: ClassVar[str] = "consents.purposes_offered"

    purposes: int
