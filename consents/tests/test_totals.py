"""Totals of answers are those of the effective answer, over who is at the school."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.tests import make as access
from accounts.choices import SignIn
from consents.answers import effective
from consents.choices import Reason
from consents.models import Purpose
from consents.services import Choice, decide, offer_purposes
from consents.tests import make, people
from consents.tests.people import Family
from consents.totals import Total, standing, totals
from kernel.database import acting_as
from schools.tests import make as schools
from schools.tests.make import NOW
from students.models import Student
from students.tests import make as students

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from schools.models import School

pytestmark = pytest.mark.django_db


def answered(school: School, *, yes: int, no: int, silent: int) -> None:
    """Make students of whom a parent said yes, no, or nothing, to the first purpose."""
    offer_purposes(actor=None, school=school, at=NOW)
    purpose = Purpose.objects.filter(school=school).asked()[0]
    wording = purpose.wordings.get(language="nl")
    group = schools.group(school)
    for number in range(yes + no + silent):
        student = students.student(group=group)
        parent = access.parent(student)
        if number < yes + no:
            choice = Choice(student, purpose, says_yes=number < yes, wording=wording)
            with acting_as(parent.pk):
                decide(actor=parent, choices=[choice], signed_in=SignIn.PASSWORD, at=NOW)


def counted(school: School, *, by: Role = Role.BOARD_STAFF) -> list[Total]:
    """Count as somebody who reads numbers of the school, as the pages do."""
    person = access.with_role(by, school.board if by == Role.BOARD_STAFF else school)
    with acting_as(person.pk):
        return totals(school, at=NOW)


def test_yes_no_and_silence_are_counted_for_each_purpose() -> None:
    school = schools.school()
    answered(school, yes=3, no=2, silent=1)
    answered(schools.school(), yes=1, no=0, silent=0)

    first, *rest = counted(school)

    assert (first.yes, first.no, first.silent) == (3, 2, 1)
    assert rest
    assert {(one.yes, one.no, one.silent) for one in rest} == {(0, 0, 6)}


def test_totals_say_what_the_effective_answers_say() -> None:
    school = schools.school()
    answered(school, yes=2, no=1, silent=2)
    purpose = Purpose.objects.filter(school=school).asked()[0]
    with acting_as(access.with_role(Role.PRINCIPAL, school).pk):
        found = effective(Student.objects.filter(school=school), at=NOW).values()

    total = counted(school)[0]

    assert total.yes == sum(one[purpose.code].granted for one in found)
    assert total.no == sum(one[purpose.code].reason == Reason.REFUSED for one in found)


def test_how_many_said_yes_to_what_is_asked_about_one_student_is_not_counted() -> None:
    home = Family()
    make.asks_for_care(home.school)
    make.answers(home.parent, make.inquires(people.care_coordinator(home), home.child), "yes")
    make.choose(home.parent, home.child, "yes")
    officer = access.with_role(Role.PRIVACY_OFFICER, home.school)
    with acting_as(officer.pk):
        care, website = (make.purpose(home.school, code) for code in (make.CARE, make.WEBSITE))

        assert standing(website, at=NOW) == 1
        assert standing(care, at=NOW) is None


def test_the_number_of_queries_does_not_grow_with_the_students(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    school = schools.school()
    answered(school, yes=4, no=4, silent=4)

    principal = access.with_role(Role.PRINCIPAL, school)
    with acting_as(principal.pk), django_assert_max_num_queries(6):
        totals(school, at=NOW)


def test_nothing_is_counted_for_somebody_who_reads_no_numbers() -> None:
    school = schools.school()
    answered(school, yes=2, no=0, silent=0)

    assert counted(school)[0].yes == 2
    assert counted(school, by=Role.ADMINISTRATION)[0].yes == 0
