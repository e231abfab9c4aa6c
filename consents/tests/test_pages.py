"""What the pages show, to whom, and what they cost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access import grants
from consents.models import Decision, Receipt
from consents.tests import make, people
from consents.tests.people import Family
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User
    from students.models import Student

pytestmark = pytest.mark.django_db

FRAME = 4  # the session, the user, whose portal it is, the menu
OVERVIEW_COSTS = LIST_COSTS = 8
OVERVIEW = "/toestemming/"
QUESTION = "/toestemming/vragen/1/"
HISTORY = "/toestemming/geschiedenis/"


@pytest.fixture
def home() -> Family:
    return Family()


def name(child: Student, code: str = make.WEBSITE) -> str:
    """Return the name of the field of a question."""
    return f"{child.public_id}_{make.purpose(child, code).public_id}"


def filled(child: Student, says: str, *, code: str = make.WEBSITE) -> dict[str, str]:
    """Return what a browser sends for one answer."""
    return {name(child, code): says, name(child, code) + "_words": "1.nl"}


def said(child: Student) -> list[str]:
    """Return what was decided about a child, in order."""
    return list(Decision.objects.about([child.pk]).order_by("pk").values_list("outcome", flat=True))


def read(client: Client, user: User, address: str = OVERVIEW) -> str:
    """Return a page as `user` reads it."""
    client.force_login(user)
    found = client.get(address)
    assert found.status_code == 200
    return found.content.decode()


def queries(client: Client, address: str) -> int:
    """Count what a page asks the database, beside the frame and the transaction itself."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    own = ("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT coalesce(current_setting")
    return len([query for query in asked if not query["sql"].startswith(own)]) - FRAME


@pytest.mark.parametrize("outsider", people.NO_FAMILY, ids=lambda make: make.__name__)
@pytest.mark.parametrize("address", [OVERVIEW, QUESTION, HISTORY])
def test_who_chooses_for_nobody_finds_no_page(
    client: Client, home: Family, outsider: Callable[[Family], User], address: str
) -> None:
    client.force_login(outsider(home))

    assert client.get(address).status_code == 404
    assert client.post(OVERVIEW, filled(home.child, "yes")).status_code == 404
    assert not said(home.child)


@pytest.mark.law("AVG 4(11)")
def test_t11_no_screen_shows_an_answer_that_nobody_gave(client: Client, home: Family) -> None:
    overview, question = read(client, home.parent), read(client, home.parent, QUESTION)

    assert " checked" not in overview + question
    assert "Nog niet gekozen: nu nee" in overview
    assert overview.count('type="radio"') == 2 * len(make.codes(home.school))


def test_a_yes_is_saved_with_a_receipt_and_shown_again(client: Client, home: Family) -> None:
    client.force_login(home.parent)

    answer = client.post(OVERVIEW, filled(home.child, "yes"), follow=True)

    receipt = Receipt.objects.get()
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


@pytest.mark.law("AVG 7(2)")
def test_an_answer_to_words_that_have_changed_is_asked_again(
    client: Client, home: Family
) -> None:
    make.new_words(make.purpose(home.child), at=timezone.now() - timedelta(minutes=1))
    client.force_login(home.parent)

    answer = client.post(OVERVIEW, filled(home.child, "yes"))

    assert answer.status_code == 422
    assert "De tekst is veranderd" in answer.content.decode()
    assert answer.content.decode().count(" checked") == 1
    assert not said(home.child)


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


def test_a_parent_learns_the_outcome_and_nothing_of_the_other_parent(
    client: Client, home: Family
) -> None:
    make.choose(home.parent, home.child, "yes")
    make.choose(home.other, home.child, "no")
    receipt = Receipt.objects.get(given_to=home.parent)
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
    address = reverse("consents:receipt", args=[Receipt.objects.get().public_id])

    client.force_login(home.other)
    assert client.get(address).status_code == 404
    client.force_login(people.administration(home))
    assert client.get(address).status_code == 404
    assert "Amira" in read(client, home.parent, address)


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


def test_a_child_that_left_is_shown_and_asked_nothing(client: Client, home: Family) -> None:
    left = students.student(
        home.school, name="Noor", left_on=timezone.localdate() - timedelta(days=1)
    )
    students.guardianship(left, user=home.parent)
    grants.sync(schools=[home.school.pk], at=schools.NOW)

    body = read(client, home.parent)

    assert "Noor zit niet meer op deze school." in body
    assert name(left) not in body


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
    people.access.parent(elsewhere, who=home.parent)
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


def test_a_teacher_reads_yes_and_no_without_a_reason(client: Client, home: Family) -> None:
    classmate = students.student(group=home.group, name="Bo")
    teacher = people.subject_teacher(home)
    for code in make.codes(home.school):
        make.choose(home.parent, home.child, "yes", code=code)
    make.choose(home.other, home.child, "no")

    body = read(client, teacher, reverse("consents:group_pictures", args=[home.group.public_id]))

    assert body.index("Bo van der") < body.index("Amira van der")  # most noes first
    assert body.count(">Ja<") == len(make.codes(home.school)) - 1
    assert classmate.display_name in body
    for word in ("ouder", "weiger", "eens", home.parent.email, home.other.email):
        assert word not in body.split("<main")[1].replace("ouderapp", "").split("</table>")[0]


@pytest.mark.parametrize("outsider", people.NO_LIST, ids=lambda make: make.__name__)
def test_the_list_of_a_group_is_not_there_for_others(
    client: Client, home: Family, outsider: Callable[[Family], User]
) -> None:
    client.force_login(outsider(home))
    address = reverse("consents:group_pictures", args=[home.group.public_id])

    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 405
    assert home.group.name not in client.get("/foto/").content.decode()


@pytest.mark.parametrize("outsider", [people.parent, people.former_mentor, people.stranger])
def test_who_has_no_task_with_pictures_finds_no_list_of_groups(
    client: Client, home: Family, outsider: Callable[[Family], User]
) -> None:
    client.force_login(outsider(home))

    assert client.get("/foto/").status_code == 404


def test_the_administration_reads_all_classes_of_its_school(client: Client, home: Family) -> None:
    second = schools.group(home.school)
    theirs = schools.group(schools.school())

    body = read(client, people.administration(home), "/foto/")

    assert home.group.name in body
    assert second.name in body
    assert str(theirs.public_id) not in body


def test_the_list_of_a_group_costs_the_same_for_one_student_as_for_thirty(
    client: Client, home: Family
) -> None:
    client.force_login(people.subject_teacher(home))
    address = reverse("consents:group_pictures", args=[home.group.public_id])
    few, all_groups = queries(client, address), queries(client, "/foto/")
    for _ in range(29):
        students.student(group=home.group)
    grants.sync(schools=[home.school.pk], at=schools.NOW)

    assert queries(client, address) == few
    assert queries(client, "/foto/") == all_groups
    assert max(few, all_groups) <= LIST_COSTS


def test_a_list_of_who_may_be_in_the_picture_is_not_for_who_left_the_group(
    client: Client, home: Family
) -> None:
    gone = students.student(
        group=home.group, name="Weg", left_on=timezone.localdate() - timedelta(days=1)
    )
    teacher = people.subject_teacher(home)

    body = read(client, teacher, reverse("consents:group_pictures", args=[home.group.public_id]))

    assert gone.display_name not in body
