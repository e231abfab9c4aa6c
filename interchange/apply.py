"""From a file to the tables: read, stage, guard, merge; all of it or nothing.

Called inside a transaction, which the caller keeps or undoes: a preview is the same work,
undone. So what a preview counts is what an import does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import connection

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
    missing: int
    leavers_proposed: int
    hold: HoldReason
    issues: IssueLog = field(repr=False)

    def numbers(self) -> dict[str, Any]:
        """Return what is counted, as it is kept and printed."""
        names = ("read", "new", "changed", "same", "missing", "leavers_proposed")
        return {name: getattr(self, name) for name in names}


def apply_file(data: BinaryIO, *, run: ImportRun, on: date) -> Outcome:
    """Merge one file into the school of `run`, and say whether a guard holds it.

    The caller undoes what a guard holds and nobody confirmed, and brings the grants in line
    with what it keeps.

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
    _report(reading, Code.UNCLEAR_STUDENT, "unclear_students")
    _report(reading, Code.KEY_REUSED, "reused_keys")
    facts = _facts(run, reading)
    is_guardians = reading.header.format == Format.GUARDIAN_LIST
    proposed = _merge_guardians(reading) if is_guardians else _merge_students()
    new, changed, same = _counts("guardian" if is_guardians else "student")
    return Outcome(
        format=reading.header.format,
        sha256=reading.header.sha256,
        produced_at=reading.header.produced_at,
        read={name: reading.counts[kind] for name, kind in READ.items()},
        new=new,
        changed=changed,
        same=same,
        missing=facts.missing if facts.is_full else 0,
        leavers_proposed=proposed,
        hold=hold_reason(facts),
        issues=reading.issues,
    )


def _lock(run: ImportRun) -> None:
    """Let one file of a school in at a time; the next waits, and sees what this one did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('interchange'), %s)", [run.school_id]
        )


def _is_full(reading: Reading) -> bool:
    """Tell whether somebody's absence from the file means anything."""
    header = reading.header
    return header.completeness == Completeness.FULL and header.format != Format.GUARDIAN_LIST


def _note_run(run: ImportRun, reading: Reading, *, on: date) -> None:
    """Write down, where the statements find it, which file this is of which school and year."""
    header = reading.header
    year = school_year_of(date(header.school_year, 8, 1))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE stage_run ON COMMIT DROP AS SELECT %s::bigint AS run_id,"
            " %s::bigint AS school_id, %s::bigint AS school_year_id, %s::date AS first_day,"
            " %s::date AS first_day_after, %s::date AS on_day, %s AS is_full,"
            " %s AS names_all_staff",
            [
                run.pk,
                run.school_id,
                year.pk,
                year.period.lower,
                years_after(year.period.lower, 1),
                header.reference_date or on,
                _is_full(reading),
                _is_full(reading) and header.format in {Format.EDEXML, Format.UWLR},
            ],
        )


def _facts(run: ImportRun, reading: Reading) -> Facts:
    """Return what a guard asks.

    A list without a BRIN is of the school for which a person brings it; a file of a format that
    names its school, and does not, is odd.
    """
    header = reading.header
    enrolled, missing, gone = (int(str(n)) for n in run_sql("missing")[0])
    earlier = type(run)._default_manager.filter(school=run.school)
    return Facts(
        enrolled=enrolled,
        missing=missing,
        classes_gone=gone,
        is_full=_is_full(reading),
        is_older=header.produced_at is not None
        and earlier.applied_after(header.produced_at).exists(),
        is_nameless=header.brin is None
        and header.format in {Format.EDEXML, Format.UWLR}
        and header.completeness != Completeness.NO_CHANGE,
    )


def _merge_students() -> int:
    for name in ("students", "enrolments", "groups", "memberships", "staff", "proposals"):
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


def _counts(who: str) -> tuple[int, int, int]:
    """Return how many people of the file are new, changed and the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_changed),"  # noqa: S608 - names of our own
            " count(*) FILTER (WHERE NOT is_new AND NOT is_changed)"
            f" FROM (SELECT is_new, NOT is_new AND {who}_id IN (SELECT id FROM stage_changed)"
            f" AS is_changed FROM stage_{who}) AS person"
        )
        new, changed, same = cursor.fetchone()
        return new, changed, same
