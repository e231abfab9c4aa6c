"""Somebody leaves: what the page shows, what ends, and what stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from access import errors, services
from access.choices import Role
from access.models import Assignment
from access.tests import make
from access.tests.test_task_pages import BACKEND, says, signed_in, staff
from accounts.models import User
from kernel.dates import start_of
from schools.models import SchoolGrant, StaffMember
from schools.tests import make as schools
from students.models import StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from schools.models import School

pytestmark = pytest.mark.django_db
LIST = "/toegang/uit-dienst/"


def today() -> date:
    """Return the day of the pages, which know the real clock."""
    return timezone.localdate()


def leave(client: Client, school: School, user: User, *, last_day: object) -> object:
    """Send the form that ends an employment."""
    address = f"{LIST}{school.public_id}/{user.public_id}/"
    return client.post(address, {"last_day": last_day}, follow=True)


@pytest.mark.scenario("T41")
def test_all_work_and_every_session_end_and_the_parent_stays(client: Client) -> None:
    school = schools.school()
    group = schools.group(school)
    child = students.student(group=schools.group(school))
    students.student(group=group)
    person = make.with_role(Role.MENTOR, group)
    make.with_role(Role.CARE_COORDINATOR, school, who=person)
    make.parent(child, who=person)
    theirs = Client()
    theirs.force_login(person, backend=BACKEND)
    assert theirs.get("/vandaag/").status_code == 200
    signed_in(client, Role.ADMINISTRATION, school)
    address = f"{LIST}{school.public_id}/{person.public_id}/"

    shown = client.get(address).content.decode()
    yesterday = today() - timedelta(days=1)
    page = leave(client, school, person, last_day=yesterday.isoformat())

    assert str(Role.MENTOR.label) in shown
    assert str(Role.CARE_COORDINATOR.label) in shown
    assert child.call_name not in shown
    assert " 0 " in page.content.decode()  # type: ignore[attr-defined]  # a response
    assert theirs.get("/vandaag/").status_code == 302, "the session is over"
    assert services.rights_left(person, school, after=yesterday) == 0
    assert not SchoolGrant.objects.filter(user=person, valid__contains=timezone.now()).exists()
    live = StudentGrant.objects.filter(user=person, valid__contains=timezone.now())
    assert set(live.values_list("content_object", flat=True)) == {child.pk}


def test_what_is_left_is_counted_where_pages_look_and_said(client: Client) -> None:
    school = schools.school()
    person = make.with_role(Role.PRIVACY_OFFICER, school.board)
    make.with_role(Role.MENTOR, schools.group(school), who=person)
    signed_in(client, Role.PRINCIPAL, school)

    page = leave(client, school, person, last_day=today().isoformat())

    left = services.rights_left(person, school, after=today())
    tomorrow = start_of(today() + timedelta(days=1))
    assert left == SchoolGrant.objects.filter(user=person, valid__contains=tomorrow).count() > 0
    assert f" {left} " in page.content.decode()  # type: ignore[attr-defined]  # a response


def test_each_refusal_says_why_and_ends_nothing(client: Client) -> None:
    school = schools.school()
    principal = signed_in(client, Role.PRINCIPAL, school)
    elsewhere = make.with_role(Role.MENTOR, schools.group(schools.school()))

    own = client.post(
        f"{LIST}{school.public_id}/{principal.public_id}/", {"last_day": today().isoformat()}
    )
    other = client.get(f"{LIST}{school.public_id}/{elsewhere.public_id}/")
    no_day = client.post(f"{LIST}{school.public_id}/{principal.public_id}/", {"last_day": "x"})

    assert says(own, errors.OneselfError)
    assert (other.status_code, no_day.status_code) == (404, 422)
    assert principal.assignments.get().last_day is None
    assert elsewhere.assignments.get().last_day is None


def test_who_is_no_longer_in_the_file_is_offered_until_the_tasks_have_ended(
    client: Client,
) -> None:
    school = schools.school()
    person = make.with_role(Role.MENTOR, schools.group(school))
    idle = schools.user()
    for user, surname in ((person, "Weg"), (idle, "Niets")):
        member = staff(school, surname=surname)
        StaffMember.objects.filter(pk=member.pk).update(user=user, missing_since=today())
    signed_in(client, Role.ADMINISTRATION, school)
    offered = f"{LIST}{school.public_id}/{person.public_id}/"

    before = client.get(LIST).content.decode()
    leave(client, school, person, last_day=(today() - timedelta(days=1)).isoformat())

    assert offered in before
    assert str(idle.public_id) not in before
    assert offered not in client.get(LIST).content.decode()


def test_somebody_is_found_by_a_part_of_the_name_at_the_own_school_only(client: Client) -> None:
    school = schools.school()
    here = make.with_role(Role.MENTOR, schools.group(school), who=schools.user("zwaluw"))
    there = make.with_role(
        Role.MENTOR, schools.group(schools.school()), who=schools.user("zwaluw")
    )
    signed_in(client, Role.ADMINISTRATION, school)

    page = client.post(LIST, {"name": "zwal"}).content.decode()

    assert str(here.public_id) in page
    assert str(there.public_id) not in page
    assert client.post(LIST, {"name": ""}).status_code == 422


def test_the_command_line_ends_an_employment_and_counts_what_is_left(
    capsys: pytest.CaptureFixture[str],
) -> None:
    school = schools.school()
    person = make.with_role(Role.BOARD_STAFF, school.board)
    make.with_role(Role.MENTOR, schools.group(school), who=person)
    words = {"user": person.email, "school": school.brin, "last_day": date(2026, 10, 31)}

    call_command("end_employment", **words)
    at_school = capsys.readouterr().out
    call_command("end_employment", **words, board=True)

    assert at_school.startswith("tasks ended: 1, rights left: ")
    assert not at_school.rstrip().endswith(" 0")
    assert capsys.readouterr().out == "tasks ended: 1, rights left: 0\n"
    for wrong in ({"user": "no@example.org"}, {"school": "00ZZ"}):
        with pytest.raises(CommandError):
            call_command("end_employment", **(words | wrong))


def test_the_command_line_gives_tasks_of_every_scope() -> None:
    school = schools.school()
    group, student = schools.group(school, name="2HV1"), students.student(school)
    absent = make.with_role(Role.MENTOR, group)
    who = {"user": "ila@example.org", "name": "Ila Vos"}
    until = today() + timedelta(days=4)

    call_command("assign", **who, role="principal", school=school.brin)
    call_command("assign", **who, role="ict", school=school.brin, board=True)
    call_command("assign", **who, role="mentor", student=str(student.public_id))
    call_command(
        "assign", **who, role="mentor", school=school.brin, group="2HV1", until=until,
        stands_in_for=absent.email,
    )  # fmt: skip

    tasks = Assignment.objects.filter(user__email="ila@example.org")
    assert {task.scope for task in tasks} == {"school", "board", "student", "group"}
    stand_in = tasks.get(group=group)
    assert (stand_in.last_day, stand_in.stands_in_for) == (until, absent)


@pytest.mark.parametrize(
    "wrong",
    [
        {"group": "9Z"},
        {"student": "no"},
        {"student": "7a4f2c9e-0000-4000-8000-000000000000"},
        {"school": None},
        {"school": "00ZZ"},
        {"board": True},
        {"group": "2HV1", "stands_in_for": "no@example.org"},
        {"group": "2HV1", "stands_in_for": "ila@example.org"},
        {},
    ],
)
def test_the_command_line_says_what_it_cannot_do(wrong: dict[str, object]) -> None:
    school = schools.school()
    schools.group(school, name="2HV1")
    User.objects.create_user(email="ila@example.org", display_name="Ila Vos")
    words = {"user": "ila@example.org", "role": "mentor", "school": school.brin}

    with pytest.raises(CommandError):
        call_command("assign", **(words | wrong))

    assert not Assignment.objects.exists()
