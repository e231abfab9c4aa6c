"""Who may be in a picture, on paper and as a file: for how long, for whom, and what goes along."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents.choices import ListUse
from consents.pictures.rules import fresh_seconds, last_day
from consents.tests import make, people
from consents.tests.forms import read
from consents.tests.people import Family
from kernel.dates import AMSTERDAM, day_of
from students.models import Student
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from accounts.models import User

NAMES = ["Roepnaam", "Tussenvoegsel", "Achternaam", "Klas"]


@pytest.fixture
def home(db: None) -> Family:  # noqa: ARG001 - asked for its effect
    return Family()


def page(home: Family) -> str:
    return reverse("consents:group_pictures", args=[home.group.public_id])


def ask(who: User, home: Family, **sent: str) -> Any:  # noqa: ANN401 - a test response
    """Ask for the file as `who`."""
    client = Client()
    client.force_login(who)
    address = reverse("consents:group_file", args=[home.group.public_id])
    return client.post(address, {"use": "taking", "form": "csv"} | sent)


def lines(answer: HttpResponse) -> list[list[str]]:
    """Return the cells of a text file."""
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def on_record() -> list[Event]:
    return list(Event.objects.filter(name="consents.list_file_read").order_by("pk"))


def privacy_officer(of: Family) -> User:
    return access.with_role(Role.PRIVACY_OFFICER, of.school)


@pytest.mark.parametrize(
    ("at", "day", "seconds"),
    [
        (datetime(2026, 11, 22, 9, 0, tzinfo=AMSTERDAM), date(2026, 11, 22), 900),
        (datetime(2026, 11, 22, 23, 50, tzinfo=AMSTERDAM), date(2026, 11, 22), 600),
        (datetime(2026, 11, 23, 0, 0, tzinfo=AMSTERDAM), date(2026, 11, 23), 900),
        (datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM), date(2026, 10, 25), 900),
    ],
    ids=["by day", "just before midnight", "at midnight", "as the clock goes back"],
)
def test_a_list_is_for_the_day_on_which_it_was_asked(
    at: datetime, day: date, seconds: int
) -> None:
    assert last_day(at) == day
    assert fresh_seconds(at) == seconds


def test_the_page_says_until_when_its_print_may_be_used_and_who_printed_it(
    client: Client, home: Family
) -> None:
    teacher = people.subject_teacher(home)

    body = read(client, teacher, page(home)).split("<main")[1]

    today = f'<time datetime="{timezone.localdate().isoformat()}">'
    assert body.count(today) == 2  # on the page, and in the head of each sheet of paper
    sheet = body.split('class="pp-only-print"')[1].split("</tr>")[0]
    assert today in sheet
    assert teacher.display_name in sheet
    assert 'data-stale="' in body


@pytest.mark.law("AVG 5(1)(c)")
def test_for_the_administration_system_each_line_has_the_number_and_j_or_n(home: Family) -> None:
    make.choose(home.parent, home.child, "yes")
    asked = make.codes(home.school)

    head, line = lines(ask(people.administration(home), home, use="records"))

    assert head[:5] == ["Stamnummer", *NAMES]
    assert head[-1] == "Peilmoment"
    assert len(head) == 6 + len(asked)
    child = home.child
    assert line[:5] == [child.las_key, "Amira", "van der", child.surname, home.group.name]
    assert line[5:-1] == ["J" if code == make.WEBSITE else "N" for code in asked]
    assert line[-1].startswith(day_of(timezone.now()).isoformat())


@pytest.mark.law("AVG 5(1)(c)")
@pytest.mark.parametrize(
    ("who", "use"),
    [
        (people.administration, "taking"),
        (people.administration, "publishing"),
        (privacy_officer, "records"),
    ],
    ids=["to take photos", "to publish", "who reads no numbers"],
)
def test_otherwise_no_number_of_a_student_goes_along(
    home: Family, who: Callable[[Family], User], use: str
) -> None:
    answer = ask(who(home), home, use=use)

    head, line = lines(answer)

    assert head[:4] == NAMES
    assert home.child.las_key not in line
    assert on_record()[0].facts["with_numbers"] is False


def test_a_file_holds_whom_the_page_names_and_nothing_of_why(client: Client, home: Family) -> None:
    students.student(group=home.group, name="Bo")
    make.choose(home.parent, home.child, "yes")
    make.choose(home.other, home.child, "no")
    teacher = people.subject_teacher(home)

    answer = ask(teacher, home)

    shown = read(client, teacher, page(home)).split("<tbody>")[1]
    rows = lines(answer)[1:]
    assert len(rows) == shown.count("<tr") == 2
    assert all(f"{row[0]} {row[1]} {row[2]}" in shown for row in rows)
    assert {cell for row in rows for cell in row[4:-1]} == {"N"}
    for word in (home.parent.email, home.other.display_name, "disagreement", "refused"):
        assert word not in answer.content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_names_and_words_of_a_school_stay_words_in_a_spreadsheet(home: Family, form: str) -> None:
    evil = '=HYPERLINK("http://evil.example")'
    Student.objects.filter(pk=home.child.pk).update(call_name=evil, surname="+31")
    make.new_words(make.purpose(home.school), at=timezone.now(), title="@cmd")

    answer = ask(people.administration(home), home, form=form, use="records")

    if form == "csv":
        cells = [cell for line in lines(answer) for cell in line]
    else:
        sheet = load_workbook(BytesIO(answer.content)).active
        cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
        assert all(
            cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value
        )
    assert f"'{evil}" in cells
    assert "'+31" in cells
    assert "'@cmd" in cells


def test_two_questions_with_one_title_are_two_columns(home: Family) -> None:
    first, second = make.codes(home.school)[:2]
    for code in (first, second):
        make.new_words(make.purpose(home.school, code), at=timezone.now(), title="Foto")

    (head, _line) = lines(ask(people.administration(home), home))

    assert head[4:6] == [f"Foto ({first})", f"Foto ({second})"]


def test_the_name_of_the_file_says_until_when_and_names_nobody(home: Family) -> None:
    headers = ask(people.subject_teacher(home), home, form="xlsx").headers

    today = timezone.localdate().isoformat()
    name = f"fotolijst-tot-en-met-{today}.xlsx"
    assert headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.law("AVG 5(2)")
def test_it_is_on_record_for_each_student_who_took_the_list_and_what_for(home: Family) -> None:
    other = home.one_more()
    clerk = people.administration(home)

    ask(clerk, home, use="records", form="xlsx")

    assert {event.subject for event in on_record()} == {home.child.audit_ref, other.audit_ref}
    assert {event.actor for event in on_record()} == {clerk.audit_ref}
    (task,) = clerk.assignments.values_list("pk", flat=True)
    for event in on_record():
        assert event.facts == {
            "group": str(home.group.public_id),
            "form": "xlsx",
            "use": "records",
            "with_numbers": True,
            "assignments": [task],
        }


@pytest.mark.law("AVG 15(1)(c)")
def test_parents_read_who_took_a_list_with_their_child_in_it(client: Client, home: Family) -> None:
    teacher = people.subject_teacher(home)
    ask(teacher, home)

    body = read(client, home.parent, reverse("access:who_looked", args=[home.child.public_id]))

    assert teacher.display_name in body
    assert str(Role.SUBJECT_TEACHER.label) in body


@pytest.mark.parametrize("outsider", people.NO_LIST, ids=lambda make: make.__name__)
def test_nobody_gets_a_file_of_a_list_that_is_not_theirs(
    home: Family, outsider: Callable[[Family], User]
) -> None:
    who = outsider(home)
    client = Client()
    client.force_login(who)

    assert ask(who, home).status_code == 404
    assert client.get(page(home) + "bestand/").status_code == 404
    assert not on_record()


@pytest.mark.parametrize("lacks", ["use", "form"])
@pytest.mark.parametrize("value", ["", "something"])
def test_without_saying_what_for_there_is_no_file(home: Family, lacks: str, value: str) -> None:
    answer = ask(people.subject_teacher(home), home, **{lacks: value})

    assert answer.status_code == 422
    assert f"id_{lacks}_error" in answer.content.decode()
    assert not on_record()


def test_a_file_costs_the_same_for_one_student_as_for_many(home: Family) -> None:
    clerk = people.administration(home)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            ask(clerk, home, use="records")
        return len(asked)

    few = cost()
    for _ in range(9):
        students.student(group=home.group)

    assert cost() == few


def test_every_use_is_offered(client: Client, home: Family) -> None:
    body = read(client, people.subject_teacher(home), page(home) + "bestand/")

    assert all(f'value="{use}"' in body for use in ListUse)
    assert "checked" not in body
