"""Who gets which page about imports, and what stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.errors import OwnChildError
from access.tests.make import parent, with_role
from interchange import forms, services
from interchange.models import ImportRun, LeaverProposal
from interchange.tests.builders import table
from interchange.tests.imports import (
    BEAU,
    CEES,
    HEADER,
    NOOR,
    bring_rows,
    enrolments,
    student,
    versions,
)
from kernel.database import acting_as
from schools.tests import make
from students.models import Student
from students.tests.make import student as make_student

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from accounts.models import User
    from schools.models import School

pytestmark = pytest.mark.django_db
RUNS = "/importeren/"
LEAVERS = "/importeren/vertrokken/"
OTHERS = [f"2{n:03};Kind{n};;Achter{n};01-01-2013;2HV{n % 3};2;01-08-2024;" for n in range(60)]


@pytest.fixture
def school() -> School:
    """Return a school without students."""
    return make.school()


@pytest.fixture
def office(school: School) -> User:
    """Return somebody who keeps the administration of the school."""
    return with_role(Role.ADMINISTRATION, school)


@pytest.fixture
def desk(client: Client, office: User) -> Client:
    """Return a browser in which the administration is signed in."""
    client.force_login(office)
    return client


def sent(school: School, *rows: str, name: str = "lijst.csv") -> dict[str, object]:
    """Return what the upload form sends."""
    content = table(*rows, header=HEADER)
    return {"school": str(school.public_id), "file": SimpleUploadedFile(name, content)}


def upload(desk: Client, school: School, *rows: str) -> str:
    """Upload a list and return the address of its page."""
    answer = desk.post(RUNS, sent(school, *rows))
    assert answer.status_code == 302
    return str(answer["Location"])


def people(school: School) -> dict[str, User]:
    """Return who has nothing to bring in at the school."""
    group = make.group(school)
    return {
        "stranger": make.user(),
        "parent": parent(make_student(school)),
        "mentor": with_role(Role.MENTOR, group),
        "principal": with_role(Role.PRINCIPAL, school),
        "privacy officer": with_role(Role.PRIVACY_OFFICER, school.board),
        "administration elsewhere": with_role(Role.ADMINISTRATION, make.school()),
    }


@pytest.mark.parametrize(
    "who",
    ["stranger", "parent", "mentor", "principal", "privacy officer", "administration elsewhere"],
)
def test_only_the_administration_of_the_school_knows_of_its_files(
    client: Client, school: School, who: str
) -> None:
    user = people(school)[who]
    bring_rows(school, NOOR, *OTHERS)
    run = bring_rows(school, *OTHERS)
    client.force_login(user)
    proposal = LeaverProposal.objects.get(student=student(school))

    pages = [
        client.get(reverse("interchange:run", args=[run.public_id])),
        client.post(reverse("interchange:run", args=[run.public_id]), {"discard": "on"}),
        client.get(reverse("interchange:issues_csv", args=[run.public_id])),
        client.post(LEAVERS, {"proposal": str(proposal.public_id), "answer": "stays"}),
    ]
    assert [page.status_code for page in pages] == [404] * 4
    elsewhere = who == "administration elsewhere"
    assert client.get(RUNS).status_code == (200 if elsewhere else 404)
    assert client.get(LEAVERS).status_code == (200 if elsewhere else 404)
    refused = client.post(RUNS, sent(school, NOOR)).status_code
    assert refused == (422 if elsewhere else 404)
    assert str(run.public_id) not in client.get(RUNS).content.decode()


def test_a_file_is_looked_at_first_and_then_taken_in(desk: Client, school: School) -> None:
    page = upload(desk, school, NOOR, BEAU, CEES, CEES)

    shown = desk.get(page).content.decode()
    assert "Dit nummer staat in meer dan een rij." in shown
    assert "Regel 4</th>" in shown
    assert Student.objects.count() == 0

    answer = desk.post(page, {"confirm": "on"}, follow=True)
    assert Student.objects.count() == 2
    assert reverse("access:proposals") in answer.content.decode()


def test_the_sentences_are_in_the_language_of_the_user(desk: Client, school: School) -> None:
    desk.cookies["django_language"] = "en"
    page = upload(desk, school, NOOR, CEES, CEES)

    assert "This number stands in more than one row." in desk.get(page).content.decode()


def test_a_file_that_is_thrown_away_changes_nothing(desk: Client, school: School) -> None:
    page = upload(desk, school, NOOR)

    assert desk.post(page, {"discard": "on"})["Location"] == RUNS
    assert ImportRun.objects.get().state == "discarded"
    assert Student.objects.count() == 0


def test_what_is_odd_needs_a_tick(desk: Client, school: School) -> None:
    bring_rows(school, *OTHERS)
    page = upload(desk, school, *OTHERS[:40])
    before = versions()

    refused = desk.post(page, {"confirm": "on"})
    assert refused.status_code == 422
    assert 'name="is_certain"' in refused.content.decode()
    assert versions() == before

    assert desk.post(page, {"confirm": "on", "is_certain": "on"}).status_code == 302
    assert LeaverProposal.objects.count() == 20


def test_taking_in_twice_is_once(desk: Client, school: School) -> None:
    page = upload(desk, school, NOOR)
    desk.post(page, {"confirm": "on"})
    before = versions()

    answer = desk.post(page, {"confirm": "on"}, follow=True)

    assert answer.status_code == 200
    assert versions() == before


@pytest.mark.parametrize(
    "content", [b"", b"not a list", b"<!DOCTYPE x [<!ENTITY a 'b'>]><EDEX/>", b"\x00\xff" * 99]
)
def test_a_file_that_is_none_is_said_so(desk: Client, school: School, content: bytes) -> None:
    form = {"school": str(school.public_id), "file": SimpleUploadedFile("x.csv", content)}

    answer = desk.post(RUNS, form, follow=True)

    assert answer.status_code == (200 if content else 422)
    assert "pp-alert--negative" in answer.content.decode()
    assert Student.objects.count() == 0


def test_a_form_without_a_file_keeps_the_school(desk: Client, school: School) -> None:
    answer = desk.post(RUNS, {"school": str(school.public_id)})

    assert answer.status_code == 422
    assert f'value="{school.public_id}" selected' in answer.content.decode()


def test_a_file_that_is_too_large_is_refused(
    desk: Client, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "MEGABYTE", 1)

    answer = desk.post(RUNS, sent(school, NOOR))

    assert answer.status_code == 422
    assert ImportRun.objects.count() == 0


def test_the_remarks_come_as_a_list_without_a_value_of_a_person(
    desk: Client, school: School
) -> None:
    page = upload(desk, school, NOOR, CEES, CEES, "=1;Geheim;;Naam;31-02-2013;2HV1;2;;")

    answer = desk.get(f"{page}meldingen.csv")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Regel;Gewicht;Veld;Wat er mis is"
    assert any(line.startswith("4;Deze rij telt niet mee;") for line in lines)
    assert not any(value in answer.content.decode() for value in ("Geheim", "Naam;", "31-02"))


def missing_noor(school: School) -> LeaverProposal:
    """Return the question about a student who was missing."""
    bring_rows(school, NOOR, *OTHERS)
    bring_rows(school, *OTHERS)
    return LeaverProposal.objects.get()


def test_somebody_says_that_a_student_has_left(desk: Client, school: School) -> None:
    proposal = missing_noor(school)
    assert "Noor Bakker" in desk.get(LEAVERS).content.decode()

    form = {"proposal": str(proposal.public_id), "answer": "left", "left_on": "2026-10-16"}
    assert desk.post(LEAVERS, form).status_code == 302

    assert enrolments(student(school)) == [("2024-08-01", "2026-10-17")]


def test_somebody_says_that_a_student_is_still_here(desk: Client, school: School) -> None:
    proposal = missing_noor(school)

    desk.post(LEAVERS, {"proposal": str(proposal.public_id), "answer": "stays"})

    proposal.refresh_from_db()
    assert proposal.state == "stays"
    assert "Noor Bakker" not in desk.get(LEAVERS).content.decode()


def test_nobody_is_asked_whether_the_own_child_has_left(
    desk: Client, school: School, office: User
) -> None:
    proposal = missing_noor(school)
    assert "1 leerling" in desk.get(RUNS).content.decode()

    parent(proposal.student, who=office)

    assert "Noor Bakker" not in desk.get(LEAVERS).content.decode()
    assert "1 leerling" not in desk.get(RUNS).content.decode()
    answer = {"proposal": str(proposal.public_id), "answer": "stays"}
    assert desk.post(LEAVERS, answer).status_code == 404
    with pytest.raises(OwnChildError):
        services.decide_leaver(actor=office, proposal=proposal, left_on=None, at=timezone.now())
    colleague = Client()
    colleague.force_login(with_role(Role.ADMINISTRATION, school))
    assert "Noor Bakker" in colleague.get(LEAVERS).content.decode()


@pytest.mark.parametrize("day", ["", "x", "2200-01-01", "2020-01-01"])
def test_a_leaving_date_that_cannot_be_is_refused(desk: Client, school: School, day: str) -> None:
    proposal = missing_noor(school)

    form = {"proposal": str(proposal.public_id), "answer": "left", "left_on": day}
    answer = desk.post(LEAVERS, form)

    assert answer.status_code == 422
    assert f'value="{day}"' in answer.content.decode() or not day
    assert enrolments(student(school)) == [("2024-08-01", "None")]


@pytest.mark.parametrize("proposal", ["", "x", "c6f7fb31-8229-4295-820c-104c903cee20"])
def test_a_question_that_is_not_there_is_not_found(desk: Client, proposal: str) -> None:
    assert desk.post(LEAVERS, {"proposal": proposal, "answer": "stays"}).status_code == 404


def test_longer_lists_ask_the_database_no_more(
    desk: Client,
    office: User,
    school: School,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    bring_rows(school, *OTHERS)
    held = bring_rows(school, *OTHERS[:45], is_certain=True)
    for _ in range(20):
        bring_rows(school, *OTHERS[:45])
    odd = bring_rows(school, *OTHERS[:45], *(f"x{n};A;;B;31-02-2013;;;;" for n in range(120)))
    with acting_as(office.pk):
        pages = [RUNS, LEAVERS] + [
            reverse("interchange:run", args=[run.public_id]) for run in (held, odd)
        ]

    for page in pages:
        with django_assert_max_num_queries(16):
            assert desk.get(page).status_code == 200
