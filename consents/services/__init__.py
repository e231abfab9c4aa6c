"""What happens with consent: a school asks, somebody chooses, somebody objects."""

from __future__ import annotations

from consents.services.asking import (
    add_purpose,
    end_purpose,
    offer_purposes,
    require_kind,
    write_version,
)
from consents.services.choosing import Choice, decide
from consents.services.entering import Told, enter, note_scan_read, signers
from consents.services.keeping import check_answers, keep_answers
from consents.services.objecting import lift_objection, write_objection
from consents.services.reading import read_proof

__all__ = [
    "Choice",
    "Told",
    "add_purpose",
    "check_answers",
    "decide",
    "end_purpose",
    "enter",
    "keep_answers",
    "lift_objection",
    "note_scan_read",
    "offer_purposes",
    "read_proof",
    "require_kind",
    "signers",
    "write_objection",
    "write_version",
]
