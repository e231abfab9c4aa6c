"""The search for what should be gone."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from unicodedata import normalize

import pytest
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import translation

from access.choices import Role
from access.tests.make import with_role
from audit.models import Event
from dossiers.choices import Category
from dossiers.models import Entry
from kernel.database import as_role
from retention import marks, scanning
from retention.models import Needle
from retention.tests import make
from students.models import Guardian
from students.tests.make import student

pytestmark = pytest.mark.django_db
Form = Literal["NFC", "NFD"]
NOTE = "Hij vertelt dat zijn oma in Zutphen ernstig ziek is en dat het slapen slecht gaat."


def hits(run: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    found = scanning.scan(run.pk).as_facts()["hits"]
    assert isinstance(found, list)
    return found


def test_t35_after_a_purge_nothing_is_found_in_any_table_or_file() -> None:
    at = make.place()
    make.entry(make.leaver(at.school), body=NOTE)

    run = make.executed(at)
    found = scanning.scan(run.pk).as_facts()

    assert found["hits"] == []
    assert found["searched"]["tables"] > 30
    assert found["searched"]["columns"] > 80


@pytest.mark.parametrize("category", [Category.CARE_NOTE, Category.LESSON_ADVICE])
def test_t35_a_care_note_and_advice_are_gone_in_their_time_and_their_words_are_looked_for(
    category: Category,
) -> None:
    at = make.place()
    gone = make.leaver(at.school, left_on=date(2022, 7, 31))
    make.entry(gone, category, body=NOTE)
    run = make.executed(at)

    with as_role("portal_purge"):
        assert not Entry.objects.filter(student=gone).exists()
    assert hits(run) == []
    Event.objects.create(at=make.NOW, name="x.y", facts={"left": f"Zie ook: {NOTE}"})
    assert {hit["table"] for hit in hits(run)} == {"audit_event"}


@pytest.mark.parametrize("what", ["name", "address", "text"])
def test_a_planted_name_address_or_note_is_found_in_a_table(what: str) -> None:
    at = make.place()
    gone = make.leaver(at.school)
    make.entry(gone, body=NOTE)
    guardian = Guardian.objects.get(school=at.school)
    words = {"name": guardian.full_name, "address": guardian.email, "text": NOTE}[what]
    run = make.executed(at)

    Event.objects.create(at=make.NOW, name="x.y", facts={"left": f"Zie ook: {words.upper()}!"})

    assert {(hit["table"], hit["column"], hit["kind"]) for hit in hits(run)} == {
        ("audit_event", "facts", what)
    }


@pytest.mark.parametrize("between", ["_", "-", "+", ";", ", ", "\u00a0", "\n"])
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_name_is_found_however_it_is_written(between: str, *, is_turned: bool) -> None:
    at = make.place()
    make.leaver(at.school)
    guardian = Guardian.objects.get(school=at.school)
    parts = [guardian.call_name, guardian.surname]
    run = make.executed(at)

    words = between.join(reversed(parts) if is_turned else parts)
    Event.objects.create(at=make.NOW, name="x.y", facts={"left": words})

    assert [hit["kind"] for hit in hits(run)] == ["name"]


@pytest.mark.parametrize(
    ("encoding", "form"),
    [("utf-8", "NFC"), ("utf-8", "NFD"), ("utf-16", "NFC"), ("utf-16", "NFD"), ("cp1252", "NFC")],
)
def test_a_name_with_accents_is_found_in_every_encoding(encoding: str, form: Form) -> None:
    at = make.place()
    make.leaver(at.school)
    Guardian.objects.filter(school=at.school).update(call_name="Zoë", surname="Müller")
    run = make.executed(at)
    words = normalize(form, "12;Zoë Müller;ja")
    name = default_storage.save("copies/c.csv", ContentFile(words.encode(encoding)))

    try:
        assert [hit["kind"] for hit in hits(run)] == ["name"]
    finally:
        default_storage.delete(name)


def test_a_student_number_is_found_in_the_name_of_a_file() -> None:
    at = make.place()
    gone = make.leaver(at.school, left_on=date(2019, 7, 31))
    gone.las_key = "1002345"
    gone.save()
    run = make.executed(at)
    name = default_storage.save("copies/leerling_1002345.jpg", ContentFile(b"picture"))

    try:
        assert [hit["kind"] for hit in hits(run)] == ["number"]
    finally:
        default_storage.delete(name)


def test_the_address_of_an_account_that_stays_is_no_hit() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    user = make.parent_of(gone)
    with_role(Role.ADMINISTRATION, at.school, who=user)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)

    assert hits(make.executed(at)) == []


def test_a_search_without_marks_is_refused_and_never_looks_clean() -> None:
    at = make.place()
    make.leaver(at.school)
    run = make.executed(at)
    with as_role("portal_purge"):
        Needle.objects.filter(run=run).delete()

    with (
        translation.override("en"),
        pytest.raises(CommandError, match="cannot be searched") as refused,
    ):
        call_command("purge", "scan", str(run.public_id), "--json")

    assert refused.value.returncode == 2


def test_a_planted_file_is_found_by_its_content_and_by_words_in_it() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    with gone.photo.open() as file:
        photo = file.read()
    guardian = Guardian.objects.get(school=at.school)
    run = make.executed(at)
    copy = default_storage.save("copies/a.jpg", ContentFile(photo))
    export = default_storage.save("copies/b.csv", ContentFile(guardian.full_name.encode()))

    try:
        assert {(hit["table"], hit["kind"]) for hit in hits(run)} == {
            ("(file)", "content"),
            ("(file)", "name"),
        }
    finally:
        default_storage.delete(copy)
        default_storage.delete(export)


def test_an_address_that_somebody_else_has_too_is_kept_and_not_a_hit() -> None:
    at = make.place()
    make.leaver(at.school)
    address = Guardian.objects.get(school=at.school).email
    stays = student(at.school)
    stays.email = address
    stays.save()

    found = scanning.scan(make.executed(at).pk).as_facts()

    assert found["hits"] == []
    assert [line["table"] for line in found["kept"]] == ["students_student"]


def test_a_namesake_has_the_name_in_an_address_too_and_is_no_hit() -> None:
    at = make.place()
    make.leaver(at.school)
    gone = Guardian.objects.get(school=at.school)
    stays = student(at.school)
    stays.email = f"{gone.call_name}.{gone.surname}.o7@example.org".lower()
    stays.save()

    found = scanning.scan(make.executed(at).pk).as_facts()

    assert found["hits"] == []
    assert {(line["table"], line["column"]) for line in found["kept"]} == {
        ("students_student", "email")
    }


def test_a_surname_alone_or_an_institution_is_no_name_to_search_for() -> None:
    alone = Guardian(surname="van Dijk", name_prefix="")
    full = Guardian(call_name="Noor", name_prefix="van", surname="Dijk", initials="N.")

    assert marks.names(alone) == set()
    assert marks.names(full) == {
        "noor van dijk",
        "n van dijk",
        "dijk noor van",
        "dijk van noor",
        "van dijk noor",
    }


def test_the_marks_hold_no_words() -> None:
    at = make.place()
    make.leaver(at.school)
    run = make.executed(at)

    with as_role("portal_purge"):
        stored = list(Needle.objects.filter(run=run))
    assert stored
    assert all(len(bytes(needle.mark)) == marks.MARK_BYTES for needle in stored)


def test_the_file_of_a_photo_is_gone() -> None:
    at = make.place()
    name = make.leaver(at.school).photo.name
    assert default_storage.exists(name)

    make.executed(at)

    assert not default_storage.exists(name)
