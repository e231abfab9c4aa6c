"""EDEXML 1.03 to 2.1 and UWLR answers: one tolerant reader for both envelopes."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, BinaryIO

from interchange import rules
from interchange.choices import Code, Completeness, Format, GroupKind, Period
from interchange.errors import FileRefusedError
from interchange.reading.cells import (
    MAX_GROUP_CHARS,
    MAX_KEY_CHARS,
    MAX_MAIL_CHARS,
    Cells,
    bare,
)
from interchange.reading.edexstaff import staff_records
from interchange.reading.issues import IssueLog, RowError
from interchange.reading.ledger import Ledger
from interchange.reading.xmlstream import Node, nodes
from interchange.records import (
    GroupRecord,
    ImportHeader,
    MembershipRecord,
    RejectedRecord,
    StudentRecord,
)

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from interchange.reading.decode import FileFacts
    from interchange.reading.source import Asked
    from interchange.records import Record

HISTORICAL = "H"
NOTHING_NEW = frozenset(["geenwijzigingen"])
NO_LIST = frozenset(["fault", "html", "error"])
GROUPS = frozenset(["groep", "samengestelde_groep"])


class EdexFile:
    """An EDEXML file or UWLR answer."""

    def __init__(self, data: BinaryIO, facts: FileFacts, asked: Asked) -> None:
        """Look through the file: whose it is, and which keys come twice.

        Raises:
            FileRefusedError: it is not whole, not safe, not this school's or has no students.
        """
        self._data = data
        self._asked = asked
        self._twice: dict[str, frozenset[int]] = {}
        self._groups: set[int] = set()
        self._sites: set[int] = set()
        self._in_use: set[int] = set()
        self._school: Node | None = None
        tags: set[str] = set()
        try:
            students = self._look_through(tags)
        except FileRefusedError as refused:
            raise _explained(refused, facts) from None
        no_change = not NOTHING_NEW.isdisjoint(tag.casefold() for tag in tags)
        self._judge(tags, students, no_change=no_change)
        self.header = self._header(facts, tags, no_change=no_change)

    def _look_through(self, tags: set[str]) -> int:
        ledgers: defaultdict[str, Ledger] = defaultdict(Ledger)
        for node in nodes(self._data, tags):
            if node.tag == "school":
                self._school = self._school or node
                continue
            kind = "groep" if node.tag in GROUPS else node.tag
            ledgers[kind].add(bare(node.key))
            if bare(node.eckid):
                ledgers[f"eckid {kind}"].add(bare(node.eckid))
            self._note_groups(node)
        self._twice = {kind: ledger.repeated() for kind, ledger in ledgers.items()}
        self._groups -= self._twice.get("groep", frozenset())
        return ledgers["leerling"].size

    def _note_groups(self, node: Node) -> None:
        if node.tag in GROUPS:
            self._groups.add(hash(bare(node.key)))
        elif node.tag == "vestiging":
            self._sites.add(hash(bare(node.key)))
        elif node.tag == "leerling":
            self._in_use.update(hash(bare(r.key)) for r in node.references)

    def _judge(self, tags: set[str], students: int, *, no_change: bool) -> None:
        if self._school is None and not students:
            broken = not NO_LIST.isdisjoint(tag.casefold() for tag in tags)
            known = no_change or "leerlingen" in tags
            if not known:
                raise FileRefusedError(Code.ERROR_PAGE if broken else Code.UNKNOWN_FORMAT)
        brin = self._brin()
        if brin and brin != self._asked.brin:
            line = self._school.line if self._school else None
            raise FileRefusedError(Code.WRONG_SCHOOL, line=line, field="brincode")
        if not students and not no_change:
            raise FileRefusedError(Code.HEADER_ONLY)

    def _brin(self) -> str:
        """Return the school's BRIN with location; what is no BRIN at all is another school."""
        texts = self._school.texts if self._school else {}
        written = texts.get("brincode", "")
        if not written:
            return ""
        return rules.full_brin(written[:4] + texts.get("dependancecode", "")) or "?"

    def _header(self, facts: FileFacts, tags: set[str], *, no_change: bool) -> ImportHeader:
        texts = self._school.texts if self._school else {}
        silent = Cells(IssueLog())
        reference = silent.day(texts.get("peildatum", ""), "peildatum")
        year = rules.school_year(texts.get("schooljaar", ""))
        return ImportHeader(
            format=Format.EDEXML if "EDEX" in tags else Format.UWLR,
            version=texts.get("xsdversie", "")[:32],
            source_system="",
            brin=self._brin() or None,
            school_year=year or rules.school_year_of(reference or self._asked.on),
            reference_date=reference,
            produced_at=_moment(texts.get("aanmaakdatum", "")),
            completeness=Completeness.NO_CHANGE if no_change else Completeness.FULL,
            encoding=facts.encoding,
            sha256=facts.sha256,
            size=facts.size,
        )

    def records(self, log: IssueLog, dropped: Counter[str]) -> Iterator[Record]:
        """Yield groups, students, memberships, colleagues and proposed links."""
        if self.header.brin is None:
            log.add(Code.SCHOOL_NOT_NAMED)
        cells = Cells(log)
        for node in nodes(self._data, set()):
            cells.line = node.line
            for name in node.dropped:
                dropped[name] += 1
            try:
                found = self._of(cells, node)
            except RowError as error:
                log.add(error.code, node.line, error.field)
                if node.tag == "leerling":
                    yield RejectedRecord(bare(node.key))
            else:
                yield from found

    def _of(self, cells: Cells, node: Node) -> list[Record]:
        if node.tag in {"school", "vestiging"}:
            return []
        key = self._key(cells, node)
        if node.tag == "leerling":
            return self._student(cells, node, key)
        if node.tag == "leerkracht":
            return staff_records(cells, node, key, groups=self._groups, asked=self._asked)
        return self._group(cells, node, key)

    def _key(self, cells: Cells, node: Node) -> str:
        """Return the key.

        Raises:
            RowError: there is none, or it or the ECK iD stands in more than one row.
        """
        kind = "groep" if node.tag in GROUPS else node.tag
        key = cells.text(node.key, "key", MAX_KEY_CHARS)
        if not key:
            raise RowError(Code.KEY_MISSING, "key")
        if hash(bare(node.key)) in self._twice.get(kind, frozenset()):
            raise RowError(Code.DUPLICATE_KEY, "key")
        if hash(bare(node.eckid)) in self._twice.get(f"eckid {kind}", frozenset()):
            raise RowError(Code.DUPLICATE_ECKID, "eckid")
        if key.startswith("#") and kind != "groep":
            cells.log.add(Code.DUMMY_KEY, node.line, "key")
        return key

    def _level(self, cells: Cells, node: Node) -> str:
        text = node.texts.get("jaargroep", "")
        level, understood, mapped = rules.year_level(text, sector=self._asked.sector)
        if not understood:
            cells.log.add(Code.UNKNOWN_YEAR_LEVEL, node.line, "jaargroep")
        if mapped:
            cells.log.once(Code.YEAR_LEVEL_MAPPED, node.line, "jaargroep")
        return level

    def _group(self, cells: Cells, node: Node, key: str) -> list[Record]:
        level = self._level(cells, node)
        if level == HISTORICAL and hash(bare(node.key)) not in self._in_use:
            return []
        kind = GroupKind.COMBINATION if level == "C" else GroupKind.BASE
        if node.tag == "samengestelde_groep":
            kind = GroupKind.CLUSTER
        name = (
            cells.text(node.texts.get("naam", ""), "naam", MAX_GROUP_CHARS)
            or key[:MAX_GROUP_CHARS]
        )
        return [GroupRecord(key=key, line=node.line, name=name, kind=kind, year_level=level)]

    def _student(self, cells: Cells, node: Node, key: str) -> list[Record]:
        texts = node.texts
        enrolled_on = cells.day(texts.get("instroomdatum", ""), "instroomdatum", xml=True)
        left_on = cells.day(texts.get("uitstroomdatum", ""), "uitstroomdatum", xml=True)
        if left_on and enrolled_on and left_on < enrolled_on:
            cells.log.add(Code.END_BEFORE_START, node.line, "uitstroomdatum")
            enrolled_on = None
        level = self._level(cells, node)
        if level == HISTORICAL and left_on is None:
            cells.log.add(Code.HISTORICAL_WITHOUT_DATE, node.line, "uitstroomdatum")
        surname = cells.surname(texts.get("achternaam", ""))
        call_name = cells.call_name(texts.get("roepnaam", ""), "roepnaam")
        if not surname and not call_name:
            raise RowError(Code.NAME_MISSING, "achternaam")
        prefix = texts.get("voorvoegsel") or texts.get("tussenvoegsel", "")
        student = StudentRecord(
            ref=key,
            line=node.line,
            las_key=None if key.startswith("#") else key,
            eckid=cells.text(node.eckid, "eckid", MAX_KEY_CHARS) or None,
            call_name=call_name,
            first_names=cells.name(texts.get("voornamen", ""), "voornamen"),
            initials=cells.short(texts.get("voorletters-1", ""), "voorletters-1"),
            prefix=cells.short(prefix, "voorvoegsel"),
            surname=surname,
            born_on=cells.birth_day(texts.get("geboortedatum", ""), on=self._asked.on, xml=True),
            email=cells.text(texts.get("emailadres", ""), "emailadres", MAX_MAIL_CHARS),
            enrolled_on=enrolled_on,
            left_on=left_on,
            site_key=self._site(cells, node),
            year_level=level,
        )
        if level == HISTORICAL:
            return [student]
        return [student, *self._memberships(cells, node, student)]

    def _site(self, cells: Cells, node: Node) -> str | None:
        for reference in node.references:
            if reference.tag == "vestiging":
                if hash(bare(reference.key)) in self._sites:
                    return cells.text(reference.key, "vestiging", MAX_KEY_CHARS)
                cells.log.add(Code.DANGLING_SITE, node.line, "vestiging")
        return None

    def _memberships(
        self, cells: Cells, node: Node, student: StudentRecord
    ) -> Iterator[MembershipRecord]:
        first_day = date(self.header.school_year, rules.FIRST_MONTH_OF_SCHOOL_YEAR, 1)
        begins = max(student.enrolled_on or first_day, first_day)
        if student.left_on is not None and student.left_on <= begins:
            return
        period = Period.FUTURE if begins > self._asked.on else Period.CURRENT
        seen: set[str] = set()
        for reference in node.references:
            key = bare(reference.key)
            if reference.tag == "vestiging" or key in seen:
                continue
            seen.add(key)
            if hash(key) not in self._groups:
                cells.log.add(Code.DANGLING_GROUP, node.line, reference.tag)
                continue
            key = cells.text(key, reference.tag, MAX_KEY_CHARS)
            yield MembershipRecord(student.ref, key, node.line, period, begins, student.left_on)


def _explained(refused: FileRefusedError, facts: FileFacts) -> FileRefusedError:
    """Return a clearer reason where the letters are not what the file says they are."""
    declared = facts.head[:200].lower()
    says_utf8 = b"encoding" not in declared or b"utf-8" in declared
    if refused.code == Code.NOT_WELL_FORMED and says_utf8 and facts.encoding == "cp1252":
        return FileRefusedError(Code.ENCODING_MISMATCH, line=refused.line)
    return refused


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
