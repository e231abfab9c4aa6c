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
from django.utils import timezone

from access.choices import Category
from audit.models import Event
from dossiers.rules import CARE
from dossiers.tests import make as dossiers
from kernel.database import acting_as, as_role
from launch.places import ROOT
from privacyportal.tests import relations
from privacyportal.tests.relations import OTHER_SCHOOL, OWN
from privacyportal.tests.test_access import TABLE

if TYPE_CHECKING:
    from accounts.models import User
    from privacyportal.tests.world import World
    from students.models import Student

ABOUT_ACCESS = {f"T{number}" for number in range(39, 48)}
SEARCHES = ("dossiers:search", "students:students", "access:care_teams", "access:emergency")
FILES = [name for name in TABLE if name.startswith("dossiers:")]


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


def categories_seen_by(user: User) -> set[str]:
    """Return of which categories raw SQL of a page reaches entries."""
    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT category FROM dossiers_entry")
        return {category for (category,) in cursor.fetchall()}


def test_each_scenario_about_access_is_played() -> None:
    played = {
        ast.literal_eval(node.args[0])
        for path in ROOT.glob("*/tests/test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.scenario"
    }

    assert played >= ABOUT_ACCESS


def denials() -> int:
    return Event.objects.filter(name="access.denied").count()


@pytest.mark.scenario("T39")
def test_a_subject_teacher_reads_the_advice_for_lessons(views: dict[str, World]) -> None:
    view = views[OWN]
    teacher = view.people["subject_teacher"]
    assert teacher is not None
    client = signed_in(teacher)

    listed = client.get(reverse("dossiers:advice_students")).content.decode()
    page = client.get(reverse("dossiers:advice", args=[view.student.public_id])).content.decode()

    assert reverse("dossiers:advice", args=[view.student.public_id]) in listed
    assert view.more["canaries"][Category.LESSON_ADVICE] in page
    read = Event.objects.filter(name="dossiers.advice_read").latest("pk")
    assert (read.actor, read.subject) == (teacher.audit_ref, view.student.audit_ref)
    for name in ("dossiers:student", "dossiers:care", "dossiers:write_advice"):
        assert f'"{reverse(name, args=[view.student.public_id])}"' not in listed + page, name


@pytest.mark.scenario("T39")
def test_a_subject_teacher_reaches_no_note_by_any_address_and_each_attempt_is_on_record(
    views: dict[str, World],
) -> None:
    view = views[OWN]
    client = signed_in(view.people["subject_teacher"])
    given = {"dossiers:advice", "dossiers:advice_students"}

    for name in FILES:
        before = denials()
        answer = send(client, name, view)
        body = answer.content.decode()
        assert answer.status_code == (200 if name in given else 404), name
        assert view.entry.body not in body, name
        assert view.follow_up.text not in body, name
        assert view.more["canaries"][Category.CARE_NOTES] not in body, name
        assert denials() == before + (name not in given), name


@pytest.mark.scenario("T39")
def test_what_a_subject_teacher_sees_does_not_tell_whether_there_was_a_talk(
    views: dict[str, World],
) -> None:
    view = views[OWN]
    client = signed_in(view.people["subject_teacher"])
    pages = [
        reverse("dossiers:advice_students"),
        reverse("dossiers:advice", args=[view.student.public_id]),
        reverse("students:students"),
        reverse("students:card", args=[view.student.public_id]),
        reverse("consents:group_pictures", args=[view.group.public_id]),
    ]
    before = [same(client.get(page).content) for page in pages]

    mentor, carer = view.people["mentor"], view.people["care_team"]
    assert mentor is not None
    assert carer is not None
    dossiers.follow_up(mentor, view.student, days=1)
    dossiers.written(carer, view.student, CARE)

    assert [same(client.get(page).content) for page in pages] == before


def enters_the_team(coordinator: User, helper: User, student: Student, **duty: str) -> Any:  # noqa: ANN401 - a test response
    return signed_in(coordinator).post(
        reverse("access:care_team", args=[student.public_id]),
        {
            "person": f"u-{helper.public_id}",
            "role": "care_team",
            "first_day": timezone.localdate().isoformat(),
            **duty,
        },
    )


@pytest.mark.scenario("T46")
@pytest.mark.law("UAVG 30(4)")
def test_nobody_reads_care_notes_before_the_duty_is_on_record_and_the_team_is_joined(
    views: dict[str, World],
) -> None:
    view = views[OWN]
    coordinator, helper = view.people["care_coordinator"], view.people["subject_teacher"]
    assert coordinator is not None
    assert helper is not None
    words = view.more["canaries"][Category.CARE_NOTES]
    address = reverse("dossiers:care", args=[view.student.public_id])

    assert enters_the_team(coordinator, helper, view.student).status_code == 422
    before = denials()
    refused = signed_in(helper).get(address)
    assert (refused.status_code, denials()) == (404, before + 1)
    assert words not in refused.content.decode()
    assert categories_seen_by(helper) == {"lesson_advice"}
    signed = timezone.localdate().isoformat()
    joined = enters_the_team(coordinator, helper, view.student, basis="contract", signed_on=signed)
    assert joined.status_code == 302

    page = signed_in(helper).get(address)

    assert words in page.content.decode()
    read = Event.objects.filter(name="dossiers.care_notes_read").latest("pk")
    assert (read.actor, read.role) == (helper.audit_ref, "care_team")
    assert signed_in(coordinator).get(address).status_code == 404


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
    assert categories_seen_by(teacher) == {"lesson_advice"}


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
    assert categories_seen_by(ict) == set()
    with as_role("portal_owner"):
        assert categories_seen_by(ict) == set()


@pytest.mark.scenario("T47")
def test_a_student_of_another_school_is_not_to_be_told_from_one_that_does_not_exist(
    views: dict[str, World],
) -> None:
    for role in ("mentor", "administration", "principal"):
        finds_no_stranger(signed_in(views[OWN].people[role]), views)


def finds_no_stranger(client: Client, views: dict[str, World]) -> None:
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
def test_a_search_finds_the_own_student_and_none_of_another_school(
    views: dict[str, World],
) -> None:
    for role in ("mentor", "care_coordinator", "administration", "principal"):
        finds = found_by(signed_in(views[OWN].people[role]), views)
        assert finds == {name for name in SEARCHES if role in TABLE[name].who}, role


def found_by(client: Client, views: dict[str, World]) -> set[str]:
    """Return the searches that find the own student; none may find the stranger."""
    own, stranger = views[OWN].student, views[OTHER_SCHOOL].student
    finds_own = set()

    for name in SEARCHES:
        there = client.post(reverse(name), {"name": stranger.surname}).content.decode()
        assert str(stranger.public_id) not in there, name
        here = client.post(reverse(name), {"name": own.surname}).content.decode()
        if str(own.public_id) in here:
            finds_own.add(name)
    return finds_own
