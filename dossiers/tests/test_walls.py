"""Two walls round the notes; each holds where the other is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from dossiers.choices import Category
from dossiers.models import Entry, FollowUp
from dossiers.rules import COMPARTMENTS
from dossiers.services.reading import members
from dossiers.tests import make, people
from kernel.database import acting_as, as_role
from kernel.tests.roles import unwalled
from schools.tests import make as schools
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

pytestmark = pytest.mark.django_db
READ = "SELECT (SELECT count(*) FROM dossiers_entry) + (SELECT count(*) FROM dossiers_followup)"


def rows(statement: str = READ, values: tuple[Any, ...] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


def seen_by_database(user: User | None) -> int:
    """Count what raw SQL of a page reaches: the second wall alone."""
    with acting_as(user.pk if user else None):
        return rows()


@pytest.mark.law("AVG 5(1)(f)")
def test_raw_sql_reaches_the_notes_of_the_own_students_and_no_other() -> None:
    mine, theirs = make.klass(), make.klass()
    make.follow_up(mine.mentor, mine.student, days=3)
    make.follow_up(theirs.mentor, theirs.student, days=3)

    assert seen_by_database(mine.mentor) == 2


def test_raw_sql_with_nobody_signed_in_reaches_nothing() -> None:
    mine = make.klass()
    make.follow_up(mine.mentor, mine.student, days=3)

    assert seen_by_database(None) == 0
    with as_role("portal_worker"):
        assert seen_by_database(None) == 0


@pytest.mark.parametrize("outsider", people.OUTSIDERS)
def test_raw_sql_of_somebody_without_the_task_reaches_nothing(
    outsider: Callable[[make.Klass], User],
) -> None:
    mine = make.klass()
    make.follow_up(mine.mentor, mine.student, days=3)

    assert seen_by_database(outsider(mine)) == 0


@pytest.mark.parametrize("outsider", people.OUTSIDERS)
def test_the_queryset_holds_where_row_security_is_gone(
    outsider: Callable[[make.Klass], User],
) -> None:
    mine = make.klass()
    make.follow_up(mine.mentor, mine.student, days=3)
    other = outsider(mine)

    with unwalled("dossiers"):
        assert rows() == 2
        assert not Entry.objects.visible_to(other).exists()
        assert not FollowUp.objects.visible_to(other).exists()
        assert Entry.objects.visible_to(mine.mentor).count() == 1
        assert FollowUp.objects.visible_to(mine.mentor).count() == 1


def test_other_categories_are_closed_to_pages_by_either_wall() -> None:
    mine = make.klass()
    others = [category for category in Category if category not in COMPARTMENTS]
    make.place(*(make.placed(mine.student, category=category) for category in others))

    assert seen_by_database(mine.mentor) == 0
    with unwalled("dossiers"):
        assert rows() == len(others)
        assert not Entry.objects.visible_to(mine.mentor).exists()


def test_the_owner_of_the_tables_sees_nothing_without_saying_so() -> None:
    mine = make.klass()
    make.follow_up(mine.mentor, mine.student, days=3)

    with as_role("portal_owner"):
        assert rows() == 0


def test_saying_so_opens_nothing_to_a_page() -> None:
    mine = make.klass()
    make.note(mine.mentor, mine.student)

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.owner_opens', 'dossiers', true)")

    assert seen_by_database(schools.user()) == 0


def test_a_view_of_another_person_does_not_outlive_the_transaction() -> None:
    mine = make.klass()
    make.note(mine.mentor, mine.student)
    with acting_as(mine.mentor.pk):
        assert rows() == 1

    assert rows() == 0


ADD = """
INSERT INTO dossiers_entry (public_id, student_id, school_id, category, kind, title, held_on,
  body, author_id, author_name, created_at)
SELECT gen_random_uuid(), s.id, s.school_id, %s, %s, 't', current_date, 'b', %s, 'n', now()
FROM students_student s WHERE s.id = %s
"""


def add(as_user: User, of: make.Klass, *, author: User, category: str, kind: str) -> None:
    with acting_as(as_user.pk), connection.cursor() as cursor:
        cursor.execute(ADD, [category, kind, author.pk, of.student.pk])


@pytest.mark.parametrize("outsider", people.OUTSIDERS)
def test_raw_sql_of_somebody_without_the_task_writes_nothing(
    outsider: Callable[[make.Klass], User],
) -> None:
    mine = make.klass()
    other = outsider(mine)

    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        add(other, mine, author=other, category="conversation_note", kind="phone")


def test_nobody_writes_in_the_name_of_another_or_in_another_category() -> None:
    mine = make.klass()

    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        add(mine.mentor, mine, author=schools.user(), category="conversation_note", kind="phone")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        add(mine.mentor, mine, author=mine.mentor, category="support_file", kind="")
    add(mine.mentor, mine, author=mine.mentor, category="conversation_note", kind="phone")

    assert seen_by_database(mine.mentor) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossiers_entry SET body = 'changed'",
        "UPDATE dossiers_entry SET student_id = student_id",
        "DELETE FROM dossiers_entry",
        "UPDATE dossiers_followup SET text = 'changed'",
        "DELETE FROM dossiers_followup",
        "TRUNCATE dossiers_entry CASCADE",
    ],
)
@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_no_page_and_no_job_changes_or_deletes_what_was_written(role: str, statement: str) -> None:
    mine = make.klass()
    make.follow_up(mine.mentor, mine.student, days=3)

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        as_role(role),
        acting_as(mine.mentor.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_purge_sees_all_and_neither_alters_nor_deletes_what_nobody_approved() -> None:
    mine = make.klass()
    make.follow_up(mine.mentor, mine.student, days=3)

    with as_role("portal_purge"):
        assert len(Entry.objects.select_for_update()) == 0
        assert Entry.objects.update(body="changed") == 0
        FollowUp.objects.all()._raw_delete("default")
        Entry.objects.all()._raw_delete("default")
        assert (Entry.objects.count(), FollowUp.objects.count()) == (1, 1)


def test_only_the_worker_can_let_entries_in() -> None:
    mine = make.klass()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows("SELECT dossiers_place('[]')")
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        as_role("portal_purge"),
    ):
        rows("SELECT dossiers_place('[]')")

    assert make.place(make.placed(mine.student, author=mine.mentor)) == 1


def test_an_entry_cannot_be_at_another_school_than_its_student() -> None:
    mine, other = make.klass(), make.klass()

    with acting_as(mine.mentor.pk), connection.cursor() as cursor:
        statement = ADD.replace("s.school_id,", f"{other.school.pk},")
        cursor.execute(statement, ["conversation_note", "phone", mine.mentor.pk, mine.student.pk])
        with (
            pytest.raises(IntegrityError, match="dossiers_entry_same_school"),
            transaction.atomic(),
        ):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_an_account_ends_and_its_notes_keep_the_name() -> None:
    mine = make.klass()
    former = access.with_role(Role.MENTOR, mine.group)
    make.note(former, mine.student)
    name, key = former.display_name, former.pk

    with as_role("portal_purge"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM students_studentgrant WHERE user_id = %s", [key])
        cursor.execute("DELETE FROM schools_schoolgrant WHERE user_id = %s", [key])
        cursor.execute("DELETE FROM access_assignment WHERE user_id = %s", [key])
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [key])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with acting_as(mine.mentor.pk):
        entry = Entry.objects.visible_to(mine.mentor).get()
    assert (entry.author_id, entry.author_name) == (None, name)


def crowd(of: make.Klass, *, students: int, notes_each: int) -> None:
    """Fill the tables with notes about students of another mentor."""
    Student.objects.bulk_create(
        Student(school=of.school, las_key=f"crowd{n}", surname="Menigte") for n in range(students)
    )
    many = "FROM generate_series(1, %s), students_student s WHERE s.surname = 'Menigte'"
    with unwalled("dossiers"), connection.cursor() as cursor:
        cursor.execute(
            ADD.replace("FROM students_student s WHERE s.id = %s", many),
            ["conversation_note", "phone", of.mentor.pk, notes_each],
        )
        cursor.execute(
            "INSERT INTO dossiers_followup (public_id, entry_id, student_id, category, text,"
            " due_on) SELECT gen_random_uuid(), id, student_id, category, 'x', held_on"
            " FROM dossiers_entry"
        )
        cursor.execute("ANALYZE dossiers_entry")
        cursor.execute("ANALYZE dossiers_followup")


def test_a_mentor_is_not_made_to_wait_for_fifty_thousand_notes_of_others() -> None:
    mine = make.klass()
    make.note(mine.mentor, mine.student)
    crowd(mine, students=2_000, notes_each=26)
    notes = Entry.objects.visible_to(mine.mentor).current()
    agreed = FollowUp.objects.visible_to(mine.mentor)

    with acting_as(mine.mentor.pk):
        plans = {
            "the class page": members(
                actor=mine.mentor, group=mine.group, at=timezone.now()
            ).explain(),
            "the student page": notes.filter(student=mine.student).newest_first().explain(),
            "a file as a whole": Entry.objects.visible_to(mine.mentor)
            .filter(student=mine.student)
            .explain(),
            "the follow-ups": agreed.writable_by(mine.mentor).open().explain(),
            "raw SQL on notes": Entry.objects.all().explain(),
            "raw SQL on follow-ups": FollowUp.objects.all().explain(),
        }

    assert not [name for name, plan in plans.items() if "Seq Scan on dossiers_" in plan], plans


def test_who_reads_in_an_emergency_ticks_nothing_off_by_raw_sql() -> None:
    mine = make.klass()
    make.follow_up(mine.mentor, mine.student, days=3)
    head = access.with_role(Role.PRINCIPAL, mine.school)
    access.emergency(head, mine.student, at=timezone.now() - timedelta(minutes=5))
    tick = "UPDATE dossiers_followup SET done_at = now()"

    for user, ticked in ((head, 0), (mine.mentor, 1)):
        with acting_as(user.pk), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM dossiers_followup")
            assert cursor.fetchone() == (1,)
            cursor.execute(tick)
            assert cursor.rowcount == ticked
