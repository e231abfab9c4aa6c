"""Lists of students as Magister and schools make them, one row or several per student."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from interchange import rules
from interchange.choices import Code, Completeness, Format, GroupKind, Period
from interchange.errors import FileRefusedError
from interchange.reading.cells import Cells
from interchange.reading.headers import student_columns
from interchange.reading.issues import IssueLog, RowError
from interchange.reading.ledger import Ledger
from interchange.reading.mentors import Mentors
from interchange.records import GroupRecord, ImportHeader, MembershipRecord, StudentRecord

if TYPE_CHECKING:
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
        self._at = {key: places[0] for key, places in self._columns.places.items()}
        self._by_lesson = "lesson" in self._at
        if "las_key" not in self._at or not self._at.keys() & {"surname", "call_name"}:
            raise FileRefusedError(Code.UNKNOWN_FORMAT, line=table.header_line)
        self._wrong: frozenset[int] = frozenset()
        self._chosen: dict[int, tuple[int, int, int]] = {}
        self._twice_eckid: frozenset[int] = frozenset()
        self._look_through()
        self.header = ImportHeader(
            format=Format.LESSON_LIST if self._by_lesson else Format.STUDENT_LIST,
            version="",
            source_system="",
            brin=asked.brin if "brin" in self._at else None,
            school_year=rules.school_year_of(asked.on),
            reference_date=None,
            produced_at=None,
            completeness=Completeness.FULL,
            encoding=table.facts.encoding,
            sha256=table.facts.sha256,
            size=table.facts.size,
        )

    def _cell(self, cells: list[str], key: str) -> str:
        place = self._at.get(key)
        return "" if place is None else cells[place]

    def _look_through(self) -> None:
        ledger, silent = Ledger(), Cells(IssueLog())
        for line, cells in self._table.rows(silent.log):
            brin = self._cell(cells, "brin").strip()
            if brin and rules.full_brin(brin) != self._asked.brin:
                raise FileRefusedError(Code.WRONG_SCHOOL, line=line, field="brin")
            ledger.add(self._ref(silent, cells), self._identity(silent, cells))
        if not ledger.size:
            raise FileRefusedError(Code.HEADER_ONLY)
        self._choose(ledger, silent)
        if "eckid" in self._at:
            self._compare_eckids(silent)

    @staticmethod
    def _shortened(cells: Cells, raw: str) -> str:
        try:
            return cells.key(raw, "las_key")
        except RowError:
            return ""

    def _ref(self, silent: Cells, cells: list[str]) -> str:
        return self._shortened(silent, cells[self._at["las_key"]])

    def _identity(self, silent: Cells, cells: list[str]) -> str:
        parts = (self._cell(cells, key) for key in ("surname", "call_name"))
        born = silent.day(self._cell(cells, "birth_date"), "birth_date")
        return "\0".join([*(" ".join(part.casefold().split()) for part in parts), str(born)])

    def _choose(self, ledger: Ledger, silent: Cells) -> None:
        """Choose per repeated number the row that holds now; equal rows reject each other."""
        repeated = ledger.repeated() - {hash("")}
        wrong = set(ledger.conflicting())
        tied: set[int] = set()
        for line, cells in self._table.rows(silent.log) if repeated else ():
            mark = hash(self._ref(silent, cells))
            if mark not in repeated:
                continue
            weight = self._weight(silent, cells)
            best = self._chosen.get(mark)
            if best is None or weight > best[:2]:
                self._chosen[mark] = (*weight, line)
                tied.discard(mark)
            elif weight == best[:2] and not self._by_lesson:
                tied.add(mark)
        self._wrong = frozenset(wrong | tied) - {hash("")}

    def _period(self, cells: Cells, row: list[str]) -> tuple[Period, int | None, date | None]:
        year = rules.school_year(self._cell(row, "school_year"))
        starts = cells.day(self._cell(row, "starts"), "starts")
        ends = cells.day(self._cell(row, "study_ends"), "study_ends")
        period = rules.period_of(year=year, starts=starts, ends=ends, on=self._asked.on)
        return period, year, starts

    def _weight(self, silent: Cells, cells: list[str]) -> tuple[int, int]:
        period, year, starts = self._period(silent, cells)
        day = starts or date(year or 1, 1, 1)
        return _WEIGHT[period], -day.toordinal() if period == Period.FUTURE else day.toordinal()

    def _compare_eckids(self, silent: Cells) -> None:
        ledger = Ledger()
        for line, row in self._table.rows(silent.log):
            eckid = self._cell(row, "eckid").strip()
            chosen = self._chosen.get(hash(self._ref(silent, row)))
            if eckid and (chosen is None or chosen[2] == line):
                ledger.add(eckid)
        self._twice_eckid = ledger.repeated()

    def records(self, log: IssueLog, dropped: Counter[str]) -> Iterator[Record]:
        """Yield classes, students, memberships and proposed mentors, row by row."""
        cells = Cells(log)
        groups: set[str] = set()
        mentors = Mentors(self._columns, cells)
        for line, row in self._table.rows(log):
            cells.line = line
            for place, name in self._columns.dropped.items():
                if row[place].strip():
                    dropped[name] += 1
            try:
                found = self._row(cells, row, groups, mentors)
            except RowError as error:
                log.add(error.code, line, error.field)
            else:
                yield from found

    def _row(
        self, cells: Cells, row: list[str], groups: set[str], mentors: Mentors
    ) -> list[Record]:
        ref = cells.key(row[self._at["las_key"]], "las_key")
        if not ref:
            raise RowError(Code.KEY_MISSING, "las_key")
        mark = hash(ref)
        if mark in self._wrong:
            raise RowError(Code.DUPLICATE_KEY, "las_key")
        period, year, starts = self._period(cells, row)
        first_day = date(year or rules.school_year_of(self._asked.on), 8, 1)
        begins = max(starts or first_day, first_day)
        chosen = self._chosen.get(mark)
        if chosen is None or chosen[2] == cells.line:
            student = self._student(cells, row, ref, starts)
        elif period == Period.PAST or (period == Period.CURRENT and not self._by_lesson):
            cells.log.add(Code.PAST_ROW, cells.line)
            return []
        else:
            student = None
        if period == Period.FUTURE:
            cells.log.add(Code.FUTURE_ROW, cells.line)
        left_on = student.left_on if student else None
        ends = left_on
        if period == Period.PAST:
            ends = min(left_on or date.max, date(first_day.year + 1, 8, 1))
        records: list[Record] = [student] if student else []
        name = cells.text(self._cell(row, "lesson" if self._by_lesson else "group"), "group")
        if name and (ends is None or ends > begins):
            if name not in groups:
                groups.add(name)
                records.append(self._group(cells, row, name))
            records.append(MembershipRecord(ref, name, cells.line, period, begins, ends))
        if period == Period.CURRENT and left_on is None:
            records.extend(mentors.of_row(row, group=name, student=ref))
        return records

    def _student(
        self, cells: Cells, row: list[str], ref: str, starts: date | None
    ) -> StudentRecord:
        eckid = cells.text(self._cell(row, "eckid"), "eckid", 256)
        if eckid and hash(eckid) in self._twice_eckid:
            raise RowError(Code.DUPLICATE_ECKID, "eckid")
        surname = cells.surname(self._cell(row, "surname"))
        call_name = cells.name(self._cell(row, "call_name"), "call_name")
        if not surname and not call_name:
            raise RowError(Code.NAME_MISSING, "surname")
        left_on = cells.day(self._cell(row, "left"), "left")
        if left_on and starts and left_on < starts:
            cells.log.add(Code.END_BEFORE_START, cells.line, "left")
            starts = None
        if ref.startswith("#"):
            cells.log.add(Code.DUMMY_KEY, cells.line, "las_key")
        return StudentRecord(
            ref=ref,
            line=cells.line,
            las_key=None if ref.startswith("#") else ref,
            eckid=eckid or None,
            call_name=call_name,
            first_names=cells.name(self._cell(row, "first_names"), "first_names"),
            initials=cells.text(self._cell(row, "initials"), "initials"),
            prefix=cells.text(self._cell(row, "prefix"), "prefix"),
            surname=surname,
            born_on=cells.birth_day(self._cell(row, "birth_date"), on=self._asked.on),
            email=cells.text(self._cell(row, "email"), "email", 254),
            enrolled_on=starts,
            left_on=left_on,
            site_key=cells.text(self._cell(row, "site"), "site") or None,
            year_level=self._year_level(cells, row),
        )

    def _year_level(self, cells: Cells, row: list[str]) -> str:
        text = cells.text(self._cell(row, "year_level"), "year_level")
        level, understood, mapped = rules.year_level(text, sector=self._asked.sector)
        if not understood:
            cells.log.add(Code.UNKNOWN_YEAR_LEVEL, cells.line, "year_level")
        if mapped:
            cells.log.once(Code.YEAR_LEVEL_MAPPED, cells.line, "year_level")
        return level

    def _group(self, cells: Cells, row: list[str], name: str) -> GroupRecord:
        kind = GroupKind.CLUSTER if self._by_lesson else GroupKind.BASE
        level = rules.year_level(
            cells.text(self._cell(row, "year_level"), "year_level"), sector=self._asked.sector
        )[0]
        return GroupRecord(key=name, line=cells.line, name=name, kind=kind, year_level=level)
