"""Three compartments of one table: each opens to its own readers, by either wall alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from dossiers.choices import Category
from dossiers.models import Entry
from dossiers.rules import COMPARTMENTS
from dossiers.tests import make, people
from dossiers.tests.test_walls import ADD
from kernel.database import acting_as, as_role
from kernel.tests.roles import unwalled
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

pytestmark = pytest.mark.django_db
NOTE, ADVICE, CARE = Category.CONVERSATION_NOTE, Category.LESSON_ADVICE, Category.CARE_NOTE


def group(role: Role) -> Callable[[make.File], User]:
    return lambda of: access.with_role(role, of.klass.group)


def school(role: Role) -> Callable[[make.File], User]:
    return lambda of: access.with_role(role, of.klass.school)


def psychologist(of: make.File) -> User:
    return access.with_role(Role.PSYCHOLOGIST, of.student)


def mentor_in_the_team(of: make.File) -> User:
    return access.with_role(Role.CARE_TEAM, of.student, who=of.klass.mentor)


def carer_of_another(of: make.File) -> User:
    return access.with_role(Role.CARE_TEAM, make.classmate(of.klass))


def parent_without_authority(of: make.File) -> User:
    who = people.stranger(of.klass)
    students.guardianship(of.student, user=who, authority=Authority.NONE)
    return who


def principal_in_an_emergency(of: make.File) -> User:
    head = access.with_role(Role.PRINCIPAL, of.klass.school)
    access.emergency(head, of.student, at=timezone.now() - timedelta(minutes=5))
    return head


def teacher_who_is_the_parent(of: make.File) -> User:
    both = access.parent(of.student, who=access.with_role(Role.CARE_COORDINATOR, of.klass.school))
    return access.with_role(Role.SUBJECT_TEACHER, of.klass.group, who=both)


# Who, what that person reads of the student, and what that person writes.
WHO: dict[str, tuple[Callable[[make.File], User], set[Category], set[Category]]] = {
    "mentor": (lambda of: of.klass.mentor, {NOTE, ADVICE}, {NOTE}),
    "subject teacher": (group(Role.SUBJECT_TEACHER), {ADVICE}, set()),
    "team leader": (group(Role.TEAM_LEADER), {NOTE, ADVICE}, set()),
    "care coordinator": (lambda of: of.coordinator, {NOTE, ADVICE}, {ADVICE}),
    "care team": (lambda of: of.carer, {ADVICE, CARE}, {CARE}),
    "psychologist": (psychologist, {NOTE, ADVICE, CARE}, {ADVICE, CARE}),
    "mentor in the team": (mentor_in_the_team, {NOTE, ADVICE, CARE}, {NOTE, CARE}),
    "care team of another": (carer_of_another, set(), set()),
    "career counsellor": (school(Role.CAREER_COUNSELLOR), {ADVICE}, set()),
    "principal": (school(Role.PRINCIPAL), {ADVICE}, set()),
    "principal in an emergency": (principal_in_an_emergency, {NOTE, ADVICE, CARE}, set()),
    "administration": (school(Role.ADMINISTRATION), set(), set()),
    "attendance coordinator": (school(Role.ATTENDANCE_COORDINATOR), set(), set()),
    "system administration": (school(Role.ICT), set(), set()),
    "former mentor": (lambda of: people.former_mentor(of.klass), set(), set()),
    "parent": (lambda of: people.parent(of.klass), {ADVICE}, set()),
    "parent without authority": (parent_without_authority, set(), set()),
    "teacher who is the parent": (teacher_who_is_the_parent, {ADVICE}, set()),
    "stranger": (lambda of: people.stranger(of.klass), set(), set()),
}
NAMED = pytest.mark.parametrize("name", WHO)


@pytest.mark.law("AVG 5(1)(f)")
@NAMED
def test_raw_sql_reaches_each_compartment_by_its_own_grant_alone(name: str) -> None:
    mine = make.file()
    make_user, reads, _ = WHO[name]
    user = make_user(mine)

    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT category FROM dossiers_entry")
        found = [category for (category,) in cursor.fetchall()]

    assert sorted(found) == sorted(reads)


@NAMED
def test_the_queryset_holds_each_compartment_where_row_security_is_gone(name: str) -> None:
    mine = make.file()
    make_user, reads, writes = WHO[name]
    user = make_user(mine)

    with unwalled("dossiers"):
        seen = Entry.objects.visible_to(user)
        assert sorted(seen.values_list("category", flat=True)) == sorted(reads)
        for category, compartment in COMPARTMENTS.items():
            assert Entry.objects.visible_to(user, compartment).exists() is (category in reads)
            by_author = Entry.objects.written_by(user, compartment)
            assert not by_author.exists() or category in writes


@NAMED
@pytest.mark.parametrize("category", COMPARTMENTS)
def test_raw_sql_writes_in_a_compartment_by_its_own_grant_alone(
    name: str, category: Category
) -> None:
    mine = make.file()
    make_user, _, writes = WHO[name]
    user = make_user(mine)

    def add(author: User) -> None:
        kind = "phone" if category == NOTE else ""
        with transaction.atomic(), acting_as(user.pk), connection.cursor() as cursor:
            cursor.execute(ADD, [category, kind, author.pk, mine.student.pk])

    if category in writes:
        add(user)
    else:
        with pytest.raises(DatabaseError, match="row-level security"):
            add(user)
    with pytest.raises(DatabaseError, match="row-level security"):
        add(people.stranger(mine.klass))


@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_nobody_signed_in_reaches_no_compartment(role: str) -> None:
    make.file()

    with as_role(role), acting_as(None):
        assert not Entry.objects.all().exists()


def test_the_care_team_loses_its_notes_with_the_last_day_in_the_team() -> None:
    mine = make.file()
    yesterday = timezone.localdate() - timedelta(days=1)
    former = access.with_role(Role.CARE_TEAM, mine.student, last_day=yesterday)

    with acting_as(former.pk):
        assert not Entry.objects.all().exists()


def test_no_agreement_hangs_on_a_note_of_the_care_team() -> None:
    mine = make.file()
    statement = (
        "INSERT INTO dossiers_followup (public_id, entry_id, student_id, category, text, due_on)"
        " VALUES (gen_random_uuid(), %s, %s, 'care_note', 'x', current_date)"
    )

    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        acting_as(mine.carer.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [mine.care.pk, mine.student.pk])


def test_who_writes_two_compartments_finds_in_each_what_was_written_there() -> None:
    mine = make.file()
    both = psychologist(mine)
    advice = make.written(both, mine.student, COMPARTMENTS[ADVICE])
    care = make.written(both, mine.student, COMPARTMENTS[CARE])

    with acting_as(both.pk):
        assert Entry.objects.written_by(both, COMPARTMENTS[ADVICE]).get() == advice
        assert Entry.objects.written_by(both, COMPARTMENTS[CARE]).get() == care
