"""What was adopted against what is: the document, the rows, the grants and the walls.

Norm: ID.01 of the Normenkader IBP (what is, held against what should be)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from access import grants
from access.choices import Role
from access.document import edition
from access.document.standing import standings
from access.models import Right
from access.rules import CONTENT, Target, rights
from holdings.register import holdings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from access.document.standing import Standing
    from schools.models import Board, School

WALLS = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
       count(p.polname) FILTER (WHERE 'portal_web'::regrole = ANY (p.polroles))
FROM pg_class c
LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relname = ANY (%s) AND c.relnamespace = 'public'::regnamespace
GROUP BY c.oid ORDER BY 1
"""
PEOPLE = """
SELECT a.role, count(DISTINCT a.user_id) FROM access_assignment a
LEFT JOIN schools_group g ON g.id = a.group_id
LEFT JOIN students_student s ON s.id = a.student_id
LEFT JOIN schools_school c ON c.board_id = a.board_id
WHERE a.valid @> %(at)s
  AND coalesce(a.school_id, g.school_id, s.school_id, c.id) = ANY (%(schools)s)
GROUP BY a.role
"""
GRANTS = """
SELECT a.role, count(*) FROM access_assignment a JOIN (
  SELECT g.assignment FROM students_studentgrant g
  JOIN students_student s ON s.id = g.content_object_id
  WHERE s.school_id = ANY (%(schools)s) AND g.valid @> %(at)s
  UNION ALL
  SELECT assignment FROM schools_schoolgrant
  WHERE content_object_id = ANY (%(schools)s) AND valid @> %(at)s
) AS live ON live.assignment = a.id
GROUP BY a.role
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was adopted. It names no person."""

    part: str  # adoption, rights, grants or walls
    place: str
    says: str


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How many people have a role now, and how many grants follow from it."""

    role: Role
    people: int
    grants: int


def of_boards(boards: Collection[Board]) -> Iterator[Finding]:
    """Yield where what a board adopted differs from what the portal works with."""
    for standing in standings(boards):
        name = standing.board.name
        if standing.adoption is not None and not _is_untouched(standing):
            yield Finding("adoption", name, _("What was adopted does not fit its fingerprint."))
        if not standing.is_adopted:
            yield Finding("adoption", name, standing.says)
        for change in standing.changes:
            place = ", ".join(part for part in (change.part, change.row, change.column) if part)
            yield Finding("adoption", f"{name}: {place}", f"{change.before} → {change.after}")


def _is_untouched(standing: Standing) -> bool:
    adoption = standing.adoption
    return adoption is not None and edition.fingerprint(adoption.content) == adoption.fingerprint


def of_rights() -> Iterator[Finding]:
    """Yield where the rows that PostgreSQL reads differ from the matrix in the code."""
    rows = Right.objects.values_list(
        "role",
        "permission__codename",
        "permission__content_type__model",
        "target",
        "until_sixteen",
        "while_enrolled",
    )
    there = set(rows)
    wanted = {
        (
            right.role.value,
            right.permission,
            "school" if right.target == Target.SCHOOL else "student",
            right.target.value,
            right.until_sixteen,
            right.while_enrolled,
        )
        for right in rights()
    }
    missing = _("The matrix gives this right; the database does not know it.")
    extra = _("The database knows this right; the matrix does not give it.")
    yield from (_of_row(row, missing) for row in sorted(wanted - there))
    yield from (_of_row(row, extra) for row in sorted(there - wanted))


def _of_row(row: tuple[Any, ...], says: str) -> Finding:
    return Finding("rights", " ".join(map(str, row[:4])), says)


def of_grants(schools: Collection[School], *, at: datetime) -> Iterator[Finding]:
    """Yield the schools whose grants are not what tasks and matrix say; changes nothing.

    It makes the grants anew and takes that back, school by school.
    """
    for school in schools:
        with transaction.atomic():
            touched = grants.sync(schools=[school.pk], at=at)
            transaction.set_rollback(True)
        if touched:
            says = _("%(number)s grants differ from what tasks and matrix give.")
            yield Finding("grants", school.name, says % {"number": touched})


def walled_tables() -> list[str]:
    """Return the tables with content of dossiers, as the register of holdings names them."""
    return sorted(
        holding.model._meta.db_table for holding in holdings.values() if holding.readers in CONTENT
    )


def of_walls() -> Iterator[Finding]:
    """Yield the tables with content of dossiers that PostgreSQL does not guard by itself.

    Law: AVG 32(1)
    """
    with connection.cursor() as cursor:
        cursor.execute(WALLS, [walled_tables()])
        for table, is_on, is_forced, policies in cursor.fetchall():
            if not (is_on and is_forced and policies):
                yield Finding("walls", table, _("Row security is not complete on this table."))


def people(schools: Collection[School], *, at: datetime) -> dict[str, int]:
    """Return for each role how many people have it at these schools at moment `at`."""
    return _by_role(PEOPLE, schools, at)


def of_roles(schools: Collection[School], *, at: datetime) -> list[RoleCount]:
    """Return for each role how many people and grants there are at these schools."""
    known, live = people(schools, at=at), _by_role(GRANTS, schools, at)
    return [RoleCount(role, known.get(role, 0), live.get(role, 0)) for role in Role]


def _by_role(question: str, schools: Collection[School], at: datetime) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(question, {"schools": [school.pk for school in schools], "at": at})
        return dict(cursor.fetchall())


def compare(
    boards: Collection[Board], schools: Collection[School], *, at: datetime
) -> list[Finding]:
    """Return every finding: of the boards, the rows, the walls and the grants."""
    return [*of_boards(boards), *of_rights(), *of_walls(), *of_grants(schools, at=at)]
