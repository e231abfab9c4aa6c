"""What is done about who has which task."""

from __future__ import annotations

from access.services.adoption import adopt
from access.services.proposals import account_of, confirm
from access.services.secrecy import record_secrecy
from access.services.tasks import assign, end, end_employment, schools_of, target_of

__all__ = [
    "account_of",
    "adopt",
    "assign",
    "confirm",
    "end",
    "end_employment",
    "record_secrecy",
    "schools_of",
    "target_of",
]
