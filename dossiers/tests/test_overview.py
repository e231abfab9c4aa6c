"""The class page tells what is real, and asks the database no more for a large class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from access.tests import make as access
from accounts.choices import SignIn
from consents import services as consents
from consents.models import Wording
from consents.services import Choice
from dossiers.choices import Kind
from dossiers.tests import make, pages
from kernel.database import acting_as, as_role

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_class_page_records_each_student(client: Client) -> None:
    mine = make.klass()
    second = make.classmate(mine)
    client.force_login(mine.mentor)

    page = client.get(reverse("dossiers:class", args=[mine.group.public_id]))

    assert page.status_code == 200
    read = pages.events("dossiers.overview_read")
    assert {event.subject for event in read} == {mine.student.audit_ref, second.audit_ref}


def decide(of: make.Klass, parent: User, *, no_to: int) -> list[str]:
    """Let a parent answer every question: no to so many of them; return what they are about."""
    dutch = Wording.objects.filter(purpose__school=of.school, language="nl")
    words = list(dutch.select_related("purpose").order_by("purpose__order"))
    choices = [
        Choice(of.student, wording.purpose, says_yes=number >= no_to, wording=wording)
        for number, wording in enumerate(words)
    ]
    with acting_as(parent.pk):
        consents.decide(
            actor=parent, choices=choices, signed_in=SignIn.PASSWORD, at=timezone.now()
        )
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


# Beside these: five for session, user, school, menu and `app.user_id`, on every page of staff.
QUERIES = {
    "dossiers:class": 3,
    "dossiers:student": 5,
    "dossiers:pictures": 2,
    "dossiers:today": 7,
    "dossiers:follow_ups": 5,
    "dossiers:search": 3,
}
CONSENTS = {
    "dossiers:class": 2,
    "dossiers:student": 2,
    "dossiers:pictures": 2,
}  # what `consents` asks for the answers
BUDGET = {"dossiers:student": 1}  # how many files were opened before
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
    expected = QUERIES[route] + CONSENTS.get(route, 0) + BUDGET.get(route, 0) + FRAME + NESTED

    with django_assert_num_queries(expected):
        if route == "dossiers:search":
            client.post(pages.address_of(route, mine), {"name": "Tweeling"})
        else:
            client.get(pages.address_of(route, mine))
