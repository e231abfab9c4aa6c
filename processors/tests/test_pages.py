"""What the pages show, and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processors.tests import make

if TYPE_CHECKING:
    from django.test import Client


from processors.tests.scene import Scene, body

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


FRAME = 6  # the session, the user, whose portal it is, the menu, and twice what waits in it
REGISTER_COSTS = 6
PARTY_COSTS = 9


def queries(client: Client, address: str) -> int:
    """Count what a page asks the database, beside the frame and the transaction itself."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    own = ("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT coalesce(current_setting")
    return len([query for query in asked if not query["sql"].startswith(own)]) - FRAME


def test_the_register_costs_the_same_for_two_parties_as_for_six(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    make.supplier(scene.officer, scene.board)
    few = queries(client, scene.address("register"))
    for _ in range(4):
        make.supplier(scene.officer, scene.board)

    assert queries(client, scene.address("register")) == few
    assert few <= REGISTER_COSTS


def test_a_party_costs_the_same_for_one_product_as_for_five(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    few = queries(client, scene.address("party"))
    for _ in range(4):
        product = make.product(scene.officer, scene.party)
        agreed = make.arrangement(scene.officer, scene.party)
        make.annex(scene.officer, agreed, product)
        make.paper(scene.officer, agreed)

    assert queries(client, scene.address("party")) == few
    assert few <= PARTY_COSTS


def test_the_worst_comes_first_and_is_counted(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    red = make.party(scene.officer, scene.board, name="Zonder Afspraak")

    page = body(client.get(scene.address("register")))

    assert page.index(red.name) < page.index(f">{scene.party.name}<")


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("q=noordzee", False),
        ("q=supplier", True),
        ("status=fine", True),
        ("status=action", False),
        ("data=1", True),
        ("data=13", False),
        ("school=no-such-school", False),
        ("status=unknown", True),
        ("page=999", True),
    ],
)
def test_the_register_shows_what_is_chosen(
    client: Client,
    scene: Scene,
    query: str,
    is_there: bool,  # noqa: FBT001
) -> None:
    client.force_login(scene.officer)

    page = body(client.get(f"{scene.address('register')}?{query}"))

    assert (f">{scene.party.name}<" in page) is is_there


def test_a_red_party_says_what_to_do(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    red = make.party(scene.officer, scene.board)

    page = client.get(reverse("processors:party", args=[red.public_id]))

    assert 'class="pp-alert pp-alert--negative"' in body(page)


def test_the_register_of_one_school_shows_what_covers_it(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    nowhere = make.supplier(scene.officer, scene.board, schools=[])

    page = body(client.get(f"{scene.address('register')}?school={scene.school.public_id}"))

    assert f">{scene.party.name}<" in page
    assert f">{nowhere.name}<" not in page
