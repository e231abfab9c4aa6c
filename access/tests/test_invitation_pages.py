"""The pages on which a school invites, the letters, and the whole way in a real browser."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from pypdf import PdfReader

from access.choices import Role
from access.document.letters import as_pdf
from access.models import Invitation
from access.services import Letter
from access.tests import make
from access.tests.test_invitations import INVITE, PASSWORD, Place, digits, path_of, place
from access.tests.turning import born
from audit.models import Event
from kernel import words
from kernel.tests.roles import seeing_all
from privacyportal.tests.browser import axe, follow, sign_in
from schools.tests import make as schools
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.live_server_helper import LiveServer

BACKEND = "accounts.backends.SignInBackend"
BROWSER = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def signed_in(client: Client) -> Place:
    at = place()
    client.force_login(at.clerk, backend=BACKEND)
    return at


def address(at: Place) -> str:
    return f"{INVITE}{at.school.public_id}/"


def letters_of(answer: Any) -> list[str]:  # noqa: ANN401 - a test response
    """Return the text of each letter."""
    reader = PdfReader(io.BytesIO(answer.content))
    return [page.extract_text() for page in reader.pages]


@pytest.mark.django_db
def test_the_page_counts_and_says_why_somebody_is_left_out(client: Client) -> None:
    at = signed_in(client)
    nobody = students.guardianship(at.child, authority=Authority.UNKNOWN).guardian

    page = client.get(INVITE).content.decode()

    assert at.guardian.full_name in page
    assert nobody.full_name in page
    assert page.count('name="person"') == 2, "by letter and by e-mail, for one of three"


@pytest.mark.django_db
def test_the_page_names_only_people_of_the_own_schools(client: Client) -> None:
    at, elsewhere = signed_in(client), place()

    page = client.get(f"{INVITE}?school={elsewhere.school.public_id}").content.decode()

    assert at.guardian.surname in page
    assert elsewhere.guardian.surname not in page
    assert client.post(address(elsewhere), {"way": "letter"}).status_code == 404
    made = make.invitation(elsewhere.clerk, of=elsewhere.guardian)
    assert client.post(f"{INVITE}intrekken/{made.public_id}/").status_code == 404
    with seeing_all():
        assert Invitation.objects.get().withdrawn_at is None


@pytest.mark.django_db
def test_who_did_not_say_how_reads_so_on_the_page_of_that_school(client: Client) -> None:
    at = signed_in(client)

    answer = client.post(address(at), {}, follow=True)

    assert answer.redirect_chain == [(f"{INVITE}?school={at.school.public_id}", 302)]
    page = answer.content.decode()
    assert "Kies hoe: per e-mail of per brief." in page
    assert at.guardian.full_name in page
    with seeing_all():
        assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_a_long_list_takes_as_many_queries_as_a_short_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at = signed_in(client)
    client.get(INVITE)
    with django_assert_num_queries(10_000, exact=False) as short:  # type: ignore[call-arg]
        client.get(INVITE)
    for _ in range(10):
        students.guardianship(students.student(group=at.group))
    with django_assert_num_queries(10_000, exact=False) as long:  # type: ignore[call-arg]
        client.get(INVITE)

    assert len(long.captured_queries) == len(short.captured_queries)


@pytest.mark.django_db
def test_letters_are_a_file_without_names_in_its_name_and_each_has_its_code(
    client: Client,
) -> None:
    at = signed_in(client)
    other = students.guardianship(at.child).guardian

    answer = client.post(address(at), {"way": "letter"})

    assert answer["Content-Type"] == "application/pdf"
    assert re.search(r'"uitnodigingen-[\d-]+\.pdf"', answer["Content-Disposition"])
    assert answer["Cache-Control"] == "no-store"
    texts = letters_of(answer)
    assert len(texts) == 2
    assert sorted(at.school.name in text for text in texts) == [True, True]
    for person in (at.guardian, other):
        assert sum(person.full_name in text for text in texts) == 1
    assert at.child.surname not in " ".join(texts)
    codes = [re.search(r"\b([A-Z2-9]{4})\s+([A-Z2-9]{4})\b", text) for text in texts]
    assert all(codes)
    assert len({code.group() for code in codes if code}) == 2


@pytest.mark.django_db
def test_the_code_of_a_letter_lets_its_reader_in(client: Client) -> None:
    at = signed_in(client)
    (text,) = letters_of(client.post(address(at), {"way": "letter"}))
    code = re.search(r"\b([A-Z2-9]{4})\s+([A-Z2-9]{4})\b", text)
    assert code
    with seeing_all():
        made = Invitation.objects.get()

    client.logout()
    answer = client.post(f"/uitnodiging/{made.public_id}/", {"code": code.group()})

    assert answer.status_code == 302


@pytest.mark.django_db
def test_a_letter_can_be_read_aloud_and_its_square_is_large_enough() -> None:
    school = schools.school()
    somebody = students.student(school)
    letter = Letter(somebody, "https://x.example/uitnodiging/1/", "ABCDEFGH", timezone.localdate())

    made = PdfReader(io.BytesIO(as_pdf([letter, letter], school=school)))

    root: Any = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("nl")
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert len(made.pages) == 2
    assert all("1 / 1" in page.extract_text() for page in made.pages)


@pytest.mark.django_db
def test_inviting_one_person_again_or_a_class_and_withdrawing(client: Client) -> None:
    at = signed_in(client)
    next_door = students.student(group=schools.group(at.school))
    other = students.guardianship(next_door).guardian
    one = {"way": "letter", "person": str(at.guardian.public_id)}

    assert len(letters_of(client.post(address(at), one))) == 1
    of_class = {"way": "letter", "group": str(next_door.memberships.get().group.public_id)}
    (text,) = letters_of(client.post(address(at), of_class))
    assert other.full_name in text
    assert client.post(address(at), {**one, "person": str(uuid4())}).status_code == 404
    client.post(address(at), {**one, "way": "email"})
    with seeing_all():
        invited = Invitation.objects.unused().get(guardian=at.guardian)
        assert Invitation.objects.filter(guardian=at.guardian).count() == 2
    assert (invited.way, invited.email, invited.code_hash) == ("email", at.guardian.email, "")
    client.post(f"{INVITE}intrekken/{invited.public_id}/")
    with seeing_all():
        assert not Invitation.objects.unused().filter(guardian=at.guardian).exists()
    names = Event.objects.filter(actor=at.clerk.audit_ref).values_list("name", flat=True)
    assert {"access.invited", "access.invitation_withdrawn"} <= set(names)


@pytest.mark.django_db
@pytest.mark.law("UAVG 5(2)")
def test_what_is_open_can_be_withdrawn_where_nobody_is_to_come_in_any_more(client: Client) -> None:
    at = signed_in(client)
    student = students.student(group=at.group, born_on=born(timezone.localdate()))
    make.letter(at.clerk, of=student)
    students.guardianship(student, authority=Authority.REPRESENTATIVE)
    with seeing_all():
        letter = Invitation.objects.get(student=student)
    withdraw = f"{INVITE}intrekken/{letter.public_id}/"

    page = client.get(INVITE).content.decode()
    row = page[page.index(student.display_name) :].split("</tr>")[0]
    assert withdraw in row
    assert str(student.public_id) not in row, "there is nothing to send"
    assert words.day(letter.last_day) in row

    client.post(withdraw)
    with seeing_all():
        assert not Invitation.objects.unused().filter(student=student).exists()
    assert withdraw not in client.get(INVITE).content.decode()


@pytest.mark.django_db
def test_a_principal_opens_the_page_too_and_a_mentor_does_not(client: Client) -> None:
    at = place()
    principal = make.with_role(Role.PRINCIPAL, at.school)
    client.force_login(principal, backend=BACKEND)
    assert at.guardian.full_name in client.get(INVITE).content.decode()
    assert len(letters_of(client.post(address(at), {"way": "letter"}))) == 1

    client.force_login(make.with_role(Role.MENTOR, at.group), backend=BACKEND)
    assert client.get(INVITE).status_code == 404


def fill_in(page: Page, **words: str) -> None:
    """Fill in a form, and send it by the keyboard."""
    for name, word in words.items():
        page.locator(f"#id_{name}").fill(word)
    page.keyboard.press("Enter")


@BROWSER
def test_a_parent_comes_in_by_letter(page: Page) -> None:
    at = place()
    letter = make.letter(at.clerk, of=at.guardian)

    page.goto(path_of(letter))
    axe(page)
    assert page.locator("#id_code").get_attribute("autocomplete") == "one-time-code"
    assert at.school.name not in page.content()
    fill_in(page, code="AAAA AAAA")
    page.locator(".pp-error").first.wait_for()
    axe(page)
    for name in ("code", "email", "digits", "password1"):
        page.locator(f"#id_{name}").wait_for()
        axe(page)
        match name:
            case "code":
                fill_in(page, code=f"{letter.code[:4].lower()} {letter.code[4:]}")
            case "email":
                fill_in(page, email="own@example.org")
            case "digits":
                fill_in(page, digits=digits())
            case _:
                fill_in(page, password1=PASSWORD, password2=PASSWORD)
    page.wait_for_url("**/toestemming/")

    at.guardian.refresh_from_db()
    assert at.guardian.user is not None
    assert page.get_by_role("heading", level=1).is_visible()
    assert len(mail.outbox) == 1


@BROWSER
def test_the_whole_way_works_without_javascript(browser: Browser, live_server: LiveServer) -> None:
    at = place()
    letter = make.letter(at.clerk, of=at.guardian)
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="nl-NL"
    )
    page = context.new_page()

    page.goto(path_of(letter))
    page.locator("#id_code").fill(letter.code)
    page.locator("main form .pp-btn").click()
    page.locator("#id_email").fill("own@example.org")
    page.locator("main form .pp-btn").click()
    page.locator("#id_digits").fill(digits())
    page.locator("main form .pp-btn").click()
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.locator("main form .pp-btn").click()
    page.wait_for_url("**/toestemming/")
    context.close()


@BROWSER
def test_the_administration_invites_in_the_browser(page: Page) -> None:
    at = place()
    sign_in(page, at.clerk)

    page.goto(INVITE)
    axe(page)
    follow(page.locator("section[aria-labelledby=stand] button[value=email]"))
    axe(page)
    assert page.locator(".pp-alert--positive").first.is_visible()
    follow(page.locator("form[action*='/intrekken/'] button"))
    assert page.locator("form[action*='/intrekken/']").count() == 0
    with page.expect_download() as waiting:
        page.locator("section[aria-labelledby=stand] button[value=letter]").click()
    assert waiting.value.suggested_filename.startswith("uitnodigingen-")
