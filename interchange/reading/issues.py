"""The problems found in one file, bounded however large the file is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from interchange.messages import SEVERITIES
from interchange.records import Issue

if TYPE_CHECKING:
    from interchange.choices import Code

KEPT_PER_CODE = 500


class RowError(Exception):
    """This row does not count; caught by the reader, which goes on with the next."""

    def __init__(self, code: Code, field: str = "") -> None:
        """Reject the row for the reason `code`."""
        super().__init__(code.value)
        self.code = code
        self.field = field


class IssueLog:
    """Problems by code: all are counted, the first of each kind are kept with their place."""

    def __init__(self) -> None:
        """Begin without problems."""
        self.counts: Counter[Code] = Counter()
        self.kept: list[Issue] = []

    def add(self, code: Code, line: int | None = None, field: str = "") -> None:
        """Write down one problem: its kind and place, never a value."""
        self.counts[code] += 1
        if self.counts[code] <= KEPT_PER_CODE:
            self.kept.append(Issue(SEVERITIES[code], code, line, field))

    def once(self, code: Code, line: int | None = None, field: str = "") -> None:
        """Write down a problem of the whole file; only its first place is kept."""
        self.counts[code] += 1
        if self.counts[code] == 1:
            self.kept.append(Issue(SEVERITIES[code], code, line, field))
