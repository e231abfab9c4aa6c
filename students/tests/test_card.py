"""The card: which bytes reach whom, and what is recorded of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from kernel.database import acting_as, as_role
from students import fields, policies
from students.choices import Restriction
from students.models import Guardianship
from students.tests import make, people
from students.texts import AUTHORITY, RESTRICTION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_django import DjangoAssertNumQueries

    from accounts.models import User

pytestmark = pytest.mark.django_db
FRAME = 5  # session, user, school, menu and `app.user_id`, on every page of staff
NESTED = 4  # a request inside a test's own transaction: savepoint and settings, and back
NOBODY = [
    people.stranger,
    people.parent,
    people.student_who_signs_in,
    people.privacy_officer,
    people.clerk_elsewhere,
    people.clerk_who_is_the_parent,
    people.former_clerk,
]
READERS = [
    people.mentor,
    people.subject_teacher,
    people.care_coordinator,
    people.career_counsellor,
    people.principal,
    lambda scene: scene.clerk,
]


def address(of: people.Scene, route: str = "students:card") -> str:
    return reverse(route, args=[of.student.public_id])


def bytes_for(user: User, of: people.Scene) -> str:
    """Return every byte of the card that `user` gets, in Dutch."""
    client = Client()
    client.force_login(user, backend="accounts.backends.SignInBackend")
    answer = client.get(address(of))
    assert answer.status_code == 200
    return answer.text


def words(texts: Mapping[str, object]) -> list[str]:
    with translation.override("nl"):
        return [str(text) for text in texts.values()]


@pytest.mark.law("AVG 5(1)(c), 5(1)(f)")
def test_a_subject_teacher_gets_no_birth_day_no_contact_data_and_no_authority() -> None:
    scene = people.scene()

    page = bytes_for(people.subject_teacher(scene), scene)

    assert scene.student.display_name in page
    assert "2014" in page
    for hidden in (
        "2014-03-17",
        "17 maart",
        "maart 2014",
        people.EMAIL,
        people.MOBILE,
        people.SECRET_EMAIL,
        scene.open.guardian.surname,
        scene.secret.guardian.surname,
        *words(AUTHORITY),
        *words(RESTRICTION),
        people.BSN,
        "019",
    ):
        assert hidden not in page, hidden


def test_a_subject_teacher_is_told_that_there_is_a_restriction_and_not_which() -> None:
    scene = people.scene()
    teacher = people.subject_teacher(scene)

    with_one = bytes_for(teacher, scene)
    with acting_as(scene.clerk.pk):
        Guardianship.objects.filter(pk=scene.secret.pk).update(restriction=Restriction.NONE)
    without = bytes_for(teacher, scene)

    assert "shield-alert" in with_one
    assert "shield-alert" not in without


def test_whoever_has_no_word_on_authority_is_not_even_told_of_a_restriction() -> None:
    scene = people.scene()

    page = bytes_for(people.career_counsellor(scene), scene)

    assert "shield-alert" not in page
    assert "17 maart" not in page


def restricted(user: User, of: people.Scene) -> bool:
    """Return what raw SQL of a page is told about a restriction."""
    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT students_restricted(%s)", [of.student.pk])
        return bool(cursor.fetchone()[0])


def test_the_database_too_tells_of_a_restriction_only_whom_it_concerns() -> None:
    scene, elsewhere = people.scene(), people.scene()

    assert restricted(people.subject_teacher(scene), scene)
    for other in (
        people.career_counsellor(scene),
        people.stranger(scene),
        people.subject_teacher(elsewhere),
    ):
        assert not restricted(other, scene)


def test_a_mentor_gets_what_is_open_and_is_told_that_the_rest_is_secret() -> None:
    scene = people.scene()

    page = bytes_for(people.mentor(scene), scene)

    for shown in ("17 maart 2014", people.EMAIL, people.MOBILE, scene.secret.guardian.surname):
        assert shown in page, shown
    assert words(RESTRICTION)[0] in page
    assert people.SECRET_EMAIL not in page
    assert people.BSN not in page
    assert scene.student.las_key + "</dd>" not in page


@pytest.mark.parametrize("reader", [people.mentor, people.care_coordinator, people.principal])
def test_secret_contact_data_reach_the_administration_alone(
    reader: Callable[[people.Scene], User],
) -> None:
    scene = people.scene()

    assert people.SECRET_EMAIL not in bytes_for(reader(scene), scene)
    assert people.SECRET_EMAIL in bytes_for(scene.clerk, scene)


def test_guardians_are_contact_data_also_for_whoever_may_read_authority() -> None:
    scene = people.scene()
    found = policies.cards_of(scene.clerk, at=timezone.now()).get()
    found.may_read_contact = False  # type: ignore[attr-defined]  # of the query

    shown = fields.card(found, scene.clerk, at=timezone.now())

    assert shown.knows_authority
    assert shown.guardians == ()


def test_the_card_tells_of_a_restriction_only_whom_it_concerns() -> None:
    scene = people.scene()
    teacher = people.subject_teacher(scene)
    found = policies.cards_of(teacher, at=timezone.now()).get()

    with acting_as(teacher.pk):
        told = fields.card(found, teacher, at=timezone.now())
        found.may_read_restriction = False  # type: ignore[attr-defined]  # of the query
        untold = fields.card(found, teacher, at=timezone.now())

    assert (told.is_restricted, untold.is_restricted) == (True, False)


@pytest.mark.parametrize("reader", READERS)
def test_no_card_holds_the_number(reader: Callable[[people.Scene], User]) -> None:
    scene = people.scene()

    assert people.BSN not in bytes_for(reader(scene), scene)


def test_a_guardian_of_before_is_not_on_the_card() -> None:
    scene = people.scene()
    with acting_as(scene.clerk.pk):
        Guardianship.objects.filter(pk=scene.open.pk).update(period=(None, "2025-01-01"))

    page = bytes_for(scene.clerk, scene)

    assert people.EMAIL not in page


@pytest.mark.parametrize("outsider", NOBODY)
@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("get", "students:card"),
        ("post", "students:reveal"),
        ("post", "students:enter_number"),
    ],
)
def test_for_anybody_else_there_is_no_such_page_and_the_attempt_is_on_record(
    client: Client, outsider: Callable[[people.Scene], User], method: str, route: str
) -> None:
    scene = people.scene()
    other = outsider(scene)
    client.force_login(other, backend="accounts.backends.SignInBackend")

    answer = getattr(client, method)(
        address(scene, route), {"reason": "exchange", "kind": "bsn", "number": people.OTHER_BSN}
    )

    assert answer.status_code == 404
    assert scene.student.display_name not in answer.text
    denied = Event.objects.get(name="access.denied")
    assert (denied.actor, denied.subject) == (other.audit_ref, scene.student.audit_ref)
    assert denied.facts == {"route": route}


@pytest.mark.parametrize(
    "reader", [people.mentor, people.subject_teacher, people.care_coordinator]
)
@pytest.mark.parametrize("route", ["students:reveal", "students:enter_number"])
def test_who_reads_the_card_does_not_therefore_get_at_the_number(
    client: Client, reader: Callable[[people.Scene], User], route: str
) -> None:
    scene = people.scene()
    client.force_login(reader(scene), backend="accounts.backends.SignInBackend")

    answer = client.post(
        address(scene, route), {"reason": "exchange", "kind": "bsn", "number": people.OTHER_BSN}
    )

    assert answer.status_code == 404
    assert people.BSN not in answer.text


@pytest.mark.law("AVG 5(2), 32(1)")
def test_opening_a_card_is_on_record_with_what_was_on_it() -> None:
    scene = people.scene()
    teacher = people.subject_teacher(scene)

    bytes_for(teacher, scene)
    bytes_for(scene.clerk, scene)

    first, second = Event.objects.filter(name="students.card_read").order_by("pk")
    assert (first.actor, first.subject) == (teacher.audit_ref, scene.student.audit_ref)
    assert first.facts == {
        "fields": ["identity", "restriction"],
        "assignments": list(teacher.assignments.values_list("pk", flat=True)),
    }
    assert second.facts["fields"] == ["identity", "birth_date", "contact", "authority"]


def test_what_cannot_be_recorded_is_not_shown(client: Client) -> None:
    scene = people.scene()
    client.force_login(scene.clerk, backend="accounts.backends.SignInBackend")
    client.raise_request_exception = False
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_web")

    page = client.get(address(scene))

    assert page.status_code == 500
    assert scene.student.display_name not in page.text


def test_parents_read_who_looked_in_which_role_and_at_what(client: Client) -> None:
    scene = people.scene()
    clerk, mother = scene.clerk, access.parent(scene.student)
    bytes_for(clerk, scene)
    client.force_login(clerk, backend="accounts.backends.SignInBackend")
    client.post(address(scene, "students:reveal"), {"reason": "exchange"})

    client.force_login(mother, backend="accounts.backends.SignInBackend")
    page = client.get(reverse("access:who_looked", args=[scene.student.public_id]))

    looks = {(str(look.what), look.who, look.role) for look in page.context["looks"]}
    with translation.override("nl"):
        role = str(Role.ADMINISTRATION.label)
    assert {(who, as_) for _, who, as_ in looks} == {(clerk.display_name, role)}
    assert len(looks) == 2


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("guardians", [0, 6])
def test_a_card_asks_the_database_as_often_whatever_is_on_it(
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    reader: Callable[[people.Scene], User],
    guardians: int,
) -> None:
    scene = people.scene()
    for _ in range(guardians):
        make.guardianship(scene.student)
    client.force_login(reader(scene), backend="accounts.backends.SignInBackend")

    with django_assert_max_num_queries(6 + FRAME + NESTED):
        client.get(address(scene))


def test_the_number_stands_on_the_answer_to_its_form_and_is_kept_nowhere(client: Client) -> None:
    scene = people.scene()
    client.force_login(scene.clerk, backend="accounts.backends.SignInBackend")

    answer = client.post(address(scene, "students:reveal"), {"reason": "exchange"})
    again = client.get(address(scene, "students:reveal"))

    assert people.BSN in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert (again.status_code, again.headers["Location"]) == (302, address(scene))
    assert len(Event.objects.filter(name="students.number_read")) == 1


def test_without_a_reason_the_card_comes_back_and_asks_for_one(client: Client) -> None:
    scene = people.scene()
    client.force_login(scene.clerk, backend="accounts.backends.SignInBackend")

    answer = client.post(address(scene, "students:reveal"), {})

    assert answer.status_code == 422
    assert people.BSN not in answer.text
    assert not Event.objects.filter(name="students.number_read").exists()


def test_after_twenty_the_page_says_so_and_shows_none(client: Client) -> None:
    scene = people.scene()
    client.force_login(scene.clerk, backend="accounts.backends.SignInBackend")
    for _ in range(20):
        client.post(address(scene, "students:reveal"), {"reason": "exchange"})

    answer = client.post(address(scene, "students:reveal"), {"reason": "exchange"}, follow=True)

    assert answer.status_code == 200
    assert "20" in answer.text
    assert people.BSN not in answer.text


@pytest.mark.parametrize("number", ["999990018", "99999002", "123456789012345", people.BSN])
def test_a_mistake_in_a_number_is_told_without_repeating_it(client: Client, number: str) -> None:
    scene = people.scene()
    other = make.student(scene.school)
    client.force_login(scene.clerk, backend="accounts.backends.SignInBackend")

    answer = client.post(
        reverse("students:enter_number", args=[other.public_id]), {"kind": "bsn", "number": number}
    )

    assert answer.status_code == 422
    assert number not in answer.text


def test_the_administration_enters_a_number_with_the_points_of_the_paper(client: Client) -> None:
    scene = people.scene()
    client.force_login(scene.clerk, backend="accounts.backends.SignInBackend")

    answer = client.post(
        address(scene, "students:enter_number"),
        {"kind": "bsn", "number": "9999.90.020"},
        follow=True,
    )

    assert answer.status_code == 200
    assert "******020" in answer.text
    assert people.OTHER_BSN not in answer.text
