"""The acts: adopt a schedule, hold, propose, approve, execute, search, certify."""

from __future__ import annotations

from retention.services.holds import place_hold, release_hold
from retention.services.runs import approve, cancel, check, plan, propose, retry
from retention.services.terms import adopt_schedule, change_rule

__all__ = [
    "adopt_schedule",
    "approve",
    "cancel",
    "change_rule",
    "check",
    "place_hold",
    "plan",
    "propose",
    "release_hold",
    "retry",
]
