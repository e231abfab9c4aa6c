"""The answer from the tables: then as it was known then, now as it is now."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from consents.tests import make
from consents.tests.people import Family
from kernel.dates import AMSTERDAM
from schools.tests import make as schools
from schools.tests.make import NOW
from students.choices import Authority, Restriction
from students.models import Enrolment
from students.tests import make as students

if TYPE_CHECKING:
    from consents.rules import Answer

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
FEBRUARY = datetime(2026, 2, 1, 12, 0, tzinfo=AMSTERDAM)


def asked(home: Family, at: datetime = NOW) -> Answer:
    return make.counts(home.child, at=at)


@pytest.mark.scenario("T06")
@pytest.mark.law("BW 1:245")
def test_t06_a_no_counts_until_the_authority_ends_and_stays_on_record() -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes", at=FEBRUARY)
    make.choose(home.other, home.child, "no", at=FEBRUARY)
    students.now_said_of(home.other, home.child, period=(None, MARCH))

    last_moment = datetime(2026, 2, 28, 23, 59, tzinfo=AMSTERDAM)
    assert asked(home, last_moment).reason == "disagreement"
    assert asked(home, last_moment + timedelta(minutes=1)).granted
    assert len(make.outcomes(home.child)) == 2


@pytest.mark.law("BW 1:245")
@pytest.mark.parametrize(
    "authority", [Authority.NONE, Authority.UNKNOWN, Authority.PARTIAL], ids=str
)
def test_an_authority_that_does_not_decide_takes_the_yes_along(authority: Authority) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")

    students.now_said_of(home.parent, home.child, authority=authority)

    assert asked(home).reason == "silence"


def test_whoever_may_have_no_contact_decides_nothing() -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")

    students.now_said_of(home.parent, home.child, restriction=Restriction.NO_CONTACT)

    assert not asked(home).granted


@pytest.mark.scenario("T08")
@pytest.mark.law("UAVG 5(1)")
def test_t08_authority_in_part_of_an_institution_leaves_the_parents_deciding() -> None:
    home = Family()
    students.guardianship(home.child, user=schools.user(), authority=Authority.PARTIAL)

    make.choose(home.parent, home.child, "yes")

    assert asked(home).granted
    assert len(asked(home).deciders) == 2


def test_words_of_later_do_not_change_what_counted_before() -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    changed_at = NOW + timedelta(days=1)

    make.new_words(make.purpose(home.child), at=changed_at)

    assert asked(home, changed_at - timedelta(seconds=1)).granted
    assert not asked(home, changed_at).granted


def test_a_student_who_left_is_in_no_new_picture() -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")

    Enrolment.objects.filter(student=home.child).update(
        period=(date(2025, 8, 1), date(2026, 11, 2))
    )

    assert asked(home, NOW - timedelta(days=1)).reason == "silence"  # not yet said
    assert asked(home).reason == "not_enrolled"
