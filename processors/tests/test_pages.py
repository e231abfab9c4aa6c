"""The pages: who sees what, what they cost, what they keep."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.choices import Role
from access.tests.make import with_role
from audit.models import Event
from processors.choices import DataCategory, Kind
from processors.models import Arrangement, Document, Party, Product, SubProcessor
from processors.services import arrangements, parties
from processors.tests import make
from schools.tests import make as schools
from schools.tests.make import NOW, TODAY

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from accounts.models import User
    from schools.models import Board

pytestmark = pytest.mark.django_db
READERS = [Role.PRINCIPAL, Role.DATA_PROTECTION_OFFICER, Role.CARE_COORDINATOR]


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


@pytest.fixture
def scene() -> Scene:
    return Scene()


def status(client: Client, address: str) -> int:
    """Ask for a page, and read it to its end: it may be an open file."""
    response = client.get(address)
    b"".join(response)
    return response.status_code


def body(response: HttpResponse) -> str:
    return response.content.decode()


READ = ["register", "export_xlsx", "export_csv", "party", "download"]
WRITE = [
    "add_party",
    "change_party",
    "add_arrangement",
    "add_product",
    "add_sub",
    "change",
    "renew",
    "agree",
    "add_document",
    "change_product",
]
POST_ONLY = ["move", "decide"]


@pytest.mark.parametrize("route", READ + WRITE)
def test_the_privacy_officer_gets_every_page(client: Client, scene: Scene, route: str) -> None:
    client.force_login(scene.officer)

    assert status(client, scene.address(route)) == 200


@pytest.mark.parametrize("role", READERS)
def test_who_only_reads_gets_the_register_and_no_form(
    client: Client, scene: Scene, role: Role
) -> None:
    client.force_login(with_role(role, scene.school))

    assert {status(client, scene.address(route)) for route in READ} == {200}
    assert {status(client, scene.address(route)) for route in WRITE} == {404}
    assert {client.post(scene.address(route)).status_code for route in WRITE + POST_ONLY} == {404}
    assert scene.address("add_party") not in body(client.get(scene.address("register")))


@pytest.mark.parametrize("role", [Role.ADMINISTRATION, Role.SUPPORT_STAFF])
def test_who_works_at_the_school_without_this_task_finds_nothing(
    client: Client, scene: Scene, role: Role
) -> None:
    client.force_login(with_role(role, scene.school))

    assert {status(client, scene.address(r)) for r in READ + WRITE} == {404}


def test_the_officer_of_another_board_finds_nothing_of_this_one(
    client: Client, scene: Scene
) -> None:
    client.force_login(make.officer())
    own = {"register", "export_xlsx", "export_csv", "add_party"}

    others = [route for route in READ + WRITE if route not in own]
    assert {status(client, scene.address(route)) for route in others} == {404}
    assert {client.post(scene.address(route)).status_code for route in POST_ONLY} == {404}
    assert scene.party.name not in body(client.get(scene.address("register")))
    assert scene.party.name not in client.get(scene.address("export_csv")).content.decode()


def test_nobody_signs_in_first(client: Client, scene: Scene) -> None:
    assert {status(client, scene.address(route)) for route in READ + WRITE} == {302}


FRAME = 4  # the session, the user, whose portal it is, the menu
REGISTER_COSTS = 6
PARTY_COSTS = 8


def queries(client: Client, address: str) -> int:
    """Count what a page asks the database, beside the frame and the transaction itself."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    own = ("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT coalesce(current_setting")
    return len([query for query in asked if not query["sql"].startswith(own)]) - FRAME


def test_the_register_costs_the_same_for_two_parties_as_for_six(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    make.supplier(scene.officer, scene.board)
    few = queries(client, scene.address("register"))
    for _ in range(4):
        make.supplier(scene.officer, scene.board)

    assert queries(client, scene.address("register")) == few
    assert few <= REGISTER_COSTS


def test_a_party_costs_the_same_for_one_product_as_for_five(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    few = queries(client, scene.address("party"))
    for _ in range(4):
        product = make.product(scene.officer, scene.party)
        agreed = make.arrangement(scene.officer, scene.party)
        make.annex(scene.officer, agreed, product)
        make.paper(scene.officer, agreed)

    assert queries(client, scene.address("party")) == few
    assert few <= PARTY_COSTS


def test_the_worst_comes_first_and_is_counted(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    red = make.party(scene.officer, scene.board, name="Zonder Afspraak")

    page = body(client.get(scene.address("register")))

    assert page.index(red.name) < page.index(f">{scene.party.name}<")


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ("q=noordzee", False),
        ("q=supplier", True),
        ("status=fine", True),
        ("status=action", False),
        ("data=1", True),
        ("data=13", False),
        ("school=no-such-school", False),
        ("status=unknown", True),
        ("page=999", True),
    ],
)
def test_the_register_shows_what_is_chosen(
    client: Client,
    scene: Scene,
    query: str,
    is_there: bool,  # noqa: FBT001
) -> None:
    client.force_login(scene.officer)

    page = body(client.get(f"{scene.address('register')}?{query}"))

    assert (f">{scene.party.name}<" in page) is is_there


def test_a_red_party_says_what_to_do(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    red = make.party(scene.officer, scene.board)

    page = client.get(reverse("processors:party", args=[red.public_id]))

    assert 'class="pp-alert pp-alert--negative"' in body(page)


def party_form(**changes: str) -> dict[str, str]:
    known = {"key": str(uuid4()), "name": "Rekenrijk", "country": "NL", "kvk": "12345678"}
    return {**known, **changes}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kvk": "12"}, "kvk"),
        ({"website": "http://rekenrijk.example"}, "website"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"country": "XX"}, "country"),
    ],
)
def test_a_wrong_answer_is_told_at_the_field_and_nothing_is_lost(
    client: Client, scene: Scene, changes: dict[str, str], field: str
) -> None:
    client.force_login(scene.officer)
    sent = party_form(breach_contact="112 by night", **changes)

    response = client.post(
        scene.address("add_party"), {**sent, "board": str(scene.board.public_id)}
    )

    page = body(response)
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in page
    assert f'href="#id_{field}"' in page
    assert "112 by night" in page
    assert sent["key"] in page


def test_the_same_form_sent_twice_makes_one_party_and_both_arrive(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    form = {**party_form(), "board": str(scene.board.public_id)}

    answers = [client.post(scene.address("add_party"), form) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    assert Party.objects.filter(name="Rekenrijk").count() == 1


def test_a_name_that_is_there_already_is_told(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    form = {**party_form(name=scene.party.name), "board": str(scene.board.public_id)}

    response = client.post(scene.address("add_party"), form)

    assert 'id="id_name_error"' in body(response)


def test_a_party_cannot_be_added_to_the_register_of_another_board(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    other = schools.school().board

    response = client.post(
        scene.address("add_party"), {**party_form(), "board": str(other.public_id)}
    )

    assert response.status_code == 200
    assert not Party.objects.filter(board=other).exists()


def test_a_decision_without_a_reason_is_told_at_the_reason(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    form = {
        "key": str(uuid4()),
        "kind": Kind.STATUTORY,
        "subject": "Absence",
        "schools": str(scene.school.public_id),
        "first_day": "2026-08-01",
        "notice_days": "0",
    }

    response = client.post(scene.address("add_arrangement"), form)

    assert 'id="id_rationale_error"' in body(response)


def test_the_annex_keeps_what_was_ticked_when_a_purpose_is_missing(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    health = DataCategory.HEALTH.value
    form = {"purpose": "To learn", "kept": "One year", f"students_{health}": "on"}

    response = client.post(scene.address("agree"), form)

    assert f'id="id_purpose_{health}_error"' in body(response)
    ticked = f'name="students_{health}" id="id_students_{health}" checked'
    assert ticked in body(response)


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


def test_what_an_officer_changes_is_changed(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    product = {"key": str(uuid4()), "name": "Renamed", "icon": "camera", "sector": "all"}
    draft = {
        "key": str(uuid4()),
        "kind": Kind.CONFIDENTIALITY,
        "subject": "Repairs",
        "schools": str(scene.school.public_id),
        "first_day": "2026-08-01",
        "notice_days": "30",
    }

    answers = [
        client.post(scene.address("change_party"), party_form(name="Renamed party")),
        client.post(scene.address("change_product"), {**product, "storage_country": "DE"}),
        client.post(scene.address("change"), draft),
        client.post(scene.address("renew"), {**draft, "kind": Kind.PROCESSOR}),
    ]

    assert {answer.status_code for answer in answers} == {302}
    for row in (scene.party, scene.product, scene.draft):
        row.refresh_from_db()
    assert (scene.party.name, scene.product.storage_country) == ("Renamed party", "DE")
    assert not scene.product.is_used
    assert (scene.draft.subject, scene.draft.notice_days) == ("Repairs", 30)
    assert Arrangement.objects.get(replaces=scene.arrangement).version == 2


def test_a_next_version_is_made_once(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    arrangements.add(
        actor=scene.officer,
        party=scene.party,
        facts=make.facts(scene.party),
        key=uuid4(),
        at=NOW,
        replaces=scene.arrangement,
    )

    assert client.get(scene.address("renew")).status_code == 404


def test_closing_without_the_statement_is_refused_with_what_to_do(
    client: Client, scene: Scene
) -> None:
    client.force_login(scene.officer)
    client.post(scene.address("move"), {"to": "terminated"})

    response = client.post(scene.address("move"), {"to": "closed"}, follow=True)

    scene.arrangement.refresh_from_db()
    assert scene.arrangement.status == "terminated"
    assert 'class="pp-alert pp-alert--negative"' in body(response)


def test_a_sub_processor_is_announced_and_accepted(client: Client, scene: Scene) -> None:
    client.force_login(scene.officer)
    form = {"key": str(uuid4()), "name": "Brightlog", "country": "US"}
    client.post(scene.address("add_sub"), {**form, "announced_on": "2026-11-01"})
    sub = SubProcessor.objects.get(name="Brightlog")
    address = reverse("processors:decide", args=[sub.public_id])

    client.post(address, {"decision": "accepted"})
    sub.refresh_from_db()
    before = sub.decision
    client.post(address, {"decision": "accepted", "transfer": "clauses"})
    sub.refresh_from_db()

    assert (before, sub.decision) == ("open", "accepted")


@pytest.mark.parametrize(
    ("route", "form"),
    [("move", {"to": "nonsense"}), ("decide", {"decision": "maybe"}), ("move", {})],
)
def test_what_no_button_sends_is_refused(
    client: Client, scene: Scene, route: str, form: dict[str, str]
) -> None:
    client.force_login(scene.officer)

    assert client.post(scene.address(route), form).status_code == 400
