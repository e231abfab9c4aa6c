"""How fast a list of students comes in, beside the bare COPY and merge of the same rows."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from interchange import services
from interchange.demo.listwriter import write_students
from interchange.demo.school import DemoSchool
from schools.choices import Sector
from schools.services import add_school, school_year_of

if TYPE_CHECKING:
    from schools.models import School

BRIN = "98ZZ"
KILOBYTES_PER_MEGABYTE = 1024
TAKE = """
COPY (
  SELECT s.las_key, s.call_name, s.first_names, s.initials, s.prefix, s.surname, s.born_on,
    s.email, lower(e.period), upper(e.period), g.las_key, lower(m.period), upper(m.period)
  FROM stage_student s
  JOIN students_enrolment e ON e.student_id = s.student_id
  LEFT JOIN students_membership m ON m.student_id = s.student_id
  LEFT JOIN schools_group g ON g.id = m.group_id
) TO STDOUT
"""
ROOM = """
CREATE TEMP TABLE bare (las_key text, call_name text, first_names text, initials text,
  prefix text, surname text, born_on date, email text, enrolled_on date, gone_on date,
  class text, joined_on date, class_left_on date) ON COMMIT DROP
"""
MERGE = """
ANALYZE bare;
INSERT INTO schools_group (public_id, school_id, school_year_id, las_key, name, kind, year_level)
SELECT DISTINCT ON (b.class) gen_random_uuid(), %(school)s, %(year)s, b.class, b.class, 'base', ''
FROM bare b WHERE b.class IS NOT NULL;
INSERT INTO students_student (public_id, audit_ref, school_id, las_key, call_name, first_names,
  initials, name_prefix, surname, birth_date, email, photo)
SELECT gen_random_uuid(), gen_random_uuid(), %(school)s, b.las_key, b.call_name, b.first_names,
  b.initials, b.prefix, b.surname, b.born_on, b.email, '' FROM bare b;
ANALYZE students_student;
INSERT INTO students_enrolment (student_id, period)
SELECT s.id, daterange(b.enrolled_on, b.gone_on) FROM bare b
JOIN students_student s ON s.school_id = %(school)s AND s.las_key = b.las_key;
INSERT INTO students_membership (student_id, group_id, period)
SELECT s.id, g.id, daterange(b.joined_on, b.class_left_on) FROM bare b
JOIN students_student s ON s.school_id = %(school)s AND s.las_key = b.las_key
JOIN schools_group g ON g.school_id = %(school)s AND g.las_key = b.class;
"""


def run(students: int) -> dict[str, float]:
    """Return seconds, their ratio, and the peak of memory in megabytes.

    In a process of its own: the peak is that of the whole process, from its beginning.
    """
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "bench_import", str(students)],
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(students: int) -> dict[str, float]:
    """Bring a list into a new school, then the same rows by bare SQL; keep neither."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        with path.open("w", encoding="utf-8", newline="") as out:
            write_students(out, _made_up(students))
        seconds, peak, rows = _bring_in(path)
    bare = _bare(rows)
    return {
        "students": students,
        "import_s": round(seconds, 2),
        "copy_merge_s": round(bare, 2),
        "ratio": round(seconds / bare, 2),
        "peak_mb": round(peak / KILOBYTES_PER_MEGABYTE),
    }


def _made_up(students: int) -> DemoSchool:
    on = timezone.localdate()
    return DemoSchool(BRIN, "Bench", "secondary", "example.org", 1, students, (), (), 1, on)


def _bring_in(path: Path) -> tuple[float, float, bytes]:
    """Return how long the import took, the peak of memory, and its rows as COPY writes them."""
    with transaction.atomic():
        school = _school()
        start = time.perf_counter()
        with path.open("rb") as data:
            services.bring_in(
                actor=None, school=school, data=data, is_certain=False, at=timezone.now()
            )
        with connection.cursor() as cursor:
            _force_checks(cursor)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        taken = io.BytesIO()
        with connection.cursor() as cursor, cursor.copy(TAKE) as copy:
            for block in copy:
                taken.write(block)
        transaction.set_rollback(True)
    return seconds, peak, taken.getvalue()


def _bare(rows: bytes) -> float:
    with transaction.atomic(), connection.cursor() as cursor:
        school = _school()
        year = school_year_of(timezone.localdate()).pk
        start = time.perf_counter()
        cursor.execute(ROOM)
        with cursor.copy("COPY bare FROM STDIN") as copy:
            copy.write(rows)
        merge = MERGE.replace("%(school)s", str(school.pk)).replace("%(year)s", str(year))
        cursor.execute(merge)
        _force_checks(cursor)
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def _force_checks(cursor: Any) -> None:  # noqa: ANN401
    """Let the checks of foreign keys run now that would else run at the end."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _school() -> School:
    return add_school(
        actor=None,
        brin=BRIN,
        name="Bench",
        sector=Sector.SECONDARY,
        board="Bench",
        at=timezone.now(),
    )
