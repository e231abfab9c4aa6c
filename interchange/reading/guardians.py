"""Lists of parents and guardians: one in a row, or several side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interchange import rules
from interchange.choices import Code, Completeness, Format, Relation, Stated
from interchange.errors import FileRefusedError
from interchange.reading.cells import MAX_MAIL_CHARS, Cells, bare
from interchange.reading.headers import Columns, guardian_columns
from interchange.reading.issues import IssueLog, RowError
from interchange.reading.ledger import Ledger
from interchange.records import GuardianRecord, GuardianshipRecord, ImportHeader

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from interchange.reading.source import Asked
    from interchange.reading.tables import Table
    from interchange.records import Record

MAX_CHILDREN_CHARS = 2000

_NAMES = ("surname", "prefix", "initials", "call_name")


@dataclass(frozen=True, slots=True)
class _Person:
    """One guardian in one row: its columns, number and keys."""

    columns: Columns
    number: int
    key: str
    children: tuple[str, ...]
    identity: str


class GuardianList:
    """A list of guardians; one without a number of the school is nobody else's guardian."""

    def __init__(self, table: Table, asked: Asked) -> None:
        """Look through the list: whose it is, and which numbers contradict each other.

        Raises:
            FileRefusedError: it is not this school's, has no usable header or nobody in it.
        """
        self._table = table
        self._asked = asked
        self._columns = guardian_columns(table.header)
        self._child = self._columns[0].first("child_key")
        self._people = {n: c for n, c in self._columns.items() if "surname" in c.places}
        if self._child < 0 or not self._people:
            raise FileRefusedError(Code.UNKNOWN_FORMAT, line=table.header_line)
        self._several: frozenset[int] = frozenset()
        self._wrong: frozenset[int] = frozenset()
        self._twice: frozenset[int] = frozenset()
        self._contradicted: frozenset[int] = frozenset()
        self._look_through()
        self.header = ImportHeader(
            format=Format.GUARDIAN_LIST,
            version="",
            source_system="",
            brin=asked.brin if "brin" in self._columns[0].places else None,
            school_year=rules.school_year_of(asked.on),
            reference_date=None,
            produced_at=None,
            completeness=Completeness.PARTIAL,
            encoding=table.facts.encoding,
            sha256=table.facts.sha256,
            size=table.facts.size,
        )

    def _look_through(self) -> None:
        people, links, silent = Ledger(), Ledger(), Cells(IssueLog())
        brin = self._columns[0].first("brin")
        rows = 0
        for line, row in self._table.rows(silent.log):
            rows += 1
            found = row[brin].strip() if brin >= 0 else ""
            if found and rules.full_brin(found) != self._asked.brin:
                raise FileRefusedError(Code.WRONG_SCHOOL, line=line, field="brin")
            for person in self._in_row(silent, row):
                if person.key:
                    people.add(person.key, person.identity)
                said = self._said(person, row)
                for child in person.children:
                    links.add(f"{child}\0{person.key or person.identity}", said)
        if not rows:
            raise FileRefusedError(Code.HEADER_ONLY)
        self._several, self._wrong = people.repeated(), people.conflicting()
        self._twice, self._contradicted = links.repeated(), links.conflicting()

    def _in_row(self, cells: Cells, row: list[str]) -> Iterator[_Person]:
        """Yield the guardians of a row that can be read at all."""
        try:
            children = self._children(cells, row)
        except RowError:
            return
        for number, columns in self._people.items():
            try:
                key = cells.key(columns.cell(row, "guardian_key"), "guardian_key")
            except RowError as error:
                cells.log.add(error.code, cells.line, error.field)
                continue
            names = [" ".join(columns.cell(row, name).casefold().split()) for name in _NAMES]
            if key or any(names):
                yield _Person(columns, number, key, children, "\0".join(names))
            elif number == 0:
                cells.log.add(Code.NAME_MISSING, cells.line, "surname")

    def _children(self, cells: Cells, row: list[str]) -> tuple[str, ...]:
        codes = cells.text(row[self._child], "child_key", MAX_CHILDREN_CHARS)
        if "," not in codes:
            codes = codes.replace(";", ",")
        keys = (cells.key(code, "child_key") for code in codes.split(","))
        return tuple(dict.fromkeys(key for key in keys if key))

    @staticmethod
    def _said(person: _Person, row: list[str]) -> str:
        authority = rules.stated(person.columns.cell(row, "authority").strip())[0]
        relation = rules.relation(person.columns.cell(row, "relation").strip())[0]
        return f"{authority.value} {relation.value}"

    def records(self, log: IssueLog, dropped: Counter[str]) -> Iterator[Record]:
        """Yield guardians and whose guardians they are, row by row."""
        cells = Cells(log)
        given: set[int] = set()
        for line, row in self._table.rows(log):
            cells.line = line
            for columns in self._columns.values():
                columns.count_dropped(row, dropped)
            for person in self._people_of(cells, row):
                try:
                    found = self._person(cells, row, person, given)
                except RowError as error:
                    log.add(error.code, line, error.field)
                else:
                    yield from found

    def _people_of(self, cells: Cells, row: list[str]) -> Iterator[_Person]:
        """Yield the guardians of a row, and report what keeps one from being read."""
        try:
            children = self._children(cells, row)
        except RowError as error:
            cells.log.add(error.code, cells.line, error.field)
            return
        if children:
            yield from self._in_row(cells, row)
        else:
            cells.log.add(Code.KEY_MISSING, cells.line, "child_key")

    def _person(
        self, cells: Cells, row: list[str], person: _Person, given: set[int]
    ) -> list[Record]:
        """Return the guardian once, and the links that were not given before."""
        if person.key and hash(person.key) in self._wrong:
            raise RowError(Code.DUPLICATE_KEY, "guardian_key")
        guardian = self._guardian(cells, row, person)
        links: list[Record] = []
        for child in person.children:
            mark = hash(f"{child}\0{person.key or person.identity}")
            if mark in self._contradicted:
                raise RowError(Code.DUPLICATE_KEY, "child_key")
            if mark not in given:
                links.append(self._link(cells, row, person, child))
            if mark in self._twice:
                given.add(mark)
        mark = hash(guardian.ref)
        if not links or mark in given:
            return links
        if person.key and mark in self._several:
            given.add(mark)
        return [guardian, *links]

    def _relation(self, cells: Cells, row: list[str], person: _Person) -> Relation:
        text = cells.text(person.columns.cell(row, "relation"), "relation")
        relation, understood = rules.relation(text)
        if not understood:
            cells.log.add(Code.UNKNOWN_RELATION, cells.line, "relation")
        return relation

    @staticmethod
    def _ref(cells: Cells, person: _Person) -> str:
        """Return the number, or else the place in the file: nobody is merged on a name."""
        return person.key or f"{cells.line}/{person.number}"

    def _link(
        self, cells: Cells, row: list[str], person: _Person, child: str
    ) -> GuardianshipRecord:
        text = cells.text(person.columns.cell(row, "authority"), "authority")
        authority, understood = rules.stated(text)
        if authority == Stated.UNKNOWN:
            report = cells.log.once if understood else cells.log.add
            report(Code.UNKNOWN_AUTHORITY, cells.line, "authority")
        return GuardianshipRecord(
            guardian_ref=self._ref(cells, person),
            student_key=child,
            line=cells.line,
            relation=rules.relation(bare(person.columns.cell(row, "relation")))[0],
            authority=authority,
            priority=self._priority(person, row),
        )

    @staticmethod
    def _priority(person: _Person, row: list[str]) -> int | None:
        written = person.columns.cell(row, "priority").strip()
        if written in set("123456789"):
            return int(written)
        return person.number or None

    def _guardian(self, cells: Cells, row: list[str], person: _Person) -> GuardianRecord:
        columns = person.columns
        relation = self._relation(cells, row, person)
        surname = cells.surname(columns.cell(row, "surname"))
        call_name = cells.call_name(columns.cell(row, "call_name"))
        if not surname and not call_name:
            raise RowError(Code.NAME_MISSING, "surname")
        secret = any(_is_secret(row[place]) for place in columns.places.get("secret", []))
        mobile = cells.short(columns.cell(row, "mobile"), "mobile")
        if secret and mobile:
            cells.log.add(Code.PHONE_LEFT_OUT, cells.line, "mobile")
        return GuardianRecord(
            ref=self._ref(cells, person),
            line=cells.line,
            key=None if person.key.startswith("#") else person.key or None,
            call_name=call_name,
            initials=cells.short(columns.cell(row, "initials"), "initials"),
            prefix=cells.short(columns.cell(row, "prefix"), "prefix"),
            surname=surname,
            email=cells.text(columns.cell(row, "email"), "email", MAX_MAIL_CHARS),
            mobile="" if secret else mobile,
            secret=secret,
            institution=relation == Relation.INSTITUTION,
        )


def _is_secret(written: str) -> bool:
    """Tell whether a number is secret; what is not clearly a no, is."""
    return written.strip() not in {"", "-"} and rules.stated(written.strip())[0] != Stated.NO
