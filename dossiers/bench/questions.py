"""The five queries that the pages ask most, each beside the bare SQL for the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from consents.policies import family
from dossiers.models import Entry
from dossiers.rules import NOTES
from kernel.dates import day_of
from students.models import Student
from students.policies import students_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from accounts.models import User
    from dossiers.bench.fill import Town

READ = "read_conversation_notes"
NEWEST, PER_PAGE = 20, 50
WALL = f"""
  AND students_student.id = ANY ((SELECT access_students('{READ}'))::bigint[])"""
READABLE = """
SELECT students_student.id FROM students_studentgrant g
JOIN auth_permission p ON p.id = g.permission_id
JOIN students_student ON students_student.id = g.content_object_id
WHERE g.user_id = %(user)s AND p.codename = 'read_conversation_notes' AND g.valid @> now()"""
NEWEST_NOTES = """
SELECT e.* FROM dossiers_entry e
WHERE e.student_id = %(student)s AND e.category = 'conversation_note'
  AND NOT EXISTS (SELECT FROM dossiers_entry later WHERE later.supersedes_id = e.id)
ORDER BY e.held_on DESC, e.id DESC LIMIT 20"""
LAST_TALKS = """
SELECT s.*, talk.said FROM students_student s
JOIN students_membership m ON m.student_id = s.id
LEFT JOIN LATERAL (
  SELECT json_build_object('held_on', e.held_on, 'kind', e.kind) AS said FROM dossiers_entry e
  WHERE e.student_id = s.id AND e.category = 'conversation_note'
    AND NOT EXISTS (SELECT FROM dossiers_entry later WHERE later.supersedes_id = e.id)
  ORDER BY e.held_on DESC, e.id DESC LIMIT 1
) AS talk ON true
WHERE m.group_id = %(group)s AND m.period @> current_date
ORDER BY s.surname, s.call_name, s.id"""
CLASS_NAME = """
  (SELECT g.name FROM students_membership m JOIN schools_group g ON g.id = m.group_id
   WHERE m.student_id = s.id AND g.kind = 'base' AND m.period @> current_date LIMIT 1)"""
STUDENTS = f"""
SELECT s.*, {CLASS_NAME} FROM students_student s WHERE s.school_id = %(school)s
ORDER BY s.surname, s.call_name, s.id LIMIT 50"""  # noqa: S608  (constants)
CHILDREN = f"""
SELECT s.*, c.*, {CLASS_NAME} FROM students_guardian g
JOIN students_guardianship gs ON gs.guardian_id = g.id
JOIN students_student s ON s.id = gs.student_id
JOIN schools_school c ON c.id = s.school_id
WHERE g.user_id = %(user)s AND gs.period @> current_date AND gs.restriction = 'none'
  AND gs.authority IN ('joint', 'sole', 'guardian', 'institution')
ORDER BY s.call_name, s.id"""  # noqa: S608  (constants)


@dataclass(frozen=True, slots=True)
class Question:
    """One query: who asks, the bare SQL, and what the pages ask instead.

    `wall` stands for row security on a table that has none itself.
    """

    name: str
    user: User
    bare: str
    keys: dict[str, int]
    asked: Callable[[], QuerySet[Any, Any]]
    wall: str = ""


def questions(town: Town) -> list[Question]:
    """Return the five, asked by people of one school."""
    mentor, office, parent = (town.person(each) for each in ("mentor1", "office", "parent1a"))
    student, group, school = town.student, town.group, town.school

    def readable() -> QuerySet[Any, Any]:
        return Student.objects.where(mentor, READ).values_list("pk", flat=True)

    def newest() -> QuerySet[Any, Any]:
        notes = Entry.objects.visible_to(mentor, NOTES).filter(student=student)
        return notes.current().newest_first()[:NEWEST]

    def listed() -> QuerySet[Any, Any]:
        return students_of(office, at=timezone.now())[:PER_PAGE]

    return [
        Question(
            "students whose notes a mentor reads",
            mentor,
            READABLE,
            {"user": mentor.pk},
            readable,
            WALL,
        ),
        Question(
            "newest 20 notes of a student", mentor, NEWEST_NOTES, {"student": student.pk}, newest
        ),
        Question(
            "last talk of each of a class",
            mentor,
            LAST_TALKS,
            {"group": group.pk},
            lambda: last_talks(mentor, group.pk),
        ),
        Question("first 50 students of a school", office, STUDENTS, {"school": school.pk}, listed),
        Question(
            "children of a parent",
            parent,
            CHILDREN,
            {"user": parent.pk},
            lambda: family(parent, on=timezone.localdate()),
        ),
    ]


def last_talks(user: User, group: int) -> QuerySet[Any, Any]:
    """Return the students of a class with the last talk, as the page of a class does."""
    talks = Entry.objects.visible_to(user, NOTES).current().newest_first()
    said = JSONObject(held_on="held_on", kind="kind")
    last = talks.filter(student=OuterRef("pk")).values_list(said, flat=True)[:1]
    known = Student.objects.where(user, READ).in_group(group, on=day_of(timezone.now()))
    return known.annotate(last_talk=Subquery(last)).by_name()
