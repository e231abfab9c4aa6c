"""Choosing on the pages: what is saved, what is refused, what is said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from consents.tests import make, people
from consents.tests.forms import HISTORY, OVERVIEW, QUESTION, filled, name, read, said
from consents.tests.people import Family

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Family:
    return Family()


@pytest.mark.parametrize("outsider", people.NO_FAMILY, ids=lambda make: make.__name__)
@pytest.mark.parametrize("address", [OVERVIEW, QUESTION, HISTORY])
def test_who_chooses_for_nobody_finds_no_page(
    client: Client, home: Family, outsider: Callable[[Family], User], address: str
) -> None:
    client.force_login(outsider(home))

    assert client.get(address).status_code == 404
    assert client.post(OVERVIEW, filled(home.child, "yes")).status_code == 404
    assert not said(home.child)


@pytest.mark.scenario("T11")
@pytest.mark.law("AVG 4(11)")
def test_t11_no_screen_shows_an_answer_that_nobody_gave(client: Client, home: Family) -> None:
    overview, question = read(client, home.parent), read(client, home.parent, QUESTION)

    assert " checked" not in overview + question
    assert "Nog niet gekozen: nu nee" in overview
    assert overview.count('type="radio"') == 2 * len(make.codes(home.school))


def test_a_yes_is_saved_with_a_receipt_and_shown_again(client: Client, home: Family) -> None:
    client.force_login(home.parent)

    answer = client.post(OVERVIEW, filled(home.child, "yes"), follow=True)

    (receipt,) = make.receipts()
    assert answer.redirect_chain == [(f"/toestemming/bewijs/{receipt.public_id}/", 302)]
    assert receipt.number in answer.content.decode()
    assert "was nog niet gekozen" in answer.content.decode()
    assert said(home.child) == ["granted"]
    assert read(client, home.parent).count(" checked") == 1


@pytest.mark.law("AVG 7(3)")
def test_a_no_after_yes_asks_for_nothing_more_than_the_yes_did(
    client: Client, home: Family
) -> None:
    client.force_login(home.parent)
    client.post(OVERVIEW, filled(home.child, "yes"))

    answer = client.post(OVERVIEW, filled(home.child, "no"), follow=True)

    assert said(home.child) == ["granted", "withdrawn"]
    assert "was ja" in answer.content.decode()
    assert "binnen 5 schooldagen" in answer.content.decode()


def test_the_same_answer_again_makes_no_receipt(client: Client, home: Family) -> None:
    client.force_login(home.parent)
    client.post(OVERVIEW, filled(home.child, "yes"))

    answer = client.post(OVERVIEW, filled(home.child, "yes"), follow=True)

    assert answer.redirect_chain == [(OVERVIEW, 302)]
    assert "niets veranderd" in answer.content.decode()
    assert said(home.child) == ["granted"]


def test_everything_to_no_is_one_press_for_one_child(client: Client, home: Family) -> None:
    other = home.one_more()
    make.choose(home.parent, home.child, "yes")
    make.choose(home.parent, other, "yes")
    client.force_login(home.parent)

    sent: dict[str, str] = {}
    for code in make.codes(home.school):
        sent |= filled(home.child, "no", code=code)
    client.post(OVERVIEW, sent)

    assert set(said(home.child)) == {"granted", "withdrawn", "refused"}
    assert said(other) == ["granted"]


def test_nonsense_is_told_and_nothing_is_saved(client: Client, home: Family) -> None:
    other = home.one_more()
    client.force_login(home.parent)

    answer = client.post(OVERVIEW, filled(home.child, "maybe") | filled(other, "yes"))

    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Fout:" in body
    assert "Kies ja of nee bij Amira." in body
    assert body.count(" checked") == 1  # what was right is still filled in
    assert not said(home.child)
    assert not said(other)


@pytest.mark.law("AVG 7(1)")
def test_an_answer_to_words_that_have_changed_is_asked_again(client: Client, home: Family) -> None:
    make.new_words(make.purpose(home.child), at=timezone.now() - timedelta(minutes=1))
    client.force_login(home.parent)

    sent = filled(home.child, "yes") | filled(home.child, "no", code=make.INSTAGRAM)
    answer = client.post(OVERVIEW, sent)

    body = answer.content.decode()
    assert answer.status_code == 422
    assert "De tekst is veranderd" in body
    assert f'name="{name(home.child, make.INSTAGRAM)}" value="no" checked' in body
    assert f'name="{name(home.child)}" value="yes">' in body  # new words: nothing is chosen
    assert not said(home.child)


@pytest.mark.scenario("T12")
@pytest.mark.law("AVG 4(11)")
def test_t12_only_the_question_that_changed_is_asked_again(client: Client, home: Family) -> None:
    for code in make.codes(home.school):
        make.choose(home.parent, home.child, "yes", code=code)
    assert "kies opnieuw" not in read(client, home.parent)

    make.new_words(make.purpose(home.child), at=timezone.now() - timedelta(minutes=1))

    body = read(client, home.parent)
    assert body.count("De tekst is veranderd: kies opnieuw") == 1
    assert body.count(" checked") == len(make.codes(home.school)) - 1
    client.post(OVERVIEW, filled(home.child, "yes") | {name(home.child) + "_words": "2.nl"})
    assert "kies opnieuw" not in read(client, home.parent)


def test_a_child_of_somebody_else_in_the_form_changes_nothing(
    client: Client, home: Family
) -> None:
    theirs = Family(school=home.school).child
    client.force_login(home.parent)

    client.post(OVERVIEW, filled(theirs, "yes"))

    assert not said(theirs)
