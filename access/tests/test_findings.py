"""What a review finds: of each kind one case in which it does, and one in which it does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.choices import Extent, FindingKind, ProposalState, Role
from access.models import Assignment, Proposal
from access.review.findings import Found, find
from access.tests import make
from audit.models import Event
from audit.services import record
from dossiers.events import NotesRead
from kernel.database import as_role
from schools.models import SchoolYear, StaffMember
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Group, School
    from students.models import Student

pytestmark = pytest.mark.django_db
NOW = schools.NOW
SINCE = date(2025, 11, 2)
NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
NIGHT = datetime(2026, 10, 20, 21, tzinfo=UTC)  # eleven in the evening in the Netherlands
LONG_AGO = date(2026, 1, 5)


@dataclass
class Place:
    """A school with a class, somebody in it and the mentor."""

    school: School
    group: Group
    student: Student
    mentor: User


@pytest.fixture
def at() -> Place:
    school = schools.school()
    group = schools.group(school)
    student = students.student(group=group)
    mentor = make.with_role(Role.MENTOR, group, first_day=LONG_AGO)
    return Place(school, group, student, mentor)


def look(
    who: User, whom: Student, *, role: Role, moment: datetime = NOON, tasks: tuple[int, ...] = ()
) -> None:
    record(
        NotesRead(notes=1, assignments=tasks),
        actor=who,
        role=role,
        subject=whom.audit_ref,
        school=whom.school.public_id,
        at=moment,
    )


def found(school: School, kind: FindingKind, *, extent: Extent = Extent.FULL) -> list[Found]:
    every = find(school, extent=extent, since=SINCE, at=NOW)
    return [one for one in every if one.kind == kind]


def whom(school: School, kind: FindingKind) -> set[object]:
    return {one.about for one in found(school, kind)}


def test_who_has_lost_every_task_and_can_still_sign_in_is_found(at: Place) -> None:
    former = make.with_role(Role.MENTOR, at.group, last_day=date(2026, 9, 30))
    hired = schools.user("hired")
    with as_role("portal_worker"):
        StaffMember.objects.create(school=at.school, las_key="m1", surname="Vis", user=hired)

    assert whom(at.school, FindingKind.IDLE_ACCOUNT) == {former.audit_ref, hired.audit_ref}


@pytest.mark.parametrize("case", ["working", "yet to begin", "elsewhere too", "closed"])
def test_who_has_a_task_or_cannot_sign_in_is_no_idle_account(at: Place, case: str) -> None:
    former = make.with_role(Role.MENTOR, at.group, last_day=date(2026, 9, 30))
    if case == "working":
        make.with_role(Role.TEAM_LEADER, at.group, who=former)
    elif case == "yet to begin":
        make.with_role(Role.MENTOR, at.group, first_day=date(2026, 12, 1), who=former)
    elif case == "elsewhere too":
        make.with_role(Role.ADMINISTRATION, schools.school(), who=former)
    else:
        former.is_active = False
        former.save(update_fields=["is_active"])

    assert not found(at.school, FindingKind.IDLE_ACCOUNT)


def test_families_who_can_sign_in_to_nothing_are_a_number_without_names(at: Place) -> None:
    make.parent(at.student)
    students.guardianship(at.student, user=schools.user("without"), authority="none")  # type: ignore[arg-type]  # as a file says it

    (one,) = found(at.school, FindingKind.FAMILY_ACCOUNTS)

    assert (one.count, one.about) == (1, None)


def test_families_with_a_task_are_no_finding(at: Place) -> None:
    make.parent(at.student)

    assert not found(at.school, FindingKind.FAMILY_ACCOUNTS)


def test_a_task_with_which_nobody_looked_is_found(at: Place) -> None:
    (one,) = found(at.school, FindingKind.UNUSED)

    assert (one.about, one.role, one.on) == (at.mentor.audit_ref, Role.MENTOR, LONG_AGO)
    assert one.assignment == at.mentor.assignments.get().pk


@pytest.mark.parametrize(
    ("role", "moment", "tasks", "unused"),
    [
        (Role.MENTOR, NOON, False, False),
        (Role.TEAM_LEADER, NOON, False, True),
        (Role.TEAM_LEADER, NOON, True, False),
        (Role.MENTOR, datetime(2025, 11, 1, 12, tzinfo=UTC), False, True),
    ],
    ids=["in the role", "in another role", "in both at once", "before the period"],
)
def test_a_task_is_used_by_looking_in_that_role_in_the_period(
    *, at: Place, role: Role, moment: datetime, tasks: bool, unused: bool
) -> None:
    task = at.mentor.assignments.get().pk
    look(at.mentor, at.student, role=role, moment=moment, tasks=(task,) if tasks else ())

    assert bool(found(at.school, FindingKind.UNUSED)) is unused


def test_looking_at_somebody_else_does_not_use_a_task(at: Place) -> None:
    look(at.mentor, students.student(at.school), role=Role.MENTOR)

    assert found(at.school, FindingKind.UNUSED)


@pytest.mark.parametrize("role", [Role.SUBJECT_TEACHER, Role.PRINCIPAL])
def test_tasks_whose_reading_is_not_on_record_are_not_called_unused(at: Place, role: Role) -> None:
    look(at.mentor, at.student, role=Role.MENTOR)
    to = at.group if role == Role.SUBJECT_TEACHER else at.school
    make.with_role(role, to, first_day=LONG_AGO)

    assert not found(at.school, FindingKind.UNUSED)


def test_a_task_that_just_began_is_not_called_unused(at: Place) -> None:
    look(at.mentor, at.student, role=Role.MENTOR)
    make.with_role(Role.MENTOR, at.group, first_day=date(2026, 10, 20))

    assert not found(at.school, FindingKind.UNUSED)


def test_looking_outside_the_own_groups_is_counted_per_reader(at: Place) -> None:
    coordinator = make.with_role(Role.CARE_COORDINATOR, at.school, first_day=LONG_AGO)
    look(coordinator, at.student, role=Role.CARE_COORDINATOR)
    look(coordinator, at.student, role=Role.CARE_COORDINATOR)
    look(coordinator, students.student(at.school), role=Role.CARE_COORDINATOR)
    look(at.mentor, at.student, role=Role.MENTOR)

    (one,) = found(at.school, FindingKind.OUTSIDE)

    assert (one.about, one.count, one.students) == (coordinator.audit_ref, 3, 2)
    assert one.on == NOON.date()


def test_a_student_is_an_own_one_only_while_the_task_and_the_membership_last(at: Place) -> None:
    mentor = make.with_role(Role.MENTOR, at.group, last_day=date(2026, 9, 30))
    look(mentor, at.student, role=Role.MENTOR, moment=datetime(2026, 9, 1, 12, tzinfo=UTC))
    assert not found(at.school, FindingKind.OUTSIDE)

    look(mentor, at.student, role=Role.MENTOR, moment=NOON)

    assert whom(at.school, FindingKind.OUTSIDE) == {mentor.audit_ref}


def test_emergency_access_makes_nobody_an_own_student(at: Place) -> None:
    principal = make.with_role(Role.PRINCIPAL, at.school)
    make.emergency(principal, at.student, at=NOON)
    look(principal, at.student, role=Role.EMERGENCY, moment=NOON + timedelta(minutes=1))

    assert whom(at.school, FindingKind.OUTSIDE) == {principal.audit_ref}


def test_parents_who_look_are_no_finding(at: Place) -> None:
    parent = make.parent(at.student)
    look(parent, at.student, role=Role.GUARDIAN, moment=NIGHT)

    assert not found(at.school, FindingKind.OUTSIDE)
    assert not found(at.school, FindingKind.NIGHT)


@pytest.mark.parametrize(
    ("moment", "is_night"),
    [
        (datetime(2026, 10, 20, 19, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 20, 20, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 21, 3, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 21, 4, 0, tzinfo=UTC), False),
        (datetime(2026, 1, 20, 20, 59, tzinfo=UTC), False),
        (datetime(2026, 1, 20, 21, 0, tzinfo=UTC), True),
    ],
)
def test_the_night_is_from_ten_to_six_in_the_netherlands(
    *, at: Place, moment: datetime, is_night: bool
) -> None:
    look(at.mentor, at.student, role=Role.MENTOR, moment=moment)

    assert bool(found(at.school, FindingKind.NIGHT)) is is_night


def test_who_looks_at_more_students_in_a_day_than_nearly_everybody_is_found(at: Place) -> None:
    for days in range(120):
        look(at.mentor, at.student, role=Role.MENTOR, moment=NOON - timedelta(days=days))
    assert not found(at.school, FindingKind.BUSIEST)

    look(at.mentor, students.student(at.school), role=Role.MENTOR, moment=NOON)

    (one,) = found(at.school, FindingKind.BUSIEST)
    assert (one.about, one.count, one.students) == (at.mentor.audit_ref, 2, 2)
    assert one.on == NOON.date()


def link(at: Place, task: Assignment, *, missing_since: date | None = None) -> Proposal:
    with as_role("portal_worker"):
        staff = StaffMember.objects.create(
            school=at.school, las_key=f"m{missing_since}", surname="Vis"
        )
    return Proposal.objects.create(
        staff=staff,
        role=task.role,
        group=at.group,
        period=(LONG_AGO, None),
        evidence="file",
        state=ProposalState.CONFIRMED,
        assignment=task,
        missing_since=missing_since,
    )


def test_a_task_whose_link_has_gone_from_the_file_is_found(at: Place) -> None:
    task = at.mentor.assignments.get()
    link(at, task, missing_since=NOW.date())

    (one,) = found(at.school, FindingKind.LINK_GONE)
    assert one.assignment == task.pk

    link(at, task)
    assert not found(at.school, FindingKind.LINK_GONE)


def test_a_task_for_a_class_of_an_earlier_year_is_found(at: Place) -> None:
    assert not found(at.school, FindingKind.YEAR_OVER)
    at.group.school_year, _made = SchoolYear.objects.get_or_create(
        name="2025-2026", defaults={"period": (date(2025, 8, 1), date(2026, 8, 1))}
    )
    at.group.save(update_fields=["school_year"])

    (one,) = found(at.school, FindingKind.YEAR_OVER)

    assert (one.about, one.on) == (at.mentor.audit_ref, date(2026, 7, 31))


def test_tasks_for_a_whole_school_or_board_are_listed_and_those_of_a_class_are_not(
    at: Place,
) -> None:
    principal = make.with_role(Role.PRINCIPAL, at.school)
    officer = make.with_role(Role.PRIVACY_OFFICER, at.school.board)
    make.with_role(Role.PRINCIPAL, schools.school())

    listed = found(at.school, FindingKind.SPECIAL, extent=Extent.SPECIAL)

    assert {one.about for one in listed} == {principal.audit_ref, officer.audit_ref}
    assert {one.kind for one in find(at.school, extent=Extent.SPECIAL, since=SINCE, at=NOW)} == {
        FindingKind.SPECIAL
    }


def test_who_has_several_roles_is_found_and_who_has_one_role_twice_is_not(at: Place) -> None:
    make.with_role(Role.MENTOR, schools.group(at.school), who=at.mentor)
    assert not found(at.school, FindingKind.ROLES)

    make.with_role(Role.TEAM_LEADER, at.group, who=at.mentor)

    (one,) = found(at.school, FindingKind.ROLES)
    assert (one.about, one.count) == (at.mentor.audit_ref, 2)


@pytest.mark.parametrize(("days", "is_long"), [(14, False), (15, True)])
def test_a_stand_in_is_found_after_two_weeks(*, at: Place, days: int, is_long: bool) -> None:
    make.task(
        Role.SUBJECT_TEACHER,
        at.group,
        user=schools.user("stand-in"),
        first_day=schools.TODAY - timedelta(days=days),
        last_day=schools.TODAY + timedelta(days=30),
        stands_in_for=at.mentor,
    )

    assert bool(found(at.school, FindingKind.STAND_IN)) is is_long


def test_nothing_of_another_school_is_found(at: Place) -> None:
    other = schools.school()
    look(at.mentor, at.student, role=Role.MENTOR, moment=NIGHT)

    assert not find(other, extent=Extent.FULL, since=SINCE, at=NOW)


def test_finding_asks_the_same_number_of_questions_however_many_people_there_are(
    at: Place,
) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            find(at.school, extent=Extent.FULL, since=SINCE, at=NOW)
        return len(asked)

    before = questions()
    for _ in range(5):
        who = make.with_role(Role.TEAM_LEADER, schools.group(at.school), first_day=LONG_AGO)
        look(who, at.student, role=Role.TEAM_LEADER, moment=NIGHT)

    assert questions() == before == 4
    assert Event.objects.reads().count() == 5
