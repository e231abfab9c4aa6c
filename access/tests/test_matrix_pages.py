"""The pages and files of the matrix: for everybody who works at a school, and nobody else."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext, override
from pypdf import PdfReader

from access import matrix
from access.choices import Category, Role
from access.document import edition, workbook
from access.document.text import document
from access.models import Adoption
from access.tests import make
from kernel.tests.roles import as_role
from privacyportal.tests.browser import axe, follow, sign_in
from schools.tests import make as schools
from students.models import StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries

    from accounts.models import User
    from schools.models import Board

pytestmark = pytest.mark.django_db


def body(client: Client, route: str, *args: object) -> str:
    answer = client.get(reverse(f"access:{route}", args=args))
    assert answer.status_code == 200, route
    return answer.content.decode()


def wish(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    facts = {
        "fingerprint": edition.fingerprint(edition.content()),
        "adopted_on": "2026-10-20",
        "body": "executive",
        "council": "agreed",
        "council_on": "2026-10-06",
    }
    return {**facts, **changes}


def test_a_teacher_reads_the_whole_matrix_and_that_it_is_not_adopted(
    client: Client, board: Board
) -> None:
    teacher = make.with_role(Role.SUBJECT_TEACHER, schools.group(board.schools.get()))
    client.force_login(teacher)

    page = body(client, "matrix")

    for choice in (*Role, *Category):
        assert escape(str(choice.label)) in page
    assert edition.fingerprint(edition.content()) in page
    assert reverse("access:adopt") not in page
    assert reverse("access:comparison") not in page
    assert "pp-alert--warning" in page


def test_parents_and_strangers_find_no_page_and_no_file(client: Client) -> None:
    for somebody in (make.parent(students.student()), schools.user()):
        client.force_login(somebody)
        for route in ("matrix", "matrix_html", "matrix_pdf", "matrix_xlsx", "adopt", "comparison"):
            assert client.get(reverse(f"access:{route}")).status_code == 404


def test_parents_find_a_summary_in_plain_words_without_signing_in(client: Client) -> None:
    page = client.get(reverse("privacy")).content.decode()

    assert str(Category.CONVERSATION_NOTES.label) in page
    assert str(Role.MENTOR.label) in page


def test_the_officer_registers_and_everybody_reads_that_it_is_adopted(
    client: Client, board: Board, officer: User
) -> None:
    client.force_login(officer)

    answer = client.post(reverse("access:adopt"), wish(board=str(board.public_id)))

    assert answer.status_code == 302
    made = Adoption.objects.get()
    assert (made.board, made.registered_by, made.adopted_on) == (
        board,
        officer,
        date(2026, 10, 20),
    )
    client.force_login(make.with_role(Role.PRINCIPAL, board.schools.get()))
    page = body(client, "matrix")
    assert "pp-alert--positive" in page
    assert reverse("access:adoption", args=[made.public_id]) in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"adopted_on": "2999-01-01"}, "adopted_on", id="a day to come"),
        pytest.param({"council_on": ""}, "council_on", id="council without a day"),
        pytest.param({"body": ""}, "body", id="nobody decided"),
        pytest.param({"board": "none"}, "board", id="no board"),
    ],
)
def test_what_is_wrong_is_told_at_the_field(
    client: Client, board: Board, officer: User, changes: dict[str, str], field: str
) -> None:
    client.force_login(officer)

    answer = client.post(reverse("access:adopt"), {**wish(board=str(board.public_id)), **changes})

    assert field in answer.context["form"].errors
    assert not Adoption.objects.exists()


def test_a_form_that_was_opened_before_the_matrix_changed_registers_nothing(
    client: Client, board: Board, officer: User
) -> None:
    client.force_login(officer)

    answer = client.post(
        reverse("access:adopt"), wish(board=str(board.public_id), fingerprint="0" * 64)
    )

    assert answer.context["form"].non_field_errors()
    assert not Adoption.objects.exists()


def test_an_officer_cannot_register_for_another_board(
    client: Client, board: Board, officer: User
) -> None:
    client.force_login(officer)
    other = schools.school().board

    answer = client.post(reverse("access:adopt"), wish(board=str(other.public_id)))

    assert "board" in answer.context["form"].errors
    assert not Adoption.objects.filter(board=other).exists()
    assert other.name not in answer.content.decode()
    assert board.name in answer.content.decode()


def test_a_changed_cell_is_shown_beside_what_was_adopted(
    client: Client, board: Board, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make.adoption(officer, board)
    monkeypatch.setitem(matrix.MATRIX[Category.GRADES], Role.MENTOR, "W own group")
    client.force_login(officer)

    for page in (body(client, "matrix"), body(client, "adoption", made.public_id)):
        row = page.split('<th scope="row">')
        wanted = f"{gettext('Access')}: {Category.GRADES.label}, {Role.MENTOR.label}"
        assert any(one.startswith(escape(wanted)) for one in row)
    assert "pp-alert--warning" in body(client, "matrix")


def test_an_old_edition_is_shown_as_it_was(
    client: Client, board: Board, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make.adoption(officer, board)
    for category in Category:
        monkeypatch.setitem(matrix.MATRIX, category, {Role.ICT: "R in a new way"})
    client.force_login(officer)

    shown = body(client, "adoption", made.public_id).split(
        '<section class="pp-card pp-stack-s" aria-labelledby="woorden">'
    )

    assert "in a new way" not in shown[1]
    assert "in a new way" in shown[0]


def test_a_decision_of_another_board_is_not_there(client: Client, board: Board) -> None:
    other = schools.school().board
    theirs = make.adoption(make.with_role(Role.PRIVACY_OFFICER, other), other)
    client.force_login(make.with_role(Role.PRINCIPAL, board.schools.get()))

    assert client.get(reverse("access:adoption", args=[theirs.public_id])).status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pdf_is_tagged_has_a_title_and_speaks_the_language_of_the_reader(
    client: Client, board: Board, officer: User, language: str
) -> None:
    make.adoption(officer, board)
    client.force_login(officer)
    client.cookies["django_language"] = language

    answer = client.get(reverse("access:matrix_pdf"))

    made = PdfReader(io.BytesIO(answer.content))
    root: Any = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    with override(language):
        assert made.metadata is not None
        assert made.metadata.title == gettext("Who may see what")
        text = " ".join(" ".join(page.extract_text() for page in made.pages).split())
        for category in Category:
            assert str(category.label).split()[0] in text
        assert str(Role.MENTOR.label) in text
    assert edition.fingerprint(edition.content()) in text
    assert board.name in text
    assert answer.headers["Content-Disposition"].endswith('.pdf"')


def test_names_of_boards_are_no_commands_in_the_pdf(client: Client) -> None:
    name = '#panic("x") $ [ *_ <a> \\ "'
    board = schools.school(board=name).board
    client.force_login(make.with_role(Role.PRINCIPAL, board.schools.get()))

    made = PdfReader(io.BytesIO(client.get(reverse("access:matrix_pdf")).content))

    assert '#panic("x")' in made.pages[0].extract_text()


def test_the_workbook_has_each_cell_in_words(client: Client, officer: User) -> None:
    client.force_login(officer)

    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("access:matrix_xlsx")).content))

    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    assert len(head) == len(Role) + 1
    assert sheet.max_row == len(Category) + 1
    row = next(r for r in sheet.iter_rows(values_only=True) if r[0] == str(Category.BSN.label))
    made = document(edition.content())
    line = next(one for one in made.tables[1].lines if one.name == str(Category.BSN.label))
    entry = next(one for one in line.entries if one.column == str(Role.PRINCIPAL.label))
    assert row[head.index(str(Role.PRINCIPAL.label))] == entry.both
    assert len(book.worksheets) == 7


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    old = edition.content()
    old["cells"]["identity"]["mentor"] = "R x"
    old["cells"]["=1+1"] = {"mentor": "R own group"}

    book = openpyxl.load_workbook(io.BytesIO(workbook.as_xlsx(document(old), ["=cmd|x", "+1"])))

    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert {"'=1+1", "'=cmd|x", "'+1"} <= {cell.value for cell in cells}


def test_the_web_page_stands_on_its_own(client: Client, officer: User) -> None:
    client.force_login(officer)

    answer = client.get(reverse("access:matrix_html"))

    page = answer.content.decode()
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert not any(word in page for word in ("src=", "href=", "<script", "url(", "@import"))
    assert page.count('<th scope="row">') == len(Category) * 3
    assert page.count('<th scope="col">') == len(Role) + 3


def test_the_comparison_waits_for_the_button_and_changes_nothing(
    client: Client, board: Board, officer: User
) -> None:
    school = board.schools.get()
    student = students.student(group=schools.group(school))
    make.parent(student)
    make.adoption(officer, board)
    with as_role("portal_owner"):
        StudentGrant.objects.filter(content_object=student).delete()
    client.force_login(officer)

    before = client.get(reverse("access:comparison"))
    after = client.post(reverse("access:comparison"))

    assert "findings" not in before.context
    assert [one.part for one in after.context["findings"]] == ["grants"]
    assert not StudentGrant.objects.filter(content_object=student).exists()
    assert student.surname not in after.content.decode()


def test_the_comparison_is_about_the_own_schools(client: Client, board: Board) -> None:
    other = schools.school()
    client.force_login(make.with_role(Role.PRINCIPAL, board.schools.get()))

    page = client.post(reverse("access:comparison")).content.decode()

    assert other.name not in page.replace(board.schools.get().name, "")
    assert other.board.name not in page.replace(board.name, "")


def test_the_page_asks_the_database_as_often_however_many_decisions_there_are(
    client: Client,
    board: Board,
    officer: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    made = make.adoption(officer, board)
    for day in (1, 2, 3, 4, 5):
        make.adoption(officer, board, adopted_on=date(2026, 10, 20 + day))
    client.force_login(officer)
    client.get(reverse("access:matrix"))

    with django_assert_max_num_queries(16):
        client.get(reverse("access:matrix"))
    with django_assert_max_num_queries(16):
        client.get(reverse("access:adoption", args=[made.public_id]))


def register(page: Page) -> None:
    """Register a decision, after sending the form in empty."""
    page.goto(reverse("access:adopt"))
    axe(page)
    follow(page.locator("main form button"))
    page.locator(".pp-error").first.wait_for()
    axe(page)
    page.locator("[name=adopted_on]").fill("2026-10-20")
    page.locator("[name=body][value=executive]").check()
    page.locator("[name=council][value=agreed]").check()
    page.locator("[name=council_on]").fill("2026-10-06")
    follow(page.locator("main form button"))
    page.locator(".pp-alert--positive").first.wait_for()
    axe(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_pages_fit_and_break_no_rule(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    board = schools.school().board
    officer = make.with_role(Role.PRIVACY_OFFICER, board)
    sign_in(page, officer)

    page.goto(reverse("access:matrix"))
    axe(page)
    register(page)
    page.goto(reverse("access:adoption", args=[Adoption.objects.get().public_id]))
    axe(page)
    monkeypatch.setitem(matrix.MATRIX[Category.GRADES], Role.MENTOR, "W own group")
    page.goto(reverse("access:matrix"))
    page.locator(".pp-alert--warning").first.wait_for()
    axe(page)
    page.goto(reverse("access:comparison"))
    follow(page.locator("main form button"))
    page.locator("h2#gevonden").wait_for()
    axe(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_on_a_phone_one_opens_a_role_and_reads_it_from_top_to_bottom(phone: Page) -> None:
    board = schools.school().board
    sign_in(phone, make.with_role(Role.PRINCIPAL, board.schools.get()))

    phone.goto(reverse("access:matrix"))
    role = phone.locator("details", has_text=str(Role.MENTOR.label)).locator(
        "summary", has_text=str(Role.MENTOR.label)
    )
    assert not phone.locator(".pp-access").first.is_visible()
    role.first.focus()
    phone.keyboard.press("Enter")

    opened = phone.locator("details[open] dl")
    opened.wait_for()
    assert str(Category.CONVERSATION_NOTES.label) in opened.inner_text()
    axe(phone)
