"""From draft to closed: what an arrangement can become, and when."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from access.choices import Role
from access.tests.make import with_role
from audit.models import Event
from processors import errors
from processors.choices import DataCategory, DocumentKind, Kind, State, Status
from processors.lines import Line
from processors.models import Arrangement, Party
from processors.services import arrangements
from processors.tests import make
from schools.tests import make as schools
from schools.tests.make import NOW, TODAY

pytestmark = pytest.mark.django_db


def state(party: Party, on: date = TODAY) -> State:
    return line(party, on).state


def line(party: Party, on: date = TODAY) -> Line:
    return Line(Party.objects.with_register().get(pk=party.pk), on)


def events() -> list[str]:
    named = Event.objects.filter(name__startswith="processors.").order_by("pk")
    return list(named.values_list("name", flat=True))


@pytest.mark.law("AVG 5(2)")
def test_a_decision_without_agreement_needs_a_reason() -> None:
    board = schools.school().board
    officer = make.officer(board)

    with pytest.raises(errors.ReasonMissingError):
        make.arrangement(officer, make.party(officer, board), kind=Kind.STATUTORY, rationale=" ")


@pytest.mark.parametrize(
    "review_on",
    [
        pytest.param(None, id="never"),
        pytest.param(date(2027, 11, 3), id="a day more than a year ahead"),
    ],
)
def test_a_museum_without_personal_data_is_looked_at_within_a_year(review_on: date | None) -> None:
    board = schools.school().board
    officer = make.officer(board)
    museum = make.party(officer, board)

    with pytest.raises(errors.ReviewTooLateError):
        make.arrangement(
            officer,
            museum,
            kind=Kind.NO_DATA,
            rationale="Only the number of visitors",
            next_review_on=review_on,
        )


def test_a_museum_without_personal_data_is_in_order_until_the_day_to_look_again() -> None:
    board = schools.school().board
    officer = make.officer(board)
    museum = make.party(officer, board)
    make.arrangement(
        officer,
        museum,
        kind=Kind.NO_DATA,
        rationale="Only the number of visitors",
        next_review_on=date(2027, 11, 2),
        last_day=None,
    )

    assert state(museum) == State.FINE
    assert state(museum, date(2027, 11, 1)) == State.FINE
    assert state(museum, date(2027, 11, 2)) == State.REVIEW


def test_a_photographer_has_two_arrangements_each_with_its_own_data() -> None:
    board = schools.school().board
    officer = make.officer(board)
    photographer = make.party(officer, board)
    order, sales = (make.product(officer, photographer) for _ in range(2))
    school_order = make.arrangement(officer, photographer)
    web_sales = make.arrangement(officer, photographer, kind=Kind.SHARING, subject="Web sales")
    make.annex(officer, school_order, order, DataCategory.CONTACT, DataCategory.IMAGERY)
    make.annex(officer, web_sales, sales, DataCategory.GUARDIANS)
    for one in (school_order, web_sales):
        make.paper(officer, one)

    found = line(photographer)

    assert found.state == State.FINE
    assert [sorted(a.categories) for a in found.annexes] == [[1, 10], [4]]  # type: ignore[attr-defined]  # annotated


def test_a_signed_arrangement_does_not_change() -> None:
    board = schools.school().board
    officer = make.officer(board)
    party = make.supplier(officer, board)

    with pytest.raises(errors.AlreadySignedError):
        arrangements.change(
            actor=officer,
            arrangement=party.arrangements.get(),
            facts=make.facts(party, subject="Something else"),
            at=NOW,
        )


def test_a_next_version_takes_the_data_along_and_ends_the_one_before() -> None:
    board = schools.school().board
    officer = make.officer(board)
    party = make.supplier(officer, board)
    old = party.arrangements.get()

    new = arrangements.add(
        actor=officer,
        party=party,
        facts=make.facts(party, first_day=date(2026, 12, 1), last_day=date(2029, 7, 31)),
        key=uuid4(),
        at=NOW,
        replaces=old,
    )
    make.paper(officer, new, on=TODAY)
    old.refresh_from_db()

    assert (new.version, old.status, old.ended_on) == (2, Status.CLOSED, date(2026, 11, 30))
    days = (TODAY, date(2026, 11, 30), date(2026, 12, 1))
    assert [state(party, day) for day in days] == [State.FINE] * 3


def test_an_expired_agreement_is_red_and_the_gap_stays_after_a_later_signature() -> None:
    board = schools.school().board
    officer = make.officer(board)
    party = make.supplier(officer, board, last_day=date(2026, 10, 15))

    assert state(party) == State.LAPSED

    later = make.arrangement(officer, party, first_day=date(2026, 10, 16))
    make.annex(officer, later, party.products.get())
    make.paper(officer, later, on=TODAY)

    assert state(party) == State.FINE
    assert line(party).gaps == [(date(2026, 10, 16), TODAY - timedelta(1))]


def test_expiring_finds_what_ends_within_90_days_and_not_what_ended() -> None:
    board = schools.school().board
    officer = make.officer(board)
    ends = [TODAY - timedelta(1), TODAY, TODAY + timedelta(90), TODAY + timedelta(91)]
    made = [make.supplier(officer, board, last_day=day).arrangements.get() for day in ends]

    found = Arrangement.objects.visible_to(officer).expiring(TODAY)

    assert set(found) == {made[1], made[2]}


def test_a_terminated_agreement_is_not_closed_before_the_statement_of_destruction() -> None:
    board = schools.school().board
    officer = make.officer(board)
    agreed = make.supplier(officer, board).arrangements.get()
    arrangements.move(actor=officer, arrangement=agreed, to=Status.TERMINATED, at=NOW)

    with pytest.raises(errors.DestructionNotProvenError):
        arrangements.move(actor=officer, arrangement=agreed, to=Status.CLOSED, at=NOW)

    make.paper(officer, agreed, DocumentKind.DESTRUCTION, on=TODAY)
    closed = arrangements.move(actor=officer, arrangement=agreed, to=Status.CLOSED, at=NOW)

    assert (closed.status, closed.destroyed_on) == (Status.CLOSED, TODAY)


def test_a_step_that_does_not_follow_is_refused_and_the_same_step_again_is_not() -> None:
    board = schools.school().board
    officer = make.officer(board)
    agreed = make.supplier(officer, board).arrangements.get()

    with pytest.raises(errors.NoSuchStepError):
        arrangements.move(actor=officer, arrangement=agreed, to=Status.DRAFT, at=NOW)
    for _ in range(2):
        arrangements.move(actor=officer, arrangement=agreed, to=Status.SUSPENDED, at=NOW)

    assert events().count("processors.arrangement_moved") == 2


def test_schools_that_are_not_the_officers_stay_covered_when_a_draft_changes() -> None:
    own = schools.school(board="One board")
    other = schools.school(board="One board")
    everything = make.officer(own.board)
    party = make.party(everything, own.board)
    draft = make.arrangement(everything, party)
    officer_of_one = with_role(Role.PRIVACY_OFFICER, own)

    arrangements.change(
        actor=officer_of_one,
        arrangement=draft,
        facts=make.facts(party, schools=[]),
        at=NOW,
    )

    live = draft.scopes.filter(until=None)
    assert [scope.school for scope in live] == [other]


def test_the_database_itself_refuses_an_active_agreement_that_nobody_signed() -> None:
    board = schools.school().board
    officer = make.officer(board)
    draft = make.arrangement(officer, make.party(officer, board))

    with pytest.raises(IntegrityError, match="processors_arr_signed"), transaction.atomic():
        Arrangement.objects.filter(pk=draft.pk).update(status=Status.ACTIVE)


def test_an_arrangement_has_one_next_version() -> None:
    board = schools.school().board
    officer = make.officer(board)
    party = make.supplier(officer, board)
    old, facts = party.arrangements.get(), make.facts(party)

    def renew() -> Arrangement:
        return arrangements.add(
            actor=officer, party=party, facts=facts, key=uuid4(), at=NOW, replaces=old
        )

    renew()

    with pytest.raises(errors.NoSuchStepError):
        renew()
