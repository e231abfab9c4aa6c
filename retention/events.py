"""What happens to keeping and ending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from audit.events import Event, register


@register
@dataclass(frozen=True, slots=True)
class ScheduleAdopted(Event):
    """A board took over the shipped schedule."""

    name: ClassVar[str] = "retention.schedule_adopted"

    rules: int


@register
@dataclass(frozen=True, slots=True)
class RuleChanged(Event):
    """A board changed a term."""

    name: ClassVar[str] = "retention.rule_changed"

    rule: str
    version: int


@register
@dataclass(frozen=True, slots=True)
class HoldPlaced(Event):
    """Something may not go for now."""

    name: ClassVar[str] = "retention.hold_placed"

    hold: str
    reason: str
    rule: str


@register
@dataclass(frozen=True, slots=True)
class HoldReleased(Event):
    """Something may go again when its time comes."""

    name: ClassVar[str] = "retention.hold_released"

    hold: str


@register
@dataclass(frozen=True, slots=True)
class PurgeProposed(Event):
    """Somebody asked for a list."""

    name: ClassVar[str] = "retention.purge_proposed"

    run: str
    on: str


@register
@dataclass(frozen=True, slots=True)
class PurgeApproved(Event):
    """A second person approved a list."""

    name: ClassVar[str] = "retention.purge_approved"

    run: str
    list_hash: str


@register
@dataclass(frozen=True, slots=True)
class PurgeParked(Event):
    """A purge failed again and again, and stands still."""

    name: ClassVar[str] = "retention.purge_parked"

    run: str
    state: str
    problem: str
    tries: int


@register
@dataclass(frozen=True, slots=True)
class PurgeResumed(Event):
    """Somebody let a purge that stood still try again."""

    name: ClassVar[str] = "retention.purge_resumed"

    run: str
    state: str


@register
@dataclass(frozen=True, slots=True)
class PurgeEnded(Event):
    """A purge came to an end: done, withdrawn or refused."""

    name: ClassVar[str] = "retention.purge_ended"

    run: str
    state: str
    records: int
