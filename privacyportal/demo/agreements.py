"""Parties and arrangements of the demo board: most in order, one expired, one soon, one red."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.files.base import ContentFile
from pypdf import PdfWriter

from accounts.models import User
from processors import documents
from processors.choices import DataCategory, DocumentKind, Kind, Transfer
from processors.services import arrangements, papers, parties, products
from processors.services.arrangements import ArrangementFacts
from processors.services.papers import PaperFacts
from processors.services.parties import PartyFacts, SubProcessorFacts
from processors.services.products import AnnexFacts, ProductFacts, RowFacts
from schools.models import Board, School

if TYPE_CHECKING:
    from privacyportal.demo.build import Demo
    from processors.models import Arrangement, Party

OFFICER = "karin.deboer@waterkant.example.org"
C = DataCategory


@dataclass(frozen=True, slots=True)
class Supplier:
    """A party with one product, and how many days its arrangement still runs."""

    name: str
    product: str
    icon: str
    days_left: int
    students: tuple[DataCategory, ...]
    guardians: tuple[DataCategory, ...] = ()
    country: str = "NL"
    transfer: str = ""


SUPPLIERS = (
    Supplier("Rekenrijk", "Digitale rekenmethode", "book-open", 400, (C.CONTACT, C.PROGRESS)),
    Supplier("Klasbeeld Fotografie", "Schoolfoto's en pasjes", "camera", -22, (C.CONTACT,)),
    Supplier("Kwetter Ouderapp", "Berichten aan ouders", "messages-square", 24,
             (C.CONTACT, C.IMAGERY), (C.CONTACT,), "BE"),
    Supplier("Toetskracht", "Toetsen en leerlijnen", "clipboard-check", 620,
             (C.CONTACT, C.PROGRESS, C.CHAIN_ID), country="US", transfer=Transfer.FRAMEWORK),
    Supplier("Leerspoor", "Leerlingadministratie", "database", 640,
             (C.CONTACT, C.STUDENT_NUMBER, C.PROGRESS, C.ORGANISATION), (C.CONTACT, C.GUARDIANS)),
    Supplier("Werkplek Beheer", "Accounts en bestanden", "server", 480, (C.CONTACT,), (), "IE"),
)  # fmt: skip


def make(demo: Demo) -> None:
    """Register the suppliers as the privacy officer would, and two others of other kinds."""
    officer = User.objects.get(email=OFFICER)
    board = Board.objects.get(name=demo.board["board"])
    for supplier in SUPPLIERS:
        _supplier(demo, officer, board, supplier)
    museum = _party(demo, officer, board, "Museum De Linde", "Bezoek met de klas")
    facts = ArrangementFacts(
        kind=Kind.NO_DATA,
        subject="Bezoek met de klas",
        first_day=demo.today,
        schools=list(board.schools.all()),
        rationale="Het museum krijgt alleen het aantal leerlingen.",
        next_review_on=demo.today + timedelta(days=300),
    )
    arrangements.add(actor=officer, party=museum, facts=facts, key=uuid4(), at=demo.at)
    _party(demo, officer, board, "Busreizen De Lind", "Vervoer bij schoolreis")


def _party(demo: Demo, officer: User, board: Board, name: str, what: str) -> Party:
    facts = PartyFacts(name=name, explanation=what)
    return parties.add_party(actor=officer, board=board, facts=facts, key=uuid4(), at=demo.at)


def _supplier(demo: Demo, officer: User, board: Board, supplier: Supplier) -> None:
    party = _party(demo, officer, board, supplier.name, supplier.product)
    product = products.add(
        actor=officer,
        party=party,
        facts=ProductFacts(
            name=supplier.product,
            icon=supplier.icon,
            storage_country=supplier.country,
            transfer=supplier.transfer,
        ),
        key=uuid4(),
        at=demo.at,
    )
    arrangement = _arrange(demo, officer, party, supplier)
    annex = AnnexFacts(
        "Het onderwijs en de begeleiding", "Tot 3 maanden na vertrek", _rows(supplier)
    )
    products.agree_annex(
        actor=officer, arrangement=arrangement, product=product, facts=annex, at=demo.at
    )
    _sign(demo, officer, arrangement)
    if supplier.name == "Rekenrijk":
        engaged = SubProcessorFacts("Noordzee Hosting", demo.today, "Servers", "NL")
        parties.announce_sub_processor(
            actor=officer, party=party, facts=engaged, key=uuid4(), at=demo.at
        )


def _arrange(demo: Demo, officer: User, party: Party, supplier: Supplier) -> Arrangement:
    facts = ArrangementFacts(
        kind=Kind.PROCESSOR,
        subject=supplier.product,
        first_day=demo.today - timedelta(days=700),
        last_day=demo.today + timedelta(days=supplier.days_left),
        schools=list(School.objects.filter(board=party.board)),
        model_used="Model verwerkersovereenkomst 4.0",
        breach_hours=24,
        deletion_days=28,
        notice_days=60,
    )
    return arrangements.add(actor=officer, party=party, facts=facts, key=uuid4(), at=demo.at)


def _rows(supplier: Supplier) -> tuple[RowFacts, ...]:
    chosen = sorted({*supplier.students, *supplier.guardians})
    return tuple(
        RowFacts(
            category=category,
            students=category in supplier.students,
            guardians=category in supplier.guardians,
        )
        for category in chosen
    )


def _sign(demo: Demo, officer: User, arrangement: Arrangement) -> None:
    paper = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.write(paper)
    papers.add(
        actor=officer,
        arrangement=arrangement,
        pdf=documents.check(ContentFile(paper.getvalue(), "agreement.pdf")),
        facts=PaperFacts(
            kind=DocumentKind.SIGNED,
            on=demo.today - timedelta(days=701),
            signed_by="A. de Groot, voorzitter",
        ),
        key=uuid4(),
        at=demo.at,
    )
