"""The pages of a campaign: begin, follow, print, stop; and saying that all is still right."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from access import grants
from access.choices import Role
from access.tests import make as access
from consents.choices import CampaignKind, Capacity
from consents.models import Campaign, Confirmation
from consents.tests import make, people
from consents.tests.forms import OVERVIEW, queries
from consents.tests.people import Family
from kernel.tests.roles import seeing_all
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User
    from consents.campaigns.response import Response

pytestmark = pytest.mark.django_db
LIST = "/campagnes/"
CHECK = "/toestemming/klopt/"
COSTS = 8


def officer_of(home: Family) -> User:
    return access.with_role(Role.PRIVACY_OFFICER, home.school)


def address(name: str, of: Campaign) -> str:
    return reverse(f"consents:{name}", args=[of.public_id])


def counted(classes: list[Response]) -> dict[str, tuple[int, int, int]]:
    return {one.name: (one.answered, one.open, one.nobody) for one in classes}


def test_the_privacy_officer_begins_follows_and_stops(client: Client) -> None:
    home = Family()
    officer = officer_of(home)
    client.force_login(officer)
    begin = reverse("consents:begin_campaign", args=[home.school.public_id])
    assert begin in client.get(LIST).content.decode()

    empty = client.post(begin, {})
    elsewhere = schools.group(make.school())
    foreign = client.post(begin, {"kind": "ask", "whom": str(elsewhere.public_id)})
    done = client.post(begin, {"kind": "ask", "whom": str(home.group.public_id)})
    twice = client.post(begin, {"kind": "ask", "whom": str(home.group.public_id)})

    assert {r.status_code for r in (empty, foreign, twice)} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    made = Campaign.objects.get()
    assert (made.kind, made.group) == (CampaignKind.ASK, home.group)
    assert done.headers["Location"] == address("campaign", made)
    assert client.get(LIST).context["rows"] == [(made, True)]
    page = client.get(address("campaign", made))
    assert counted(page.context["classes"]) == {home.group.name: (0, 1, 0)}
    assert not page.context["campaign"].may_print
    assert client.post(address("stop_campaign", made)).status_code == HTTPStatus.FOUND
    assert client.get(LIST).context["rows"] == [(made, False)]
    assert not client.get(address("campaign", made)).context["runs"]


def test_answers_are_counted_class_by_class_as_chart_and_table(client: Client) -> None:
    home = Family()
    make.choose(home.parent, home.one_more("Yusuf"), "yes")  # one of many questions
    students.student(group=home.group)  # for whom nobody decides
    objecting = students.student(group=schools.group(home.school))
    access.parent(objecting)
    make.objects(people.administration(home), objecting, by=Capacity.STUDENT)
    access.parent(students.student(home.school))  # in no class
    for code in make.codes(home.school):
        make.choose(home.parent, home.child, "no", code=code)
    asks = make.campaign(home.school)
    client.force_login(officer_of(home))

    page = client.get(address("campaign", asks))

    assert counted(page.context["classes"]) == {
        "": (0, 1, 0),
        home.group.name: (1, 1, 1),
        objecting.memberships.get().group.name: (1, 0, 0),
    }
    assert page.context["all"].students == 5
    body = page.content.decode()
    assert "<svg" in body
    assert f"{home.group.name}: 1 / 3." in body


def test_nobody_counts_the_own_family_by_a_task(client: Client) -> None:
    home = Family()
    officer = officer_of(home)
    asks = make.campaign(home.school, by=officer)
    client.force_login(officer)
    before = client.get(address("campaign", asks)).context["all"].students
    access.parent(home.child, who=officer)

    assert before == 1
    assert not client.get(address("campaign", asks)).context["all"].students


def test_of_a_check_is_counted_who_looked_or_chose_since_it_began(client: Client) -> None:
    now = timezone.now()
    home = Family()
    more = home.one_more("Yusuf")
    students.student(group=home.group)
    make.choose(home.parent, home.child, "yes")
    make.choose(home.parent, more, "yes")
    check = make.campaign(home.school, CampaignKind.CHECK, at=now)
    officer = officer_of(home)
    client.force_login(officer)

    before = client.get(address("campaign", check)).context["classes"]
    make.choose(home.parent, more, "no", at=now)
    after = client.get(address("campaign", check)).context["classes"]

    assert counted(before) == {home.group.name: (0, 2, 1)}
    assert counted(after) == {home.group.name: (1, 1, 1)}


def test_a_parent_says_that_it_is_right_and_nothing_changes(client: Client) -> None:
    now = timezone.now()
    home = Family()
    home.one_more("Yusuf")
    make.choose(home.parent, home.child, "yes")
    client.force_login(home.parent)
    assert not client.get(OVERVIEW).context["asks_to_check"]
    check = make.campaign(home.school, CampaignKind.CHECK, at=now)
    make.runs(check, at=now)

    overview = client.get(OVERVIEW)
    page = client.get(CHECK)
    done = client.post(CHECK)

    assert overview.context["asks_to_check"]
    assert CHECK in overview.content.decode()
    body = page.content.decode()
    assert body.count("pp-btn pp-push") == 2, "two buttons that look the same"
    assert "pp-btn--primary" not in body.split("<main")[1].split("</main")[0]
    assert [card.student.call_name for card in page.context["cards"]] == ["Amira", "Yusuf"]
    assert done.headers["Location"] == OVERVIEW
    assert not client.get(OVERVIEW).context["asks_to_check"]
    assert make.outcomes(home.child) == ["granted"]
    with seeing_all():
        assert Confirmation.objects.count() == 2
    client.force_login(officer_of(home))
    classes = client.get(address("campaign", check)).context["classes"]
    assert counted(classes) == {home.group.name: (2, 0, 0)}


def test_saying_so_where_no_school_asks_writes_nothing_down(client: Client) -> None:
    home = Family()
    make.campaign(home.school)  # asks for choices, and not whether they are right
    client.force_login(home.parent)

    assert client.get(CHECK).status_code == HTTPStatus.OK
    assert client.post(CHECK).status_code == HTTPStatus.FOUND
    with seeing_all():
        assert not Confirmation.objects.exists()
    client.force_login(schools.user())
    assert client.get(CHECK).status_code == HTTPStatus.NOT_FOUND


def test_the_administration_prints_and_reads_to_whom_the_school_wrote(client: Client) -> None:
    now = timezone.now()
    home = Family()
    clerk = people.administration(home)
    without = students.guardianship(home.child).guardian
    asks = make.campaign(home.school, at=now)
    make.runs(asks, at=now)
    client.force_login(clerk)
    page = client.get(address("campaign", asks))
    assert (page.context["post"].waiting, page.context["post"].today) == (1, 0)
    assert not page.context["campaign"].may_write

    made = client.post(address("campaign_letters", asks))
    empty = client.post(address("campaign_letters", asks))
    again = client.post(address("campaign_letters", asks), {"again": "1"})

    assert made.content[:4] == again.content[:4] == b"%PDF"
    assert empty.headers["Location"] == address("campaign", asks)
    page = client.get(address("campaign", asks))
    post = page.context["post"]
    assert (post.waiting, post.today) == (0, 1)
    assert [(one.email, one.letter) for one in post.went] == [(2, 1)]
    log = client.get(address("campaign_log", asks))
    assert without.full_name in log.content.decode()
    assert log.context["page"].paginator.count == 3
    client.force_login(officer_of(home))
    assert client.get(address("campaign_log", asks)).status_code == HTTPStatus.NOT_FOUND
    assert client.post(address("campaign_letters", asks)).status_code == HTTPStatus.NOT_FOUND


def test_pages_ask_the_same_number_of_questions_however_many_people(client: Client) -> None:
    now = timezone.now()
    home = Family()
    clerk = people.administration(home)
    check = make.campaign(home.school, CampaignKind.CHECK, at=now)
    asks = make.campaign(home.school, at=now)
    make.runs(asks, at=now)
    make.runs(check, at=now + timedelta(days=7))
    pages = [address("campaign", asks), address("campaign", check), address("campaign_log", asks)]

    def costs() -> list[int]:
        client.force_login(clerk)
        at_work = [queries(client, page) for page in (LIST, *pages)]
        client.force_login(home.parent)
        return [*at_work, queries(client, CHECK)]

    before = costs()
    for name in ("Bo", "Cas", "Demi"):
        access.parent(home.one_more(name))
    more = schools.group(home.school)
    for _ in range(3):
        students.guardianship(students.student(group=more))
    grants.sync(schools=[home.school.pk], at=schools.NOW)
    make.campaign(home.school, group=more, at=now)
    make.runs(asks, at=now + timedelta(days=1))

    assert costs() == before
    assert max(before) <= COSTS
