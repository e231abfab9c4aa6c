"""The colleagues in an EDEXML file, and what they are proposed to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interchange import rules
from interchange.choices import Code, GroupKind, StaffKind
from interchange.reading.cells import MAX_KEY_CHARS, MAX_MAIL_CHARS, bare
from interchange.reading.issues import RowError
from interchange.records import AssignmentRecord, StaffRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interchange.reading.cells import Cells
    from interchange.reading.source import Asked
    from interchange.reading.xmlstream import Node
    from interchange.records import Record

SYSTEM_KEYS = frozenset(["0"])
SYSTEM_NAMES = frozenset(["systeembeheerder", "beheerder", "admin", "administrator"])


def staff_records(
    cells: Cells, node: Node, key: str, *, groups: set[int], asked: Asked
) -> list[Record]:
    """Return a colleague and the proposed links.

    A parent who helps is reported and gets no link; nobody gets anything from a role code but a
    proposal.
    """
    texts = node.texts
    surname = cells.surname(texts.get("achternaam", ""))
    call_name = cells.call_name(texts.get("roepnaam", ""), "roepnaam")
    if not surname and not call_name:
        raise RowError(Code.NAME_MISSING, "achternaam")
    is_system = key in SYSTEM_KEYS or surname.casefold() in SYSTEM_NAMES
    every_role = [*node.roles, *(role for r in node.references for role in r.roles)]
    kind = rules.staff_kind(every_role, is_system=is_system)
    if kind == StaffKind.PARENT_VOLUNTEER:
        cells.log.add(Code.PARENT_AMONG_STAFF, node.line, "rol")
    prefix = texts.get("voorvoegsel") or texts.get("tussenvoegsel", "")
    record = StaffRecord(
        ref=key,
        line=node.line,
        las_key=None if key.startswith("#") else key,
        eckid=cells.text(node.eckid, "eckid", MAX_KEY_CHARS) or None,
        call_name=call_name,
        initials=cells.short(texts.get("voorletters-1", ""), "voorletters-1"),
        prefix=cells.short(prefix, "voorvoegsel"),
        surname=surname,
        full_name="",
        email=cells.text(texts.get("emailadres", ""), "emailadres", MAX_MAIL_CHARS),
        kind=kind,
    )
    if kind in {StaffKind.PARENT_VOLUNTEER, StaffKind.SYSTEM}:
        return [record]
    return [record, *_links(cells, node, key, groups=groups, asked=asked)]


def _links(
    cells: Cells, node: Node, key: str, *, groups: set[int], asked: Asked
) -> Iterator[AssignmentRecord]:
    for reference in node.references:
        if reference.tag == "vestiging":
            continue
        if hash(bare(reference.key)) not in groups:
            cells.log.add(Code.DANGLING_GROUP, node.line, reference.tag)
            continue
        of_cluster = reference.tag == "samengestelde_groep"
        role, evidence = rules.group_role(
            reference.roles or node.roles,
            kind=GroupKind.CLUSTER if of_cluster else GroupKind.BASE,
            sector=asked.sector,
        )
        yield AssignmentRecord(
            staff_ref=key,
            staff_name="",
            line=node.line,
            group_key=cells.text(reference.key, reference.tag, MAX_KEY_CHARS),
            student_ref=None,
            role=role,
            evidence=evidence,
        )
