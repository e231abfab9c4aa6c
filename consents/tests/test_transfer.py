"""The file for the next school: asked where a yes is needed, and refused where the law sends."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from access import grants
from access.choices import Role
from access.tests import make as access
from consents.choices import Channel, Reason, TransferPiece
from consents.errors import (
    HadNoSayError,
    NoConsentNeededError,
    NoPieceError,
    NotTheAskerError,
    NotTheDeciderError,
    YesByPhoneError,
)
from consents.models import Evidence, Inquiry
from consents.services import Sharing
from consents.special.transfer import BEYOND, BY_LAW, FILE, GROUNDS, PROMISED, needs_no_consent
from consents.tests import make, paper, people, receipts
from consents.tests.make import CARE, TRANSFER
from consents.tests.paper import Call
from consents.tests.people import Family
from consents.tests.test_inquiries import address, aged, post, read, rows
from kernel.database import acting_as
from kernel.tests.roles import unwalled
from schools.choices import Sector
from schools.tests import make as schools

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User
    from schools.models import School

pytestmark = pytest.mark.django_db

NEXT, REPORT, WHY = "Het Kompas", "Het verslag van 3 mei", "Voor hulp in de klas"
Piece = TransferPiece


def giving(*pieces: Piece) -> Sharing:
    return Sharing(NEXT, REPORT, WHY, timezone.localdate() + timedelta(90), pieces)


@pytest.fixture
def home() -> Family:
    """Return a family with a child of twelve, at a secondary school."""
    made = Family()
    make.asks_for_transfer(made.school)
    aged(made.child, 12)
    return made


@pytest.fixture
def clerk(home: Family) -> User:
    return people.administration(home)


def asks(clerk: User, home: Family, *pieces: Piece, code: str = TRANSFER) -> Inquiry:
    return make.inquires(clerk, home.child, code, sharing=giving(*(pieces or (Piece.RESEARCH,))))


@pytest.mark.law("WPO 42", "WVO 8.17")
@pytest.mark.parametrize("sector", Sector)
@pytest.mark.parametrize("code", [BEYOND, PROMISED])
@pytest.mark.parametrize("piece", Piece)
def test_what_the_law_lists_is_asked_only_where_a_secondary_school_promised_it(
    sector: Sector, code: str, piece: Piece
) -> None:
    by_law = piece in BY_LAW
    promises = code == PROMISED
    may_promise = sector == Sector.SECONDARY
    free = needs_no_consent(code, [piece], sector=sector)

    assert (free is None) == (may_promise if promises else not by_law)


@pytest.mark.scenario("T57")
@pytest.mark.law("WVO 8.17", "AVG 4(11)")
def test_t57_by_law_the_file_goes_without_asking_and_after_a_promise_only_with_a_yes(
    home: Family, clerk: User
) -> None:
    for pieces in ((Piece.RESULTS,), (Piece.RESEARCH, Piece.ABSENCE)):
        with pytest.raises(NoConsentNeededError, match=r"WVO 8\.17"):
            asks(clerk, home, *pieces)
    make.asks_for_transfer(home.school, PROMISED)
    promised = asks(clerk, home, Piece.RESULTS, code=PROMISED)

    assert not make.counts_of(promised, clerk).granted
    make.answers(home.parent, promised, "yes")
    assert make.counts_of(promised, clerk).granted
    make.answers(home.other, promised, "no")
    assert make.counts_of(promised, clerk).reason == Reason.DISAGREEMENT


@pytest.mark.law("WPO 42")
def test_a_primary_school_cannot_promise_what_the_law_makes_it_send() -> None:
    home = Family(school=make.school(sector=Sector.PRIMARY))
    with pytest.raises(NoConsentNeededError, match="WPO 42"):
        make.asks_for_transfer(home.school, PROMISED)
    make.asks_for_transfer(home.school)
    clerk = people.administration(home)
    with pytest.raises(NoConsentNeededError, match="WPO 42"):
        asks(clerk, home, Piece.SUPPORT)
    asks(clerk, home, Piece.RESEARCH)


def test_who_may_not_ask_reads_why_on_the_page(client: Client, home: Family, clerk: User) -> None:
    page = reverse("consents:ask", args=[home.child.public_id])
    client.force_login(clerk)
    sent = {
        "about": str(make.purpose(home.child, TRANSFER).public_id),
        "addressee": NEXT,
        "pieces": ["results"],
        "what": REPORT,
        "why": WHY,
        "last_day": timezone.localdate().isoformat(),
    }
    refused = client.post(page, sent, headers={"accept-language": "en"})

    assert refused.status_code == 422
    assert "(WVO 8.17)" in refused.content.decode()
    assert client.post(page, {**sent, "pieces": ["research"]}).status_code == 302


@pytest.mark.law("WPO 42", "WVO 8.17", "WEC 43")
@pytest.mark.parametrize(
    ("code", "sector", "law", "why"),
    [
        (FILE, Sector.PRIMARY, "WPO 42", "The law makes the school give"),
        (FILE, Sector.SPECIAL, "WEC 43", "The law makes the school give"),
        (FILE, Sector.SECONDARY, "WVO 8.17", "The law lets the school give"),
        (PROMISED, Sector.PRIMARY, "WPO 42", "The law makes the school give"),
        (PROMISED, Sector.SPECIAL, "WEC 43", "The law makes the school give"),
    ],
)
def test_the_privacy_officer_cannot_add_what_needs_no_consent_and_reads_the_law_of_the_sector(
    client: Client, code: str, sector: Sector, law: str, why: str
) -> None:
    at_school: School = make.school(sector=sector)
    client.force_login(access.with_role(Role.PRIVACY_OFFICER, at_school))
    page = reverse("consents:choose_purpose", args=[at_school.public_id])

    refused = client.post(page, {"code": code}, headers={"accept-language": "en"})

    said = refused.content.decode()
    assert refused.status_code == 422
    assert why in said
    assert f"({law})" in said
    assert {one for one in GROUNDS.values() if one in said} == {law}


@pytest.mark.law("UAVG 5(1)")
def test_the_guardians_decide_until_sixteen_and_then_the_student_alone(
    home: Family, clerk: User
) -> None:
    asked = asks(clerk, home)
    with pytest.raises(HadNoSayError):  # a child of twelve has no own say in this
        paper.tells(clerk, home.child, None, "yes", Call(inquiry=asked, at=timezone.now()))
    make.answers(home.parent, asked, "yes")
    assert make.counts_of(asked, clerk).granted
    aged(home.child, 16)

    assert make.counts_of(asked, clerk).reason == Reason.STUDENT_DECIDES
    with pytest.raises(NotTheDeciderError):
        make.answers(home.other, asked, "yes")
    paper.tells(clerk, home.child, None, "yes", Call(inquiry=asked, at=timezone.now()))
    assert make.counts_of(asked, clerk).granted


def test_the_family_reads_which_pieces_and_the_receipt_keeps_them(
    client: Client, home: Family, clerk: User
) -> None:
    asked = asks(clerk, home, Piece.RESEARCH, Piece.HOME)
    page = read(client, home.parent, address(asked))
    for shown in (NEXT, REPORT, WHY, Piece.RESEARCH.label, Piece.HOME.label):
        assert str(shown) in page
    assert post(client, home.parent, asked, "yes", freely="on") == 302

    (made,) = make.receipts()
    files = receipts.take(home.parent, made)
    (record,) = json.loads(files.record)["dpv:hasRecordOfActivity"]
    pieces = record["dpv:hasProcess"]["dpv:hasPersonalData"]["schema:keywords"]
    assert pieces == ["home", "research"]
    assert NEXT in files.text


ASKS_NOT = (
    Role.MENTOR,
    Role.SUBJECT_TEACHER,
    Role.CARE_COORDINATOR,
    Role.CARE_TEAM,
    Role.PRINCIPAL,
    Role.PRIVACY_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
)


@pytest.mark.parametrize("role", [Role.ADMINISTRATION, *ASKS_NOT])
def test_the_administration_asks_and_reads_it_and_both_walls_hold_that(
    client: Client, home: Family, clerk: User, role: Role
) -> None:
    asked = asks(clerk, home)
    told = Call(inquiry=asked, at=timezone.now())
    paper.tells(clerk, home.child, home.parent, "yes", told)
    of = {Role.MENTOR: home.group, Role.SUBJECT_TEACHER: home.group, Role.CARE_TEAM: home.child}
    somebody = access.with_role(role, of.get(role, home.school))  # type: ignore[arg-type]  # what a role is for
    grants.sync(schools=[home.school.pk], at=schools.NOW)
    may = role == Role.ADMINISTRATION
    client.force_login(somebody)

    assert client.get(address(asked)).status_code == (200 if may else 404)
    for table in ("consents_inquiry", "consents_decision", "consents_evidence"):
        assert rows(somebody, table) == may
    with unwalled("consents"):
        assert Inquiry.objects.visible_to(somebody).count() == may
        assert Evidence.objects.visible_to(somebody).count() == may
    if not may:
        with pytest.raises(NotTheAskerError):
            asks(somebody, home)


def test_nobody_asks_it_of_the_own_child_whichever_wall_is_gone(
    client: Client, home: Family, clerk: User
) -> None:
    asked = asks(clerk, home)
    without = people.parent_without_authority(home)
    access.with_role(Role.ADMINISTRATION, home.school, who=without)
    grants.sync(schools=[home.school.pk], at=schools.NOW)
    client.force_login(without)

    assert client.get(address(asked)).status_code == 404
    assert client.get(reverse("consents:ask", args=[home.child.public_id])).status_code == 404
    assert rows(without) == 0
    with unwalled("consents"):
        assert not Inquiry.objects.visible_to(without).exists()
    with pytest.raises(NotTheAskerError):
        asks(without, home)
    asked.pk, asked.public_id, asked.asked_by = None, home.child.public_id, without
    with acting_as(without.pk), pytest.raises(DatabaseError), transaction.atomic():
        asked.save(force_insert=True)


def test_a_transfer_names_its_pieces_and_nothing_else_has_any(home: Family, clerk: User) -> None:
    carer = people.care_coordinator(home)
    make.asks_for_care(home.school)
    with pytest.raises(NoPieceError):
        make.inquires(clerk, home.child, TRANSFER)
    with pytest.raises(NoPieceError):
        make.inquires(carer, home.child, CARE, sharing=giving(Piece.RESEARCH))
    asked = asks(clerk, home)
    for pieces in ([], ["everything"]):
        asked.pk, asked.pieces = None, pieces
        asked.public_id = home.child.public_id
        with acting_as(clerk.pk), pytest.raises(DatabaseError), transaction.atomic():
            asked.save(force_insert=True)


def test_a_yes_by_telephone_is_refused_here_too(home: Family, clerk: User) -> None:
    call = Call(inquiry=asks(clerk, home), channel=Channel.PHONE, at=timezone.now())

    with pytest.raises(YesByPhoneError):
        paper.tells(clerk, home.child, home.parent, "yes", call)
