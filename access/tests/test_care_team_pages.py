"""Who is in the care team of a student: found, named, added with a duty on record, ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from access import errors
from access.choices import Role, Secrecy
from access.models import Assignment, Confidentiality
from access.tests import make
from access.tests.test_task_pages import says, signed_in, staff
from schools.tests import make as schools
from students.models import StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from students.models import Student

pytestmark = pytest.mark.django_db
FIND = "/toegang/zorgteam/"
CARE = "write_care_notes"


def today() -> date:
    """Return the day of the pages, which know the real clock."""
    return timezone.localdate()


@pytest.fixture
def student() -> Student:
    """Return a student."""
    return students.student(name="Zwaluw")


def add(client: Client, student: Student, **answers: object) -> HttpResponse:
    """Send the form that adds somebody: from today, unless it says otherwise."""
    usual = {"role": "care_team", "first_day": today().isoformat()}
    return client.post(f"{FIND}{student.public_id}/", usual | answers)  # type: ignore[return-value]  # a response of the test client


@pytest.mark.scenario("T46")
@pytest.mark.law("UAVG 30(4)")
def test_somebody_joins_only_once_the_duty_of_confidentiality_is_on_record(
    client: Client, student: Student
) -> None:
    coordinator = signed_in(client, Role.CARE_COORDINATOR, student.school)
    helper = staff(student.school)
    who = {"person": f"s-{helper.public_id}"}

    refused = add(client, student, **who)
    assert says(refused, errors.NoSecrecyError)
    assert not Assignment.objects.filter(student=student).exists()
    signed = (today() - timedelta(days=5)).isoformat()
    assert add(client, student, **who, basis="contract", signed_on=signed).status_code == 302

    task = Assignment.objects.get(student=student)
    duty = Confidentiality.objects.get()
    assert (duty.user, duty.basis, duty.recorded_by) == (task.user, Secrecy.CONTRACT, coordinator)
    assert StudentGrant.objects.filter(user=task.user, permission__codename=CARE).exists()
    page = client.get(f"{FIND}{student.public_id}/").content.decode()
    assert "Mo Smit" in page


def test_whose_duty_is_on_record_joins_another_team_without_a_second_promise(
    client: Client, student: Student
) -> None:
    signed_in(client, Role.PRINCIPAL, student.school)
    helper = make.with_role(Role.CARE_TEAM, students.student(student.school))
    who = {"person": f"u-{helper.public_id}", "role": "psychologist"}
    signed = {"basis": "agreement", "signed_on": "2026-01-01"}

    twice = add(client, student, **who, **signed)
    add(client, student, **who)

    assert says(twice, errors.AlreadyRecordedError)
    assert Assignment.objects.get(student=student).role == Role.PSYCHOLOGIST
    assert says(add(client, student, **who), errors.AlreadyAssignedError)


def test_each_refusal_says_why_and_keeps_the_team_as_it_was(
    client: Client, student: Student
) -> None:
    principal = signed_in(client, Role.PRINCIPAL, student.school)
    stranger = schools.user()
    helper = {"person": f"s-{staff(student.school).public_id}"}
    yesterday = (today() - timedelta(days=1)).isoformat()
    tomorrow = (today() + timedelta(days=1)).isoformat()
    promise = {"basis": "contract", "signed_on": yesterday}

    own = add(client, student, person=f"u-{principal.public_id}", **promise)
    assert says(own, errors.OneselfError)
    assert says(
        add(client, student, **helper, **promise, last_day=yesterday),
        errors.EndsBeforeBeginError,
    )
    for answers in (
        {"person": ""},
        {"person": f"u-{stranger.public_id}"},
        {**helper, "role": "mentor"},
        {**helper, "basis": "contract"},
        {**helper, "signed_on": yesterday},
        {**helper, "basis": "contract", "signed_on": tomorrow},
        {**helper, **promise, "first_day": yesterday},
    ):
        assert add(client, student, **answers).status_code == 422
    assert not Assignment.objects.filter(student=student).exists()
    assert not Confidentiality.objects.exists()


def test_a_membership_ends_from_the_page_of_the_team(client: Client, student: Student) -> None:
    signed_in(client, Role.CARE_COORDINATOR, student.school)
    helper = make.with_role(Role.CARE_TEAM, student)
    task = helper.assignments.get()
    end = f"/toegang/taken/{task.public_id}/beeindigen/"
    assert end in client.get(f"{FIND}{student.public_id}/").content.decode()

    answer = client.post(end, {"last_day": (today() - timedelta(days=1)).isoformat()})

    assert answer.headers["Location"] == f"{FIND}{student.public_id}/"
    assert not StudentGrant.objects.filter(user=helper, valid__contains=timezone.now()).exists()
    assert "Helper" not in client.get(FIND).content.decode()


def test_a_student_is_found_by_a_part_of_the_name_at_the_own_school_only(
    client: Client, student: Student
) -> None:
    students.student(name="Zwaluwtje")
    former = students.student(student.school, name="Zwaluwina", left_on=date(2025, 12, 31))
    signed_in(client, Role.CARE_COORDINATOR, student.school)

    page = client.post(FIND, {"name": "zwalu twee"}).content.decode()

    assert str(student.public_id) in page
    assert page.count("pp-rowlink") == 1
    assert str(former.public_id) not in page
    assert client.post(FIND, {"name": "z"}).status_code == 422


@pytest.mark.scenario("T43")
def test_nobody_sees_or_names_the_care_team_of_the_own_child(
    client: Client, student: Student
) -> None:
    task = make.with_role(Role.CARE_TEAM, student).assignments.get()
    coordinator = signed_in(client, Role.CARE_COORDINATOR, student.school)
    address = f"{FIND}{student.public_id}/"
    assert client.get(address).status_code == 200

    make.parent(student, who=coordinator)

    assert client.get(address).status_code == 404
    assert add(client, student).status_code == 404
    assert client.get(f"/toegang/taken/{task.public_id}/beeindigen/").status_code == 404
    assert "pp-rowlink" not in client.post(FIND, {"name": "zwaluw"}).content.decode()


def test_a_team_costs_the_same_however_large_it_and_the_school_are(
    client: Client, student: Student, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, Role.CARE_COORDINATOR, student.school)
    for number in range(12):
        make.with_role(Role.CARE_TEAM, student)
        staff(student.school, email=f"{number}@example.org", surname=f"Name{number}")

    with django_assert_max_num_queries(15):
        client.get(f"{FIND}{student.public_id}/")
