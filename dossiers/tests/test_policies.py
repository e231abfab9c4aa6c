"""Who reads and writes which compartment of whom: by the own task, and by that alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from access import grants
from access.choices import Role
from access.tests import make as access
from dossiers import policies
from dossiers.errors import NotTheirReaderError, NotTheirWriterError
from dossiers.rules import ADVICE, CARE, NOTES
from dossiers.tests import make
from schools.choices import GroupKind
from schools.tests import make as schools
from students.models import Membership, Student
from students.tests import make as students

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine() -> make.Klass:
    return make.klass()


def second_class(of: make.Klass) -> make.Klass:
    """Make a class more at the same school, with the same mentor."""
    group = schools.group(of.school)
    student = students.student(group=group)
    access.with_role(Role.MENTOR, group, who=of.mentor)
    return make.Klass(of.school, group, student, of.mentor)


def test_works_with_notes_who_has_a_task_in_which_notes_are_read(mine: make.Klass) -> None:
    now = timezone.now()

    assert policies.works_with(mine.mentor, NOTES, at=now)
    assert not policies.works_with(mine.mentor, CARE, at=now)
    assert not policies.works_with(
        access.with_role(Role.ADMINISTRATION, mine.school), NOTES, at=now
    )
    assert not policies.works_with(schools.user(), NOTES, at=now)


def test_reads_the_notes_of_a_student_who_has_a_task_for_that_student(mine: make.Klass) -> None:
    now, theirs = timezone.now(), make.klass()
    teacher = access.with_role(Role.SUBJECT_TEACHER, mine.group)

    assert policies.require_reader(mine.mentor, mine.student, NOTES, at=now).role == Role.MENTOR
    for other in (schools.user(), theirs.mentor, teacher):
        with pytest.raises(NotTheirReaderError):
            policies.require_reader(other, mine.student, NOTES, at=now)


def test_a_closed_account_reads_nothing(mine: make.Klass) -> None:
    mine.mentor.is_active = False
    mine.mentor.save(update_fields=["is_active"])

    with pytest.raises(NotTheirReaderError):
        policies.require_reader(mine.mentor, mine.student, NOTES, at=timezone.now())


def test_who_had_the_task_until_two_days_ago_reads_no_more(mine: make.Klass) -> None:
    now = timezone.now()
    mentor = access.with_role(Role.MENTOR, mine.group, last_day=timezone.localdate())

    policies.require_reader(mentor, mine.student, NOTES, at=now)
    with pytest.raises(NotTheirReaderError):
        policies.require_reader(mentor, mine.student, NOTES, at=now + timedelta(days=2))


def test_a_mentor_opens_the_own_classes_and_a_coordinator_those_of_the_school(
    mine: make.Klass,
) -> None:
    now, theirs = timezone.now(), make.klass()
    other = schools.group(mine.school)
    coordinator = access.with_role(Role.CARE_COORDINATOR, mine.school)

    assert set(policies.classes_of(mine.mentor, at=now)) == {mine.group}
    assert set(policies.classes_of(coordinator, at=now)) == {mine.group, other}
    assert set(policies.classes_of(theirs.mentor, at=now)) == {theirs.group}
    assert not policies.classes_of(schools.user(), at=now)


def test_the_students_of_whom_somebody_reads_have_each_their_own_class(mine: make.Klass) -> None:
    theirs, second = make.klass(), second_class(mine)
    teaching = schools.group(mine.school, kind=GroupKind.TEACHING)
    nowhere = students.student(group=teaching)
    coordinator = access.with_role(Role.CARE_COORDINATOR, mine.school)

    known = policies.students_of(coordinator, NOTES, at=timezone.now())

    assert {student: student.class_name for student in known} == {
        mine.student: mine.group.name,
        second.student: second.group.name,
        nowhere: None,
    }
    assert not known.filter(pk=theirs.student.pk).exists()


def test_the_own_child_is_not_among_the_students_of_ones_work(mine: make.Klass) -> None:
    other = make.classmate(mine)
    both = access.with_role(Role.CARE_COORDINATOR, mine.school)
    access.parent(mine.student, who=both)

    assert list(policies.students_of(both, ADVICE, at=timezone.now())) == [other]


def test_what_else_one_may_do_is_told_of_each_student_apart(mine: make.Klass) -> None:
    other = students.student(mine.school)
    access.with_role(Role.CARE_TEAM, other, who=mine.mentor)
    access.with_role(Role.CARE_COORDINATOR, mine.school, who=mine.mentor)
    elsewhere = students.student()
    access.secrecy(mine.mentor, elsewhere.school)
    access.with_role(Role.CARE_TEAM, elsewhere, who=mine.mentor)
    now = timezone.now()

    notes = policies.students_of(mine.mentor, NOTES, at=now)
    advice = policies.students_of(mine.mentor, ADVICE, at=now)

    assert {each: each.may_write for each in notes} == {mine.student: True, other: False}
    assert {each: each.may_see_pictures for each in advice} == {
        mine.student: True,
        other: True,
        elsewhere: False,
    }


def test_the_page_of_a_student_names_the_class_of_that_student_today(mine: make.Klass) -> None:
    second = second_class(mine)
    moved = students.student(mine.school)
    Membership.objects.create(
        student=moved, group=mine.group, period=(date(2026, 8, 1), date(2026, 9, 1))
    )
    Membership.objects.create(student=moved, group=second.group, period=(date(2026, 9, 1), None))
    grants.sync(schools=[mine.school.pk], at=schools.NOW)

    for student in (second.student, moved):
        found = policies.require_student_reader(
            mine.mentor, student.public_id, NOTES, at=timezone.now()
        )
        assert found == student
        assert found.group == {
            "public_id": str(second.group.public_id),
            "name": second.group.name,
        }


def test_the_page_of_a_student_holds_what_oneself_may_do_there_now(mine: make.Klass) -> None:
    other, until = make.classmate(mine), timezone.localdate()
    access.with_role(Role.CARE_TEAM, mine.student)
    access.with_role(Role.CARE_TEAM, other, who=mine.mentor, last_day=until)
    now = timezone.now()

    def held(student: Student, days: int = 0) -> list[str]:
        at = now + timedelta(days=days)
        return policies.require_student_reader(mine.mentor, student.public_id, NOTES, at=at).held

    assert CARE.read not in held(mine.student)
    assert CARE.read in held(other)
    assert CARE.read not in held(other, days=2)


def test_a_birth_date_is_shown_of_whom_one_may_see_it(mine: make.Klass) -> None:
    taught = make.klass().student
    access.with_role(Role.SUBJECT_TEACHER, taught.memberships.get().group, who=mine.mentor)
    shown = {
        student: policies.require_student_reader(
            mine.mentor, student.public_id, ADVICE, at=timezone.now()
        ).may_see_birth_date
        for student in (mine.student, taught)
    }

    assert shown == {mine.student: True, taught: False}


def test_the_page_of_a_student_is_closed_to_who_has_no_task(mine: make.Klass) -> None:
    student = mine.student.public_id

    for other in (schools.user(), make.klass().mentor, access.parent(mine.student)):
        with pytest.raises(NotTheirReaderError):
            policies.require_student_reader(other, student, NOTES, at=timezone.now())


def test_a_family_reads_what_is_open_to_it_of_the_child_that_was_asked_for(
    mine: make.Klass,
) -> None:
    second = make.classmate(mine)
    parent = access.parent(second, who=access.parent(mine.student))
    now = timezone.now()

    for child in (mine.student, second):
        found = policies.require_family_reader(parent, child.public_id, ADVICE, at=now)
        assert found == child
        with pytest.raises(NotTheirReaderError):
            policies.require_family_reader(parent, child.public_id, NOTES, at=now)
    for other in (mine.mentor, access.parent(make.classmate(mine)), schools.user()):
        with pytest.raises(NotTheirReaderError):
            policies.require_family_reader(other, second.public_id, ADVICE, at=now)


def test_the_groups_to_choose_from_are_those_of_the_students_one_reads(mine: make.Klass) -> None:
    make.klass()
    students.student(group=schools.group(mine.school))

    assert list(policies.groups_of(mine.mentor, NOTES, at=timezone.now())) == [mine.group]


def test_students_by_name_are_those_whom_a_task_names(mine: make.Klass) -> None:
    named = students.student(mine.school)
    access.with_role(Role.MENTOR, named, who=mine.mentor)

    assert list(policies.students_by_name(mine.mentor, at=timezone.now())) == [named]


def test_a_search_finds_the_own_students_of_that_name(mine: make.Klass) -> None:
    zoe = make.classmate(mine, name="Zoë")
    students.student(mine.school, name="Zoë")

    assert list(policies.find_students(mine.mentor, "zoe", at=timezone.now())) == [zoe]


def test_writes_who_writes_about_that_student(mine: make.Klass) -> None:
    now, theirs = timezone.now(), make.klass()
    leader = access.with_role(Role.TEAM_LEADER, mine.group)

    assert policies.may_write(mine.mentor, mine.student, NOTES, at=now)
    policies.require_writer(mine.mentor, mine.student, NOTES, at=now)
    for other in (leader, theirs.mentor, schools.user()):
        assert not policies.may_write(other, mine.student, NOTES, at=now)
        with pytest.raises(NotTheirWriterError):
            policies.require_writer(other, mine.student, NOTES, at=now)


def test_a_class_opens_on_the_ground_of_the_task_for_it(mine: make.Klass) -> None:
    second = second_class(mine)
    now = timezone.now()

    for klass in (mine, second):
        found = policies.require_class_reader(mine.mentor, klass.group.public_id, at=now)
        task = mine.mentor.assignments.get(group=klass.group)
        assert found == klass.group
        assert [ground["key"] for ground in found.ground] == [task.pk]
    for other in (make.klass().mentor, schools.user()):
        with pytest.raises(NotTheirReaderError):
            policies.require_class_reader(other, mine.group.public_id, at=now)


def test_without_a_task_there_is_no_basis(mine: make.Klass) -> None:
    found = policies.require_class_reader(mine.mentor, mine.group.public_id, at=timezone.now())

    assert policies.require_basis(found.ground).role == Role.MENTOR
    with pytest.raises(NotTheirReaderError):
        policies.require_basis([])
