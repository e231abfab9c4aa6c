"""Rules, holds, purges and their proof."""

from __future__ import annotations

from retention.models.proof import Certificate, DoomedFile, Ledger, Needle
from retention.models.runs import PurgeItem, PurgeRun
from retention.models.schedule import Hold, Rule

__all__ = [
    "Certificate",
    "DoomedFile",
    "Hold",
    "Ledger",
    "Needle",
    "PurgeItem",
    "PurgeRun",
    "Rule",
]
