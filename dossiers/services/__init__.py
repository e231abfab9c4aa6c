"""What is done with entries of a file, and with follow-ups."""

from __future__ import annotations

from dossiers.services.family import read_as_family
from dossiers.services.listing import read_students
from dossiers.services.pictures import pictures_of
from dossiers.services.placing import Agreed, Placed, place
from dossiers.services.reading import (
    ENTRIES_AT_FIRST,
    read_class,
    read_entries,
    read_entry,
    read_follow_ups,
)
from dossiers.services.writing import correct_entry, tick_follow_up, write_entry

__all__ = [
    "ENTRIES_AT_FIRST",
    "Agreed",
    "Placed",
    "correct_entry",
    "pictures_of",
    "place",
    "read_as_family",
    "read_class",
    "read_entries",
    "read_entry",
    "read_follow_ups",
    "read_students",
    "tick_follow_up",
    "write_entry",
]
