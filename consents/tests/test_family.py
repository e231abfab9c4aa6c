"""What a family reads: own choices, the outcome, and nothing of anybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from access import grants
from access.tests import make as access
from consents.tests import make, people
from consents.tests.forms import HISTORY, OVERVIEW, QUESTION, filled, name, queries, read, said
from consents.tests.people import Family
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client


pytestmark = pytest.mark.django_db
OVERVIEW_COSTS = 8


@pytest.fixture
def home() -> Family:
    return Family()


def test_a_parent_learns_the_outcome_and_nothing_of_the_other_parent(
    client: Client, home: Family
) -> None:
    make.choose(home.parent, home.child, "yes")
    make.choose(home.other, home.child, "no")
    receipt = next(r for r in make.receipts() if r.given_to == home.parent)
    client.force_login(home.parent)

    for address in (
        OVERVIEW,
        QUESTION,
        HISTORY,
        reverse("consents:receipt", args=[receipt.public_id]),
    ):
        body = read(client, home.parent, address)
        guardian = home.other.guardians.get()
        for word in (home.other.email, home.other.display_name, guardian.surname):
            assert word not in body
    assert "Niet alle ouders zeggen ja" in read(client, home.parent)
    assert "1 keuze bekijken" in read(client, home.parent)


def test_a_receipt_is_only_for_who_got_it(client: Client, home: Family) -> None:
    make.choose(home.parent, home.child, "yes")
    address = reverse("consents:receipt", args=[make.receipts()[0].public_id])

    client.force_login(home.other)
    assert client.get(address).status_code == 404
    client.force_login(people.administration(home))
    assert client.get(address).status_code == 404
    assert "Amira" in read(client, home.parent, address)


@pytest.mark.scenario("T09")
@pytest.mark.law("UAVG 5(1)")
def test_t09_from_sixteen_the_student_chooses_and_the_parent_reads(
    client: Client, home: Family
) -> None:
    child, student = people.student_of_seventeen(home)

    body = read(client, home.parent)
    assert "Sem is 16 jaar of ouder en kiest zelf." in body
    assert name(child) not in body
    client.post(OVERVIEW, filled(child, "no"))
    assert not said(child)

    own = read(client, student)
    assert "Amira" not in own
    assert "Zelfde keuzes" not in own
    client.post(OVERVIEW, filled(child, "yes"))
    assert said(child) == ["granted"]


def test_the_parent_reads_own_choices_of_before_and_not_those_of_the_student(
    client: Client, home: Family
) -> None:
    child, student = people.student_of_seventeen(home)
    make.choose(home.parent, child, "yes", at=make.LONG_AGO)
    make.choose(student, child, "no", at=timezone.now())

    body = read(client, home.parent)

    assert "U zei ja" in body
    assert "U zei nee" not in body


@pytest.mark.asking(12)
def test_a_child_that_left_is_shown_and_asked_nothing(client: Client, home: Family) -> None:
    left = students.student(
        home.school, name="Noor", left_on=timezone.localdate() - timedelta(days=1)
    )
    students.guardianship(left, user=home.parent)
    grants.sync(schools=[home.school.pk], at=schools.NOW)

    body = read(client, home.parent)

    assert "Noor zit niet meer op deze school." in body
    assert name(left) not in body
    client.post(OVERVIEW, filled(left, "yes") | filled(home.child, "yes"))
    assert (said(left), said(home.child)) == ([], ["granted"])


def test_what_is_sent_about_a_child_that_chooses_itself_stops_no_choice_about_another(
    client: Client, home: Family
) -> None:
    child, _ = people.student_of_seventeen(home)
    client.force_login(home.parent)

    answer = client.post(OVERVIEW, filled(child, "yes") | filled(home.child, "yes"))

    assert answer.status_code == 302
    assert (said(child), said(home.child)) == ([], ["granted"])


def test_the_questions_can_be_left_and_taken_up_again(client: Client, home: Family) -> None:
    other = home.one_more()
    client.force_login(home.parent)
    assert "Begin met vraag 1" in read(client, home.parent)

    first = make.codes(home.school)[0]
    sent = filled(home.child, "yes", code=first) | filled(other, "no", code=first)
    answer = client.post(QUESTION, sent)

    assert answer.headers["Location"] == "/toestemming/vragen/2/"
    assert (said(home.child), said(other)) == (["granted"], ["refused"])
    body = read(client, home.parent)
    assert "Ga verder met de vragen" in body
    assert 'href="/toestemming/vragen/2/"' in body


def test_a_question_asks_an_answer_for_each_child(client: Client, home: Family) -> None:
    home.one_more()
    first = make.codes(home.school)[0]
    client.force_login(home.parent)

    answer = client.post(QUESTION, filled(home.child, "yes", code=first))

    assert answer.status_code == 422
    assert "Kies ja of nee bij Yusuf." in answer.content.decode()
    assert not said(home.child)


@pytest.mark.parametrize("number", [0, 99])
def test_there_is_no_question_beyond_the_last(client: Client, home: Family, number: int) -> None:
    client.force_login(home.parent)

    assert client.get(f"/toestemming/vragen/{number}/").status_code == 404


def test_a_page_in_english_shows_the_english_words(client: Client, home: Family) -> None:
    home.parent.language = "en"
    home.parent.save(update_fields=["language"])
    client.cookies["django_language"] = "en"

    body = read(client, home.parent)

    assert make.words(make.purpose(home.child), language="en").title in body


def test_two_schools_ask_on_one_page(client: Client, home: Family) -> None:
    elsewhere = students.student(make.school(), name="Elif")
    access.parent(elsewhere, who=home.parent)
    client.force_login(home.parent)

    client.post(OVERVIEW, filled(home.child, "yes") | filled(elsewhere, "no"))

    assert (said(home.child), said(elsewhere)) == (["granted"], ["refused"])
    assert "Vraag 1 van 8" in read(client, home.parent, QUESTION)


def test_the_overview_costs_the_same_for_one_child_as_for_four(
    client: Client, home: Family
) -> None:
    client.force_login(home.parent)
    few = queries(client, OVERVIEW)
    for number in range(3):
        make.choose(home.parent, home.one_more(f"Kind{number}"), "yes")

    assert queries(client, OVERVIEW) == few
    assert few <= OVERVIEW_COSTS


def test_the_history_comes_in_pages_of_fifty(client: Client, home: Family) -> None:
    start = timezone.now() - timedelta(days=100)
    for number in range(51):
        at = start + timedelta(minutes=number)
        make.choose(home.parent, home.child, "yes" if number % 2 else "no", at=at)

    body = read(client, home.parent, HISTORY)

    assert body.count("pp-time__dot") == 50
    assert "Bladzijde 1 van 2" in body
    assert read(client, home.parent, HISTORY + "?page=2").count("pp-time__dot") == 1
