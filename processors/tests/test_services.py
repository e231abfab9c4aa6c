"""What can be done with the register, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from access.choices import Role
from access.tests.make import with_role
from audit.models import Event
from processors import documents, errors
from processors.choices import DataCategory, Decision, DocumentKind, Kind, State, Status
from processors.lines import Line
from processors.models import Annex, Arrangement, Document, Party
from processors.services import arrangements, papers, parties, products
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


def test_a_party_turns_green_once_all_is_arranged_and_signed() -> None:
    board = schools.school().board
    officer = make.officer(board)

    party = make.party(officer, board)
    seen = [state(party)]
    product = make.product(officer, party)
    agreed = make.arrangement(officer, party)
    seen.append(state(party))
    make.annex(officer, agreed, product)
    make.paper(officer, agreed)
    seen.append(state(party))

    assert seen == [State.NONE, State.UNCOVERED, State.FINE]
    assert events() == [
        "processors.party_kept",
        "processors.product_kept",
        "processors.arrangement_kept",
        "processors.annex_agreed",
        "processors.arrangement_moved",
        "processors.document_kept",
    ]


def test_whoever_only_reads_the_register_cannot_write_in_it() -> None:
    school = schools.school()
    principal = with_role(Role.PRINCIPAL, school)

    with pytest.raises(errors.NotYourRegisterError):
        make.party(principal, school.board)


def test_an_officer_of_another_board_cannot_write_in_the_register() -> None:
    board = schools.school().board
    party = make.party(make.officer(board), board)
    other = make.officer()
    facts = parties.PartyFacts(name="Mine now")

    with pytest.raises(errors.NotYourRegisterError):
        parties.change_party(actor=other, party=party, facts=facts, at=NOW)


def test_the_same_form_sent_twice_adds_one_party() -> None:
    board = schools.school().board
    officer, key = make.officer(board), uuid4()
    facts = parties.PartyFacts(name="Rekenrijk")

    first = parties.add_party(actor=officer, board=board, facts=facts, key=key, at=NOW)
    second = parties.add_party(actor=officer, board=board, facts=facts, key=key, at=NOW)

    assert first == second
    assert events() == ["processors.party_kept"]


def test_the_same_change_twice_is_on_record_once() -> None:
    board = schools.school().board
    officer = make.officer(board)
    party = make.party(officer, board)
    facts = parties.PartyFacts(name="Another name")

    for _ in range(2):
        parties.change_party(actor=officer, party=party, facts=facts, at=NOW)

    assert events() == ["processors.party_kept"] * 2


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


def test_health_data_need_a_purpose_of_their_own() -> None:
    board = schools.school().board
    officer = make.officer(board)
    party = make.party(officer, board)
    rows = (products.RowFacts(category=DataCategory.HEALTH, students=True),)

    with pytest.raises(errors.SpecialDataError):
        products.agree_annex(
            actor=officer,
            arrangement=make.arrangement(officer, party),
            product=make.product(officer, party),
            facts=products.AnnexFacts("To care", "One year", rows),
            at=NOW,
        )


def test_the_same_annex_again_is_no_new_version_and_another_is() -> None:
    board = schools.school().board
    officer = make.officer(board)
    party = make.party(officer, board)
    agreed, product = make.arrangement(officer, party), make.product(officer, party)

    for categories in ((1,), (1,), (1, 7)):
        make.annex(officer, agreed, product, *(DataCategory(number) for number in categories))

    assert list(Annex.objects.values_list("version", flat=True).order_by("pk")) == [1, 2]
    assert Annex.objects.current().get().version == 2


def test_a_product_of_somebody_else_gets_nothing_under_this_arrangement() -> None:
    board = schools.school().board
    officer = make.officer(board)
    party, other = make.party(officer, board), make.party(officer, board)

    with pytest.raises(errors.NothingAgreedError):
        make.annex(officer, make.arrangement(officer, party), make.product(officer, other))


@pytest.mark.law("AVG 28(2)")
def test_a_sub_processor_in_the_us_is_accepted_only_with_something_the_transfer_rests_on() -> None:
    board = schools.school().board
    officer = make.officer(board)
    facts = parties.SubProcessorFacts(
        "Brightlog", date(2026, 9, 1), country="US", objection_until=date(2026, 10, 1)
    )
    sub = parties.announce_sub_processor(
        actor=officer, party=make.party(officer, board), facts=facts, key=uuid4(), at=NOW
    )

    with pytest.raises(errors.TransferNotArrangedError):
        parties.decide_sub_processor(actor=officer, sub=sub, decision=Decision.ACCEPTED, at=NOW)
    sub = parties.decide_sub_processor(
        actor=officer, sub=sub, decision=Decision.ACCEPTED, transfer="clauses", at=NOW
    )

    assert (sub.decision, sub.decided_on) == (Decision.ACCEPTED, TODAY)


def test_a_signed_agreement_without_the_signer_leaves_neither_row_nor_file() -> None:
    board = schools.school().board
    officer = make.officer(board)
    agreed = make.arrangement(officer, make.party(officer, board))

    with pytest.raises(errors.SignerMissingError):
        papers.add(
            actor=officer,
            arrangement=agreed,
            pdf=documents.check(ContentFile(make.pdf_bytes())),
            facts=papers.PaperFacts(DocumentKind.SIGNED, on=TODAY),
            key=uuid4(),
            at=NOW,
        )

    assert not Document.objects.exists()


def test_a_document_lies_under_a_random_name_and_is_kept_once() -> None:
    board = schools.school().board
    officer = make.officer(board)
    agreed = make.arrangement(officer, make.party(officer, board))
    key, pdf = uuid4(), documents.check(ContentFile(make.pdf_bytes(2), name="Jansen.pdf"))
    facts = papers.PaperFacts(DocumentKind.ANNEX)

    made = [
        papers.add(actor=officer, arrangement=agreed, pdf=pdf, facts=facts, key=key, at=NOW)
        for _ in range(2)
    ]

    assert made[0] == made[1]
    assert "Jansen" not in made[0].file.name
    with default_storage.open(made[0].file.name) as kept:
        assert kept.read() == make.pdf_bytes(2)


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
