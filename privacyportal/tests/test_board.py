"""Numbers for the board: totals that point at nobody."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from access.choices import Role
from access.tests import make as access
from consents.tests.test_totals import answered
from kernel.database import acting_as
from privacyportal import counts
from privacyportal.tests import world
from privacyportal.tests.browser import axe, follow, sign_in
from privacyportal.tests.test_access import OWN_ACCOUNT, PUBLIC, TABLE, ask
from processors.tests import make as processors
from schools.tests import make as schools
from schools.tests.make import NOW
from students.models import Guardian, Student, StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries

    from schools.models import School

pytestmark = pytest.mark.django_db


def names() -> set[str]:
    """Return everything by which a student or guardian can be known."""
    found = {
        str(value)
        for row in Student.objects.values_list(
            "call_name", "surname", "public_id", "las_key", "email"
        )
        for value in row
    }
    found |= {str(v) for row in Guardian.objects.values_list("surname", "email") for v in row}
    return {name for name in found if len(name) > 3}


def text_of(answer: Any) -> str:  # noqa: ANN401 - a test response
    """Return what an answer says, also where it is a packed file."""
    content: bytes = getattr(answer, "content", b"")
    if content.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return " ".join(str(c.value) for sheet in book for row in sheet for c in row)
    return without_frame(content.decode())


def without_frame(text: str) -> str:
    """Return a page without what stands around it, which names who is signed in."""
    return text.partition("<main")[2] or text


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.scenario("T41")
def test_staff_of_the_board_open_no_page_with_a_student_in_it() -> None:
    scene = world.make()
    known = names()
    assert len(known) > 10

    for name, row in TABLE.items():
        answer = ask(scene, "board_staff", name)
        shown = text_of(answer)
        assert answer.status_code == (row.answer if "board_staff" in row.who else 404)
        told = {one for one in known if re.search(rf"\b{re.escape(one)}\b", shown)}
        assert not told, (name, told)


@pytest.mark.scenario("T41")
def test_staff_of_the_board_meet_no_student_on_the_pages_that_everybody_has(
    client: Client,
) -> None:
    scene = world.make()
    known = names()
    user = scene.people["board_staff"]
    assert user is not None
    client.force_login(user, backend="accounts.backends.SignInBackend")

    for name in ("home", "privacy", "accessibility"):
        assert name in PUBLIC | OWN_ACCOUNT
        shown = without_frame(client.get(reverse(name), follow=True).content.decode())
        assert not {one for one in known if re.search(rf"\b{re.escape(one)}\b", shown)}


@pytest.mark.scenario("T41")
def test_staff_of_the_board_see_no_student_by_any_question_to_the_database() -> None:
    scene = world.make()
    user = scene.people["board_staff"]
    assert user is not None

    assert counts.schools_of(user) == [scene.school]
    assert not Student.objects.visible_to(user).exists()
    assert not StudentGrant.objects.filter(user=user).exists()


def school_with_answers(*, yes: int, no: int, silent: int) -> School:
    school = schools.school()
    answered(school, yes=yes, no=no, silent=silent)
    return school


def test_a_small_number_is_put_together_with_another() -> None:
    school = school_with_answers(yes=6, no=2, silent=5)

    with acting_as(access.with_role(Role.BOARD_STAFF, school.board).pk):
        first = counts.answers(school, at=NOW)[0]

    assert [figure.number for figure in first.figures] == [6, 7]


def test_a_class_of_four_gives_no_number_at_all(client: Client) -> None:
    school = school_with_answers(yes=2, no=1, silent=1)
    reader = access.with_role(Role.BOARD_STAFF, school.board)
    client.force_login(reader)

    with acting_as(reader.pk):
        (row,) = counts.rows([school], at=NOW)
        first = counts.answers(school, at=NOW)[0]
    page = client.get(reverse("board_school", args=[school.public_id])).content.decode()

    assert row.students.number is None
    assert [figure.number for figure in first.figures] == [None]
    assert row.students.shown in page


def test_students_who_left_are_not_counted() -> None:
    school = schools.school()
    group = schools.group(school)
    for _ in range(6):
        students.student(group=group)
    gone = Student.objects.filter(school=school)[0]
    gone.enrolments.update(period=("2020-08-01", "2026-07-31"))

    (row,) = counts.rows([school], at=NOW)

    assert row.students.number == 5


def test_staff_is_counted_by_role_and_few_are_not_told() -> None:
    school = schools.school()
    group = schools.group(school)
    for _ in range(5):
        access.with_role(Role.SUBJECT_TEACHER, group)
    access.with_role(Role.PRINCIPAL, school)

    found = {figure.name: figure.number for figure in counts.staff(school, at=timezone.now())}

    assert found == {str(Role.SUBJECT_TEACHER.label): 5, str(Role.PRINCIPAL.label): None}


def test_agreements_are_counted_by_how_they_stand() -> None:
    school = schools.school()
    officer = processors.officer(school.board)
    processors.supplier(officer, school.board)
    other = processors.party(officer, school.board, name="Other")
    processors.product(officer, other)
    processors.arrangement(officer, other)

    (row,) = counts.rows([school], at=NOW)

    assert row.red + row.amber + row.green == 2
    assert row.green == 1


def test_each_role_reads_the_own_schools(client: Client) -> None:
    school = schools.school()
    beside, elsewhere = schools.school(board=school.board.name), schools.school()
    principal = access.with_role(Role.PRINCIPAL, school)
    staff = access.with_role(Role.BOARD_STAFF, school.board)

    assert counts.schools_of(principal) == [school]
    assert set(counts.schools_of(staff)) == {school, beside}
    client.force_login(staff)
    assert client.get(reverse("board_school", args=[beside.public_id])).status_code == 200
    assert client.get(reverse("board_school", args=[elsewhere.public_id])).status_code == 404


def test_staff_of_the_board_begin_at_the_numbers(client: Client) -> None:
    client.force_login(access.with_role(Role.BOARD_STAFF, schools.school().board))

    assert client.get(reverse("home")).headers["Location"] == reverse("board")


def test_the_list_asks_as_often_however_many_schools_there_are(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    board = schools.school().board
    for _ in range(6):
        school = schools.school(board=board.name)
        students.student(group=schools.group(school))
    officer = processors.officer(board)
    for _ in range(3):
        processors.supplier(officer, board)
    client.force_login(access.with_role(Role.BOARD_STAFF, board))
    client.get(reverse("board"))

    with django_assert_max_num_queries(24):
        client.get(reverse("board"))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_numbers_fit_and_break_no_rule(page: Page) -> None:
    school = school_with_answers(yes=6, no=2, silent=5)
    processors.supplier(processors.officer(school.board), school.board)
    sign_in(page, access.with_role(Role.BOARD_STAFF, school.board))

    page.goto(reverse("board"))
    axe(page)
    follow(page.locator("main table a").first)
    page.locator("h2#toestemming").wait_for()
    axe(page)
