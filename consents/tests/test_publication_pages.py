"""The pages about publications: check a picture, put it on record, see what must come down."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access import grants
from access.choices import Role
from access.tests import make as access
from consents.choices import InPicture, PublicationKind
from consents.models import Appearance, Publication
from consents.tests import make, people
from consents.tests.forms import OVERVIEW, filled, queries, read
from consents.tests.people import Family
from kernel.tests.roles import seeing_all
from students.models import Membership
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from accounts.models import User
    from students.models import Student

pytestmark = pytest.mark.django_db
LIST_COSTS, PAGE_COSTS = 8, 9
REGISTER = "/publicaties/"


@pytest.fixture
def home() -> Family:
    made = Family()
    make.choose(made.parent, made.child, "yes")
    return made


def check(home: Family) -> str:
    return reverse("consents:check", args=[home.group.public_id])


def publish(home: Family) -> str:
    return reverse("consents:publish", args=[home.group.public_id])


def picked(*some: Student, code: str = "") -> dict[str, object]:
    keys = [str(student.public_id) for student in some]
    return {"students": keys} | ({"code": code} if code else {})


def typed(*some: Student, hidden: tuple[Student, ...] = (), **other: str) -> dict[str, object]:
    return {
        **picked(*some, code=make.WEBSITE),
        "record": "1",
        "hidden": [str(student.public_id) for student in hidden],
        "title": "Herfstwandeling",
        "kind": "image",
        "place": "https://school.example/herfst",
        **other,
    }


def said(answer: Any) -> str:  # noqa: ANN401 - a test response
    return str(answer.content.decode()).split("<main")[1]


@pytest.mark.scenario("T14")
def test_the_check_names_who_must_be_unrecognisable_per_place_and_not_why(
    client: Client, home: Family
) -> None:
    refused = home.one_more("Bo")
    make.choose(home.parent, refused, "no")
    client.force_login(people.subject_teacher(home))

    answer = client.post(check(home), picked(home.child, refused))

    found = said(answer)
    website = found.split("Op de website van de school")[1].split("</li>")[0]
    assert answer.status_code == 200
    assert refused.display_name in website
    assert home.child.display_name not in website
    assert "Maak eerst onherkenbaar" in website
    for word in ("weiger", "bezwaar", "niet eens", home.parent.email):
        assert word not in found
    with seeing_all():
        assert not Publication.objects.exists()


def test_a_picture_of_those_with_a_yes_may_be_used(client: Client, home: Family) -> None:
    client.force_login(people.subject_teacher(home))

    website = said(client.post(check(home), picked(home.child)))

    website = website.split("Op de website van de school")[1].split("</li>")[0]
    assert "U mag deze foto gebruiken" in website


def test_nobody_picked_is_an_error_and_so_is_somebody_else(client: Client, home: Family) -> None:
    other = students.student(home.school)
    client.force_login(people.subject_teacher(home))

    for data in ({}, picked(other)):
        answer = client.post(check(home), data)
        assert answer.status_code == 422
        assert "Kies wie herkenbaar is." in said(answer)
        assert other.display_name not in said(answer)


def test_what_was_published_is_put_on_record_from_the_page(client: Client, home: Family) -> None:
    refused = home.one_more("Bo")
    teacher = people.subject_teacher(home)
    client.force_login(teacher)

    form = client.post(publish(home), picked(home.child, refused, code=make.WEBSITE))
    assert form.status_code == 200
    assert "fout" not in said(form).lower()
    answer = client.post(publish(home), typed(home.child, refused, hidden=(refused,)), follow=True)

    with seeing_all():
        made = Publication.objects.get()
        states = dict(Appearance.objects.values_list("student", "state"))
    assert answer.redirect_chain == [(f"{REGISTER}{made.public_id}/", 302)]
    assert (made.published_by_id, made.kind) == (teacher.pk, PublicationKind.IMAGE)
    assert states == {home.child.pk: InPicture.SHOWN, refused.pk: InPicture.UNRECOGNISABLE}


@pytest.mark.scenario("T14")
def test_the_page_refuses_until_the_named_student_is_unrecognisable(
    client: Client, home: Family
) -> None:
    refused = home.one_more("Bo")
    client.force_login(people.subject_teacher(home))

    answer = client.post(publish(home), typed(home.child, refused))

    assert answer.status_code == 422
    assert f"Maak eerst onherkenbaar: {refused.display_name}." in said(answer)
    with seeing_all():
        assert not Publication.objects.exists()


def test_one_of_two_made_unrecognisable_is_not_enough(client: Client, home: Family) -> None:
    one, two = home.one_more("Bo"), home.one_more("Cas")
    client.force_login(people.subject_teacher(home))

    answer = client.post(publish(home), typed(home.child, one, two, hidden=(one,)))

    assert answer.status_code == 422
    assert f"Maak eerst onherkenbaar: {two.display_name}." in said(answer)
    with seeing_all():
        assert not Publication.objects.exists()


def test_the_form_asks_for_title_kind_and_place(client: Client, home: Family) -> None:
    client.force_login(people.subject_teacher(home))

    answer = client.post(publish(home), typed(home.child, title="", kind="film", place=""))

    assert answer.status_code == 422
    assert said(answer).count("pp-error") == 3


def test_a_place_that_the_school_does_not_ask_for_leads_back_to_the_check(
    client: Client, home: Family
) -> None:
    client.force_login(people.subject_teacher(home))

    answer = client.post(publish(home), picked(home.child, code="NO_SUCH"))

    assert "Op de website van de school" in said(answer)
    with seeing_all():
        assert not Publication.objects.exists()


def online(home: Family, *, kind: PublicationKind = PublicationKind.IMAGE) -> Publication:
    return make.publishes(people.subject_teacher(home), home.group, home.child, kind=kind)


@pytest.mark.parametrize("outsider", people.NO_LIST, ids=lambda make: make.__name__)
def test_the_pages_are_not_there_for_others(
    client: Client, home: Family, outsider: Callable[[Family], User]
) -> None:
    made = online(home)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    (task,) = make.take_downs(made)
    client.force_login(outsider(home))

    assert client.get(check(home)).status_code == 404
    assert client.post(publish(home), typed(home.child)).status_code == 404
    for name, key in (("publication", made.public_id), ("take_down", task.public_id)):
        assert client.get(reverse(f"consents:{name}", args=[key])).status_code == 404
    body = client.get(REGISTER)
    assert body.status_code == 404 or made.title not in body.content.decode()


def test_the_register_names_nobody_and_the_page_only_whom_one_may_know(
    client: Client, home: Family
) -> None:
    stranger = students.student(group=home.group, name="Zoe")
    access.parent(stranger, who=home.parent)
    make.choose(home.parent, stranger, "yes")
    made = make.publishes(people.administration(home), home.group, home.child, stranger)
    teacher = people.subject_teacher(home)
    Membership.objects.filter(student=stranger).update(
        period=(date(2020, 8, 1), timezone.localdate())
    )
    grants.sync(schools=[home.school.pk], at=timezone.now())

    register = read(client, teacher, REGISTER)
    page = read(client, teacher, f"{REGISTER}{made.public_id}/")

    assert made.title in register
    assert home.child.surname not in register
    assert home.child.display_name in page
    assert stranger.display_name not in page


def test_who_published_and_is_a_parent_meets_the_own_child_as_a_parent_only(
    client: Client, home: Family
) -> None:
    teacher = people.subject_teacher(home)
    access.parent(home.child, who=teacher)
    make.choose(teacher, home.child, "yes")
    made = make.publishes(teacher, home.group, home.child)

    assert home.child.display_name not in read(client, teacher, f"{REGISTER}{made.public_id}/")


def test_it_is_written_down_that_it_came_down_and_the_parent_reads_when(
    client: Client, home: Family
) -> None:
    made = online(home)
    client.force_login(home.parent)
    client.post(OVERVIEW, filled(home.child, "no"))
    (task,) = make.take_downs(made)
    assert "uiterlijk op" in read(client, home.parent)
    clerk = people.administration(home)
    client.force_login(clerk)
    address = reverse("consents:take_down", args=[task.public_id])

    assert made.title in said(client.get(REGISTER)).split("Alle publicaties")[0]
    assert home.child.display_name in said(client.get(address))
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"how": "removed", "note": "x" * 201}).status_code == 422
    answer = client.post(address, {"how": "removed", "note": "Pagina 3"}, follow=True)

    assert "De foto is verwijderd" in said(answer)
    assert "Pagina 3" in said(answer)
    assert client.get(address).status_code == 404
    receipt = make.receipts()[-1]
    own = read(client, home.parent, f"/toestemming/bewijs/{receipt.public_id}/")
    for page in (own, read(client, home.parent), read(client, home.other)):
        assert "De foto’s zijn weggehaald op" in page
        assert "uiterlijk op" not in page


def test_of_print_the_parent_reads_that_it_is_not_taken_back(client: Client, home: Family) -> None:
    made = online(home, kind=PublicationKind.PRINT)
    make.choose(home.parent, home.child, "no", at=timezone.now())

    page = read(client, people.administration(home), f"{REGISTER}{made.public_id}/")

    assert "Niet herdrukken" in page
    assert "Het is weg" not in page
    own = read(client, home.parent)
    assert "Boekjes die al gedrukt zijn, kunnen wij niet terughalen." in own
    assert "uiterlijk op" not in own


@pytest.mark.law("AVG 7(3)")
def test_the_page_says_that_what_was_lawful_stays_so(client: Client, home: Family) -> None:
    made = online(home)
    make.choose(home.parent, home.child, "no", at=timezone.now())

    page = read(client, people.administration(home), f"{REGISTER}{made.public_id}/")

    assert "Dat blijft zo, ook na een latere nee." in page


def test_who_advises_reads_the_register_and_changes_nothing(client: Client, home: Family) -> None:
    made = online(home)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    (task,) = make.take_downs(made)
    officer = access.with_role(Role.DATA_PROTECTION_OFFICER, home.school)

    page = read(client, officer, f"{REGISTER}{made.public_id}/")

    assert home.child.display_name in page
    assert "Het is weg" not in page.split("<main")[1]
    assert client.get(reverse("consents:take_down", args=[task.public_id])).status_code == 404
    assert "Vastleggen" not in said(client.post(check(home), picked(home.child)))


def test_the_pages_cost_the_same_for_few_and_for_many(client: Client, home: Family) -> None:
    clerk = people.administration(home)
    made = online(home)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    client.force_login(clerk)
    page = f"{REGISTER}{made.public_id}/"
    few = queries(client, REGISTER)
    family = (queries(client, page), queries(client, check(home)))
    for number in range(5):
        child = home.one_more(f"Kind{number}")
        make.choose(home.parent, child, "yes")
        make.publishes(clerk, home.group, child)
        make.choose(home.parent, child, "no", at=timezone.now())

    assert queries(client, REGISTER) == few <= LIST_COSTS
    assert (queries(client, page), queries(client, check(home))) == family
    assert max(family) <= PAGE_COSTS
