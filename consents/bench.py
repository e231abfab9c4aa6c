"""How fast the portal knows what counts, behind the walls, beside the bare SQL for the facts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from access import grants
from access.choices import Role
from access.services import assign
from accounts.models import User
from consents.answers import Door, effective
from consents.cards import cards
from consents.pictures.lists import rows
from consents.services import keep_answers, offer_purposes
from kernel.database import acting_as, acting_for_school, as_role
from schools.choices import Sector
from schools.models import Group
from schools.services import add_school, school_year_of
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from schools.models import School

ROUNDS = 15
PER_CLASS = 30
PEOPLE = """
INSERT INTO schools_group (public_id, school_id, school_year_id, las_key, name, kind, year_level)
SELECT gen_random_uuid(), %(school)s, %(year)s, 'consent' || i, i, 'base', ''
FROM generate_series(0, (%(students)s - 1) / %(class)s) AS i;
INSERT INTO students_student (public_id, audit_ref, school_id, las_key, call_name, first_names,
  initials, name_prefix, surname, birth_date, email, photo)
SELECT gen_random_uuid(), gen_random_uuid(), %(school)s, 'consent' || i, 'Kind' || i, '', '', '',
  'Bench', '2016-05-01', '', '' FROM generate_series(0, %(students)s - 1) AS i;
INSERT INTO students_enrolment (student_id, period)
SELECT id, daterange('2020-08-01', NULL) FROM students_student WHERE school_id = %(school)s;
INSERT INTO students_membership (student_id, group_id, period)
SELECT s.id, g.id, daterange('2020-08-01', NULL) FROM students_student s JOIN schools_group g
  ON g.school_id = s.school_id
  AND g.las_key = 'consent' || (substr(s.las_key, 8)::int / %(class)s)
WHERE s.school_id = %(school)s;
INSERT INTO students_guardian (public_id, school_id, las_key, kind, call_name, initials,
  name_prefix, surname, email, mobile, address_is_secret, phone_is_secret, user_id)
SELECT gen_random_uuid(), %(school)s, 'consent' || u.id, 'person', '', '', '', 'Bench', '', '',
  false, false, u.id FROM accounts_user u WHERE u.id = ANY (%(parents)s);
INSERT INTO students_guardianship (guardian_id, student_id, school_id, relation, authority,
  restriction, period, evidence, priority)
SELECT g.id, s.id, s.school_id, 'parent', 'joint', 'none', daterange(NULL, NULL), '', 1
FROM students_student s JOIN students_guardian g ON g.school_id = s.school_id
WHERE s.school_id = %(school)s
  AND (g.user_id <> %(family)s OR substr(s.las_key, 8)::int < 2);
"""
CHOICES = """
WITH given AS (
  INSERT INTO consents_receipt (public_id, at, given_to_id)
  VALUES (gen_random_uuid(), now(), %(user)s) RETURNING id
)
INSERT INTO consents_decision (student_id, school_id, purpose_id, wording_id, outcome, before,
  capacity, guardian_id, decided_by_id, channel, receipt_id, design, signed_in, at)
SELECT s.id, s.school_id, p.id, w.id, 'granted', '', 'guardian', g.id, g.user_id, 'portal',
  given.id, '0123456789ab', 'password', now()
FROM given CROSS JOIN students_guardian g
JOIN students_guardianship gs ON gs.guardian_id = g.id
JOIN students_student s ON s.id = gs.student_id
JOIN consents_purpose p ON p.school_id = s.school_id
JOIN consents_wording w ON w.purpose_id = p.id AND w.language = 'nl'
WHERE g.user_id = %(user)s
"""
BARE = """
SELECT gs.student_id, gs.guardian_id, gs.period, NULL, NULL, NULL FROM students_guardianship gs
WHERE gs.student_id = ANY (%(keys)s) AND gs.restriction = 'none'
  AND gs.authority IN ('joint', 'sole', 'guardian', 'institution')
UNION ALL
SELECT d.student_id, d.guardian_id, NULL, d.outcome, d.at, w.version
FROM consents_decision d JOIN consents_wording w ON w.id = d.wording_id
WHERE d.student_id = ANY (%(keys)s) AND d.at <= now()
"""


@dataclass(frozen=True, slots=True)
class Room:
    """A school where everybody chose, and three people who read."""

    group: Group
    teacher: User
    head: User
    parent: User
    klass: list[Student]
    everybody: list[Student]


def run(students: int) -> dict[str, float]:
    """Return milliseconds for a class, a school of so many students, and a family of two."""
    with transaction.atomic():
        figures = measure(fill(students))
        transaction.set_rollback(True)
    return {"students": students, **{name: round(ms, 2) for name, ms in figures.items()}}


def fill(students: int) -> Room:
    """Make a school with classes; two people are parents of all, a third of the first two."""
    at = timezone.now()
    school = add_school(
        actor=None, brin="00BC", name="Bench", sector=Sector.PRIMARY, board="Bench C", at=at
    )
    offer_purposes(actor=None, school=school, at=at)
    parents = [_user(f"parent{n}") for n in range(3)]
    _place(school, students, parents)
    group = Group.objects.get(school=school, las_key="consent0")
    teacher, head = _user("teacher"), _user("head")
    for user, role, to in ((teacher, Role.MENTOR, group), (head, Role.PRINCIPAL, school)):
        assign(actor=None, user=user, role=role, to=to, first_day=timezone.localdate(), at=at)
    grants.sync(schools=[school.pk], at=at)
    for user in parents:
        with acting_as(user.pk), connection.cursor() as cursor:
            cursor.execute(CHOICES, {"user": user.pk})
    everybody = list(Student.objects.filter(school=school).order_by("pk"))
    return Room(group, teacher, head, parents[-1], everybody[:PER_CLASS], everybody)


def _user(name: str) -> User:
    return User.objects.create_user(email=f"{name}@consent-bench.example", display_name="Bench")


def _place(school: School, students: int, parents: list[User]) -> None:
    facts: dict[str, int | list[int]] = {
        "school": school.pk,
        "year": school_year_of(timezone.localdate()).pk,
        "students": students,
        "class": PER_CLASS,
        "parents": [user.pk for user in parents],
        "family": parents[-1].pk,
    }
    with acting_for_school(school.pk), connection.cursor() as cursor:
        cursor.execute(PEOPLE, facts)


def measure(room: Room) -> dict[str, float]:
    """Return medians in milliseconds, each as the person who reads it."""
    at = timezone.now()

    def facts(of: list[Student]) -> Callable[[], None]:
        def ask() -> None:
            with connection.cursor() as cursor:
                cursor.execute(Door.READER.value, [[student.pk for student in of], at])
                cursor.fetchall()

        return ask

    def bare(of: list[Student]) -> Callable[[], None]:
        def ask() -> None:
            with connection.cursor() as cursor:
                cursor.execute(BARE, {"keys": [student.pk for student in of]})
                cursor.fetchall()

        return ask

    found = {}
    with acting_as(room.teacher.pk):
        found["class_page_ms"] = _timed(lambda: rows(room.teacher, room.group, at=at))
        found["class_answers_ms"] = _timed(lambda: effective(room.klass, at=at))
        found["class_facts_ms"] = _timed(facts(room.klass))
    with acting_as(room.head.pk):
        found["school_answers_ms"] = _timed(lambda: effective(room.everybody, at=at))
        found["school_facts_ms"] = _timed(facts(room.everybody))
    with acting_as(room.parent.pk):
        found["family_overview_ms"] = _timed(lambda: cards(room.parent, at=at))
    with as_role("portal_purge"):
        found["class_bare_facts_ms"] = _timed(bare(room.klass))
        found["school_bare_facts_ms"] = _timed(bare(room.everybody))
    return found | _kept(room, at=at)


def _kept(room: Room, *, at: datetime) -> dict[str, float]:
    """Return how long it takes to work a school out beforehand, and to read that."""
    begin = time.perf_counter()
    with as_role("portal_worker"):
        keep_answers(school=room.group.school_id, at=at)
    found = {"school_keep_ms": (time.perf_counter() - begin) * 1000}
    now = timezone.now()
    with acting_as(room.teacher.pk):
        found["class_kept_ms"] = _timed(lambda: effective(room.klass, at=now))
    with acting_as(room.head.pk):
        found["school_kept_ms"] = _timed(lambda: effective(room.everybody, at=now))
    return found


def _timed(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return median(times)
