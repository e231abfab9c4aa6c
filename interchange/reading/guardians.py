"""Lists of parents and guardians: one in a row, or several side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interchange import rules
from interchange.choices import Code, Completeness, Format, Relation, Stated
from interchange.errors import FileRefusedError
from interchange.reading.cells import Cells
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
                said = self._said(silent, person, row)
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
                key = cells.key(_cell(columns, row, "guardian_key"), "guardian_key")
            except RowError:
                continue
            names = [" ".join(_cell(columns, row, name).casefold().split()) for name in _NAMES]
            if key or any(names):
                yield _Person(columns, number, key, children, "\0".join(names))

    def _children(self, cells: Cells, row: list[str]) -> tuple[str, ...]:
        codes = cells.text(row[self._child], "child_key", 2000)
        if "," not in codes:
            codes = codes.replace(";", ",")
        keys = (cells.key(code, "child_key") for code in codes.split(","))
        return tuple(dict.fromkeys(key for key in keys if key))

    @staticmethod
    def _said(cells: Cells, person: _Person, row: list[str]) -> str:
        authority = rules.stated(_cell(person.columns, row, "authority").strip())[0]
        relation = rules.relation(_cell(person.columns, row, "relation").strip())[0]
        return f"{authority.value} {relation.value}"

    def records(self, log: IssueLog, dropped: Counter[str]) -> Iterator[Record]:
        """Yield guardians and whose guardians they are, row by row."""
        cells = Cells(log)
        given: set[int] = set()
        for line, row in self._table.rows(log):
            cells.line = line
            for columns in self._columns.values():
                for place, name in columns.dropped.items():
                    if row[place].strip():
                        dropped[name] += 1
            try:
                if not self._children(cells, row):
                    raise RowError(Code.KEY_MISSING, "child_key")
            except RowError as error:
                log.add(error.code, line, error.field)
                continue
            for person in self._in_row(cells, row):
                try:
                    found = self._person(cells, row, person, given)
                except RowError as error:
                    log.add(error.code, line, error.field)
                else:
                    yield from found

    def _person(
        self, cells: Cells, row: list[str], person: _Person, given: set[int]
    ) -> list[Record]:
        if person.key and hash(person.key) in self._wrong:
            raise RowError(Code.DUPLICATE_KEY, "guardian_key")
        ref = person.key or f"{cells.line}/{person.number}"
        relation = self._relation(cells, row, person)
        links = [
            link
            for child in person.children
            if (link := self._link(cells, row, person, child, relation, ref, given))
        ]
        guardian = self._guardian(cells, row, person, relation, ref)
        if not links:
            return []
        mark = hash(ref)
        if person.key and mark in self._several:
            if mark in given:
                return list(links)
            given.add(mark)
        return [guardian, *links]

    def _relation(self, cells: Cells, row: list[str], person: _Person) -> Relation:
        text = cells.text(_cell(person.columns, row, "relation"), "relation")
        relation, understood = rules.relation(text)
        if not understood:
            cells.log.add(Code.UNKNOWN_RELATION, cells.line, "relation")
        return relation

    def _link(  # noqa: PLR0913
        self,
        cells: Cells,
        row: list[str],
        person: _Person,
        child: str,
        relation: Relation,
        ref: str,
        given: set[int],
    ) -> GuardianshipRecord | None:
        """Return the link with one child; the same link twice counts once, two that differ none."""
        mark = hash(f"{child}\0{person.key or person.identity}")
        if mark in self._contradicted:
            raise RowError(Code.DUPLICATE_KEY, "child_key")
        if mark in self._twice:
            if mark in given:
                return None
            given.add(mark)
        text = cells.text(_cell(person.columns, row, "authority"), "authority")
        authority, understood = rules.stated(text)
        if authority == Stated.UNKNOWN:
            code = Code.UNKNOWN_AUTHORITY
            (cells.log.once if understood else cells.log.add)(code, cells.line, "authority")
        return GuardianshipRecord(
            guardian_ref=ref,
            student_key=child,
            line=cells.line,
            relation=relation,
            authority=authority,
            priority=self._priority(person, row),
        )

    @staticmethod
    def _priority(person: _Person, row: list[str]) -> int | None:
        written = _cell(person.columns, row, "priority").strip()
        if written in set("123456789"):
            return int(written)
        return person.number or None

    @staticmethod
    def _guardian(
        cells: Cells, row: list[str], person: _Person, relation: Relation, ref: str
    ) -> GuardianRecord:
        columns = person.columns
        surname = cells.surname(_cell(columns, row, "surname"))
        call_name = cells.name(_cell(columns, row, "call_name"), "call_name")
        if not surname and not call_name:
            raise RowError(Code.NAME_MISSING, "surname")
        said = {rules.stated(row[place].strip()) for place in columns.places.get("secret", [])}
        secret = any(s == Stated.YES or not understood for s, understood in said)
        mobile = cells.text(_cell(columns, row, "mobile"), "mobile", 40)
        if secret and mobile:
            cells.log.add(Code.SECRET_LEFT_OUT, cells.line, "mobile")
        return GuardianRecord(
            ref=ref,
            line=cells.line,
            key=person.key if not person.key.startswith("#") else None,
            call_name=call_name,
            initials=cells.text(_cell(columns, row, "initials"), "initials"),
            prefix=cells.text(_cell(columns, row, "prefix"), "prefix"),
            surname=surname,
            email=cells.text(_cell(columns, row, "email"), "email", 254),
            mobile="" if secret else mobile,
            secret=secret,
            institution=relation == Relation.INSTITUTION,
        )


def _cell(columns: Columns, row: list[str], key: str) -> str:
    place = columns.first(key)
    return "" if place < 0 else row[place]
