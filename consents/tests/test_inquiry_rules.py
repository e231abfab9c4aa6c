"""What counts of a question about one student: who has a say at which age, and what wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from consents.choices import Capacity, Outcome, PurposeKind, Reason
from consents.rules import Answer, Custody, Decided, Facts, Span
from consents.special.rules import Terms, answer, has_own_say, signers
from kernel.dates import start_of

MOTHER, FATHER, CHILD = 1, 2, None
BORN = date(2010, 11, 22)
TWELVE, SIXTEEN = date(2022, 11, 22), date(2026, 11, 22)
ALWAYS = Span(None, None)
BOTH = (Custody(MOTHER, ALWAYS), Custody(FATHER, ALWAYS))
SAYS = {"y": Outcome.GRANTED, "n": Outcome.REFUSED}
DAYS = {11: TWELVE - timedelta(1), 12: TWELVE, 15: SIXTEEN - timedelta(1), 16: SIXTEEN}
ALL = "y-n"

# What the mother, the father and the child said (- is nothing), and then what counts: below
# twelve, from twelve to fifteen, and from sixteen, each said on that very day.
CASES = """
yyy  agreed        agreed          agreed
yy-  agreed        student_silent  student_decides
yyn  agreed        disagreement    refused
y-y  agreed        agreed          agreed
y--  agreed        student_silent  student_decides
y-n  agreed        disagreement    refused
yny  disagreement  disagreement    agreed
yn-  disagreement  disagreement    student_decides
ynn  disagreement  disagreement    refused
-yy  agreed        agreed          agreed
-y-  agreed        student_silent  student_decides
-yn  agreed        disagreement    refused
--y  silence       waiting         agreed
---  silence       silence         student_decides
--n  silence       refused         refused
-ny  refused       disagreement    agreed
-n-  refused       refused         student_decides
-nn  refused       refused         refused
nyy  disagreement  disagreement    agreed
ny-  disagreement  disagreement    student_decides
nyn  disagreement  disagreement    refused
n-y  refused       disagreement    agreed
n--  refused       refused         student_decides
n-n  refused       refused         refused
nny  refused       disagreement    agreed
nn-  refused       refused         student_decides
nnn  refused       refused         refused
"""
TABLE = {row[0]: row[1:] for row in (line.split() for line in CASES.split("\n") if line)}


def facts(said: str, on: date, **changes: object) -> Facts:
    """Return a child with two parents; each says what stands in `said` on day `on` at nine."""
    at = start_of(on) + timedelta(hours=9)
    made = Facts(
        born_on=BORN,
        enrolled=(Span(date(2015, 8, 1), None),),
        custody=BOTH,
        decisions=tuple(
            Decided(who, SAYS[says], at, number, 1)
            for number, (who, says) in enumerate(zip((MOTHER, FATHER, CHILD), said, strict=True))
            if says in SAYS
        ),
        objections=(),
        oldest_valid_version=1,
        all_must_agree=False,
        lapses_at_sixteen=False,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of Facts


def terms(kind: PurposeKind = PurposeKind.CARE, days: Span = ALWAYS) -> Terms:
    return Terms(kind, days)


def at_noon(about: Facts, on: date, asked: Terms | None = None) -> Answer:
    return answer(about, asked or terms(), at=start_of(on) + timedelta(hours=12))


def test_the_table_has_every_case() -> None:
    assert TABLE.keys() == {"".join(said) for said in product(ALL, ALL, ALL)}


@pytest.mark.law("Jeugdwet 7.3.4", "Jeugdwet 7.3.5", "AVG 9(2)(a)", "UAVG 30(2)(a)", "BW 1:253i")
@pytest.mark.parametrize("said", TABLE)
@pytest.mark.parametrize(("age", "column"), [(11, 0), (12, 1), (15, 1), (16, 2)])
def test_a_yes_needs_all_who_have_a_say_and_one_no_is_a_no(
    said: str, age: int, column: int
) -> None:
    found = at_noon(facts(said, DAYS[age]), DAYS[age])

    assert found.reason == TABLE[said][column]
    assert found.granted == (TABLE[said][column] == Reason.AGREED)


@pytest.mark.law("Jeugdwet 7.3.4")
def test_at_twelve_a_yes_of_the_parents_alone_is_no_longer_enough_from_midnight() -> None:
    about = facts("yy-", TWELVE - timedelta(30))
    midnight = start_of(TWELVE)

    assert answer(about, terms(), at=midnight - timedelta(seconds=1)).granted
    found = answer(about, terms(), at=midnight)
    assert (found.granted, found.reason) == (False, Reason.STUDENT_SILENT)
    assert found.deciders == (Capacity.GUARDIAN, Capacity.GUARDIAN, Capacity.STUDENT)


@pytest.mark.law("UAVG 5(1)")
def test_at_sixteen_what_was_said_yes_to_before_counts_no_more_from_midnight() -> None:
    about = facts("yyy", SIXTEEN - timedelta(30))
    midnight = start_of(SIXTEEN)

    assert answer(about, terms(), at=midnight - timedelta(seconds=1)).granted
    found = answer(about, terms(), at=midnight)
    assert (found.granted, found.reason) == (False, Reason.STUDENT_DECIDES)


@pytest.mark.law("AVG 7(3)")
def test_the_own_no_of_the_child_goes_on_counting_at_sixteen() -> None:
    assert at_noon(facts("yyn", SIXTEEN - timedelta(30)), SIXTEEN).reason == Reason.REFUSED


def test_where_all_parents_must_agree_the_child_alone_does_not_make_up_for_one() -> None:
    about = facts("y-y", TWELVE, all_must_agree=True)

    assert at_noon(about, TWELVE).reason == Reason.WAITING


@pytest.mark.law("UAVG 5(2)")
def test_who_represents_a_student_of_sixteen_decides_in_its_place() -> None:
    custody = (Custody(MOTHER, ALWAYS, represents=True),)

    assert at_noon(facts("y--", SIXTEEN, custody=custody), SIXTEEN).granted
    assert not at_noon(facts("--y", SIXTEEN, custody=custody), SIXTEEN).granted


def test_a_child_without_known_guardians_cannot_say_yes_alone() -> None:
    assert at_noon(facts("--y", TWELVE, custody=()), TWELVE).reason == Reason.NO_DECIDER


def test_without_a_birth_date_nobody_knows_who_decides() -> None:
    about = facts("yyy", TWELVE, born_on=None)

    assert at_noon(about, TWELVE).reason == Reason.NO_DECIDER


def test_new_words_ask_the_child_again_too() -> None:
    about = facts("yyy", TWELVE, oldest_valid_version=2)

    assert at_noon(about, TWELVE).reason == Reason.SILENCE


@pytest.mark.law("AVG 7(3)")
def test_it_is_no_before_its_first_day_after_its_last_once_ended_and_after_leaving() -> None:
    about, day = facts("yyy", TWELVE), timedelta(1)
    days = Span(TWELVE, TWELVE + 2 * day)
    ended = replace(terms(), ended_at=start_of(TWELVE) + timedelta(hours=10))
    left = replace(about, enrolled=(Span(date(2015, 8, 1), TWELVE + day),))

    assert at_noon(about, TWELVE + day, terms(days=days)).granted
    assert at_noon(about, TWELVE + 2 * day, terms(days=days)).reason == Reason.OVER
    assert at_noon(about, TWELVE, terms(days=Span(TWELVE + day, None))).reason == Reason.OVER
    assert at_noon(about, TWELVE, ended).reason == Reason.OVER
    stopped = replace(terms(), is_asked=False)
    assert at_noon(about, TWELVE, stopped).reason == Reason.OVER
    assert at_noon(left, TWELVE + day).reason == Reason.NOT_ENROLLED


@pytest.mark.parametrize("kind", [PurposeKind.TRANSFER, PurposeKind.PICTURES])
def test_about_anything_else_a_child_below_sixteen_has_no_own_say(kind: PurposeKind) -> None:
    assert not has_own_say(kind, born_on=BORN, on=TWELVE)
    assert at_noon(facts("y-n", TWELVE), TWELVE, terms(kind)).granted


@pytest.mark.parametrize(
    ("age", "who"),
    [(11, {MOTHER, FATHER}), (12, {MOTHER, FATHER, CHILD}), (15, {MOTHER, FATHER, CHILD}),
     (16, {CHILD})],
)  # fmt: skip
def test_who_can_sign_follows_from_the_age_on_that_day(age: int, who: set[int | None]) -> None:
    found = signers(PurposeKind.CARE, born_on=BORN, custody=BOTH, on=DAYS[age])

    assert found == who
