"""Who gets which page, and what is recorded of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from dossiers.models import Entry
from dossiers.tests import make, pages, people
from kernel.database import acting_as, as_role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.django_db


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
    wanted = pages.addresses(mine, agreed.public_id, agreed.entry.public_id)
    if other.assignments.filter(role=Role.MENTOR, valid__contains=timezone.now()).exists():
        elsewhere: dict[str, str] = {}  # a mentor of other students has these pages, without mine
    else:
        elsewhere = ANYBODYS

    for name, address in {**wanted, **elsewhere}.items():
        method, route = name.split()
        send = client.post if method == "POST" else client.get
        response = send(address, pages.form(done="yes", name=mine.student.surname))

        assert response.status_code == 404, name
        assert make.WORDS not in response.text
        denied = pages.events("access.denied")[-1]
        assert (denied.facts["route"], denied.actor) == (route, other.audit_ref)
        if name in wanted and "student" in route:
            assert denied.subject == mine.student.audit_ref

    assert len(pages.events("access.denied")) == len(wanted) + len(elsewhere)
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
    (read,) = pages.events("dossiers.notes_read")
    assert (read.actor, read.subject) == (mine.mentor.audit_ref, mine.student.audit_ref)
    assert (read.role, read.school) == ("mentor", mine.school.public_id)
    assert read.facts == {
        "notes": 2,
        "assignments": list(mine.mentor.assignments.values_list("pk", flat=True)),
    }
    assert make.WORDS not in str(read.facts)


@pytest.mark.parametrize("route", ["dossiers:student", "dossiers:class", "dossiers:follow_ups"])
def test_what_cannot_be_recorded_is_not_shown(client: Client, route: str) -> None:
    mine = make.klass()
    make.follow_up(mine.mentor, mine.student, days=2, text="Ask his grandmother")
    client.force_login(mine.mentor)
    client.raise_request_exception = False
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_web")

    page = client.get(pages.address_of(route, mine))

    assert page.status_code == 500
    for words in (make.WORDS, "Ask his grandmother", mine.student.display_name):
        assert words not in page.text


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
