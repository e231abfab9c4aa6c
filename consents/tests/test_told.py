"""What counts for one student and why, on a page; and a no that the school was told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents import services
from consents.answers import effective
from consents.choices import Capacity
from consents.models import Objection
from consents.tests import make, people
from consents.tests.forms import queries
from consents.tests.people import Family
from consents.tests.walls import Household
from kernel.database import acting_as
from kernel.tests.roles import seeing_all
from privacyportal.navigation import menu
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from typing import Any

    from accounts.models import User
    from students.models import Student

pytestmark = pytest.mark.django_db
SEARCH = "/toestemming/leerlingen/"
READERS = {
    "administration": "Student administration",
    "privacy officer": "Privacy officer",
    "data protection officer": "Data protection officer",
}
CHOOSES_ALONE = "This student is sixteen or older, and chooses in the portal."
PAGE_COSTS = 9  # the student, what is asked and in which words, three for answers, what was told


@pytest.fixture
def home() -> Family:
    return Family()


def page_of(student: Student) -> str:
    return f"/toestemming/leerling/{student.public_id}/"


def signed_in(user: User) -> Client:
    """Let `user` be signed in, and read English: the words that this code is written in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="accounts.backends.SignInBackend")
    return client


def text(answer: Any) -> str:  # noqa: ANN401 - a test response
    """Return what stands on the page itself, without the menu."""
    return str(answer.content.decode().split("<main")[1].split("</main>")[0])


def words(answer: Any) -> str:  # noqa: ANN401 - a test response
    """Return what is read on a page, without what differs each time."""
    return strip_tags(text(answer))


def tell(
    client: Client, student: Student, by: str = "student", about: str = "all", **headers: str
) -> Any:  # noqa: ANN401
    """Send the form as a browser does."""
    return client.post(page_of(student), {"by": by, "about": about}, headers=headers)


def lifting(objection: Objection) -> str:
    return f"/toestemming/bezwaar/{objection.public_id}/opheffen/"


def told() -> list[Objection]:
    with seeing_all():
        return list(Objection.objects.order_by("pk"))


def events(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("pk"))


@pytest.mark.law("AVG 7(1)")
@pytest.mark.parametrize("who", READERS)
def test_who_keeps_the_proof_reads_what_counts_and_why_and_of_which_parent_nothing(
    who: str,
) -> None:
    house = Household()
    child, client = house.home.child, signed_in(house.somebody(who))
    make.choose(house.home.parent, child, "yes", code=make.INSTAGRAM)
    make.choose(house.home.other, child, "yes", code=make.INSTAGRAM)

    body = text(client.get(page_of(child)))

    assert child.display_name in body
    assert body.count("<tr>") == 1 + len(make.codes(child.school))
    assert body.count("Those who decide do not agree") == 1
    assert body.count("Whoever decides said yes") == 1
    assert body.count("Nobody answered, so it is no") == len(make.codes(child.school)) - 2
    assert body.count("version 1 of the text") == 2
    for parent in (house.home.parent, house.home.other):
        assert parent.display_name not in body.split("</table>")[0]
        assert parent.email not in body


def test_the_day_is_that_of_the_decision_on_which_the_answer_rests(home: Family) -> None:
    clerk = people.administration(home)
    make.choose(home.parent, home.child, "yes", at=schools.NOW)
    make.choose(home.other, home.child, "yes", at=timezone.now())

    body = text(signed_in(clerk).get(page_of(home.child)))

    assert f'datetime="{timezone.localdate().isoformat()}"' in body
    assert f'datetime="{schools.TODAY.isoformat()}"' not in body.replace(
        timezone.localdate().isoformat(), ""
    )


@pytest.mark.law("UAVG 5(3)")
def test_a_no_that_a_child_tells_counts_from_now_on_and_says_so(home: Family) -> None:
    clerk = people.administration(home)
    client = signed_in(clerk)
    make.choose(home.parent, home.child, "yes")

    answer = tell(client, home.child)

    assert answer.status_code == 302
    assert answer.headers["Location"] == page_of(home.child)
    body = text(client.get(page_of(home.child)))
    assert "It is written down. From now on it is no." in body
    assert body.count("The student does not want it") == len(make.codes(home.school))
    (made,) = told()
    assert (made.by, made.purpose, made.written_by) == (Capacity.STUDENT, None, clerk)
    assert not make.counts(home.child, at=timezone.now()).granted


@pytest.mark.law("BW 1:253i")
def test_a_no_of_a_parent_can_be_about_one_place_and_names_no_parent(home: Family) -> None:
    client = signed_in(people.administration(home))
    for code in (make.WEBSITE, make.INSTAGRAM):
        make.choose(home.parent, home.child, "yes", code=code)

    tell(client, home.child, "guardian", make.INSTAGRAM)

    body = text(client.get(page_of(home.child)))
    assert make.counts(home.child, at=timezone.now()).granted
    assert make.counts(home.child, make.INSTAGRAM, at=timezone.now()).reason == "disagreement"
    assert body.count("<strong>Parent or guardian</strong>") == 1
    assert body.count("On Instagram") == 4  # what counts, who said it, its button, the form


def test_a_no_is_taken_back_and_stays_among_what_was_told_before(home: Family) -> None:
    client = signed_in(people.administration(home))
    make.choose(home.parent, home.child, "yes")
    tell(client, home.child)
    (made,) = told()

    answer = client.post(lifting(made))

    assert answer.headers["Location"] == page_of(home.child)
    body = text(client.get(page_of(home.child)))
    assert "That no is taken back." in body
    assert make.counts(home.child, at=timezone.now()).granted
    assert "Outside the portal nobody says no at this moment." in body
    assert "<strong>Student</strong>" in body.split("<details")[1].split("</details>")[0]
    assert lifting(made) not in body


def test_what_is_sent_twice_is_done_once(home: Family) -> None:
    client = signed_in(people.administration(home))

    assert [tell(client, home.child).status_code for _ in range(2)] == [302, 302]
    (made,) = told()
    assert [client.post(lifting(made)).status_code for _ in range(2)] == [302, 302]

    (lifted,) = told()
    assert lifted.period.upper is not None
    assert len(events("consents.objection_written")) == 1
    assert len(events("consents.objection_lifted")) == 1


@pytest.mark.parametrize(
    ("by", "about", "says"),
    [
        ("", "all", "Choose who said no."),
        ("teacher", "all", "teacher is not one of the available choices."),
        ("student", "", "Choose which photos it is about."),
        ("student", "IMG_NOT_ASKED", "Choose which photos it is about."),
    ],
)
def test_what_is_missing_is_said_and_what_was_right_stays(
    home: Family, by: str, about: str, says: str
) -> None:
    answer = tell(signed_in(people.administration(home)), home.child, by, about)

    body = text(answer)
    assert answer.status_code == 422
    assert body.count(says) == 2  # above, and with the field
    assert body.count(" checked") == (by == "student")
    assert body.count(" selected") == (about == "all")
    assert not told()


def test_a_student_of_sixteen_chooses_alone_so_nothing_is_written_down(home: Family) -> None:
    clerk = people.administration(home)
    grown, account = people.student_of_seventeen(home)
    make.choose(account, grown, "yes")
    client = signed_in(clerk)

    assert CHOOSES_ALONE in text(client.get(page_of(grown)))
    for by in Capacity:
        answer = tell(client, grown, by, make.WEBSITE)
        assert answer.status_code == 422
        body = text(answer)
        assert body.count(CHOOSES_ALONE) == 2
        assert body.count(" checked") == body.count(" selected") == 1
    assert not told()
    assert make.counts(grown, at=timezone.now()).granted


def test_who_only_reads_can_write_nothing_down_and_take_nothing_back(home: Family) -> None:
    made = make.objects(people.administration(home), home.child, by=Capacity.STUDENT)
    officer = signed_in(access.with_role(Role.PRIVACY_OFFICER, home.school))

    body = text(officer.get(page_of(home.child)))

    assert "<strong>Student</strong>" in body
    assert "<form" not in body
    assert tell(officer, home.child, "guardian").status_code == 404
    assert officer.post(lifting(made)).status_code == 404
    assert [each.period.upper for each in told()] == [None]
    assert [event.subject for event in events("access.denied")] == [home.child.audit_ref] * 2


@pytest.mark.law("AVG 5(1)(f)")
def test_everybody_else_finds_no_page_and_every_attempt_is_on_record() -> None:
    house = Household()
    made = make.objects(house.somebody("administration"), house.home.child, by=Capacity.STUDENT)
    others = house.people.keys() - READERS.keys() - {"nobody", "disabled mentor"}

    for who in others:
        client, before = signed_in(house.somebody(who)), len(events("access.denied"))
        assert client.get(page_of(house.home.child)).status_code == 404, who
        assert tell(client, house.home.child).status_code == 404, who
        assert client.post(lifting(made)).status_code == 404, who
        expected = 200 if who == "administration elsewhere" else 404
        assert client.get(SEARCH).status_code == expected, who
        assert len(events("access.denied")) - before == 3 + (expected == 404), who
    assert len(others) > 8
    assert not events("consents.proof_read")


@pytest.mark.scenario("T43")
def test_nobody_reads_or_writes_this_about_the_own_family(home: Family) -> None:
    clerk = people.administration(home)
    made = make.objects(clerk, home.child, by=Capacity.STUDENT)
    client = signed_in(clerk)
    assert client.get(page_of(home.child)).status_code == 200

    access.parent(home.child, who=clerk)

    assert client.get(page_of(home.child)).status_code == 404
    assert tell(client, home.child, "guardian").status_code == 404
    assert client.post(lifting(made)).status_code == 404
    assert home.child.display_name not in text(client.post(SEARCH, {"name": "amira"}))
    assert len(told()) == 1


def test_what_does_not_exist_is_not_there(home: Family) -> None:
    client = signed_in(people.administration(home))

    assert client.get(f"/toestemming/leerling/{uuid4()}/").status_code == 404
    assert client.post(f"/toestemming/bezwaar/{uuid4()}/opheffen/").status_code == 404
    assert client.get(f"/toestemming/bezwaar/{uuid4()}/opheffen/").status_code == 405


@pytest.mark.parametrize("who", READERS)
def test_a_student_is_found_by_name_at_the_own_schools_only(who: str) -> None:
    house = Household()
    namesake = students.student(house.elsewhere.school, name="Amira")
    client = signed_in(house.somebody(who))

    body = text(client.post(SEARCH, {"name": "ami"}))

    assert page_of(house.home.child) in body
    assert page_of(namesake) not in body
    assert "1 student found" in body
    assert client.post(SEARCH, {"name": "a"}).status_code == 422
    assert "found" not in text(client.get(SEARCH))


def test_the_way_to_the_page_stands_in_the_menu_of_who_may_open_it() -> None:
    house = Household()

    shown = {
        who
        for who in house.people.keys() - {"nobody"}
        for section in menu(house.somebody(who), SEARCH)
        for item in section.items
        if item.url == SEARCH and item.current
    }

    assert shown == {*READERS, "administration elsewhere"}


@pytest.mark.law("AVG 15(1)(c)")
@pytest.mark.parametrize("who", READERS)
def test_a_parent_reads_who_looked_in_which_role_and_at_what(who: str) -> None:
    house = Household()
    reader = house.somebody(who)
    signed_in(reader).get(page_of(house.home.child))

    (event,) = events("consents.proof_read")
    address = reverse("access:who_looked", args=[house.home.child.public_id])
    page = signed_in(house.home.parent).get(address)
    (look,) = page.context["looks"]

    assert (event.actor, event.subject) == (reader.audit_ref, house.home.child.audit_ref)
    assert event.facts == {"assignments": [reader.assignments.get().pk]}
    assert (look.who, look.role) == (reader.display_name, READERS[who])
    assert ">What was chosen about photos<" in text(page)


def test_a_question_that_is_asked_no_more_keeps_its_name_with_what_was_told(home: Family) -> None:
    clerk = people.administration(home)
    make.objects(clerk, home.child, by=Capacity.STUDENT, code=make.INSTAGRAM)
    with make.as_worker():
        asked = make.purpose(home.child, make.INSTAGRAM)
        asked.is_active = False
        asked.save()

    body = text(signed_in(clerk).get(page_of(home.child)))

    assert "On Instagram" not in body.split("</table>")[0]
    assert "On Instagram" in body.split("</table>")[1]
    assert f'value="{make.INSTAGRAM}"' not in body


def test_a_school_that_asks_nothing_says_so() -> None:
    student = students.student()
    clerk = access.with_role(Role.ADMINISTRATION, student.school)

    assert "asks nothing about photos yet" in text(signed_in(clerk).get(page_of(student)))


@pytest.mark.parametrize("who", READERS)
def test_the_page_says_the_same_where_the_answers_are_kept(who: str) -> None:
    house = Household()
    client = signed_in(house.somebody(who))
    address = page_of(house.home.child)
    before, cost = words(client.get(address)), queries(client, address)

    with make.as_worker():
        services.keep_answers(school=house.home.school.pk, at=timezone.now())

    assert words(client.get(address)) == before
    assert queries(client, address) == cost - 2


def test_a_page_asks_the_database_as_often_whatever_is_on_it(home: Family) -> None:
    clerk = people.administration(home)
    client = signed_in(clerk)
    few, search = queries(client, page_of(home.child)), queries(client, SEARCH)
    home.one_more()
    for code in make.codes(home.school):
        make.choose(home.parent, home.child, "yes", code=code)
        for by in Capacity:
            make.objects(clerk, home.child, by=by, code=code)

    assert queries(client, page_of(home.child)) == few <= PAGE_COSTS
    assert queries(client, SEARCH) == search


def test_row_security_gives_the_readers_the_facts_behind_the_answer() -> None:
    house = Household()
    child = house.home.child

    for who in house.people.keys() - {"nobody"}:
        with acting_as(house.somebody(who).pk):
            reason = effective([child], at=timezone.now())[child.pk][make.WEBSITE].reason
        knows = who in {*READERS, "parent", "other parent", "mentor", "subject teacher"}
        assert (reason == "disagreement") == knows, (who, reason)
