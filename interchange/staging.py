"""Put the records of one file into temporary tables, in flat memory."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from django.db import connection

from interchange.records import (
    AssignmentRecord,
    GroupRecord,
    GuardianRecord,
    GuardianshipRecord,
    MembershipRecord,
    RejectedRecord,
    StaffRecord,
    StudentRecord,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from interchange.records import Record

ROWS_PER_COPY = 5_000
Row = tuple[object, ...]


def run_sql(name: str) -> list[Row]:
    """Run the statements of `merge/<name>.sql`; return the rows of the last, if it has any."""
    text = resources.files("interchange").joinpath("merge", f"{name}.sql").read_text("utf-8")
    with connection.cursor() as cursor:
        cursor.execute(text)
        while cursor.nextset():
            pass
        return [] if cursor.description is None else list(cursor.fetchall())


def _student(r: StudentRecord) -> Row:
    names = (r.call_name, r.first_names, r.initials, r.prefix, r.surname)
    return (r.ref, r.line, r.las_key, *names, r.born_on, r.email, r.enrolled_on, r.left_on,
            r.year_level)  # fmt: skip


def _rejected(r: RejectedRecord) -> Row:
    return (r.ref,)


def _group(r: GroupRecord) -> Row:
    kind = "teaching" if r.kind == "cluster" else "base"
    return (r.key, r.name, kind, r.year_level)


def _member(r: MembershipRecord) -> Row:
    return (r.student_ref, r.group_key, r.line, r.period.value, r.starts, r.ends)


def _staff(r: StaffRecord) -> Row:
    names = (r.call_name, r.initials, r.prefix, r.surname, r.full_name)
    return (r.ref, r.las_key, *names, r.email, r.kind.value)


def _task(r: AssignmentRecord) -> Row:
    return (r.staff_ref, r.staff_name, r.line, r.group_key, r.student_ref, r.role.value,
            r.evidence.value)  # fmt: skip


def _guardian(r: GuardianRecord) -> Row:
    names = (r.call_name, r.initials, r.prefix, r.surname)
    return (r.ref, r.line, r.key, *names, r.email, r.mobile, r.secret, r.institution)


def _link(r: GuardianshipRecord) -> Row:
    return (r.guardian_ref, r.student_key, r.line, r.relation.value, r.authority.value,
            r.priority)  # fmt: skip


TABLES: dict[type[Any], tuple[str, str, Callable[[Any], Row]]] = {
    StudentRecord: (
        "stage_student",
        (
            "ref, line, las_key, call_name, first_names, initials, prefix, surname, born_on,"
            " email, enrolled_on, left_on, year_level"
        ),
        _student,
    ),
    RejectedRecord: ("stage_rejected", "las_key", _rejected),
    GroupRecord: ("stage_group", "key, name, kind, year_level", _group),
    MembershipRecord: (
        "stage_member",
        "student_ref, group_key, line, period, starts, ends",
        _member,
    ),
    StaffRecord: (
        "stage_staff",
        "ref, las_key, call_name, initials, prefix, surname, full_name, email, kind",
        _staff,
    ),
    AssignmentRecord: (
        "stage_task",
        "staff_ref, staff_name, line, group_key, student_ref, role, evidence",
        _task,
    ),
    GuardianRecord: (
        "stage_guardian",
        (
            "ref, line, las_key, call_name, initials, prefix, surname, email, mobile, secret,"
            " institution"
        ),
        _guardian,
    ),
    GuardianshipRecord: (
        "stage_link",
        "guardian_ref, student_key, line, relation, authority, priority",
        _link,
    ),
}


def fill(records: Iterable[Record]) -> None:
    """Copy the records into their tables, some thousands at a time."""
    waiting: dict[type[Any], list[Row]] = {kind: [] for kind in TABLES}
    for record in records:
        rows = waiting[type(record)]
        rows.append(TABLES[type(record)][2](record))
        if len(rows) >= ROWS_PER_COPY:
            _copy(type(record), rows)
    for kind, rows in waiting.items():
        if rows:
            _copy(kind, rows)


def _copy(kind: type[Any], rows: list[Row]) -> None:
    table, columns, _ = TABLES[kind]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
    rows.clear()
