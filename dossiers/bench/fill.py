"""Schools of a real size, set by set: classes with a mentor, families, notes.

Of two parents one has an account. It commits, so it belongs in a database of its own.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.utils import timezone

from access import grants
from accounts.models import User
from kernel.database import acting_for_school
from schools.choices import Sector
from schools.models import Group
from schools.services import add_school, school_year_of
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Callable

    from schools.models import School

PER_SCHOOL = 1_500
PER_CLASS = 25
PER_BOARD = 10
NOTES, NOTES_OF_FIRST = 2, 40
TABLES = (
    "accounts_user, schools_school, schools_schoolgrant, schools_group, students_student, "
    "students_enrolment, students_membership, students_guardian, students_guardianship, "
    "students_studentgrant, access_assignment, dossiers_entry, dossiers_followup"
)
PEOPLE = """
SET LOCAL enable_nestloop = off;  -- no statistics know the new school
INSERT INTO accounts_user (public_id, audit_ref, email, display_name, password, language, theme,
  is_active, created_at)
SELECT gen_random_uuid(), gen_random_uuid(), who || %(at_school)s, 'Bench', '!', 'nl', 'auto',
  true, now()
FROM (SELECT 'office' AS who
  UNION ALL SELECT 'mentor' || i FROM generate_series(1, %(classes)s) AS i
  UNION ALL SELECT 'parent' || i || 'a' FROM generate_series(1, %(families)s) AS i) AS everybody;
INSERT INTO schools_group (public_id, school_id, school_year_id, las_key, name, kind, year_level)
SELECT gen_random_uuid(), %(school)s, %(year)s, 'class' || i, i, 'base', ''
FROM generate_series(1, %(classes)s) AS i;
INSERT INTO students_student (public_id, audit_ref, school_id, las_key, call_name, first_names,
  initials, name_prefix, surname, birth_date, email, photo)
SELECT gen_random_uuid(), gen_random_uuid(), %(school)s, i, 'Kind', '', '', '',
  substr(md5(i || %(at_school)s), 1, 8), date '2012-01-01' + i %% 1000, '', ''
FROM generate_series(1, %(students)s) AS i;
INSERT INTO students_enrolment (student_id, period)
SELECT id, daterange('2020-08-01', NULL) FROM students_student WHERE school_id = %(school)s;
INSERT INTO students_membership (student_id, group_id, period)
SELECT s.id, g.id, daterange('2020-08-01', NULL)
FROM students_student s JOIN schools_group g ON g.school_id = s.school_id
  AND g.las_key = 'class' || (1 + (s.las_key::int - 1) / %(class)s)
WHERE s.school_id = %(school)s;
INSERT INTO students_guardian (public_id, school_id, las_key, kind, call_name, initials,
  name_prefix, surname, email, mobile, address_is_secret, phone_is_secret, user_id)
SELECT gen_random_uuid(), %(school)s, 'parent' || i || which, 'person', '', '', '', 'Bench', '',
  '', false, false, u.id
FROM generate_series(1, %(families)s) AS i CROSS JOIN unnest('{a,b}'::text[]) AS which
LEFT JOIN accounts_user u ON u.email = 'parent' || i || which || %(at_school)s;
INSERT INTO students_guardianship (guardian_id, student_id, school_id, relation, authority,
  restriction, period, evidence, priority)
SELECT g.id, s.id, s.school_id, 'parent', 'joint', 'none', daterange(NULL, NULL), '', 1
FROM students_student s CROSS JOIN unnest('{a,b}'::text[]) AS which
JOIN students_guardian g ON g.school_id = s.school_id
  AND g.las_key = 'parent' || (s.las_key::int + 1) / 2 || which
WHERE s.school_id = %(school)s;
INSERT INTO access_assignment (user_id, role, group_id, valid, source, created_at)
SELECT u.id, 'mentor', g.id, tstzrange('2020-08-01', NULL), 'import', now()
FROM schools_group g
JOIN accounts_user u ON u.email = 'mentor' || substr(g.las_key, 6) || %(at_school)s
WHERE g.school_id = %(school)s;
INSERT INTO access_assignment (user_id, role, school_id, valid, source, created_at)
SELECT id, 'administration', %(school)s, tstzrange('2020-08-01', NULL), 'import', now()
FROM accounts_user WHERE email = 'office' || %(at_school)s;
"""
ENTRIES = """
SELECT dossiers_place(jsonb_agg(jsonb_build_object(
  'public_id', gen_random_uuid(), 'student', s.id, 'category', 'conversation_note',
  'kind', 'parents_talk', 'title', 'Gesprek', 'held_on', current_date - k * 7,
  'body', repeat('Wat de ouders zeiden. ', 15), 'author', a.user_id, 'author_name', 'M. Mentor',
  'created_at', now(), 'follow_ups', '[]'::jsonb)))
FROM students_student s
JOIN students_membership m ON m.student_id = s.id
JOIN access_assignment a ON a.group_id = m.group_id
CROSS JOIN LATERAL generate_series(
  1, CASE s.las_key WHEN '1' THEN %(notes_of_first)s ELSE %(notes)s END) AS k
WHERE s.school_id = %(school)s
"""


@dataclass(frozen=True, slots=True)
class Town:
    """What was filled, how long that took, and one school somewhere in the middle."""

    students: int
    schools: int
    fill_seconds: float
    sync_seconds: float
    school: School

    def person(self, name: str) -> User:
        """Return the account of somebody at the school: office, mentor1, parent1a."""
        return User.objects.get(email=name + _at(self.school))

    @property
    def group(self) -> Group:
        """The class of mentor1."""
        return Group.objects.get(school=self.school, las_key="class1")

    @property
    def student(self) -> Student:
        """A student of that class with very many notes, child of parent1a."""
        return Student.objects.get(school=self.school, las_key="1")


def fill(students: int, *, after: int = 0) -> Town:
    """Make that many students, at schools of at most `PER_SCHOOL`, and give everybody's grants.

    `after` is how many schools were filled before.
    """
    begin = time.perf_counter()
    sizes = [min(PER_SCHOOL, students - at) for at in range(0, students, PER_SCHOOL)]
    schools = [_school(after + number) for number in range(len(sizes))]
    _one_by_one([partial(_fill_school, *each) for each in zip(schools, sizes, strict=True)])
    filled = time.perf_counter()
    _one_by_one([partial(_sync, school) for school in schools])
    synced = time.perf_counter()
    middle = schools[(len(schools) - 1) // 2]  # the last one may be small
    return Town(students, len(schools), filled - begin, synced - filled, middle)


def _one_by_one(works: list[Callable[[], None]]) -> None:
    """Do one thing after another, with statistics from the first one on.

    Else PostgreSQL keeps to plans that it made for empty tables, and each school takes longer.
    """
    for number, work in enumerate(works):
        work()
        if number in {0, len(works) - 1}:
            _vacuum()


def _sync(school: School) -> None:
    grants.sync(schools=[school.pk], at=timezone.now())


def _school(number: int) -> School:
    return add_school(
        actor=None,
        brin=f"{number // 26:02}Z{chr(ord('A') + number % 26)}",
        name=f"Bench {number}",
        sector=Sector.SECONDARY,
        board=f"Bench board {number // PER_BOARD}",
        at=timezone.now(),
    )


def _fill_school(school: School, students: int) -> None:
    facts: dict[str, int | str] = {
        "school": school.pk,
        "at_school": _at(school),
        "year": school_year_of(timezone.localdate()).pk,
        "students": students,
        "class": PER_CLASS,
        "classes": -(-students // PER_CLASS),
        "families": -(-students // 2),
        "notes": NOTES,
        "notes_of_first": NOTES_OF_FIRST,
    }
    with acting_for_school(school.pk), connection.cursor() as cursor:
        cursor.execute(PEOPLE, facts)
        cursor.execute(ENTRIES, facts)


def _at(school: School) -> str:
    return f"@{school.brin.lower()}.bench.example"


def _vacuum() -> None:
    """Bring statistics and visibility up to date, which takes the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE portal_owner")
        cursor.execute(f"VACUUM (ANALYZE) {TABLES}")
        cursor.execute(f"SET ROLE {connection.ops.quote_name(settings.ROLE)}")
