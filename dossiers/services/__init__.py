"""What is done with notes and follow-ups."""

from __future__ import annotations

from dossiers.services.pictures import pictures_of
from dossiers.services.placing import Agreed, Placed, place
from dossiers.services.reading import (
    NOTES_AT_FIRST,
    read_class,
    read_follow_ups,
    read_note,
    read_notes,
)
from dossiers.services.writing import correct_note, tick_follow_up, write_note

__all__ = [
    "NOTES_AT_FIRST",
    "Agreed",
    "Placed",
    "correct_note",
    "pictures_of",
    "place",
    "read_class",
    "read_follow_ups",
    "read_note",
    "read_notes",
    "tick_follow_up",
    "write_note",
]
