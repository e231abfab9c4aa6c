"""The canonical record: what every reader of files gives, whatever the format.

References (`ref`, `student_ref`, `group_key`, ...) hold within one file only. What may be kept
to recognise somebody next time is `las_key` and `eckid`; a temporary number is in neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import date, datetime

    from interchange.choices import (
        Code,
        Completeness,
        Evidence,
        Format,
        GroupKind,
        Period,
        Relation,
        Severity,
        StaffKind,
        StaffRole,
        Stated,
    )


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem in a file; it says where, never what stands there."""

    severity: Severity
    code: Code
    line: int | None
    field: str


@dataclass(frozen=True, slots=True)
class ImportHeader:
    """What is known of the file as a whole before the first record."""

    format: Format
    version: str
    source_system: str
    brin: str | None
    school_year: int
    reference_date: date | None
    produced_at: datetime | None
    completeness: Completeness
    encoding: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class StudentRecord:
    """A student; `left_on` is set by an explicit leaving date and by nothing else."""

    ref: str
    line: int
    las_key: str | None
    eckid: str | None
    call_name: str
    first_names: str
    initials: str
    prefix: str
    surname: str
    born_on: date | None
    email: str
    enrolled_on: date | None
    left_on: date | None
    site_key: str | None
    year_level: str


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """A student whose row does not count, and who is in the file all the same: not missing."""

    ref: str


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A class or teaching group."""

    key: str
    line: int
    name: str
    kind: GroupKind
    year_level: str


@dataclass(frozen=True, slots=True)
class MembershipRecord:
    """A student in a group, from `starts` up to, not including, `ends`."""

    student_ref: str
    group_key: str
    line: int
    period: Period
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """Somebody who works at the school; `full_name` only where the parts are not apart."""

    ref: str
    line: int
    las_key: str | None
    eckid: str | None
    call_name: str
    initials: str
    prefix: str
    surname: str
    full_name: str
    email: str
    kind: StaffKind


@dataclass(frozen=True, slots=True)
class AssignmentRecord:
    """A proposal that a colleague does something for a group or a student.

    It is never more than a proposal: an administrator confirms it. Without `staff_ref` there is
    only `staff_name`, and no account may follow from a name.
    """

    staff_ref: str | None
    staff_name: str
    line: int
    group_key: str | None
    student_ref: str | None
    role: StaffRole
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class GuardianRecord:
    """A parent, guardian or institution; `key` is the number that the school uses, if any."""

    ref: str
    line: int
    key: str | None
    call_name: str
    initials: str
    prefix: str
    surname: str
    email: str
    mobile: str
    secret: bool
    institution: bool


@dataclass(frozen=True, slots=True)
class GuardianshipRecord:
    """Who a guardian is to a student, and what the file states about authority."""

    guardian_ref: str
    student_key: str
    line: int
    relation: Relation
    authority: Stated
    priority: int | None


Record: TypeAlias = (
    StudentRecord
    | RejectedRecord
    | GroupRecord
    | MembershipRecord
    | StaffRecord
    | AssignmentRecord
    | GuardianRecord
    | GuardianshipRecord
)
