"""The list of students: who is on it for whom, and how one is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.tests import make as access
from schools.choices import GroupKind
from schools.tests import make as schools
from students.models import Membership, Student
from students.tests import make, people
from students.views import PER_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from accounts.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/leerlingen/"
FRAME, NESTED = 5, 4  # as on every page of staff, and in every test


def sign_in(client: Client, user: User) -> None:
    client.force_login(user, backend="accounts.backends.SignInBackend")


def listed(answer: Any) -> set[Student]:  # noqa: ANN401 - a test response
    assert answer.status_code == 200
    return set(answer.context["page"].object_list)


@pytest.mark.parametrize("outsider", [people.stranger, people.parent, people.student_who_signs_in])
def test_family_and_strangers_have_no_such_page(
    client: Client, outsider: Callable[[people.Scene], User]
) -> None:
    scene = people.scene()
    sign_in(client, outsider(scene))

    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"name": scene.student.surname}).status_code == 404


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.parametrize("teacher", [people.mentor, people.subject_teacher])
def test_a_teacher_sees_the_own_groups(
    client: Client, teacher: Callable[[people.Scene], User]
) -> None:
    scene = people.scene()
    make.student(group=schools.group(scene.school))
    sign_in(client, teacher(scene))

    assert listed(client.get(ADDRESS)) == {scene.student}


@pytest.mark.parametrize(
    "colleague", [people.principal, people.care_coordinator, lambda scene: scene.clerk]
)
def test_who_works_for_the_school_sees_the_school_and_no_other(
    client: Client, colleague: Callable[[people.Scene], User]
) -> None:
    scene = people.scene()
    other = make.student(group=schools.group(scene.school))
    make.student()
    sign_in(client, colleague(scene))

    assert listed(client.get(ADDRESS)) == {scene.student, other}


def test_the_own_child_is_not_on_the_list_of_a_parent_who_works_there(client: Client) -> None:
    scene = people.scene()
    other = make.student(scene.school)
    sign_in(client, people.clerk_who_is_the_parent(scene))

    assert listed(client.get(ADDRESS)) == {other}


def test_a_parent_who_teaches_at_another_school_finds_no_own_child_there(client: Client) -> None:
    scene, elsewhere = people.scene(), people.scene()
    sign_in(client, access.parent(scene.student, who=people.mentor(elsewhere)))

    assert listed(client.get(ADDRESS)) == {elsewhere.student}


def test_a_school_without_students_has_an_empty_list(client: Client) -> None:
    sign_in(client, access.with_role(Role.ADMINISTRATION, schools.school()))

    assert listed(client.get(ADDRESS)) == set()


def test_a_name_is_found_by_each_of_its_words_without_accents(client: Client) -> None:
    scene = people.scene()
    zoe = make.student(scene.school, name="Zoë")
    make.student(scene.school, name="Zoef")
    hidden = make.student(name="Zoë")
    sign_in(client, scene.clerk)

    found = client.post(ADDRESS, {"name": f"{zoe.surname.upper()} zoe"})

    assert listed(found) == {zoe}
    assert hidden not in listed(client.post(ADDRESS, {"name": "zoe"}))


def test_a_name_never_comes_by_the_address(client: Client) -> None:
    scene = people.scene()
    other = make.student(scene.school)
    sign_in(client, scene.clerk)

    assert listed(client.get(ADDRESS, {"name": scene.student.surname})) == {scene.student, other}


def test_a_group_narrows_the_list_and_only_own_groups_are_offered(client: Client) -> None:
    scene = people.scene()
    lesson = schools.group(scene.school, kind=GroupKind.TEACHING)
    other = make.student(group=lesson)
    sign_in(client, scene.clerk)

    found = client.post(ADDRESS, {"groep": str(lesson.public_id)})
    sign_in(client, people.mentor(scene))
    offered = client.get(ADDRESS, {"groep": str(lesson.public_id)})

    assert listed(found) == {other}
    assert list(offered.context["groups"]) == [scene.group]
    assert listed(offered) == {scene.student}


def test_fifty_stand_on_a_page_and_the_next_page_keeps_what_was_searched(client: Client) -> None:
    scene = people.scene()
    Student.objects.bulk_create(
        Student(school=scene.school, las_key=f"veel{n}", surname=f"Menigte{n:03d}")
        for n in range(PER_PAGE + 1)
    )
    sign_in(client, scene.clerk)

    first = client.post(ADDRESS, {"name": "menigte"})
    second = client.post(ADDRESS, {"name": "menigte", "page": "2"})

    assert len(listed(first)) == PER_PAGE
    assert len(listed(second)) == 1
    assert 'name="name" value="menigte"' in first.text


@pytest.mark.parametrize("size", [1, 12])
@pytest.mark.parametrize("searches", [False, True])
def test_the_list_asks_the_database_as_often_for_one_student_as_for_many(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    size: int,
    *,
    searches: bool,
) -> None:
    scene = people.scene()
    for _ in range(size):
        other = make.student(group=scene.group)
        lesson = schools.group(scene.school, kind=GroupKind.TEACHING)
        Membership.objects.create(student=other, group=lesson, period=("2026-08-01", None))
    sign_in(client, people.mentor(scene))

    with django_assert_num_queries(5 + FRAME + NESTED):
        if searches:
            client.post(ADDRESS, {"name": "Tweeling"})
        else:
            client.get(ADDRESS)
