"""How fast the portal knows whose notes somebody may read, beside the bare SQL for it."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from access import grants
from accounts.models import User
from kernel.database import acting_as
from schools.choices import Sector
from schools.services import add_school, school_year_of
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 40
PER_GROUP = 25
FILL = """
INSERT INTO accounts_user (public_id, audit_ref, email, display_name, password, language, theme,
  is_active, created_at)
SELECT gen_random_uuid(), gen_random_uuid(), 'bench' || i || '@example.org', 'Bench', '!', 'nl',
  'auto', true, now() FROM generate_series(1, %(groups)s) AS i;
INSERT INTO schools_group (public_id, school_id, school_year_id, las_key, name, kind, year_level)
SELECT gen_random_uuid(), %(school)s, %(year)s, 'bench' || i, i, 'base', ''
FROM generate_series(1, %(groups)s) AS i;
INSERT INTO students_student (public_id, audit_ref, school_id, las_key, call_name, first_names,
  initials, name_prefix, surname, email, photo)
SELECT gen_random_uuid(), gen_random_uuid(), %(school)s, 'bench' || i, 'Bench', '', '', '',
  'Bench' || i, '', '' FROM generate_series(1, %(students)s) AS i;
INSERT INTO students_membership (student_id, group_id, period)
SELECT s.id, g.id, daterange('2020-08-01', NULL)
FROM students_student s JOIN schools_group g
  ON g.school_id = s.school_id
  AND g.las_key = 'bench' || (1 + substr(s.las_key, 6)::int %% %(groups)s)
WHERE s.school_id = %(school)s;
INSERT INTO access_assignment (user_id, role, group_id, valid, source, created_at)
SELECT u.id, 'mentor', g.id, tstzrange('2020-08-01', NULL), 'import', now()
FROM accounts_user u JOIN schools_group g
  ON g.school_id = %(school)s AND u.email = g.las_key || '@example.org';
"""
RAW = """
SELECT s.id FROM students_studentgrant g
JOIN auth_permission p ON p.id = g.permission_id
JOIN students_student s ON s.id = g.content_object_id
WHERE g.user_id = %s AND p.codename = 'read_conversation_notes' AND g.valid @> now()
"""


def run(students: int) -> dict[str, float]:
    """Return milliseconds and ratios for one mentor among `students` students."""
    with transaction.atomic():
        seconds = _fill(students)
        user = User.objects.get(email="bench1@example.org")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE students_studentgrant, students_student, auth_permission")
        figures = _measure(user)
        transaction.set_rollback(True)
    return {
        "students": students,
        "grants_per_second": round(figures.pop("grants") / seconds),
        **{name: round(value, 3) for name, value in figures.items()},
        "orm_ratio": round(figures["orm_ms"] / figures["raw_ms"], 2),
        "wall_ratio": round(figures["wall_ms"] / figures["raw_ms"], 2),
    }


def _fill(students: int) -> float:
    at = timezone.now()
    school = add_school(
        actor=None, brin="00BB", name="Bench", sector=Sector.SECONDARY, board="Bench", at=at
    )
    facts = {
        "school": school.pk,
        "year": school_year_of(timezone.localdate()).pk,
        "students": students,
        "groups": max(1, students // PER_GROUP),
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL, facts)
    begin = time.perf_counter()
    grants.sync(schools=[school.pk], at=at)
    return time.perf_counter() - begin


def _measure(user: User) -> dict[str, float]:
    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(RAW, [user.pk])
            cursor.fetchall()

    def orm() -> None:
        list(Student.objects.where(user, "read_conversation_notes").values_list("pk", flat=True))

    def wall() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT access_students('read_conversation_notes')")
            cursor.fetchall()

    with acting_as(user.pk):
        ways: dict[str, Callable[[], None]] = {"raw_ms": raw, "orm_ms": orm, "wall_ms": wall}
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(ROUNDS):  # in turn, so that what else goes on weighs on all alike
            for name, way in ways.items():
                begin = time.perf_counter()
                way()
                taken[name].append((time.perf_counter() - begin) * 1000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM students_studentgrant")
        total = cursor.fetchone()[0]
    return {name: median(times) for name, times in taken.items()} | {"grants": total}
