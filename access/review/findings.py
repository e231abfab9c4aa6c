"""What a review of access finds: who has which task, and how tasks were used.

Four queries, however large the school. Reading is counted inside PostgreSQL, from the record,
so that no line about a student leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from access.choices import Extent, FindingKind, ProposalState, Scope
from access.matrix import FAMILY
from access.models import Assignment, Proposal
from access.review.rules import RECORDED, SETTLED_DAYS, is_long_stand_in
from accounts.models import User
from kernel.dates import ONE_DAY, day_of, start_of
from schools.models import StaffMember
from students.models import Guardian, Student

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from schools.models import School

# `looked`: who of the staff looked at whom. `own`: whose students were whose, by task and group;
# emergency access makes nobody an own student. A day and a night are those of the Netherlands.
READING = r"""
WITH looked AS MATERIALIZED (
  SELECT u.id AS user_id, e.actor, e.role, s.id AS student_id, e.at,
         e.at AT TIME ZONE 'Europe/Amsterdam' AS local, e.facts -> 'assignments' AS tasks
  FROM audit_event e
  JOIN accounts_user u ON u.audit_ref = e.actor
  JOIN students_student s ON s.audit_ref = e.subject
  WHERE e.school = %(school)s AND e.at >= %(since)s AND e.at < %(until)s
    AND e.name LIKE '%%\_read' AND e.role <> ALL (%(family)s)
), own AS (
  SELECT a.user_id, a.student_id, a.valid FROM access_assignment a
  WHERE a.student_id IS NOT NULL AND a.role <> 'emergency'
    AND a.user_id IN (SELECT user_id FROM looked)
  UNION ALL
  SELECT a.user_id, m.student_id,
         a.valid * tstzrange(access_moment(lower(m.period)), access_moment(upper(m.period)))
  FROM access_assignment a JOIN students_membership m ON m.group_id = a.group_id
  WHERE a.user_id IN (SELECT user_id FROM looked)
), outside AS (
  SELECT l.* FROM looked l WHERE NOT EXISTS (
    SELECT FROM own o
    WHERE o.user_id = l.user_id AND o.student_id = l.student_id AND o.valid @> l.at)
), days AS (
  SELECT actor, local::date AS day, count(*) AS looks, count(DISTINCT student_id) AS students
  FROM looked GROUP BY actor, local::date
), usual AS (
  SELECT percentile_disc(0.99) WITHIN GROUP (ORDER BY students) AS most FROM days
), settled AS (
  SELECT a.id, a.user_id, u.audit_ref, a.role, a.student_id, a.group_id, a.school_id,
         (lower(a.valid) AT TIME ZONE 'Europe/Amsterdam')::date AS since
  FROM access_assignment a
  JOIN accounts_user u ON u.id = a.user_id
  LEFT JOIN schools_group g ON g.id = a.group_id
  LEFT JOIN students_student s ON s.id = a.student_id
  WHERE a.role = ANY (%(recorded)s) AND a.valid @> %(at)s AND lower(a.valid) <= %(settled)s
    AND %(school_id)s IN (a.school_id, g.school_id, s.school_id)
), used AS (
  SELECT DISTINCT t.id FROM settled t
  JOIN (SELECT DISTINCT user_id, role, student_id, tasks FROM looked) l
    ON l.user_id = t.user_id AND (l.role = t.role OR l.tasks @> to_jsonb(t.id))
  LEFT JOIN students_membership m ON m.group_id = t.group_id AND m.student_id = l.student_id
  WHERE t.school_id IS NOT NULL OR t.student_id = l.student_id OR m.id IS NOT NULL
)
SELECT 'outside', actor, NULL::bigint, '', count(*), count(DISTINCT student_id), max(local)::date
FROM outside GROUP BY actor
UNION ALL
SELECT 'night', actor, NULL, '', count(*), count(DISTINCT student_id), max(local)::date
FROM looked WHERE extract(hour FROM local) >= 22 OR extract(hour FROM local) < 6 GROUP BY actor
UNION ALL
(SELECT DISTINCT ON (actor) 'busiest', actor, NULL::bigint, '', looks, students, day
 FROM days JOIN usual ON days.students > usual.most ORDER BY actor, students DESC, day DESC)
UNION ALL
SELECT 'unused', audit_ref, id, role, 0, 0, since FROM settled
WHERE id NOT IN (SELECT id FROM used)
"""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, before somebody decides about it; fields as those of `ReviewFinding`."""

    kind: FindingKind
    about: UUID | None = None
    assignment: int | None = None
    role: str = ""
    count: int = 0
    students: int = 0
    on: date | None = None


def find(school: School, *, extent: Extent, since: date, at: datetime) -> list[Found]:
    """Return what there is to decide about at `school` at moment `at`.

    Reading is that from the first moment of `since` up to the first of the day of `at`.

    Law: AVG 32(1)
    Norm: BIO2 5.18.02, 8.02.01; SM.04 of the Normenkader IBP (the record is looked over)
    """
    found = list(_of_tasks(school, at=at))
    if extent == Extent.SPECIAL:
        return [one for one in found if one.kind == FindingKind.SPECIAL]
    return [*found, *_of_accounts(school, at=at), *_of_reading(school, since=since, at=at)]


def _of_tasks(school: School, *, at: datetime) -> Iterator[Found]:
    """Yield what is to be said of each task that is live: one query, told apart here."""
    links = Proposal.objects.filter(assignment=OuterRef("pk"))
    rows = (
        Assignment.objects.work_at(school)
        .live(at)
        .annotate(
            is_gone=Exists(links.missing(at=at))
            & ~Exists(links.filter(state=ProposalState.CONFIRMED, missing_since=None))
        )
        .select_related("user", "group__school_year")
        .order_by("pk")
    )
    today = day_of(at)
    roles: dict[UUID, set[str]] = {}
    for task in rows:
        who = task.user.audit_ref
        roles.setdefault(who, set()).add(task.role)
        for kind, on in _kinds(task, today=today):
            yield Found(kind, about=who, assignment=task.pk, role=task.role, on=on)
    for who, several in roles.items():
        if len(several) > 1:
            yield Found(FindingKind.ROLES, about=who, count=len(several))


def _kinds(task: Assignment, *, today: date) -> Iterator[tuple[FindingKind, date]]:
    """Yield each kind of finding that a task gives rise to, with the day that says most."""
    since = day_of(task.valid.lower)
    if task.scope in {Scope.SCHOOL, Scope.BOARD}:
        yield FindingKind.SPECIAL, since
    if task.is_gone:  # type: ignore[attr-defined]  # annotated
        yield FindingKind.LINK_GONE, since
    ends = task.group.school_year.period.upper if task.group else None
    if ends and ends <= today:
        yield FindingKind.YEAR_OVER, ends - ONE_DAY
    if task.stands_in_for_id and is_long_stand_in(since, on=today):
        yield FindingKind.STAND_IN, since


def _of_accounts(school: School, *, at: datetime) -> Iterator[Found]:
    """Yield who can sign in and has no task, now or to come; of families only how many."""
    for who, last in staff_without_task(school, at=at).values_list("audit_ref", "last_login"):
        yield Found(FindingKind.IDLE_ACCOUNT, about=who, on=day_of(last) if last else None)
    families = Q(pk__in=Guardian.objects.filter(school=school, user__isnull=False).values("user"))
    families |= Q(pk__in=Student.objects.filter(school=school, user__isnull=False).values("user"))
    idle = _without_task(at=at).filter(families).aggregate(n=Count("pk"))["n"]
    if idle:
        yield Found(FindingKind.FAMILY_ACCOUNTS, count=idle)


def staff_without_task(school: School, *, at: datetime) -> QuerySet[User]:
    """Return who works, or ever worked, at `school`, can sign in, and has no task anywhere."""
    staff = StaffMember.objects.filter(school=school, user__isnull=False).values("user")
    before = Assignment.objects.work_at(school).values("user")
    return _without_task(at=at).filter(Q(pk__in=staff) | Q(pk__in=before)).order_by("pk")


def _without_task(*, at: datetime) -> QuerySet[User]:
    lasting = Assignment.objects.filter(user=OuterRef("pk")).exclude(valid__fully_lt=(at, None))
    return User.objects.filter(~Exists(lasting), is_active=True)


def _of_reading(school: School, *, since: date, at: datetime) -> Iterator[Found]:
    facts: dict[str, Any] = {
        "school": school.public_id,
        "school_id": school.pk,
        "since": start_of(since),
        "until": start_of(day_of(at)),
        "at": at,
        "settled": start_of(day_of(at) - SETTLED_DAYS * ONE_DAY),
        "recorded": [role.value for role in RECORDED],
        "family": [role.value for role in FAMILY],
    }
    with connection.cursor() as cursor:
        cursor.execute(READING, facts)
        rows = cursor.fetchall()
    for kind, about, assignment, role, count, students, on in sorted(rows, key=str):
        yield Found(FindingKind(kind), about, assignment, role, count, students, on)
