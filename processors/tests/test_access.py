"""Who gets which page of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.tests.make import with_role
from processors.tests import make

if TYPE_CHECKING:
    from django.test import Client


from processors.tests.scene import Scene, body, status

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


def test_nobody_signs_in_first(client: Client, scene: Scene) -> None:
    assert {status(client, scene.address(route)) for route in READ + WRITE} == {302}
