"""Builders: receipts, and the files of them as a browser gets them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from consents.tests import make

if TYPE_CHECKING:
    from accounts.models import User
    from consents.models import Receipt
    from consents.tests.people import Family

PDF, RECORD = "consents:receipt_pdf", "consents:receipt_record"


@dataclass(frozen=True)
class Files:
    """A receipt in both forms."""

    pdf: bytes
    record: bytes

    @property
    def text(self) -> str:
        """Return what stands in the PDF, as one line."""
        return text_of(self.pdf)


def given(home: Family) -> Receipt:
    """Let the parent choose: yes twice, and no after one of these yeses."""
    codes = make.codes(home.school)
    make.choose(home.parent, home.child, "yes", code=codes[0])
    made = make.choose(home.parent, home.child, "no", code=codes[0])
    assert made is not None
    make.choose(home.parent, home.child, "yes", code=codes[1], onto=made)
    return made


def take(who: User, receipt: Receipt, *, language: str = "nl") -> Files:
    """Take both files along, as a browser of somebody who reads a language does."""
    client = Client(headers={"accept-language": language})
    client.force_login(who)
    return Files(*(fetch(client, name, receipt) for name in (PDF, RECORD)))


def fetch(client: Client, name: str, receipt: Receipt) -> bytes:
    """Return one of the files."""
    answer = client.get(reverse(name, args=[receipt.public_id]))
    assert answer.status_code == 200
    return answer.content


def text_of(content: bytes) -> str:
    """Return what stands in a PDF, as one line."""
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)
