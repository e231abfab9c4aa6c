"""Who gets which page of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from access.choices import Role
from access.tests.make import with_role
from kernel.database import as_role
from processors.tests import make
from processors.tests.scene import Scene, body, status
from schools.models import SchoolGrant
from schools.tests import make as schools

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.django_db
READERS = [Role.PRINCIPAL, Role.DATA_PROTECTION_OFFICER, Role.CARE_COORDINATOR]


@pytest.fixture
def scene() -> Scene:
    return Scene()


READ = ["register", "export_xlsx", "export_csv", "party", "download"]
WRITE = [
    "add_party",
    "change_party",
    "add_arrangement",
    "add_product",
    "add_sub",
    "change",
    "renew",
    "agree",
    "add_document",
    "change_product",
]
POST_ONLY = ["move", "decide"]


@pytest.mark.parametrize("route", READ + WRITE)
def test_the_privacy_officer_gets_every_page(client: Client, scene: Scene, route: str) -> None:
    client.force_login(scene.officer)

    assert status(client, scene.address(route)) == 200


@pytest.mark.parametrize("role", READERS)
def test_who_only_reads_gets_the_register_and_no_form(
    client: Client, scene: Scene, role: Role
) -> None:
    client.force_login(with_role(role, scene.school))

    assert {status(client, scene.address(route)) for route in READ} == {200}
    assert {status(client, scene.address(route)) for route in WRITE} == {404}
    assert {client.post(scene.address(route)).status_code for route in WRITE + POST_ONLY} == {404}
    assert scene.address("add_party") not in body(client.get(scene.address("register")))


@pytest.mark.parametrize("role", [Role.ADMINISTRATION, Role.SUPPORT_STAFF])
def test_who_works_at_the_school_without_this_task_finds_nothing(
    client: Client, scene: Scene, role: Role
) -> None:
    client.force_login(with_role(role, scene.school))

    assert {status(client, scene.address(r)) for r in READ + WRITE} == {404}


def test_the_officer_of_another_board_finds_nothing_of_this_one(
    client: Client, scene: Scene
) -> None:
    client.force_login(make.officer())
    own = {"register", "export_xlsx", "export_csv", "add_party"}

    others = [route for route in READ + WRITE if route not in own]
    assert {status(client, scene.address(route)) for route in others} == {404}
    assert {client.post(scene.address(route)).status_code for route in POST_ONLY} == {404}
    assert scene.party.name not in body(client.get(scene.address("register")))
    assert scene.party.name not in client.get(scene.address("export_csv")).content.decode()


def without(permission: str, officer: User) -> User:
    """Take one permission from somebody, as a change of the matrix would."""
    with as_role("portal_purge"):
        of = SchoolGrant.objects.filter(user=officer, permission__codename=permission)
        assert of.delete()[0]
    return officer


@pytest.mark.parametrize("route", [route for route in WRITE + POST_ONLY if route != "add_party"])
def test_who_may_not_read_the_register_keeps_nothing_in_it(
    client: Client, scene: Scene, route: str
) -> None:
    client.force_login(without("read_agreements", scene.officer))

    assert client.post(scene.address(route)).status_code == 404


def test_where_one_does_not_see_the_school_there_is_no_register(
    client: Client, scene: Scene
) -> None:
    client.force_login(without("read_school", scene.officer))

    assert status(client, scene.address("register")) == 404
    assert str(scene.school.public_id) not in body(client.get(scene.address("add_arrangement")))


def test_an_arrangement_is_offered_for_the_schools_whose_register_one_keeps(
    client: Client, scene: Scene
) -> None:
    second = schools.school(board=scene.board.name)
    officer = with_role(Role.PRIVACY_OFFICER, scene.school)
    client.force_login(with_role(Role.PRINCIPAL, second, who=officer))

    page = body(client.get(scene.address("add_arrangement")))

    assert str(scene.school.public_id) in page
    assert str(second.public_id) not in page


def test_a_product_of_another_party_gets_nothing_under_this_arrangement(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    other = make.product(scene.officer, make.party(scene.officer, scene.board))
    about = [scene.arrangement.public_id, other.public_id]

    assert client.get(reverse("processors:agree", args=about)).status_code == 404


def test_nobody_signs_in_first(client: Client, scene: Scene) -> None:
    assert {status(client, scene.address(route)) for route in READ + WRITE} == {302}
