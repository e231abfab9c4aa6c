"""What a privacy officer tries first: the acceptance scenarios about access, by their numbers."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from audit.models import Event
from kernel.database import acting_as, as_role
from launch.places import ROOT
from privacyportal.tests import relations
from privacyportal.tests.relations import OTHER_SCHOOL, OWN
from privacyportal.tests.test_access import TABLE

if TYPE_CHECKING:
    from accounts.models import User
    from privacyportal.tests.world import World

ABOUT_ACCESS = {f"T{number}" for number in range(39, 48)}
SEARCHES = ("dossiers:search", "students:students", "access:care_teams", "access:emergency")
NOTES = [name for name in TABLE if name.startswith("dossiers:")]


@pytest.fixture
def views(db: None) -> dict[str, World]:  # noqa: ARG001 - asked for its effect
    return relations.make()


def signed_in(user: User | None) -> Client:
    client = Client()
    assert user is not None
    client.force_login(user, backend="accounts.backends.SignInBackend")
    return client


def send(client: Client, name: str, view: World) -> Any:  # noqa: ANN401 - a test response
    row = TABLE[name]
    method = client.post if row.method == "POST" else client.get
    return method(reverse(name, args=row.args(view)))


def same(body: bytes) -> str:
    """Return a page without what differs between any two answers."""
    return re.sub(r'(nonce|value|csrfmiddlewaretoken)="[^"]*"', "", body.decode())


def rows_seen_by(user: User) -> int:
    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dossiers_entry")
        return int(cursor.fetchone()[0])


def test_each_scenario_about_access_is_played() -> None:
    played = {
        ast.literal_eval(node.args[0])
        for path in ROOT.glob("*/tests/test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.scenario"
    }

    assert played >= ABOUT_ACCESS


@pytest.mark.scenario("T39")
def test_a_subject_teacher_reaches_no_note_by_any_address_and_each_attempt_is_on_record(
    views: dict[str, World],
) -> None:
    client = signed_in(views[OWN].people["subject_teacher"])

    for name in NOTES:
        before = Event.objects.filter(name="access.denied").count()
        answer = send(client, name, views[OWN])
        assert answer.status_code == 404, name
        assert views[OWN].entry.body not in answer.content.decode(), name
        assert Event.objects.filter(name="access.denied").count() == before + 1, name


@pytest.mark.scenario("T39")
def test_a_subject_teacher_finds_no_note_by_searching_or_with_raw_sql(
    views: dict[str, World],
) -> None:
    teacher = views[OWN].people["subject_teacher"]
    assert teacher is not None
    client = signed_in(teacher)

    found = client.post(reverse("dossiers:search"), {"name": views[OWN].student.surname})
    may = client.get(reverse("consents:group_pictures", args=[views[OWN].group.public_id]))

    assert found.status_code == 404
    assert views[OWN].student.surname in may.content.decode()
    assert rows_seen_by(teacher) == 0


@pytest.mark.scenario("T42")
def test_system_administration_reads_no_note_by_page_by_sql_or_as_owner_of_the_tables(
    views: dict[str, World],
) -> None:
    ict = views[OWN].people["ict"]
    assert ict is not None
    client = signed_in(ict)
    words = [view.entry.body for view in views.values()]

    for name in TABLE:
        answer = send(client, name, views[OWN])
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not any(each in body.decode(errors="replace") for each in words), name
    for path in ("/admin/", "/beheer/", "/admin/dossiers/entry/"):
        assert client.get(path).status_code == 404
    assert rows_seen_by(ict) == 0
    with as_role("portal_owner"):
        assert rows_seen_by(ict) == 0


@pytest.mark.scenario("T47")
@pytest.mark.parametrize("role", ["mentor", "administration", "principal"])
def test_a_student_of_another_school_is_not_to_be_told_from_one_that_does_not_exist(
    views: dict[str, World], role: str
) -> None:
    client = signed_in(views[OWN].people[role])

    for name, row in TABLE.items():
        there = row.args(views[OTHER_SCHOOL])
        if there == row.args(views[OWN]):
            continue  # no student, group or school in the address
        method = client.post if row.method == "POST" else client.get
        found = method(reverse(name, args=there))
        nothing = method(reverse(name, args=[uuid4() for _ in there]))
        assert found.status_code == nothing.status_code == 404, name
        assert same(found.content) == same(nothing.content), name


@pytest.mark.scenario("T47")
@pytest.mark.parametrize("role", ["mentor", "care_coordinator", "administration", "principal"])
def test_a_search_finds_the_own_student_and_none_of_another_school(
    views: dict[str, World], role: str
) -> None:
    client = signed_in(views[OWN].people[role])
    own, stranger = views[OWN].student, views[OTHER_SCHOOL].student
    finds_own = set()

    for name in SEARCHES:
        there = client.post(reverse(name), {"name": stranger.surname}).content.decode()
        assert str(stranger.public_id) not in there, name
        here = client.post(reverse(name), {"name": own.surname}).content.decode()
        if str(own.public_id) in here:
            finds_own.add(name)

    assert finds_own == {name for name in SEARCHES if role in TABLE[name].who}
