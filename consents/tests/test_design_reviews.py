"""A rise in yes after a change of the page is looked into, once."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents import services, tasks
from consents.designs import mail, rules, standing
from consents.designs.rules import ENOUGH, Counted, compared, rose
from consents.errors import AlreadyLookedError, NothingFoundError, NotYoursToCloseError
from consents.tests import make, paper, people
from consents.tests.designs import NEWER, OLD, chose, current, looks, night, rise
from consents.tests.forms import queries
from consents.tests.people import Family
from kernel.database import acting_as, as_role
from kernel.tests.roles import unwalled
from schools.tests import make as schools
from schools.tests.make import NOW

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.test import Client

    from accounts.models import User

PAGE = "/vormgeving/"
FOUND = "The button for yes came first on a narrow screen. It is put right."
DAY = date(2026, 11, 2)


@pytest.fixture
def home(db: None) -> Family:  # noqa: ARG001 - asked for its effect
    return Family()


def officer_of(home: Family) -> User:
    return access.with_role(Role.PRIVACY_OFFICER, home.school.board)


def counted(yes: int, no: int, *, people: int = ENOUGH) -> Counted:
    return Counted(OLD, DAY, yes, no, people)


@pytest.mark.asking(18)
def test_more_than_five_points_is_too_much_and_five_is_not_nor_is_a_fall() -> None:
    before = counted(500, 500)

    assert not rose(before, counted(550, 450))
    assert rose(before, counted(551, 449))
    assert not rose(before, counted(100, 900))
    assert float(rules.rise(before, counted(551, 449))) == pytest.approx(5.1)


@pytest.mark.asking(18)
def test_a_design_is_compared_with_the_last_one_on_which_enough_people_chose() -> None:
    first, few, second = counted(1, 1), counted(9, 0, people=ENOUGH - 1), counted(2, 1)

    assert compared([first, few, second]) == [(first, None), (few, None), (second, first)]


def test_with_enough_people_chance_alone_rarely_raises_the_share_so_much() -> None:
    standard_error = (2 * 0.25 / ENOUGH) ** 0.5

    assert 1.28 < 0.05 / standard_error < 1.3  # one in ten, on one side


@pytest.mark.asking(18)
def test_first_choices_about_pictures_in_the_portal_are_counted_and_no_others(
    home: Family,
) -> None:
    make.choose(home.parent, home.child, "yes")
    make.choose(home.parent, home.child, "no", at=NOW + timedelta(hours=1))  # not the first
    make.choose(home.other, home.child, "no")
    make.asks_for_class_list(home.school)
    make.choose(home.parent, home.child, "yes", code=make.CLASS_LIST)
    paper.tells(people.administration(home), home.one_more(), home.parent, "yes", paper.Call())
    elsewhere = Family()
    make.choose(elsewhere.parent, elsewhere.child, "yes")
    officer = officer_of(home)

    with acting_as(officer.pk):
        (board,) = standing.watched_by(officer)

    (line,) = board.lines
    assert line.counted == Counted(current(), NOW.date(), 1, 1, 2)
    assert line.is_now
    assert (line.people, line.share, line.points, line.rose) == (None, None, None, False)


@pytest.mark.asking(18)
@pytest.mark.law("AVG 4(11)")
def test_a_rise_is_looked_into_once_and_a_fall_or_too_few_are_not(home: Family) -> None:
    chose(home, OLD, yes=200, no=200)
    chose(home, NEWER, yes=90, no=0, day=1)  # too few
    assert night(home) == 0
    chose(home, NEWER, yes=240, no=110, day=2)

    assert night(home) == 1
    assert night(home) == 0

    (found,) = looks()
    assert (found.before, found.after, found.board) == (OLD, NEWER, home.school.board)
    assert (found.yes_before, found.no_before) == (200, 200)
    assert (found.yes_after, found.no_after) == (330, 110)
    chose(home, "c" * 12, yes=200, no=200, day=3)  # a fall
    assert night(home) == 0
    assert Event.objects.filter(name="consents.design_review_opened").count() == 1


@pytest.mark.asking(18)
def test_what_was_closed_is_not_opened_again(home: Family) -> None:
    rise(home)
    night(home)
    officer = officer_of(home)
    with acting_as(officer.pk):
        services.close_design_review(actor=officer, review=looks()[0], finding=FOUND, at=NOW)

    assert night(home) == 0
    assert len(looks()) == 1


def test_another_board_is_not_looked_at(home: Family) -> None:
    rise(home)

    assert night(Family()) == 0


@pytest.mark.asking(18)
def test_the_officers_of_the_whole_board_hear_of_it_once_without_figures(
    home: Family, mailoutbox: list[EmailMessage]
) -> None:
    second = schools.school(board=home.school.board.name)
    officer = officer_of(home)
    access.with_role(Role.PRIVACY_OFFICER, second)  # of one school alone
    access.with_role(Role.ADMINISTRATION, home.school)
    rise(home)

    with as_role("portal_worker"):
        for _night in range(2):
            tasks.review(board_id=home.school.board_id)

    (letter,) = mailoutbox
    assert letter.to == [officer.email]
    said = f"{letter.subject} {letter.body}".replace(looks()[0].reference, "")
    assert not any(sign.isdigit() for sign in said.replace(settings.PORTAL_URL, ""))
    assert PAGE in said
    assert looks()[0].told_at


def test_an_officer_with_a_mailbox_that_refuses_does_not_silence_the_other(
    home: Family, mailoutbox: list[EmailMessage], refusing: set[str]
) -> None:
    refusing.add(officer_of(home).email)
    second = officer_of(home)
    rise(home)
    night(home)

    with as_role("portal_worker"):
        assert mail.tell(home.school.board, at=NOW) == 1
        assert mail.tell(home.school.board, at=NOW) == 0

    assert [one.to for one in mailoutbox] == [[second.email]]


def test_where_there_is_nobody_to_tell_the_next_night_tries_again(home: Family) -> None:
    rise(home)
    night(home)

    with as_role("portal_worker"):
        assert mail.tell(home.school.board, at=NOW) == 0
        officer_of(home)
        assert mail.tell(home.school.board, at=NOW) == 1
        assert mail.tell(home.school.board, at=NOW) == 0
    with unwalled("consents"):
        assert mail.tell(home.school.board, at=NOW) == 0


def test_the_job_rings_for_each_board(
    home: Family, django_capture_on_commit_callbacks: object
) -> None:
    del home
    with django_capture_on_commit_callbacks() as rung:  # type: ignore[operator]  # a fixture
        tasks.review_all()

    assert {callback.args[0].name for callback in rung} == {"consents.review_designs"}


@pytest.mark.asking(18)
def test_the_officer_sees_the_designs_and_writes_down_what_was_found(
    client: Client, home: Family
) -> None:
    rise(home)
    night(home)
    client.force_login(officer_of(home))
    close = reverse("consents:close_design_review", args=[looks()[0].public_id])
    assert PAGE in client.get("/teksten/").content.decode()

    page = client.get(PAGE)
    empty = client.post(close, {"finding": " "})
    done = client.post(close, {"finding": FOUND})

    ((board, open_ones),) = page.context["watched"]
    assert [(line.share, line.points, line.rose) for line in board.lines] == [
        (75.0, 25.0, True),
        (50.0, None, False),
    ]
    assert [review for review, _form in open_ones] == looks()
    assert close in page.content.decode()
    assert empty.status_code == 422
    assert done.headers["Location"] == PAGE
    (kept,) = looks()
    assert kept.finding == FOUND
    assert FOUND in client.get(PAGE).content.decode()
    again = client.post(close, {"finding": FOUND}, follow=True)
    later = client.post(close, {"finding": "Something else."}, follow=True)
    assert [message.level_tag for message in again.context["messages"]] == ["success"]
    assert [message.level_tag for message in later.context["messages"]] == ["error"]
    assert looks()[0].finding == FOUND
    events = Event.objects.filter(name="consents.design_review_closed")
    assert [event.facts for event in events] == [{"review": kept.pk}]


def test_a_second_finding_is_refused_and_the_same_one_is_not(home: Family) -> None:
    review, officer = make.design_review(home.school.board), officer_of(home)

    with acting_as(officer.pk):
        services.close_design_review(actor=officer, review=review, finding=FOUND, at=NOW)
        services.close_design_review(actor=officer, review=review, finding=f" {FOUND}", at=NOW)
        with pytest.raises(AlreadyLookedError):
            services.close_design_review(
                actor=officer, review=review, finding="Nothing was wrong.", at=NOW
            )
    assert looks()[0].finding == FOUND


@pytest.mark.asking(18)
def test_small_numbers_are_not_told(client: Client, home: Family) -> None:
    chose(home, OLD, yes=335, no=4)
    chose(home, NEWER, yes=200, no=200, day=1)
    chose(home, "c" * 12, yes=3, no=0, day=2)
    client.force_login(officer_of(home))

    page = client.get(PAGE)

    ((board, _open),) = page.context["watched"]
    few, new, old = board.lines
    assert (few.people, few.share) == (None, None)
    assert (new.share, new.points) == (50.0, None)
    assert (old.people, old.share, old.mostly_yes) == (339, None, True)
    assert re.findall(r"[\d.,]+%", page.content.decode()) == ["50,0%"]


@pytest.mark.asking(18)
def test_who_reads_one_school_of_two_reads_nothing_of_the_board(
    client: Client, home: Family
) -> None:
    one = access.with_role(Role.PRIVACY_OFFICER, home.school)
    client.force_login(one)
    assert client.get(PAGE).status_code == 200
    schools.school(board=home.school.board.name)

    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/teksten/").content.decode()


@pytest.mark.asking(18)
def test_the_administration_looks_and_closes_nothing(client: Client, home: Family) -> None:
    review = make.design_review(home.school.board)
    clerk = people.administration(home)
    client.force_login(clerk)
    close = reverse("consents:close_design_review", args=[review.public_id])

    assert close not in client.get(PAGE).content.decode()
    assert client.post(close, {"finding": FOUND}).status_code == 404
    with acting_as(clerk.pk), pytest.raises(NotYoursToCloseError):
        services.close_design_review(actor=clerk, review=review, finding=FOUND, at=NOW)


@pytest.mark.parametrize("finding", ["", "too short", "x" * 1001, " " * 20])
def test_what_was_found_is_said_in_words(home: Family, finding: str) -> None:
    review, officer = make.design_review(home.school.board), officer_of(home)

    with acting_as(officer.pk), pytest.raises(NothingFoundError):
        services.close_design_review(actor=officer, review=review, finding=finding, at=NOW)


def test_the_page_asks_the_database_the_same_however_much_is_there(
    client: Client, home: Family
) -> None:
    rise(home)
    night(home)
    client.force_login(officer_of(home))
    few = queries(client, PAGE)
    for day in range(3, 7):
        chose(home, f"{day}" * 12, yes=100, no=3, day=day)

    assert queries(client, PAGE) == few <= 6
