"""Choosing: who may, what is kept of it, and that the same choice twice is one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from access import grants
from access.tests import make as access
from accounts.choices import SignIn
from audit.models import Event
from consents import services
from consents.answers import effective
from consents.choices import Capacity, Outcome, Reason
from consents.errors import NotAskedError, NotTheDeciderError, WordingOutdatedError
from consents.models import Purpose, Wording
from consents.services import Choice
from consents.tests import make
from kernel.database import acting_as
from schools.tests import make as schools
from schools.tests.make import NOW
from students.choices import Authority, Restriction
from students.tests import make as students

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django import DjangoAssertNumQueries

    from students.models import Student

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def answered(of: Student, *, at: datetime = LATER) -> tuple[bool, Reason]:
    found = make.counts(of, at=at)
    return found.granted, found.reason


def test_a_parent_says_yes_and_the_school_may() -> None:
    student = students.student(make.school())
    mother = access.parent(student)

    receipt = make.choose(mother, student, "yes")

    assert receipt is not None
    with acting_as(mother.pk):
        (made,) = receipt.decisions.select_related("guardian__user", "decided_by", "wording")
    assert (made.outcome, made.before, made.capacity) == ("granted", "", Capacity.GUARDIAN)
    assert made.guardian is not None
    assert (made.guardian.user, made.decided_by, made.at) == (mother, mother, NOW)
    assert made.wording.language == "nl"
    assert answered(student) == (True, Reason.AGREED)


@pytest.mark.law("AVG 7(3)")
def test_a_no_after_a_yes_is_a_withdrawal_and_holds_at_once() -> None:
    student = students.student(make.school())
    mother = access.parent(student)
    make.choose(mother, student, "yes")

    make.choose(mother, student, "no", at=LATER)

    assert make.outcomes(student) == [Outcome.GRANTED, Outcome.WITHDRAWN]
    assert answered(student) == (False, Reason.REFUSED)
    assert answered(student, at=NOW) == (True, Reason.AGREED)


@pytest.mark.parametrize("says", ["yes", "no"])
def test_the_same_choice_twice_is_one(says: str) -> None:
    student = students.student(make.school())
    mother = access.parent(student)
    make.choose(mother, student, says)

    assert make.choose(mother, student, says, at=LATER) is None
    assert len(make.outcomes(student)) == 1
    assert len(make.receipts()) == 1


def test_each_choice_is_on_record_with_whom_it_is_about_and_no_name() -> None:
    student = students.student(make.school())
    mother = access.parent(student)

    make.choose(mother, student, "yes")

    event = Event.objects.get(name="consents.decided")
    assert (event.subject, event.actor) == (student.audit_ref, mother.audit_ref)
    assert (event.role, event.school) == ("guardian", student.school.public_id)
    assert event.facts["purpose"] == make.WEBSITE


@pytest.mark.law("UAVG 5(1)")
@pytest.mark.parametrize(
    ("authority", "restriction"),
    [
        pytest.param(Authority.NONE, Restriction.NONE, id="T05 without authority"),
        pytest.param(Authority.UNKNOWN, Restriction.NONE, id="authority not known"),
        pytest.param(Authority.PARTIAL, Restriction.NONE, id="T08 authority in part"),
        pytest.param(Authority.JOINT, Restriction.NO_CONTACT, id="forbidden contact"),
        pytest.param(Authority.JOINT, Restriction.NO_INFORMATION, id="forbidden information"),
    ],
)
def test_whoever_does_not_decide_is_refused(
    authority: Authority, restriction: Restriction
) -> None:
    student = students.student(make.school())
    somebody = schools.user()
    students.guardianship(student, user=somebody, authority=authority, restriction=restriction)

    with pytest.raises(NotTheDeciderError):
        make.choose(somebody, student, "no")

    assert make.outcomes(student) == []


@pytest.mark.scenario("T07")
def test_t07_the_institution_decides_and_foster_parents_do_not() -> None:
    student = students.student(make.school())
    guardian, foster = schools.user("guardian"), schools.user("foster")
    students.guardianship(student, user=guardian, authority=Authority.INSTITUTION)
    students.guardianship(student, user=foster, authority=Authority.NONE)
    grants.sync(schools=[student.school_id], at=NOW)

    make.choose(guardian, student, "yes")

    assert answered(student) == (True, Reason.AGREED)
    with pytest.raises(NotTheDeciderError):
        make.choose(foster, student, "no")


@pytest.mark.scenario("T09")
def test_t09_a_parent_cannot_undo_what_a_student_of_sixteen_chose() -> None:
    student = students.student(make.school(), born_on=date(2009, 5, 1))
    mother, own = access.parent(student), access.student_who_signs_in(student)
    make.choose(own, student, "yes")

    with pytest.raises(NotTheDeciderError) as refused:
        make.choose(mother, student, "no", at=LATER)

    assert str(refused.value)
    assert make.outcomes(student) == [Outcome.GRANTED]
    assert answered(student) == (True, Reason.AGREED)


def test_a_student_who_is_fifteen_cannot_choose() -> None:
    student = students.student(make.school(), born_on=date(2010, 11, 3))  # sixteen tomorrow
    own = access.student_who_signs_in(student)

    with pytest.raises(NotTheDeciderError):
        make.choose(own, student, "yes")
    make.choose(own, student, "yes", at=NOW + timedelta(days=1))


@pytest.mark.scenario("T03")
def test_t03_and_t04_one_parent_cannot_overrule_the_no_of_the_other() -> None:
    student = students.student(make.school())
    mother, father = access.parent(student), access.parent(student)
    make.choose(mother, student, "yes")
    make.choose(father, student, "no", at=LATER)
    make.choose(mother, student, "no", at=LATER + timedelta(minutes=1))
    make.choose(mother, student, "yes", at=LATER + timedelta(minutes=2))
    end = LATER + timedelta(minutes=4)

    assert answered(student, at=end) == (False, Reason.DISAGREEMENT)
    make.choose(father, student, "yes", at=end)
    assert answered(student, at=end) == (True, Reason.AGREED)


def test_words_that_are_no_longer_in_force_are_refused() -> None:
    student = students.student(make.school())
    mother = access.parent(student)
    old = make.words(make.purpose(student))
    make.new_words(make.purpose(student), at=NOW)

    with pytest.raises(WordingOutdatedError):
        make.choose(mother, student, "yes", shown=old, at=LATER)


@pytest.mark.scenario("T12")
def test_t12_new_words_ask_again_and_only_for_that_question() -> None:
    student = students.student(make.school())
    mother = access.parent(student)
    for code in (make.WEBSITE, make.INSTAGRAM):
        make.choose(mother, student, "yes", code=code)
    make.new_words(make.purpose(student, make.INSTAGRAM), at=LATER)

    assert make.counts(student, at=LATER).granted
    assert not make.counts(student, make.INSTAGRAM, at=LATER).granted
    assert make.counts(student, make.INSTAGRAM, at=NOW).granted
    make.choose(mother, student, "yes", code=make.INSTAGRAM, at=LATER)
    assert make.counts(student, make.INSTAGRAM, at=LATER).granted


def test_small_changes_in_the_words_ask_nothing_again() -> None:
    student = students.student(make.school())
    mother = access.parent(student)
    make.choose(mother, student, "yes")
    make.new_words(make.purpose(student), at=LATER, is_material=False)

    assert answered(student) == (True, Reason.AGREED)


def test_a_question_of_another_school_is_refused() -> None:
    student = students.student(make.school())
    mother, elsewhere = access.parent(student), make.purpose(make.school())
    choice = Choice(student, elsewhere, says_yes=True, wording=make.words(elsewhere))

    with pytest.raises(NotAskedError), acting_as(mother.pk):
        services.decide(actor=mother, choices=[choice], signed_in=SignIn.PASSWORD, at=NOW)


def test_the_words_of_another_question_are_refused() -> None:
    student = students.student(make.school())
    mother = access.parent(student)
    words = make.words(make.purpose(student, make.INSTAGRAM))
    choice = Choice(student, make.purpose(student), says_yes=True, wording=words)

    with pytest.raises(NotAskedError), acting_as(mother.pk):
        services.decide(actor=mother, choices=[choice], signed_in=SignIn.PASSWORD, at=NOW)


def test_choices_made_together_share_one_receipt() -> None:
    school = make.school()
    amira, yusuf = students.student(school), students.student(school)
    mother = access.parent(amira)
    access.parent(yusuf, who=mother)
    words = make.words(make.purpose(school))
    choices = [Choice(kid, words.purpose, says_yes=True, wording=words) for kid in (amira, yusuf)]

    with acting_as(mother.pk):
        receipt = services.decide(actor=mother, choices=choices, signed_in=SignIn.PASSWORD, at=NOW)
        assert receipt is not None
        assert {row.student for row in receipt.decisions.all()} == {amira, yusuf}

    assert receipt.number.startswith("2026-306-")


def test_one_wrong_choice_keeps_none_of_them() -> None:
    school = make.school()
    own, other = students.student(school), students.student(school)
    mother, words = access.parent(own), make.words(make.purpose(school))
    choices = [Choice(kid, words.purpose, says_yes=True, wording=words) for kid in (own, other)]

    with pytest.raises(NotTheDeciderError), acting_as(mother.pk):
        services.decide(actor=mother, choices=choices, signed_in=SignIn.PASSWORD, at=NOW)

    assert make.outcomes(own) == []


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_choice() -> None:
    student = students.student(make.school())
    mother, start = access.parent(student), Barrier(2)

    def press(_: int) -> None:
        start.wait(timeout=5)
        try:
            make.choose(mother, student, "yes")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press, range(2)))

    assert make.outcomes(student) == [Outcome.GRANTED]


def test_a_school_offers_its_questions_once_each_in_two_languages() -> None:
    school = make.school()
    number = Purpose.objects.filter(school=school).count()

    with make.as_worker():
        again = services.offer_purposes(actor=None, school=school, at=NOW)

    assert again == []
    assert number == 8
    assert Wording.objects.filter(purpose__school=school).count() == 2 * number


@pytest.mark.parametrize("size", [1, 15])
def test_the_answers_take_four_queries_for_one_student_and_for_a_class(
    django_assert_num_queries: DjangoAssertNumQueries, size: int
) -> None:
    school = make.school()
    klass = [students.student(school) for _ in range(size)]
    mother = access.parent(klass[0])
    for student in klass[1:]:
        access.parent(student, who=mother)
    for student in klass:
        make.choose(mother, student, "yes")

    with acting_as(mother.pk), django_assert_num_queries(4):
        found = effective(klass, at=LATER)

    assert all(found[student.pk][make.WEBSITE].granted for student in klass)
    assert all(len(answers) == 8 for answers in found.values())
