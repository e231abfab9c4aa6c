"""What a school reads: yes and no, for who works with the group."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from access import grants
from consents.tests import make, people
from consents.tests.forms import queries, read
from consents.tests.people import Family
from schools.tests import make as schools
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.django_db
LIST_COSTS = 8


@pytest.fixture
def home() -> Family:
    return Family()


def test_a_teacher_reads_yes_and_no_without_a_reason(client: Client, home: Family) -> None:
    classmate = students.student(group=home.group, name="Bo")
    teacher = people.subject_teacher(home)
    for code in make.codes(home.school):
        make.choose(home.parent, home.child, "yes", code=code)
    make.choose(home.other, home.child, "no")

    body = read(client, teacher, reverse("consents:group_pictures", args=[home.group.public_id]))

    assert body.index("Bo van der") < body.index("Amira van der")  # most noes first
    assert body.count(">Ja<") == len(make.codes(home.school)) - 1
    assert classmate.display_name in body
    for word in ("ouder", "weiger", "eens", home.parent.email, home.other.email):
        assert word not in body.split("<main")[1].replace("ouderapp", "").split("</table>")[0]


@pytest.mark.parametrize("outsider", people.NO_LIST, ids=lambda make: make.__name__)
def test_the_list_of_a_group_is_not_there_for_others(
    client: Client, home: Family, outsider: Callable[[Family], User]
) -> None:
    client.force_login(outsider(home))
    address = reverse("consents:group_pictures", args=[home.group.public_id])

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 405
    assert home.group.name not in client.get("/foto/").content.decode()


@pytest.mark.parametrize("outsider", [people.parent, people.former_mentor, people.stranger])
def test_who_has_no_task_with_pictures_finds_no_list_of_groups(
    client: Client, home: Family, outsider: Callable[[Family], User]
) -> None:
    client.force_login(outsider(home))

    assert client.get("/foto/").status_code == 404


def test_who_works_for_a_school_reads_all_its_classes(client: Client, home: Family) -> None:
    second = schools.group(home.school)
    theirs = schools.group(schools.school())

    body = read(client, people.care_coordinator(home), "/foto/")

    assert home.group.name in body
    assert second.name in body
    assert str(theirs.public_id) not in body


def test_the_list_of_a_group_costs_the_same_for_one_student_as_for_thirty(
    client: Client, home: Family
) -> None:
    client.force_login(people.subject_teacher(home))
    address = reverse("consents:group_pictures", args=[home.group.public_id])
    few, all_groups = queries(client, address), queries(client, "/foto/")
    for _ in range(29):
        students.student(group=home.group)
    grants.sync(schools=[home.school.pk], at=schools.NOW)

    assert queries(client, address) == few
    assert queries(client, "/foto/") == all_groups
    assert max(few, all_groups) <= LIST_COSTS


def test_a_list_of_who_may_be_in_the_picture_is_not_for_who_left_the_group(
    client: Client, home: Family
) -> None:
    gone = students.student(
        group=home.group, name="Weg", left_on=timezone.localdate() - timedelta(days=1)
    )
    teacher = people.subject_teacher(home)

    body = read(client, teacher, reverse("consents:group_pictures", args=[home.group.public_id]))

    assert gone.display_name not in body


def test_the_list_of_groups_counts_as_many_students_as_the_list_of_a_group_names(
    client: Client, home: Family
) -> None:
    for _ in range(2):
        students.student(group=home.group)
    teacher = people.subject_teacher(home)

    def counted() -> str:
        page = read(client, teacher, "/foto/")
        return page.split('data-label="Leerlingen">')[1].split("<")[0]

    assert counted() == "3"
    students.guardianship(home.child, user=teacher, authority=Authority.NONE)
    left = students.student(group=home.group, left_on=timezone.localdate() - timedelta(days=1))
    left.memberships.update(period=(timezone.localdate() - timedelta(days=9), None))
    grants.sync(schools=[home.school.pk], at=timezone.now())

    assert counted() == "2"
    address = reverse("consents:group_pictures", args=[home.group.public_id])
    assert read(client, teacher, address).split("<tbody>")[1].count("<tr") == 2
