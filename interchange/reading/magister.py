"""Lists of students as Magister and schools make them, one row or several per student."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from interchange import rules
from interchange.choices import Code, Completeness, Format, Period
from interchange.errors import FileRefusedError
from interchange.reading.cells import Cells, bare
from interchange.reading.headers import student_columns
from interchange.reading.issues import IssueLog, RowError
from interchange.reading.ledger import Ledger
from interchange.reading.mentors import Mentors
from interchange.reading.studentrow import StudentRow
from interchange.records import ImportHeader, RejectedRecord

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from interchange.reading.source import Asked
    from interchange.reading.tables import Table
    from interchange.records import Record

_WEIGHT = {Period.CURRENT: 2, Period.FUTURE: 1, Period.PAST: 0}


class StudentList:
    """A list of students; `records` gives each once, from the row that holds now."""

    def __init__(self, table: Table, asked: Asked) -> None:
        """Look through the list: whose it is, and which numbers come twice.

        Raises:
            FileRefusedError: it is not this school's, has no usable header or nobody in it.
        """
        self._table = table
        self._asked = asked
        self._columns = student_columns(table.header)
        known = self._columns.places.keys()
        if "las_key" not in known or not known & {"surname", "call_name"}:
            raise FileRefusedError(Code.UNKNOWN_FORMAT, line=table.header_line)
        self._row = StudentRow(self._columns, Cells(IssueLog()), asked)
        self._wrong: frozenset[int] = frozenset()
        self._chosen: dict[int, tuple[int, int, int]] = {}
        self._twice_eckid: frozenset[int] = frozenset()
        self._look_through()
        self.header = ImportHeader(
            format=Format.LESSON_LIST if self._row.by_lesson else Format.STUDENT_LIST,
            version="",
            source_system="",
            brin=asked.brin if "brin" in known else None,
            school_year=rules.school_year_of(asked.on),
            reference_date=None,
            produced_at=None,
            completeness=Completeness.FULL,
            encoding=table.facts.encoding,
            sha256=table.facts.sha256,
            size=table.facts.size,
        )

    def _look_through(self) -> None:
        ledger, rows = Ledger(), 0
        for line, row in self._table.rows(IssueLog()):
            rows += 1
            brin = self._row.raw(row, "brin").strip()
            if brin and rules.full_brin(brin) != self._asked.brin:
                raise FileRefusedError(Code.WRONG_SCHOOL, line=line, field="brin")
            ref = self._ref(row)
            if ref:
                ledger.add(ref, self._row.identity(row))
        if not rows:
            raise FileRefusedError(Code.HEADER_ONLY)
        self._choose(ledger)
        if "eckid" in self._columns.places:
            self._compare_eckids()

    def _ref(self, row: list[str]) -> str:
        try:
            return self._row.ref(row)
        except RowError:
            return ""

    def _choose(self, ledger: Ledger) -> None:
        """Choose per repeated number the row that holds now; equal rows reject each other."""
        repeated = ledger.repeated()
        tied: set[int] = set()
        for line, row in self._table.rows(IssueLog()) if repeated else ():
            mark = hash(self._ref(row))
            if mark not in repeated:
                continue
            weight = self._weight(row)
            best = self._chosen.get(mark)
            if best is None or weight > best[:2]:
                self._chosen[mark] = (*weight, line)
                tied.discard(mark)
            elif weight == best[:2] and not self._row.by_lesson:
                tied.add(mark)
        self._wrong = ledger.conflicting() | tied

    def _weight(self, row: list[str]) -> tuple[int, int]:
        """Return what makes a row hold before others: now, then soonest, then latest."""
        span = self._row.span(row)
        day = (span.starts or date(span.year or 1, 1, 1)).toordinal()
        return _WEIGHT[span.period], -day if span.period == Period.FUTURE else day

    def _compare_eckids(self) -> None:
        ledger = Ledger()
        for line, row in self._table.rows(IssueLog()):
            eckid = bare(self._row.raw(row, "eckid"))
            chosen = self._chosen.get(hash(self._ref(row)))
            if eckid and (chosen is None or chosen[2] == line):
                ledger.add(eckid)
        self._twice_eckid = ledger.repeated()

    def records(self, log: IssueLog, dropped: Counter[str]) -> Iterator[Record]:
        """Yield classes, students, memberships and proposed mentors, row by row."""
        cells = Cells(log)
        reader = StudentRow(self._columns, cells, self._asked)
        mentors = Mentors(self._columns, cells)
        groups: set[str] = set()
        for line, row in self._table.rows(log):
            cells.line = line
            self._columns.count_dropped(row, dropped)
            try:
                found = self._records(reader, row, groups, mentors)
            except RowError as error:
                log.add(error.code, line, error.field)
                if ref := self._ref(row):
                    yield RejectedRecord(ref)
            else:
                yield from found

    def _records(
        self, reader: StudentRow, row: list[str], groups: set[str], mentors: Mentors
    ) -> list[Record]:
        ref = reader.ref(row)
        self._refuse_doubles(reader, row, ref)
        span, line = reader.span(row), reader.cells.line
        chosen = self._chosen.get(hash(ref))
        is_chosen = chosen is None or chosen[2] == line
        if span.period == Period.FUTURE:
            reader.cells.log.add(Code.FUTURE_ROW, line)
        elif not is_chosen and not reader.by_lesson:
            reader.cells.log.add(Code.PAST_ROW, line)
            return []
        student = reader.student(row, ref, span) if is_chosen else None
        left_on = student.left_on if student else None
        name = reader.group_name(row)
        membership = reader.membership(ref, name, span, left_on)
        found: list[Record] = [record for record in (student, membership) if record]
        if membership and name not in groups:
            groups.add(name)
            found.insert(0, reader.group(name))
        if span.period == Period.CURRENT and left_on is None:
            found.extend(mentors.of_row(row, group=name, student=ref))
        return found

    def _refuse_doubles(self, reader: StudentRow, row: list[str], ref: str) -> None:
        if hash(ref) in self._wrong:
            raise RowError(Code.DUPLICATE_KEY, "las_key")
        if self._twice_eckid and hash(bare(reader.raw(row, "eckid"))) in self._twice_eckid:
            raise RowError(Code.DUPLICATE_ECKID, "eckid")
