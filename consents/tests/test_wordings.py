"""New words: who may write them, what is refused, and what PostgreSQL holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from consents.errors import (
    AlreadyAskedError,
    BeforeAnotherError,
    InThePastError,
    NotTheWriterError,
    OvertakenError,
    SameWordsError,
    UnsoundWordsError,
    WordingOutdatedError,
)
from consents.models import Purpose, Wording
from consents.tests import make, people
from consents.tests.people import Family
from kernel.database import as_role
from kernel.dates import ONE_DAY, start_of
from schools.tests import make as schools

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from accounts.models import User

from consents.tests.wordings import EN, NEWER, NL, PROMO, add, end, events, officer, shown, write

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def home() -> Family:
    return Family()


@pytest.fixture
def po(home: Family) -> User:
    return officer(home.school)


@pytest.fixture
def about(home: Family) -> Purpose:
    return make.purpose(home.child)


@pytest.mark.law("AVG 7(1)")
def test_a_new_version_is_added_and_the_one_before_stays(po: User, about: Purpose) -> None:
    before = list(Wording.objects.filter(purpose=about).order_by("pk").values())

    assert write(po, about, words={"nl": NEWER, "en": EN}) == 2

    assert list(Wording.objects.filter(purpose=about, version=1).order_by("pk").values()) == before
    assert shown(about) == [(2, "en"), (2, "nl")]
    made = make.words(about, version=2)
    assert (made.kept, made.sha256) == (NEWER.kept, NEWER.sha256)
    assert events("words_written") == [
        {
            "purpose": make.WEBSITE,
            "version": 2,
            "material": True,
            "in_force_from": made.in_force_from.isoformat(),
            "languages": ["en", "nl"],
        }
    ]


@pytest.mark.scenario("T12")
@pytest.mark.law("AVG 4(11)")
def test_t12_something_else_asked_ends_the_yes_of_that_question_alone(
    home: Family, po: User, about: Purpose
) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    make.choose(home.parent, home.child, "yes", code=make.INSTAGRAM, at=timezone.now())

    write(po, about)

    assert not make.counts(home.child, at=timezone.now()).granted
    assert make.counts(home.child, make.INSTAGRAM, at=timezone.now()).granted


def test_other_words_alone_ask_nobody_again(home: Family, po: User, about: Purpose) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())

    write(po, about, is_material=False)

    assert make.counts(home.child, at=timezone.now()).granted


def test_a_language_that_the_new_version_lacks_shows_no_old_words(
    home: Family, po: User, about: Purpose
) -> None:
    old = make.words(about, language="en")

    write(po, about)

    assert shown(about) == [(2, "nl")]
    with pytest.raises(WordingOutdatedError):
        make.choose(home.parent, home.child, "yes", shown=old, at=timezone.now())


NOBODY = [people.parent, people.administration, people.care_coordinator, people.subject_teacher]


@pytest.mark.parametrize("who", NOBODY, ids=lambda make: make.__name__)
def test_nobody_but_the_officer_of_the_school_writes_adds_or_ends(
    home: Family, about: Purpose, who: Callable[[Family], User]
) -> None:
    somebody = who(home)

    for act in (
        lambda: write(somebody, about),
        lambda: add(somebody, home.school),
        lambda: end(somebody, about),
    ):
        with pytest.raises(NotTheWriterError):
            act()
    assert Wording.objects.filter(purpose=about).count() == 2
    assert Purpose.objects.filter(school=home.school, is_active=True).count() == 8


def test_the_officer_of_another_school_writes_nothing_here(about: Purpose) -> None:
    elsewhere = officer(schools.school())

    with pytest.raises(NotTheWriterError):
        write(elsewhere, about)


def test_the_officer_of_the_board_writes_for_its_schools(home: Family, about: Purpose) -> None:
    assert write(access.with_role(Role.PRIVACY_OFFICER, home.school.board), about) == 2


REFUSED = [
    pytest.param({"starts_on": TODAY - ONE_DAY}, InThePastError, id="a day that is over"),
    pytest.param({"based_on": 2}, OvertakenError, id="another version before the eyes"),
    pytest.param({"words": {"en": EN}}, UnsoundWordsError, id="no Dutch"),
    pytest.param(
        {"words": {"nl": replace(NL, kept="ja " * 20 + "nee.")}},
        UnsoundWordsError,
        id="a long sentence",
    ),
    pytest.param(
        {"words": {"nl": replace(NL, explanation="Verantwoordelijkheidsgevoel. " * 20)}},
        UnsoundWordsError,
        id="hard words",
    ),
    pytest.param(
        {"words": {"nl": replace(NL, title="Op de website en Instagram")}},
        UnsoundWordsError,
        id="two places",
    ),
    pytest.param(
        {"words": {"nl": NL, "en": EN}, "is_material": False}, SameWordsError, id="the same words"
    ),
]


@pytest.mark.parametrize(("facts", "error"), REFUSED)
def test_a_version_that_may_not_be_is_refused_and_nothing_is_written(
    po: User, about: Purpose, facts: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        write(po, about, **facts)

    assert Wording.objects.filter(purpose=about).count() == 2
    assert events("words_written") == []


def test_a_version_cannot_come_into_force_before_one_that_is_planned(
    po: User, about: Purpose
) -> None:
    later = TODAY + timedelta(days=30)
    write(po, about, starts_on=later)

    with pytest.raises(BeforeAnotherError):
        write(po, about, based_on=2)
    assert write(po, about, based_on=2, words={"nl": NL}, starts_on=later) == 3

    assert shown(about) == [(1, "en"), (1, "nl")]
    assert shown(about, at=start_of(later)) == [(3, "nl")]
    assert shown(about, at=start_of(later) - timedelta(seconds=1)) == [(1, "en"), (1, "nl")]


INSERT = """
INSERT INTO consents_wording (purpose_id, version, language, is_material, in_force_from, title,
  question, summary, audience, kept, explanation, on_yes, on_withdrawal, sha256)
VALUES (%s, %s, %s, %s, %s, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')
"""


def insert(about: Purpose, *facts: str | int | datetime) -> None:
    """Write words past the service: version, language, whether it asks again, from when."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [about.pk, *facts])


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param((3, "nl", 0), id="a version is passed over"),
        pytest.param((2, "en", 0), id="not in Dutch first"),
        pytest.param((2, "nl", -4000), id="in force before the one before"),
    ],
)
@pytest.mark.parametrize("role", ["portal_web", "portal_worker", "portal_owner"])
def test_postgresql_refuses_versions_out_of_order_to_every_role(
    about: Purpose, role: str, facts: tuple[int, str, int]
) -> None:
    version, language, days = facts

    with pytest.raises(IntegrityError, match="come in order"), as_role(role):
        insert(about, version, language, True, timezone.now() + timedelta(days=days))


def test_postgresql_refuses_a_version_that_asks_again_in_one_language_only(
    po: User, about: Purpose
) -> None:
    write(po, about)
    starts = make.words(about, version=2).in_force_from

    for material, at in ((False, starts), (True, timezone.now())):
        with pytest.raises(IntegrityError, match="come in order"), as_role("portal_web"):
            insert(about, 2, "en", material, at)
    with as_role("portal_web"):
        insert(about, 2, "en", True, starts)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_write_the_same_version_at_once_one_is_told() -> None:
    home = Family()
    about, start = make.purpose(home.child), Barrier(2)
    both = [officer(home.school), officer(home.school)]
    write(both[0], about)

    def press(who: User) -> int | str:
        start.wait(timeout=5)
        try:
            return write(who, about, based_on=2, words={"nl": NL})
        except OvertakenError:
            return "overtaken"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(press, both))

    assert sorted(found, key=str) == [3, "overtaken"]
    assert Wording.objects.filter(purpose=about, version=3).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_add_a_question_at_once_one_is_told() -> None:
    school, start = make.school(), Barrier(2)

    def press(who: User) -> str:
        start.wait(timeout=5)
        try:
            return add(who, school).code
        except AlreadyAskedError:
            return "already"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(press, [officer(school), officer(school)]))

    assert sorted(found) == [PROMO, "already"]
