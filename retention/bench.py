"""How fast a purge of leavers is, beside one bare DELETE that cascades in the database.

Both run on the same people in the same process: first the bare DELETE on copies of the tables,
with foreign keys that cascade, then the portal's purge, with list, second look, proof and
search. The copies are temporary tables, which write no log: that favours the bare DELETE. It
commits, so it belongs in a database of its own.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from access.choices import Role
from access.services import assign
from accounts.models import User
from kernel.database import acting_for_school, as_role
from retention import driving, services
from retention.models import PurgeRun
from schools.choices import Sector
from schools.services import add_school

if TYPE_CHECKING:
    from schools.models import School

LEFT = date(2019, 7, 31)  # more than five years: everything goes
ON = date(2026, 8, 1)
FIRST = date(2020, 8, 1)
AT = datetime(2026, 8, 2, 9, 0, tzinfo=UTC)
NOTES = 4
FILL = """
INSERT INTO students_student (public_id, audit_ref, school_id, las_key, call_name, first_names,
  initials, name_prefix, surname, birth_date, email, photo)
SELECT gen_random_uuid(), gen_random_uuid(), %(school)s, 'leaver' || i, 'Kind' || i, '', '', '',
  'Vertrek' || i, '2003-05-01', 'leaver' || i || '@school.example', ''
FROM generate_series(1, %(n)s) AS i;
INSERT INTO students_enrolment (student_id, period)
SELECT id, daterange('2013-08-01', %(left)s::date + 1) FROM students_student
WHERE school_id = %(school)s;
INSERT INTO students_guardian (public_id, school_id, las_key, kind, call_name, initials,
  name_prefix, surname, email, mobile, address_is_secret, phone_is_secret)
SELECT gen_random_uuid(), %(school)s, 'guardian' || i, 'person', 'Ouder' || i, '', '',
  'Vertrek' || i, 'guardian' || i || '@example.org', '', false, false
FROM generate_series(1, %(n)s) AS i;
INSERT INTO students_guardianship (guardian_id, student_id, school_id, relation, authority,
  restriction, period, evidence, priority)
SELECT g.id, s.id, s.school_id, 'parent', 'joint', 'none', daterange(NULL, NULL), '', 1
FROM students_student s JOIN students_guardian g
  ON g.school_id = s.school_id AND g.las_key = 'guardian' || substr(s.las_key, 7)
WHERE s.school_id = %(school)s;
"""
ENTRIES = """
SELECT dossiers_place(jsonb_agg(jsonb_build_object(
  'public_id', gen_random_uuid(), 'student', s.id, 'category', 'conversation_note',
  'kind', 'parents_talk', 'title', 'Gesprek', 'held_on', '2018-03-01',
  'body', 'Gesprek ' || k || ' over de overgang van kind ' || s.id
    || repeat(' en wat de ouders daarover zeiden', 12),
  'author', NULL, 'author_name', 'M. Mentor', 'created_at', now(),
  'follow_ups', CASE WHEN k %% 2 = 0 THEN '[]' ELSE jsonb_build_array(jsonb_build_object(
    'text', 'Bellen', 'due_on', '2018-04-01', 'done_at', NULL)) END)))
FROM students_student s CROSS JOIN generate_series(1, %(notes)s) AS k
WHERE s.school_id = %(school)s GROUP BY s.id %% 10;
"""
TABLES = {
    "student": "students_student",
    "enrolment": "students_enrolment",
    "guardian": "students_guardian",
    "guardianship": "students_guardianship",
    "entry": "dossiers_entry",
    "followup": "dossiers_followup",
}
REFERENCES = """
ALTER TABLE bare_enrolment ADD FOREIGN KEY (student_id) REFERENCES bare_student ON DELETE CASCADE;
ALTER TABLE bare_guardianship
  ADD FOREIGN KEY (student_id) REFERENCES bare_student ON DELETE CASCADE,
  ADD FOREIGN KEY (guardian_id) REFERENCES bare_guardian ON DELETE CASCADE;
CREATE INDEX ON bare_enrolment (student_id);
CREATE INDEX ON bare_guardianship (guardian_id);
CREATE INDEX ON bare_guardianship (student_id);
CREATE INDEX ON bare_followup (entry_id);
ALTER TABLE bare_entry ADD FOREIGN KEY (student_id) REFERENCES bare_student ON DELETE CASCADE;
ALTER TABLE bare_followup ADD FOREIGN KEY (entry_id) REFERENCES bare_entry ON DELETE CASCADE;
"""


def run(n: int) -> dict[str, float]:
    """Return seconds and ratios for `n` leavers with notes, follow-ups and a guardian each."""
    school, clerk, head = _people()
    _fill(school, n)
    bare, rows = _bare(school)
    seconds, purged = _purge(school, clerk, head)
    deleting = seconds["erase"]
    whole = sum(seconds.values())
    return {
        "students": n,
        "rows": rows,
        "bare_seconds": round(bare, 2),
        "plan_seconds": round(seconds["plan"], 2),
        "check_seconds": round(seconds["check"], 2),
        "erase_seconds": round(deleting, 2),
        "scan_seconds": round(seconds["scan"], 2),
        "total_seconds": round(whole, 2),
        "records": purged.done,
        "hits": len(purged.certificate.content["scan"]["hits"]),
        "students_per_second": round(n / deleting),
        "erase_ratio": round(bare / deleting, 3),
        "total_ratio": round(bare / whole, 3),
    }


def _people() -> tuple[School, User, User]:
    school = add_school(
        actor=None, brin="00BP", name="Bench", sector=Sector.SECONDARY, board="Bench P", at=AT
    )
    services.adopt_schedule(actor=None, board=school.board, at=AT)
    made: list[User] = []
    for role in (Role.ADMINISTRATION, Role.PRINCIPAL):
        user = User.objects.create_user(email=f"{role}@bench.example", display_name="Bench")
        assign(actor=None, user=user, role=role, to=school, first_day=FIRST, at=AT)
        made.append(user)
    return school, made[0], made[1]


def _fill(school: School, n: int) -> None:
    facts: dict[str, int | date] = {"school": school.pk, "n": n, "left": LEFT, "notes": NOTES}
    with acting_for_school(school.pk), connection.cursor() as cursor:
        cursor.execute(FILL, facts)
        cursor.execute(ENTRIES, facts)


def _bare(school: School) -> tuple[float, int]:
    """Time the bare DELETE on copies, which go again."""
    rows = 0
    with as_role("portal_purge"), connection.cursor() as cursor:
        for copy, table in TABLES.items():
            cursor.execute(f"CREATE TEMP TABLE bare_{copy} (LIKE {table} INCLUDING ALL)")
            insert = f"INSERT INTO bare_{copy} SELECT * FROM {table}"  # noqa: S608  (from here)
            cursor.execute(insert)
            rows += cursor.rowcount
            cursor.execute(f"ANALYZE bare_{copy}")
        cursor.execute(REFERENCES)
        begin = time.perf_counter()
        cursor.execute("DELETE FROM bare_guardian WHERE school_id = %s", [school.pk])
        cursor.execute("DELETE FROM bare_student WHERE school_id = %s", [school.pk])
        seconds = time.perf_counter() - begin
        transaction.set_rollback(True)
    return seconds, rows


def _purge(school: School, clerk: User, head: User) -> tuple[dict[str, float], PurgeRun]:
    made = services.propose(actor=clerk, school=school, on=ON, at=timezone.now())
    seconds = dict.fromkeys(("plan", "check", "erase", "scan"), 0.0)
    seconds["plan"] = _timed(made.pk)
    services.approve(actor=head, run=made, at=timezone.now())
    seconds["check"] = _timed(made.pk)
    while PurgeRun.objects.get(pk=made.pk).state == "executing":
        seconds["erase"] += _timed(made.pk)
    seconds["scan"] = _timed(made.pk)
    return seconds, PurgeRun.objects.get(pk=made.pk)


def _timed(run_id: int) -> float:
    begin = time.perf_counter()
    driving.drive(run_id, steps=1)
    return time.perf_counter() - begin
