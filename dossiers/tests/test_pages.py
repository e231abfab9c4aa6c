"""Who gets which page, and what is recorded of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents import services as consents
from consents.models import Wording
from consents.services import Choice
from dossiers.choices import Kind
from dossiers.models import Entry
from dossiers.tests import make, people
from kernel.database import acting_as, as_role
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from accounts.models import User

pytestmark = pytest.mark.django_db


def form(**changes: str) -> dict[str, str]:
    """Return what the form of a new note sends."""
    return {
        "kind": "parents_talk",
        "title": "About the holidays",
        "body": "They go to Zeeland.",
        "held_on": timezone.localdate().isoformat(),
        "key": str(uuid4()),
        **changes,
    }


def events(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("pk"))


def addresses(of: make.Klass, follow_up_id: object, entry_id: object) -> dict[str, str]:
    student = of.student.public_id
    return {
        "GET dossiers:class": reverse("dossiers:class", args=[of.group.public_id]),
        "GET dossiers:student": reverse("dossiers:student", args=[student]),
        "GET dossiers:pictures": reverse("dossiers:pictures", args=[student]),
        "POST dossiers:write_note": reverse("dossiers:write_note", args=[student]),
        "GET dossiers:correct_note": reverse("dossiers:correct_note", args=[entry_id]),
        "POST dossiers:correct_note": reverse("dossiers:correct_note", args=[entry_id]),
        "POST dossiers:tick": reverse("dossiers:tick", args=[follow_up_id]),
    }


ANYBODYS = {
    "GET dossiers:today": "/vandaag/",
    "GET dossiers:follow_ups": "/afspraken/",
    "GET dossiers:search": "/zoeken/",
    "POST dossiers:search": "/zoeken/",
}


@pytest.mark.parametrize("outsider", people.OUTSIDERS)
def test_somebody_without_the_task_finds_no_page_and_the_attempt_is_on_record(
    client: Client, outsider: Callable[[make.Klass], User]
) -> None:
    mine = make.klass()
    agreed = make.follow_up(mine.mentor, mine.student, days=2)
    other = outsider(mine)
    client.force_login(other)
    wanted = addresses(mine, agreed.public_id, agreed.entry.public_id)
    if other.assignments.filter(role=Role.MENTOR, valid__contains=timezone.now()).exists():
        elsewhere: dict[str, str] = {}  # a mentor of other students has these pages, without mine
    else:
        elsewhere = ANYBODYS

    for name, address in {**wanted, **elsewhere}.items():
        method, route = name.split()
        send = client.post if method == "POST" else client.get
        response = send(address, form(done="yes", name=mine.student.surname))

        assert response.status_code == 404, name
        assert make.WORDS not in response.text
        denied = events("access.denied")[-1]
        assert (denied.facts["route"], denied.actor) == (route, other.audit_ref)
        if name in wanted and "student" in route:
            assert denied.subject == mine.student.audit_ref

    assert len(events("access.denied")) == len(wanted) + len(elsewhere)
    with acting_as(mine.mentor.pk):
        assert Entry.objects.visible_to(mine.mentor).count() == 1
        agreed.refresh_from_db()
    assert agreed.done_at is None


def test_nobody_is_asked_to_sign_in(client: Client) -> None:
    mine = make.klass()

    response = client.get(reverse("dossiers:student", args=[mine.student.public_id]))

    assert response.status_code == 302


def test_a_mentor_of_another_class_finds_none_of_these_students(client: Client) -> None:
    mine, other = make.klass(), make.klass()
    make.follow_up(mine.mentor, mine.student, days=2)
    client.force_login(other.mentor)

    found = client.post("/zoeken/", {"name": mine.student.surname})
    due = client.get("/afspraken/")
    today = client.get("/vandaag/")

    for page in (found, due, today):
        assert page.status_code == 200
        assert mine.student.display_name not in page.text
        assert str(mine.student.public_id) not in page.text


def test_a_task_ends_at_midnight(client: Client) -> None:
    today = timezone.localdate()
    ending = make.klass(last_day=today)
    ended = make.klass()
    former = people.former_mentor(ended)

    client.force_login(ending.mentor)
    on_the_last_day = client.get(reverse("dossiers:student", args=[ending.student.public_id]))
    client.force_login(former)
    the_day_after = client.get(reverse("dossiers:student", args=[ended.student.public_id]))

    assert (on_the_last_day.status_code, the_day_after.status_code) == (200, 404)


@pytest.mark.law("AVG 5(2), 32(1)")
def test_the_mentor_reads_and_one_event_says_so(client: Client) -> None:
    mine = make.klass()
    make.note(mine.mentor, mine.student)
    make.note(mine.mentor, mine.student)
    client.force_login(mine.mentor)

    page = client.get(reverse("dossiers:student", args=[mine.student.public_id]))

    assert make.WORDS in page.text
    (read,) = events("dossiers.notes_read")
    assert (read.actor, read.subject) == (mine.mentor.audit_ref, mine.student.audit_ref)
    assert (read.role, read.school) == ("mentor", mine.school.public_id)
    assert read.facts == {
        "notes": 2,
        "assignments": list(mine.mentor.assignments.values_list("pk", flat=True)),
    }
    assert make.WORDS not in str(read.facts)


def test_the_class_page_records_each_student(client: Client) -> None:
    mine = make.klass()
    second = make.classmate(mine)
    client.force_login(mine.mentor)

    page = client.get(reverse("dossiers:class", args=[mine.group.public_id]))

    assert page.status_code == 200
    read = events("dossiers.overview_read")
    assert {event.subject for event in read} == {mine.student.audit_ref, second.audit_ref}


@pytest.mark.parametrize("route", ["dossiers:student", "dossiers:class", "dossiers:follow_ups"])
def test_what_cannot_be_recorded_is_not_shown(client: Client, route: str) -> None:
    mine = make.klass()
    make.follow_up(mine.mentor, mine.student, days=2, text="Ask his grandmother")
    client.force_login(mine.mentor)
    client.raise_request_exception = False
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_web")

    page = client.get(address_of(route, mine))

    assert page.status_code == 500
    for words in (make.WORDS, "Ask his grandmother", mine.student.display_name):
        assert words not in page.text


def test_a_note_with_a_follow_up_is_written_and_shown(client: Client) -> None:
    mine = make.klass()
    client.force_login(mine.mentor)
    due_on = timezone.localdate() + timedelta(days=9)
    sent = form(follow_up_on=due_on.isoformat(), follow_up_text="Ask how it was")

    answer = client.post(reverse("dossiers:write_note", args=[mine.student.public_id]), sent)
    page = client.get(answer.headers["Location"])

    assert answer.status_code == 302
    assert "They go to Zeeland." in page.text
    assert "Ask how it was" in page.text
    (written,) = events("dossiers.note_written")
    assert written.subject == mine.student.audit_ref


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"body": ""}, id="without words"),
        pytest.param({"kind": "gossip"}, id="an unknown kind"),
        pytest.param({"body": "x" * 20_001}, id="too long"),
        pytest.param({"held_on": "2099-01-01"}, id="in the future"),
        pytest.param({"held_on": "31-02-2026"}, id="no such day"),
        pytest.param({"follow_up_text": "Ask"}, id="something agreed for no day"),
        pytest.param({"follow_up_on": "2020-01-01"}, id="to come back to before the talk"),
    ],
)
def test_a_wrong_form_is_shown_again_with_what_was_typed(
    client: Client, wrong: dict[str, str]
) -> None:
    mine = make.klass()
    client.force_login(mine.mentor)

    page = client.post(
        reverse("dossiers:write_note", args=[mine.student.public_id]), form(**wrong)
    )

    assert page.status_code == 422
    assert "About the holidays" in page.text
    assert not events("dossiers.note_written")


def test_a_team_leader_reads_and_does_not_write(client: Client) -> None:
    mine = make.klass()
    agreed = make.follow_up(mine.mentor, mine.student, days=2)
    client.force_login(access.with_role(Role.TEAM_LEADER, mine.group))
    routes = addresses(mine, agreed.public_id, agreed.entry.public_id)

    page = client.get(routes["GET dossiers:student"])
    answers = [
        client.post(routes[f"POST dossiers:{name}"], form(done="yes")).status_code
        for name in ("write_note", "tick", "correct_note")
    ]

    assert make.WORDS in page.text
    assert 'id="nieuw"' not in page.text
    assert answers == [404, 404, 404]


def test_whoever_reads_notes_but_not_answers_about_pictures_sees_no_answers(
    client: Client,
) -> None:
    mine = make.klass()
    make.note(mine.mentor, mine.student)
    client.force_login(access.with_role(Role.PSYCHOLOGIST, mine.student))
    address = reverse("dossiers:pictures", args=[mine.student.public_id])

    page = client.get(reverse("dossiers:student", args=[mine.student.public_id]))
    today = client.get("/vandaag/")
    answers = client.get(address)

    assert make.WORDS in page.text
    assert page.context["picture"] is None
    assert address not in page.text
    assert answers.status_code == 404
    assert mine.student.display_name in today.text


def decide(of: make.Klass, parent: User, *, no_to: int) -> list[str]:
    """Let a parent answer every question: no to so many of them; return what they are about."""
    dutch = Wording.objects.filter(purpose__school=of.school, language="nl")
    words = list(dutch.select_related("purpose").order_by("purpose__order"))
    choices = [
        Choice(of.student, wording.purpose, says_yes=number >= no_to, wording=wording)
        for number, wording in enumerate(words)
    ]
    consents.decide(actor=parent, choices=choices, at=timezone.now())
    return [wording.title for wording in words]


@pytest.mark.parametrize(
    ("no_to", "badge"),
    [
        pytest.param(0, "Overal ja", id="yes to all"),
        pytest.param(1, "Nee: ", id="no to one, which is named"),
        pytest.param(2, "Niet overal", id="no to two"),
        pytest.param(99, "Nergens", id="no to all"),
        pytest.param(None, "Keuze ontbreekt: nee", id="no answer"),
    ],
)
def test_a_class_shows_who_may_be_in_the_picture_and_not_who_chose(
    client: Client, no_to: int | None, badge: str
) -> None:
    mine = make.klass()
    parent = access.parent(mine.student)
    with as_role("portal_worker"):
        consents.offer_purposes(actor=None, school=mine.school, at=timezone.now())
    titles = [] if no_to is None else decide(mine, parent, no_to=no_to)
    client.force_login(mine.mentor)

    page = client.get(reverse("dossiers:class", args=[mine.group.public_id]))
    places = client.get(reverse("dossiers:pictures", args=[mine.student.public_id]))

    (row,) = page.context["rows"]
    assert row.picture.is_complete is (no_to is not None)
    assert page.context["klass"].chosen == (no_to is not None)
    assert all(title in places.text for title in titles)
    for shown in (page, places):
        assert badge in shown.text
        assert parent.display_name not in shown.text


def test_a_care_coordinator_opens_each_class_of_the_school(client: Client) -> None:
    mine = make.klass()
    client.force_login(access.with_role(Role.CARE_COORDINATOR, mine.school))

    page = client.get(reverse("dossiers:class", args=[mine.group.public_id]))

    assert mine.student.display_name in page.text


def test_the_text_of_a_note_is_text_and_no_html(client: Client) -> None:
    mine = make.klass()
    make.note(mine.mentor, mine.student, title="<b>1</b>", body="<script>alert(1)</script>")
    client.force_login(mine.mentor)

    page = client.get(reverse("dossiers:student", args=[mine.student.public_id]))

    assert "<script>alert" not in page.text
    assert "<b>1</b>" not in page.text


def test_the_kind_filter_shows_that_kind_alone(client: Client) -> None:
    mine = make.klass()
    make.note(mine.mentor, mine.student, title="By telephone", kind=Kind.PHONE)
    make.note(mine.mentor, mine.student, title="In the hall", kind=Kind.SHORT_CONTACT)
    client.force_login(mine.mentor)
    address = reverse("dossiers:student", args=[mine.student.public_id])

    page = client.get(address, {"soort": "phone"})

    assert "By telephone" in page.text
    assert "In the hall" not in page.text


def test_the_class_page_counts_what_is_real(client: Client) -> None:
    mine = make.klass()
    silent = make.classmate(mine)
    late = make.classmate(mine)
    make.follow_up(mine.mentor, mine.student, days=20)
    make.follow_up(mine.mentor, late, days=-3)
    client.force_login(mine.mentor)
    address = reverse("dossiers:class", args=[mine.group.public_id])

    klass = client.get(address).context["klass"]
    action = client.get(address, {"toon": "actie"}).context["rows"]
    no_talk = client.get(address, {"toon": "geen-gesprek"}).context["rows"]

    assert (klass.due, klass.overdue, klass.waiting) == (1, 1, 1)
    assert {row.student for row in action} == {silent, late}
    assert [row.student for row in no_talk] == [silent]


def test_a_follow_up_is_ticked_off_and_opened_again(client: Client) -> None:
    mine = make.klass()
    agreed = make.follow_up(mine.mentor, mine.student, days=1)
    client.force_login(mine.mentor)
    address = reverse("dossiers:tick", args=[agreed.public_id])

    for done, expected in (("yes", True), ("yes", True), ("no", False)):
        answer = client.post(address, {"done": done, "back": "follow_ups"})
        assert answer.headers["Location"] == "/afspraken/"
        with acting_as(mine.mentor.pk):
            agreed.refresh_from_db()
        assert (agreed.done_at is not None) is expected

    assert [e.facts["done"] for e in events("dossiers.follow_up_ticked")] == [True, False]


def test_a_search_by_part_of_a_name_forgives_accents_and_case(client: Client) -> None:
    mine = make.klass()
    zoe = make.classmate(mine, name="Zoë")
    make.classmate(mine, name="Bram")
    other = students.student(name="Zoë")
    client.force_login(mine.mentor)

    found = client.post("/zoeken/", {"name": "zoe tweeling"}).context["found"]

    assert list(found) == [zoe]
    assert other not in found


@pytest.mark.parametrize("name", ["", "z", "x" * 81, "%", "_ _", "'; --"])
def test_an_odd_search_finds_nothing_and_breaks_nothing(client: Client, name: str) -> None:
    mine = make.klass()
    client.force_login(mine.mentor)

    page = client.post("/zoeken/", {"name": name})

    assert page.status_code == 200
    assert mine.student.display_name not in page.text


def address_of(route: str, of: make.Klass) -> str:
    match route:
        case "dossiers:student":
            return reverse(route, args=[of.student.public_id])
        case "dossiers:class":
            return reverse(route, args=[of.group.public_id])
        case _:
            return reverse(route)


# Beside these: five for session, user, school, menu and `app.user_id`, on every page of staff.
QUERIES = {
    "dossiers:class": 6,
    "dossiers:student": 6,
    "dossiers:today": 7,
    "dossiers:follow_ups": 5,
    "dossiers:search": 3,
}
CONSENTS = {"dossiers:class": 5, "dossiers:student": 5}  # what `consents` asks for the answers
FRAME = 5
NESTED = 4  # a request inside a test's own transaction: savepoint and settings, and back


@pytest.mark.parametrize("route", QUERIES)
@pytest.mark.parametrize("size", [1, 12])
def test_a_page_asks_the_database_as_often_for_one_student_as_for_many(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, route: str, size: int
) -> None:
    mine = make.klass()
    for _ in range(size):
        make.follow_up(mine.mentor, make.classmate(mine), days=0)
        make.follow_up(mine.mentor, mine.student, days=0)
    client.force_login(mine.mentor)
    expected = QUERIES[route] + CONSENTS.get(route, 0) + FRAME + NESTED

    with django_assert_num_queries(expected):
        if route == "dossiers:search":
            client.post(address_of(route, mine), {"name": "Tweeling"})
        else:
            client.get(address_of(route, mine))
