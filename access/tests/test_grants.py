"""Grants follow assignments, and end by themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from access import grants
from access.backends import checker
from access.choices import Role
from access.errors import WrongScopeError
from access.models import Assignment
from access.tests import make
from kernel.dates import day_of, start_of
from schools.models import SchoolGrant
from schools.tests import make as schools
from students.models import Student
from students.querysets import grants_of, students_where
from students.tests import make as students

pytestmark = pytest.mark.django_db


@pytest.mark.law("AVG 5(1)(f), 32(4)")
def test_a_mentor_sees_the_own_group_and_nobody_else() -> None:
    own, other = schools.group(schools.school()), schools.group(schools.school())
    mine, theirs = students.student(group=own), students.student(group=other)
    mentor = make.with_role(Role.MENTOR, own)

    assert set(Student.objects.visible_to(mentor)) == {mine}
    assert checker(mentor).has_perm("read_conversation_notes", mine)
    assert not checker(mentor).has_perm("read_conversation_notes", theirs)


def test_a_subject_teacher_knows_the_student_but_has_no_grant_on_notes() -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    teacher = make.with_role(Role.SUBJECT_TEACHER, group)

    assert set(Student.objects.visible_to(teacher)) == {student}
    assert not Student.objects.where(teacher, "read_conversation_notes").exists()


def test_an_assignment_that_ended_yesterday_opens_nothing_without_any_job() -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    today = timezone.localdate()
    mentor = make.with_role(Role.MENTOR, group, first_day=date(2020, 8, 1), last_day=today)
    assert Student.objects.visible_to(mentor).exists()

    tomorrow = timezone.now() + timedelta(days=1)

    assert not Student.objects.filter(
        grants__user=mentor, grants__valid__contains=tomorrow
    ).exists()
    assert not Student.objects.visible_to(mentor).exclude(pk=student.pk).exists()


def test_the_task_of_a_parent_goes_on_where_its_period_moved_a_little() -> None:
    child = students.student(group=schools.group(schools.school()))
    parent = make.parent(child)
    students.now_said_of(parent, child, period=(date(2021, 8, 1), None))

    grants.sync(schools=[child.school_id], at=timezone.now())

    (task,) = Assignment.objects.filter(user=parent)
    assert day_of(task.valid.lower) == date(2021, 8, 1)
    assert Student.objects.visible_to(parent).get() == child


def test_the_grants_for_a_school_stay_where_the_period_of_the_task_moved() -> None:
    school = schools.school()
    head = make.with_role(Role.PRINCIPAL, school, first_day=date(2020, 8, 1))
    before = SchoolGrant.objects.filter(user=head)
    count = before.count()
    assert count

    moved = (start_of(date(2021, 8, 1)), start_of(date(2099, 8, 1)))
    head.assignments.update(valid=moved)
    grants.sync(schools=[school.pk], at=timezone.now())

    after = SchoolGrant.objects.filter(user=head)
    assert after.count() == count
    assert {(one.valid.lower, one.valid.upper) for one in after} == {moved}


def test_an_account_that_is_disabled_sees_nothing() -> None:
    group = schools.group(schools.school())
    student = students.student(group=group)
    mentor = make.with_role(Role.MENTOR, group)

    mentor.is_active = False
    mentor.save(update_fields=["is_active"])

    assert not Student.objects.visible_to(mentor).exists()
    assert not checker(mentor).has_perm("read_identity", student)


def test_the_right_written_out_names_the_students_that_the_grants_name() -> None:
    group = schools.group(schools.school())
    students.student(group=group)
    today = timezone.localdate()
    ending = make.with_role(Role.MENTOR, group, first_day=date(2020, 8, 1), last_day=today)
    disabled = make.with_role(Role.MENTOR, group)
    disabled.is_active = False
    others = [make.with_role(Role.SUBJECT_TEACHER, group), schools.user()]
    moments = [timezone.now() + timedelta(days=days) for days in (-4000, -1, 0, 1)]

    found = [
        (set(written.values_list("pk", flat=True)), set(granted))
        for who in [ending, disabled, *others]
        for permission in ("read_identity", "read_conversation_notes", "no_such_permission")
        for at in moments
        for written in [Student.objects.filter(pk__in=students_where(who, permission, at=at))]
        for granted in [
            grants_of(who, permission, at=at).values_list("content_object_id", flat=True)
        ]
    ]

    assert all(written == granted for written, granted in found)
    assert {len(written) for written, _ in found} == {0, 1}


def test_a_role_is_refused_for_a_scope_that_the_matrix_does_not_know() -> None:
    with pytest.raises(WrongScopeError):
        make.task(Role.SUBJECT_TEACHER, schools.school(), user=schools.user())


@pytest.mark.law("BW 1:245")
def test_a_parent_with_authority_sees_the_child_and_one_without_does_not() -> None:
    student = students.student()
    mother = make.parent(student)
    stranger = schools.user()

    assert set(Student.objects.visible_to(mother)) == {student}
    assert not Student.objects.visible_to(stranger).exists()


def test_postgresql_knows_the_size_of_a_school_that_came_in_just_now() -> None:
    school = schools.school()
    Student.objects.bulk_create(Student(school=school, surname=f"S{n}") for n in range(500))

    grants.sync(schools=[school.pk], at=timezone.now())

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'students_student'")
        assert cursor.fetchone()[0] >= 500
