"""What can be done with the register, and what is refused."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from access.choices import Role
from access.tests.make import with_role
from audit.models import Event
from processors import documents, errors
from processors.choices import DataCategory, Decision, DocumentKind, State
from processors.lines import Line
from processors.models import Annex, Document, Party
from processors.services import papers, parties, products
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


@pytest.mark.law("AVG 28(9)")
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


@pytest.mark.law("AVG 9(1); UAVG 46")
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
