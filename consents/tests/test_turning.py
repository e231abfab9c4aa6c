"""What a family reads in the thirty days before a child is sixteen, and on the day itself."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from access.tests import make as access
from access.tests.turning import born
from consents.choices import AtSixteen
from consents.errors import NotTheDeciderError
from consents.tests import make, people
from consents.tests.forms import OVERVIEW, QUESTION, filled, name, queries, read, said
from consents.tests.people import Family
from kernel import words
from kernel.dates import start_of
from kernel.tests.roles import unwalled
from privacyportal.tests.browser import axe, sign_in
from students.models import Student

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db


def turns_in(home: Family, days: int) -> date:
    """Let the child of a family turn sixteen in so many days; return that day."""
    turns_on = timezone.localdate() + timedelta(days=days)
    Student.objects.filter(pk=home.child.pk).update(birth_date=born(turns_on))
    home.child.refresh_from_db()
    return turns_on


def holds(home: Family, code: str, *, until_answered: bool = True) -> None:
    """Let a yes to one question hold until the student answers, or end on the day."""
    about = make.purpose(home.child, code)
    about.at_sixteen = AtSixteen.CARRIES_OVER if until_answered else AtSixteen.LAPSES
    with make.as_worker():
        about.save(update_fields=["at_sixteen"])


def title(home: Family, code: str) -> str:
    return make.words(make.purpose(home.child, code)).title


def listed(body: str, mark: str) -> list[str]:
    """Return the titles in one of the two lists of the notice."""
    found = re.search(rf"<ul [^>]*{mark}>(.*?)</ul>", body, re.DOTALL)
    return re.findall(r"<li[^>]*>(.*?)</li>", found[1]) if found else []


@pytest.fixture
def home() -> Family:
    return Family()


@pytest.mark.scenario("T09")
@pytest.mark.asking(11)
@pytest.mark.law("UAVG 5(1)", "AVG 12(1)")
def test_t09_thirty_days_before_the_parents_read_what_becomes_of_their_choices(
    client: Client, home: Family
) -> None:
    for code in (make.WEBSITE, make.INSTAGRAM, make.CLASS_PHOTO):
        make.choose(home.parent, home.child, "yes", code=code)
    for code in (make.INSTAGRAM, make.CLASS_PHOTO):
        holds(home, code)
    make.choose(home.other, home.child, "no", code=make.INSTAGRAM)

    turns_in(home, 31)
    assert "data-sixteen" not in read(client, home.parent)
    turns_on = turns_in(home, 30)
    body = read(client, home.parent)

    assert "Bijna 16 jaar" in body
    assert words.day(turns_on) in body
    assert listed(body, "data-holds") == [title(home, make.CLASS_PHOTO)]
    assert set(listed(body, "data-ends")) == {
        title(home, make.WEBSITE),
        title(home, make.INSTAGRAM),  # the other parent says no: there is nothing to hold
    }
    assert name(home.child) in body, "until the day all can be changed"
    other = read(client, home.other)
    assert "data-sixteen" in other
    assert (listed(other, "data-holds"), listed(other, "data-ends")) == ([], [])


@pytest.mark.scenario("T09")
@pytest.mark.law("UAVG 5(1)")
def test_t09_on_the_day_the_parents_read_and_the_student_begins_empty(
    client: Client, home: Family
) -> None:
    turns_on = turns_in(home, 0)
    day_before = start_of(turns_on) - timedelta(minutes=1)
    make.choose(home.parent, home.child, "yes", at=day_before)
    own = access.student_who_signs_in(home.child)

    body = read(client, home.parent)
    assert "Amira is 16 jaar of ouder en kiest zelf." in body
    assert "U zei ja" in body
    assert "data-sixteen" not in body
    assert name(home.child) not in body
    with pytest.raises(NotTheDeciderError):
        make.choose(home.parent, home.child, "no", at=start_of(turns_on))

    mine = read(client, own)
    assert "Begin met vraag 1" in mine
    assert " checked" not in mine
    assert "data-sixteen" not in mine
    assert " checked" not in read(client, own, QUESTION)
    assert not make.counts(home.child, at=timezone.now()).granted
    client.post(OVERVIEW, filled(home.child, "yes"))
    assert said(home.child) == ["granted", "granted"]


def test_before_the_day_an_account_of_the_student_opens_nothing(
    client: Client, home: Family
) -> None:
    turns_in(home, 1)
    own = access.student_who_signs_in(home.child)
    client.force_login(own)

    assert client.get(OVERVIEW).status_code == 404


def test_the_question_itself_says_whether_the_answer_holds(client: Client, home: Family) -> None:
    turns_on = turns_in(home, 3)
    home.one_more()

    first = make.codes(home.school)[0]
    holds(home, first, until_answered=False)
    before = read(client, home.parent, QUESTION)
    assert name(home.child, first) in before
    holds(home, first)
    after = read(client, home.parent, QUESTION)

    for body in (before, after):
        assert body.count("data-sixteen") == 1, "of one of the two children"
        assert words.day(turns_on) in body
    assert before.split("data-sixteen")[1] != after.split("data-sixteen")[1]


@pytest.mark.scenario("T10")
@pytest.mark.law("UAVG 5(2)")
def test_t10_where_a_court_lets_somebody_decide_nobody_reads_that_the_student_does(
    client: Client, home: Family
) -> None:
    turns_in(home, 5)
    people.represents(home.child)
    assert "data-sixteen" not in read(client, home.parent)

    turns_in(home, -5)
    own = access.student_who_signs_in(home.child)

    assert "16 jaar of ouder en kiest zelf" not in read(client, home.parent)
    assert "16 jaar of ouder en kiest zelf" not in read(client, own)


def test_a_child_that_is_nearly_sixteen_costs_one_question_more(
    client: Client, home: Family
) -> None:
    client.force_login(home.parent)
    client.get(OVERVIEW)
    usual = queries(client, OVERVIEW)
    turns_in(home, 3)

    assert queries(client, OVERVIEW) == usual + 1


def test_the_number_on_the_class_list_comes_off_on_the_day(client: Client, home: Family) -> None:
    make.asks_for_class_list(home.school)
    with unwalled("students"):
        home.parent.guardians.update(mobile="0612345678")
    turns_in(home, 3)
    without = read(client, home.parent)
    make.choose(home.parent, home.child, "yes", code=make.CLASS_LIST)

    body = read(client, home.parent)

    part = [
        one.split("</div>")[0]
        for one in (without.split("data-sixteen")[1], body.split("data-sixteen")[1])
    ]
    assert part[1].count("<p") == part[0].count("<p") + 1
    assert listed(body, "data-ends") == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_parent_reads_the_notice_in_the_browser(phone: Page) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    make.choose(home.parent, home.child, "yes", code=make.CLASS_PHOTO)
    holds(home, make.CLASS_PHOTO)
    turns_on = turns_in(home, 12)
    sign_in(phone, home.parent)

    phone.goto(OVERVIEW)
    axe(phone)
    notice = phone.locator("[data-sixteen]")
    assert notice.is_visible()
    assert words.day(turns_on) in notice.inner_text()
    assert notice.locator("li").count() == 2
    phone.goto(QUESTION)
    axe(phone)
    assert phone.locator("fieldset [data-sixteen]").is_visible()
