"""Builders: a party with what belongs to it. Each goes through the service."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from pypdf import PdfWriter

from access.choices import Role
from access.tests import make as people
from processors import documents
from processors.choices import DataCategory, DocumentKind, Kind
from processors.services import arrangements, papers, parties, products
from schools.tests import make as schools
from schools.tests.make import NOW

if TYPE_CHECKING:
    from accounts.models import User
    from kernel.uploads import SoundPdf
    from processors.models import Annex, Arrangement, Document, Party, Product
    from schools.models import Board

FIRST_DAY = date(2026, 8, 1)
LAST_DAY = date(2028, 7, 31)
_number = count(1)


def officer(of: Board | None = None) -> User:
    """Make the privacy officer of a board; without one it gets a board with a school."""
    return people.with_role(Role.PRIVACY_OFFICER, of or schools.school().board)


def party(by: User, board: Board, **facts: Any) -> Party:  # noqa: ANN401
    """Make a party in the register of a board."""
    known = parties.PartyFacts(**{"name": f"Supplier {next(_number)}", **facts})
    return parties.add_party(actor=by, board=board, facts=known, key=uuid4(), at=NOW)


def product(by: User, of: Party, **facts: Any) -> Product:  # noqa: ANN401
    """Make a product that the schools use."""
    known = products.ProductFacts(**{"name": f"Product {next(_number)}", **facts})
    return products.add(actor=by, party=of, facts=known, key=uuid4(), at=NOW)


def facts(of: Party, **changes: Any) -> arrangements.ArrangementFacts:  # noqa: ANN401
    """Make the facts of a processor agreement for all schools of the board."""
    known = arrangements.ArrangementFacts(
        kind=Kind.PROCESSOR,
        subject="Learning online",
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        schools=list(of.board.schools.all()),
    )
    return replace(known, **changes)


def arrangement(by: User, of: Party, **changes: Any) -> Arrangement:  # noqa: ANN401
    """Make an arrangement that nobody signed yet."""
    return arrangements.add(actor=by, party=of, facts=facts(of, **changes), key=uuid4(), at=NOW)


def annex(by: User, under: Arrangement, of: Product, *categories: DataCategory) -> Annex:
    """Agree that a product gets these kinds of data of students."""
    rows = tuple(
        products.RowFacts(category=number, students=True, purpose="To learn")
        for number in sorted(categories or (DataCategory.CONTACT,))
    )
    return products.agree_annex(
        actor=by,
        arrangement=under,
        product=of,
        facts=products.AnnexFacts(purpose="To learn", kept="One year", rows=rows),
        at=NOW,
    )


def pdf_bytes(pages: int = 1) -> bytes:
    """Make a PDF with empty pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    """Return what a writer holds as a file."""
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@cache
def _checked() -> SoundPdf:
    """Look into the paper of a page, as a form does; once, as that starts a process."""
    return documents.check(ContentFile(pdf_bytes()))


def paper(
    by: User,
    to: Arrangement,
    kind: DocumentKind = DocumentKind.SIGNED,
    on: date = FIRST_DAY,
) -> Document:
    """Add a document; the signed agreement brings the arrangement into force."""
    return papers.add(
        actor=by,
        arrangement=to,
        pdf=_checked(),
        facts=papers.PaperFacts(kind=kind, on=on, signed_by="A. Yilmaz, board"),
        key=uuid4(),
        at=NOW,
    )


def supplier(by: User, board: Board, **changes: Any) -> Party:  # noqa: ANN401
    """Make a party whose one product is covered by a signed agreement."""
    made = party(by, board)
    agreed = arrangement(by, made, **changes)
    annex(by, agreed, product(by, made))
    paper(by, agreed)
    return made
