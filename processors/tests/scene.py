"""A board with a supplier of which everything is filled in, and ways to look at pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.urls import reverse

from processors.choices import Kind
from processors.services import parties
from processors.tests import make
from schools.tests import make as schools
from schools.tests.make import NOW, TODAY

if TYPE_CHECKING:
    from django.test import Client

    from processors.models import Arrangement, Document, Product, SubProcessor
    from schools.models import Board


class Scene:
    """A board with a supplier of which everything is filled in."""

    def __init__(self) -> None:
        """Make it, through the services."""
        self.school = schools.school()
        self.board: Board = self.school.board
        self.officer = make.officer(self.board)
        self.party = make.supplier(self.officer, self.board)
        self.arrangement: Arrangement = self.party.arrangements.get()
        self.draft = make.arrangement(self.officer, self.party, kind=Kind.CONFIDENTIALITY)
        self.product: Product = self.party.products.get()
        self.document: Document = self.arrangement.documents.get()
        facts = parties.SubProcessorFacts("Noordzee Hosting", TODAY)
        self.sub: SubProcessor = parties.announce_sub_processor(
            actor=self.officer, party=self.party, facts=facts, key=uuid4(), at=NOW
        )

    def address(self, route: str) -> str:
        """Return the address of a route, about what is in this scene."""
        about: dict[str, list[object]] = {
            "register": [],
            "export_xlsx": [],
            "export_csv": [],
            "add_party": [],
            "change": [self.draft.public_id],
            "renew": [self.arrangement.public_id],
            "move": [self.arrangement.public_id],
            "agree": [self.arrangement.public_id, self.product.public_id],
            "add_document": [self.arrangement.public_id],
            "change_product": [self.product.public_id],
            "decide": [self.sub.public_id],
            "download": [self.document.public_id],
        }
        return reverse(f"processors:{route}", args=about.get(route, [self.party.public_id]))


def status(client: Client, address: str) -> int:
    """Ask for a page, and read it to its end: it may be an open file."""
    response = client.get(address)
    b"".join(response)
    return response.status_code


def body(response: Any) -> str:  # noqa: ANN401 - the test client's own
    """Return the page as text."""
    return str(response.content.decode())
