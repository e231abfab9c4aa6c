"""Documents in and out, and the register as a file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Event
from processors.models import Document
from processors.tests import make

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User
    from schools.models import Board

from processors.tests.scene import Scene, body

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def upload(content: bytes, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    file = SimpleUploadedFile("contract.pdf", content, content_type="application/pdf")
    return {"key": str(uuid4()), "kind": "other", "file": file, **changes}


def test_a_file_that_is_no_pdf_is_told_at_the_file(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)

    response = client.post(scene.address("add_document"), upload(b"<html></html>"))

    assert 'id="id_file_error"' in body(response)
    assert Document.objects.count() == 1


def test_a_document_comes_down_as_a_file_that_no_browser_opens(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)

    response = client.get(scene.address("download"))

    assert b"".join(response.streaming_content) == make.pdf_bytes()  # type: ignore[attr-defined]  # a stream
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="document-{scene.document.public_id}.pdf"'
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "no-store"
    assert Event.objects.filter(name="processors.document_read").count() == 1


FORMULAS = ("=1+1", "==1+1", "+31", "-1", "@SUM(A1)", "\uff1d1+1")


def dangerous(by: User, board: Board) -> None:
    for text in FORMULAS:
        make.party(by, board, name=text)


def test_no_cell_of_the_workbook_is_a_formula(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    dangerous(scene.officer, scene.board)

    response = client.get(scene.address("export_xlsx"))

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    names = {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert {f"'{text}" for text in FORMULAS} <= names
    assert not names & set(FORMULAS)


def test_the_csv_opens_in_a_dutch_spreadsheet(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    dangerous(scene.officer, scene.board)

    response = client.get(scene.address("export_csv"))

    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert {len(row) for row in rows} == {26}
    assert len(rows) == 1 + len(FORMULAS) + 2
    assert {f"'{text}" for text in FORMULAS} <= {row[0] for row in rows}
    assert Event.objects.get(name="processors.register_exported").facts["rows"] == 7


def test_the_file_holds_what_the_screen_shows(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    make.party(scene.officer, scene.board, name="Zonder Afspraak")

    text = client.get(f"{scene.address('export_csv')}?status=fine").content.decode()

    assert scene.party.name in text
    assert "Zonder Afspraak" not in text
