"""From a file to the tables: read, stage, guard, merge; all of it or nothing.

Called inside a transaction, which the caller keeps or undoes: a preview is the same work,
undone. So what a preview counts is what an import does.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import connection

from access import grants
from interchange.choices import Code, Completeness, Format
from interchange.guards import Facts, HoldReason, hold_reason
from interchange.reading import read
from interchange.records import GroupRecord, GuardianRecord, StaffRecord, StudentRecord
from interchange.staging import fill, run_sql
from kernel.dates import years_after
from schools.services import school_year_of

if TYPE_CHECKING:
    from datetime import datetime

    from interchange.models import ImportRun
    from interchange.reading.entry import Reading
    from interchange.reading.issues import IssueLog

READ = {
    "students": StudentRecord,
    "groups": GroupRecord,
    "staff": StaffRecord,
    "guardians": GuardianRecord,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file would do, or did, in numbers."""

    format: str
    sha256: str
    produced_at: datetime | None
    read: dict[str, int]
    new: int
    changed: int
    same: int
    leavers_proposed: int
    hold: HoldReason
    issues: IssueLog = field(repr=False)

    def numbers(self) -> dict[str, Any]:
        """Return what is counted, as it is kept and printed."""
        names = ("read", "new", "changed", "same", "leavers_proposed")
        return {name: getattr(self, name) for name in names}


def apply_file(data: BinaryIO, *, run: ImportRun, on: date, at: datetime) -> Outcome:
    """Merge one file into the school of `run`, and say whether a guard holds it.

    The caller undoes what a guard holds and nobody confirmed.

    Raises:
        FileRefusedError: the whole file does not count.
    """
    school = run.school
    reading = read(data, school_brin=school.brin + school.location, on=on, sector=school.sector)
    _lock(run)
    run_sql("stage")
    _note_run(run, reading, on=on)
    fill(reading.records())
    run_sql("prepare")
    run_sql("match_students")
    _report(reading, Code.KEY_REUSED, "reused_keys")
    hold = _guard(run, reading)
    is_guardians = reading.header.format == Format.GUARDIAN_LIST
    proposed = _merge_guardians(reading) if is_guardians else _merge_students()
    grants.sync(schools=[school.pk], at=at)
    new, changed, same = _counts("stage_guardian" if is_guardians else "stage_student")
    return Outcome(
        format=reading.header.format,
        sha256=reading.header.sha256,
        produced_at=reading.header.produced_at,
        read={name: reading.counts[kind] for name, kind in READ.items()},
        new=new,
        changed=changed,
        same=same,
        leavers_proposed=proposed,
        hold=hold,
        issues=reading.issues,
    )


def _lock(run: ImportRun) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('interchange'), %s)", [run.school_id]
        )


def _note_run(run: ImportRun, reading: Reading, *, on: date) -> None:
    """Write down, where the statements find it, which file this is of which school and year."""
    header = reading.header
    year = school_year_of(date(header.school_year, 8, 1))
    is_full = header.completeness == Completeness.FULL
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE stage_run ON COMMIT DROP AS SELECT %s::bigint AS run_id,"
            " %s::bigint AS school_id, %s::bigint AS school_year_id, %s::date AS first_day,"
            " %s::date AS first_day_after, %s::date AS on_day, %s AS is_full",
            [
                run.pk,
                run.school_id,
                year.pk,
                year.period.lower,
                years_after(year.period.lower, 1),
                header.reference_date or on,
                is_full,
            ],
        )


def _guard(run: ImportRun, reading: Reading) -> HoldReason:
    enrolled, missing, gone = run_sql("missing")[0]
    produced_at = reading.header.produced_at
    earlier = type(run)._default_manager.filter(school=run.school, format=reading.header.format)
    is_full = (
        reading.header.completeness == Completeness.FULL
        and reading.header.format != Format.GUARDIAN_LIST
    )
    facts = Facts(
        enrolled=int(str(enrolled)),
        missing=int(str(missing)),
        classes_gone=int(str(gone)),
        is_full=is_full,
        is_older=produced_at is not None and earlier.applied_after(produced_at).exists(),
    )
    return hold_reason(facts)


def _merge_students() -> int:
    for name in ("students", "enrolments", "groups", "staff"):
        run_sql(name)
    return int(str(run_sql("leavers")[0][0]))


def _merge_guardians(reading: Reading) -> int:
    _report(reading, Code.UNKNOWN_STUDENT, "orphan_links")
    run_sql("guardians")
    run_sql("guardianships")
    return 0


def _report(reading: Reading, code: Code, name: str) -> None:
    for (line,) in run_sql(name):
        reading.issues.add(code, int(str(line)), "las_key")


def _counts(table: str) -> tuple[int, int, int]:
    """Return how many people of the file are new, changed and the same."""
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(table)
        cursor.execute(f"SELECT is_new, is_changed, count(*) FROM {name} GROUP BY 1, 2")  # noqa: S608 - a name of our own
        found: Counter[str] = Counter()
        for is_new, is_changed, n in cursor.fetchall():
            found["new" if is_new else "changed" if is_changed else "same"] += n
    return found["new"], found["changed"], found["same"]
