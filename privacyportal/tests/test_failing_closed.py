"""Where something breaks, nothing is shown: each seam of the way to a note fails in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

import audit.services
import dossiers.policies
import dossiers.querysets
import dossiers.services.recording
import kernel.database
from kernel.tests.roles import as_role
from privacyportal.tests import world

if TYPE_CHECKING:
    from privacyportal.tests.world import World

SEAMS: list[tuple[Any, str]] = [
    (dossiers.policies, "_read_at_work"),
    (dossiers.policies, "_with_rights"),
    (dossiers.policies, "require_student_reader"),
    (dossiers.querysets, "students_where"),
    (dossiers.services.recording, "record"),
    (audit.services, "_row"),
    (kernel.database, "_set"),
]
WALLS = [
    "DROP FUNCTION access_students(text) CASCADE",
    "REVOKE INSERT ON audit_event FROM portal_web",
    "REVOKE SELECT ON students_studentgrant FROM portal_web",
    "UPDATE accounts_user SET is_active = false",
]


@pytest.fixture
def scene(db: None) -> World:  # noqa: ARG001 - asked for its effect
    return world.make()


def ask_as_mentor(scene: World) -> Any:  # noqa: ANN401 - a test response
    client = Client(raise_request_exception=False)
    mentor = scene.people["mentor"]
    assert mentor is not None
    client.force_login(mentor, backend="accounts.backends.SignInBackend")
    return client, reverse("dossiers:student", args=[scene.student.public_id])


def test_the_page_shows_the_note_while_nothing_is_broken(scene: World) -> None:
    client, page = ask_as_mentor(scene)

    assert scene.entry.body in client.get(page).content.decode()


@pytest.mark.parametrize(("module", "name"), SEAMS)
def test_a_part_that_breaks_shows_no_note(
    scene: World, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    client, page = ask_as_mentor(scene)

    def breaks(*_: object, **__: object) -> NoReturn:
        raise RuntimeError("broken on purpose")

    assert hasattr(module, name)
    monkeypatch.setattr(module, name, breaks)
    answer = client.get(page)

    assert answer.status_code == 500
    assert scene.entry.body not in answer.content.decode()
    assert scene.student.surname not in answer.content.decode()


@pytest.mark.parametrize("statement", WALLS)
def test_a_part_of_the_database_that_is_gone_shows_no_note(scene: World, statement: str) -> None:
    client, page = ask_as_mentor(scene)
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(statement)

    answer = client.get(page)

    assert scene.entry.body not in answer.content.decode()
