"""What every format reader offers, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator
    from datetime import date

    from interchange.reading.issues import IssueLog
    from interchange.records import ImportHeader, Record


@dataclass(frozen=True, slots=True)
class Asked:
    """For which school a file is read, and on which day."""

    brin: str
    sector: str
    on: date


class Source(Protocol):
    """A file that has been looked through once and was not refused."""

    @property
    def header(self) -> ImportHeader:
        """What is known of the file as a whole."""

    def records(self, log: IssueLog, dropped: Counter[str]) -> Iterator[Record]:
        """Yield the records, from the beginning each time it is called."""
