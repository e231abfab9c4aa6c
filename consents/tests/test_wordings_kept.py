"""What counts after new words, also those that come into force later."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from consents.answers import effective
from consents.tests import make
from consents.tests.people import Family
from consents.totals import standing
from kernel.database import acting_as
from kernel.dates import start_of

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.models import Purpose

from consents.tests.wordings import keep, kept_says, officer, write

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


def said_to_parent(of: Family, *, at: datetime) -> bool:
    with acting_as(of.parent.pk):
        return effective([of.child], at=at)[of.child.pk][make.WEBSITE].granted


def test_answers_that_are_kept_are_worked_out_again_when_something_else_is_asked(
    home: Family, po: User, about: Purpose
) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    keep(home)
    assert kept_says(home, at=timezone.now()) is True

    write(po, about)

    assert kept_says(home, at=timezone.now()) is None
    assert not said_to_parent(home, at=timezone.now())
    keep(home)
    assert kept_says(home, at=timezone.now()) is False


def test_words_that_come_into_force_later_turn_the_kept_answer_on_that_day_without_a_job(
    home: Family, po: User, about: Purpose
) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    keep(home)
    day = TODAY + timedelta(days=30)

    write(po, about, starts_on=day)
    keep(home)

    eve = start_of(day) - timedelta(seconds=1)
    assert kept_says(home, at=timezone.now()) is True
    assert kept_says(home, at=eve) is True
    assert kept_says(home, at=start_of(day)) is False
    assert said_to_parent(home, at=eve)
    assert not said_to_parent(home, at=start_of(day))


def test_other_words_alone_leave_what_is_kept_as_it_is(
    home: Family, po: User, about: Purpose
) -> None:
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    keep(home)

    write(po, about, is_material=False)

    assert kept_says(home, at=timezone.now()) is True


def test_the_worker_is_rung_after_new_words(
    home: Family,
    po: User,
    about: Purpose,
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401
) -> None:
    with django_capture_on_commit_callbacks() as rung:
        write(po, about)

    assert [ring.args[0].name for ring in rung] == ["consents.keep_answers"]
    assert rung[0].args[1] == {"school_id": home.school.pk}


def test_the_number_of_yeses_that_end_counts_each_parent_who_said_yes(
    home: Family, po: User, about: Purpose
) -> None:
    other = home.one_more()
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    make.choose(home.other, home.child, "yes", at=timezone.now())
    make.choose(home.parent, other, "no", at=timezone.now())

    with acting_as(po.pk):
        assert standing(about, at=timezone.now()) == 2
    write(po, about)
    with acting_as(po.pk):
        assert standing(about, at=timezone.now()) == 0
