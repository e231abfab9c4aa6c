"""The one door: bytes in, canonical records out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, BinaryIO

from interchange import rules
from interchange.choices import Code, Completeness, Format
from interchange.errors import FileRefusedError
from interchange.reading.decode import LEGACY, look
from interchange.reading.edexml import EdexFile
from interchange.reading.guardians import GuardianList
from interchange.reading.headers import is_guardian_list
from interchange.reading.issues import IssueLog
from interchange.reading.magister import StudentList
from interchange.reading.sniff import Shape, shape_of
from interchange.reading.source import Asked
from interchange.reading.tables import open_table
from interchange.records import GuardianRecord, StudentRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from interchange.reading.decode import FileFacts
    from interchange.reading.source import Source
    from interchange.records import ImportHeader, Record


class Reading:
    """A file that may be used. Reading it twice gives the same records.

    `counts`, `issues` and `dropped` are complete when the records have been gone through.
    """

    def __init__(self, source: Source, facts: FileFacts) -> None:
        """Hold a source that was not refused."""
        self._source = source
        self._facts = facts
        self.header: ImportHeader = source.header
        self.issues = IssueLog()
        self.dropped: Counter[str] = Counter()
        self.counts: Counter[type[Record]] = Counter()

    def records(self) -> Iterator[Record]:
        """Yield the records in the order of the file, in flat memory.

        Raises:
            FileRefusedError: at the end, if not one student or guardian could be used; then
                nothing that was given may be kept.
        """
        self.issues, self.dropped, self.counts = IssueLog(), Counter(), Counter()
        if self._facts.has_nul:
            self.issues.add(Code.NUL_REMOVED)
        if self.header.encoding == LEGACY:
            self.issues.add(Code.LEGACY_ENCODING)
        for record in self._source.records(self.issues, self.dropped):
            self.counts[type(record)] += 1
            yield record
        for name in sorted(self.dropped):
            self.issues.add(Code.FORBIDDEN_FIELDS, field=name)
        kind = self.header.format
        people = GuardianRecord if kind == Format.GUARDIAN_LIST else StudentRecord
        if not self.counts[people] and self.header.completeness != Completeness.NO_CHANGE:
            raise FileRefusedError(Code.NO_USABLE_ROWS)


def read(data: BinaryIO, *, school_brin: str, on: date, sector: str = "primary") -> Reading:
    """Look through a file for school `school_brin` and return what can be read from it.

    `data` must be seekable: the file is gone through more than once, so that a file which is not
    whole is refused before the first record. `on` is the day from which now, later and earlier
    are judged.

    Raises:
        FileRefusedError: the whole file does not count.
    """
    facts = look(data)
    asked = Asked(brin=rules.full_brin(school_brin), sector=sector, on=on)
    if shape_of(facts) is Shape.XML:
        return Reading(EdexFile(data, facts, asked), facts)
    table = open_table(data, facts)
    source: Source
    if is_guardian_list(table.header):
        source = GuardianList(table, asked)
    else:
        source = StudentList(table, asked)
    return Reading(source, facts)
