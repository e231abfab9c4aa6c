"""What comes in by forms: told at the field, never lost, never twice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.urls import reverse

from processors.choices import DataCategory, Kind
from processors.models import Arrangement, Party, SubProcessor
from processors.services import arrangements
from processors.tests import make
from schools.tests import make as schools
from schools.tests.make import NOW

if TYPE_CHECKING:
    from django.test import Client


from processors.tests.scene import Scene, body

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def party_form(**changes: str) -> dict[str, str]:
    known = {"key": str(uuid4()), "name": "Rekenrijk", "country": "NL", "kvk": "12345678"}
    return {**known, **changes}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kvk": "12"}, "kvk"),
        ({"website": "http://rekenrijk.example"}, "website"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"country": "XX"}, "country"),
    ],
)
def test_a_wrong_answer_is_told_at_the_field_and_nothing_is_lost(
    client: Client, scene: Scene, changes: dict[str, str], field: str
) -> None:
    client.force_login(scene.officer)
    sent = party_form(breach_contact="112 by night", **changes)

    response = client.post(
        scene.address("add_party"), {**sent, "board": str(scene.board.public_id)}
    )

    page = body(response)
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in page
    assert f'href="#id_{field}"' in page
    assert "112 by night" in page
    assert sent["key"] in page


def test_the_same_form_sent_twice_makes_one_party_and_both_arrive(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    form = {**party_form(), "board": str(scene.board.public_id)}

    answers = [client.post(scene.address("add_party"), form) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    assert Party.objects.filter(name="Rekenrijk").count() == 1


def test_a_name_that_is_there_already_is_told(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    form = {**party_form(name=scene.party.name), "board": str(scene.board.public_id)}

    response = client.post(scene.address("add_party"), form)

    assert 'id="id_name_error"' in body(response)


def test_a_party_cannot_be_added_to_the_register_of_another_board(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    other = schools.school().board

    response = client.post(
        scene.address("add_party"), {**party_form(), "board": str(other.public_id)}
    )

    assert response.status_code == 200
    assert not Party.objects.filter(board=other).exists()


def test_a_decision_without_a_reason_is_told_at_the_reason(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    form = {
        "key": str(uuid4()),
        "kind": Kind.STATUTORY,
        "subject": "Absence",
        "schools": str(scene.school.public_id),
        "first_day": "2026-08-01",
        "notice_days": "0",
    }

    response = client.post(scene.address("add_arrangement"), form)

    assert 'id="id_rationale_error"' in body(response)


def test_the_annex_keeps_what_was_ticked_when_a_purpose_is_missing(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    health = DataCategory.HEALTH.value
    form = {"purpose": "To learn", "kept": "One year", f"students_{health}": "on"}

    response = client.post(scene.address("agree"), form)

    assert f'id="id_purpose_{health}_error"' in body(response)
    ticked = f'name="students_{health}" id="id_students_{health}" checked'
    assert ticked in body(response)


def test_what_an_officer_changes_is_changed(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    product = {"key": str(uuid4()), "name": "Renamed", "icon": "camera", "sector": "all"}
    draft = {
        "key": str(uuid4()),
        "kind": Kind.CONFIDENTIALITY,
        "subject": "Repairs",
        "schools": str(scene.school.public_id),
        "first_day": "2026-08-01",
        "notice_days": "30",
    }

    answers = [
        client.post(scene.address("change_party"), party_form(name="Renamed party")),
        client.post(scene.address("change_product"), {**product, "storage_country": "DE"}),
        client.post(scene.address("change"), draft),
        client.post(scene.address("renew"), {**draft, "kind": Kind.PROCESSOR}),
    ]

    assert {answer.status_code for answer in answers} == {302}
    for row in (scene.party, scene.product, scene.draft):
        row.refresh_from_db()
    assert (scene.party.name, scene.product.storage_country) == ("Renamed party", "DE")
    assert not scene.product.is_used
    assert (scene.draft.subject, scene.draft.notice_days) == ("Repairs", 30)
    assert Arrangement.objects.get(replaces=scene.arrangement).version == 2


def test_a_next_version_is_made_once(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    arrangements.add(
        actor=scene.officer,
        party=scene.party,
        facts=make.facts(scene.party),
        key=uuid4(),
        at=NOW,
        replaces=scene.arrangement,
    )

    assert client.get(scene.address("renew")).status_code == 404


def test_closing_without_the_statement_is_refused_with_what_to_do(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    client.post(scene.address("move"), {"to": "terminated"})

    response = client.post(scene.address("move"), {"to": "closed"}, follow=True)

    scene.arrangement.refresh_from_db()
    assert scene.arrangement.status == "terminated"
    assert 'class="pp-alert pp-alert--negative"' in body(response)


def test_a_sub_processor_is_announced_and_accepted(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    form = {"key": str(uuid4()), "name": "Brightlog", "country": "US"}
    client.post(scene.address("add_sub"), {**form, "announced_on": "2026-11-01"})
    sub = SubProcessor.objects.get(name="Brightlog")
    address = reverse("processors:decide", args=[sub.public_id])

    client.post(address, {"decision": "accepted"})
    sub.refresh_from_db()
    before = sub.decision
    client.post(address, {"decision": "accepted", "transfer": "clauses"})
    sub.refresh_from_db()

    assert (before, sub.decision) == ("open", "accepted")


@pytest.mark.parametrize(
    ("route", "form"),
    [("move", {"to": "nonsense"}), ("decide", {"decision": "maybe"}), ("move", {})],
)
def test_what_no_button_sends_is_refused(
    client: Client, scene: Scene, route: str, form: dict[str, str]
) -> None:
    client.force_login(scene.officer)

    assert client.post(scene.address(route), form).status_code == 400
