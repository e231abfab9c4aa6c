"""Who gets which task, for how long, and what it never opens."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from access import grants, services
from access.choices import Category, EmergencyReason, Role, Source
from access.errors import (
    NoSecrecyError,
    NotYoursToGiveError,
    OneselfError,
    StandInEndsError,
)
from access.explain import explain
from access.models import Assignment, BreakGlass, Proposal
from access.tests import make
from audit.models import Event
from kernel.dates import start_of
from schools.models import StaffMember
from schools.tests import make as schools
from schools.tests.make import NOW, TODAY
from students.choices import Authority
from students.models import Student, StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
NOTES = "read_conversation_notes"


def grants_of(user: object, *, at: object) -> set[str]:
    """Return what a user may read by name at a moment."""
    live = StudentGrant.objects.filter(user=user, valid__contains=at)
    return set(live.values_list("permission__codename", flat=True))


@pytest.mark.scenario("T40")
def test_a_mentor_who_changes_class_loses_the_file_at_midnight_and_the_new_one_has_it() -> None:
    group = schools.group(schools.school())
    students.student(group=group)
    old = make.with_role(Role.MENTOR, group, last_day=date(2027, 1, 31))
    new = make.with_role(Role.MENTOR, group, first_day=date(2027, 2, 1))
    midnight = start_of(date(2027, 2, 1))
    before = midnight - timedelta(seconds=1)

    assert NOTES in grants_of(old, at=before)
    assert not grants_of(new, at=before)
    assert not grants_of(old, at=midnight)
    assert NOTES in grants_of(new, at=midnight)


def test_a_file_closes_for_the_mentor_on_the_day_after_deregistration() -> None:
    group = schools.group(schools.school())
    leaver = students.student(group=group, left_on=date(2026, 12, 31))
    leaver.memberships.update(period=(date(2026, 8, 1), None))
    mentor = make.with_role(Role.MENTOR, group)
    care = make.with_role(Role.CARE_COORDINATOR, group.school)
    new_year = start_of(date(2027, 1, 1))

    assert NOTES in grants_of(mentor, at=new_year - timedelta(seconds=1))
    assert not grants_of(mentor, at=new_year)
    assert NOTES in grants_of(care, at=new_year)
    said = explain(mentor, leaver, Category.CONVERSATION_NOTES, at=new_year)
    assert not said.allowed


@pytest.mark.scenario("T43")
@pytest.mark.parametrize("authority", [Authority.JOINT, Authority.NONE])
@pytest.mark.parametrize(
    "role", [Role.MENTOR, Role.CARE_COORDINATOR, Role.ADMINISTRATION, Role.CARE_TEAM]
)
def test_nobody_reaches_the_own_child_by_a_task_at_the_school(
    role: Role, authority: Authority
) -> None:
    group = schools.group(schools.school())
    own, other = students.student(group=group), students.student(group=group)
    target = {Role.MENTOR: group, Role.CARE_TEAM: own}.get(role, group.school)
    person = make.with_role(role, target)  # type: ignore[arg-type]  # one of the scopes
    assert own in Student.objects.visible_to(person)

    students.guardianship(own, user=person, authority=authority)
    grants.sync(schools=[group.school_id], at=NOW)

    by_task = StudentGrant.objects.filter(content_object=own).exclude(
        assignment__in=Assignment.objects.filter(role=Role.GUARDIAN).values("pk")
    )
    assert not by_task.filter(user=person).exists()
    assert (own in Student.objects.visible_to(person)) == (authority == Authority.JOINT)
    assert other in Student.objects.visible_to(person) or role == Role.CARE_TEAM
    assert not explain(person, own, Category.CONVERSATION_NOTES, at=timezone.now()).allowed


@pytest.mark.scenario("T43")
def test_a_student_who_works_at_the_school_reads_nothing_of_oneself_by_that_task() -> None:
    group = schools.group(schools.school())
    one = students.student(group=group, born_on=date(2008, 1, 1))
    person = make.with_role(Role.MENTOR, group)

    one.user = person
    one.save(update_fields=["user"])
    grants.sync(schools=[group.school_id], at=NOW)

    assert NOTES not in grants_of(person, at=timezone.now())


@pytest.mark.scenario("T46")
@pytest.mark.law("UAVG 30(4)")
def test_nobody_joins_a_care_team_without_a_recorded_duty_of_confidentiality() -> None:
    student = students.student()
    principal = make.with_role(Role.PRINCIPAL, student.school)
    helper = schools.user()

    with pytest.raises(NoSecrecyError):
        make.task(Role.CARE_TEAM, student, user=helper, by=principal)
    make.secrecy(helper, student.school)
    make.task(Role.CARE_TEAM, student, user=helper, by=principal)

    assert "write_care_notes" in grants_of(helper, at=timezone.now())


@pytest.mark.scenario("T46")
@pytest.mark.law("UAVG 30(4)")
def test_postgresql_refuses_a_care_team_without_that_duty_whatever_the_code_does() -> None:
    student = students.student()
    elsewhere = schools.user()
    make.secrecy(elsewhere, schools.school())
    for helper in (schools.user(), elsewhere):
        with pytest.raises(IntegrityError, match="confidentiality"), transaction.atomic():
            Assignment.objects.create(
                user=helper,
                role=Role.CARE_TEAM,
                student=student,
                valid=(start_of(TODAY), None),
                source=Source.MANUAL,
                created_at=NOW,
            )


@pytest.mark.scenario("T41")
def test_the_end_of_an_employment_ends_every_task_and_leaves_the_parent() -> None:
    group = schools.group(schools.school())
    child = students.student(group=group)
    principal = make.with_role(Role.PRINCIPAL, group.school)
    person = make.with_role(Role.MENTOR, schools.group(group.school))
    make.with_role(Role.MENTOR, group, first_day=date(2027, 8, 1), who=person)
    make.parent(child, who=person)

    ended = services.end_employment(
        actor=principal, user=person, at_work=group.school, last_day=date(2026, 10, 31), at=NOW
    )

    assert ended == 2
    assert NOTES not in grants_of(person, at=start_of(date(2026, 11, 1)))
    assert "read_consent_answer" in grants_of(person, at=start_of(date(2026, 11, 1)))
    assert not Assignment.objects.filter(
        user=person, role=Role.MENTOR, valid__endswith__gt=start_of(date(2026, 11, 1))
    ).exists()
    assert Event.objects.filter(name="access.employment_ended").count() == 1


@pytest.mark.scenario("T41")
def test_a_session_ends_with_the_employment_and_a_new_one_can_begin(client: Client) -> None:
    group = schools.group(schools.school())
    person = make.with_role(Role.MENTOR, group)
    client.force_login(person)
    assert client.get("/vandaag/").status_code == 200
    yesterday = timezone.localdate() - timedelta(days=1)

    services.end_employment(
        actor=None, user=person, at_work=group.school, last_day=yesterday, at=timezone.now()
    )

    assert client.get("/vandaag/").status_code == 302
    person.refresh_from_db()
    client.force_login(person)
    assert client.get("/vandaag/").status_code == 404


@pytest.mark.scenario("T41")
def test_a_session_of_somebody_who_leaves_tomorrow_lives_until_then(client: Client) -> None:
    group = schools.group(schools.school())
    person = make.with_role(Role.MENTOR, group)
    client.force_login(person)

    services.end_employment(
        actor=None,
        user=person,
        at_work=group.school,
        last_day=timezone.localdate(),
        at=timezone.now(),
    )

    assert client.get("/vandaag/").status_code == 200


def test_nobody_gives_a_task_to_oneself_or_ends_the_own_one() -> None:
    school = schools.school()
    clerk = make.with_role(Role.ADMINISTRATION, school)
    group = schools.group(school)

    with pytest.raises(OneselfError):
        make.task(Role.MENTOR, group, user=clerk, by=clerk)
    with pytest.raises(OneselfError):
        services.end_employment(actor=clerk, user=clerk, at_work=school, last_day=TODAY, at=NOW)


def test_the_administration_links_people_to_groups_and_the_principal_to_the_school() -> None:
    school = schools.school()
    clerk = make.with_role(Role.ADMINISTRATION, school)
    principal = make.with_role(Role.PRINCIPAL, school)
    group, person = schools.group(school), schools.user()

    make.task(Role.MENTOR, group, user=person, by=clerk)
    with pytest.raises(NotYoursToGiveError):
        make.task(Role.CARE_COORDINATOR, school, user=person, by=clerk)
    make.task(Role.CARE_COORDINATOR, school, user=person, by=principal)

    assert set(person.assignments.values_list("role", flat=True)) == {"mentor", "care_coordinator"}


def test_a_stand_in_has_a_last_day() -> None:
    group = schools.group(schools.school())
    absent = make.with_role(Role.MENTOR, group)
    person = schools.user()

    with pytest.raises(StandInEndsError):
        make.task(Role.MENTOR, group, user=person, stands_in_for=absent)
    task = make.task(
        Role.MENTOR, group, user=person, last_day=TODAY + timedelta(days=4), stands_in_for=absent
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.filter(pk=task.pk).update(valid=(start_of(TODAY), None))


def test_a_task_that_had_yet_to_begin_can_be_taken_back() -> None:
    group = schools.group(schools.school())
    person = make.with_role(Role.MENTOR, group, first_day=date(2027, 8, 1))

    services.end(actor=None, assignment=person.assignments.get(), last_day=TODAY, at=NOW)

    assert not person.assignments.exists()
    assert not StudentGrant.objects.filter(user=person).exists()


def test_emergency_access_lasts_an_hour_at_most_whatever_the_code_does() -> None:
    student = students.student()
    person = schools.user()
    begins = start_of(TODAY)

    def take(minutes: int) -> None:
        with transaction.atomic():
            task = Assignment.objects.create(
                user=person,
                role=Role.EMERGENCY,
                student=student,
                valid=(begins, begins + timedelta(minutes=minutes)),
                source=Source.BREAK_GLASS,
                created_by=person,
                created_at=NOW,
            )
            BreakGlass.objects.create(
                assignment=task,
                user=person,
                kind=EmergencyReason.SAFETY,
                reason="He stands on the roof of the gym.",
                opened_at=begins,
            )

    with pytest.raises(IntegrityError):
        take(61)
    take(60)


def test_only_who_manages_access_confirms_links() -> None:
    group = schools.group(schools.school())
    mentor = make.with_role(Role.MENTOR, group)
    elsewhere = make.with_role(Role.ADMINISTRATION, schools.school())

    for actor in (mentor, elsewhere):
        with pytest.raises(NotYoursToGiveError):
            services.confirm(actor=actor, school=group.school, proposals=[], at=NOW)


def test_nobody_confirms_a_link_to_the_own_child() -> None:
    group = schools.group(schools.school())
    clerk = make.with_role(Role.ADMINISTRATION, group.school)
    mine, other = students.student(group=group), students.student(group=group)
    make.parent(mine, who=clerk)
    staff = StaffMember.objects.create(
        school=group.school, las_key="m", surname="Mentor", email="mentor@example.org"
    )
    links = [
        Proposal.objects.create(
            staff=staff,
            role=Role.MENTOR,
            student=student,
            period=(TODAY, None),
            evidence="typed_field",
        )
        for student in (mine, other)
    ]
    keys = [link.public_id for link in links]

    assert list(Proposal.objects.visible_to(clerk)) == links[1:]
    done = services.confirm(actor=clerk, school=group.school, proposals=keys, at=NOW)

    assert done.confirmed == 1
    assert not Assignment.objects.filter(student=mine, role=Role.MENTOR).exists()
    colleague = make.with_role(Role.ADMINISTRATION, group.school)
    done = services.confirm(actor=colleague, school=group.school, proposals=keys, at=NOW)
    assert done.confirmed == 1
    assert Assignment.objects.filter(student=mine, role=Role.MENTOR).exists()
