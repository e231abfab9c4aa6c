"""What services and pages narrow themselves holds where row security is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4, uuid5

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from access.tests import make as access
from dossiers import services
from dossiers.choices import Kind
from dossiers.errors import NotTheirWriterError
from dossiers.models import Entry, FollowUp
from dossiers.rules import ADVICE, NOTES
from dossiers.services.reading import members
from dossiers.tests import make
from kernel.database import as_role
from kernel.tests.roles import unwalled
from students.models import StudentGrant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from accounts.models import User
    from dossiers.rules import Compartment

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> Iterator[make.File]:
    """Make a file in which something was agreed about advice too, as only an import does."""
    made = make.file()
    today = timezone.localdate()
    advice = make.placed(made.student, author=made.coordinator, category=ADVICE.category)
    make.place(replace(advice, follow_ups=(services.Agreed("Move him", today),)))
    with unwalled("dossiers"):
        yield made


def agreed_about_advice() -> FollowUp:
    return FollowUp.objects.get(category=ADVICE.category)


def agreed_in_a_talk(file: make.File) -> FollowUp:
    note = Entry.objects.get(category=NOTES.category)
    return FollowUp.objects.create(
        entry=note, student=file.student, category=note.category, due_on=timezone.localdate()
    )


def reads_no_more(user: User) -> None:
    """Take away from `user` what it reads, and leave what it writes."""
    rows = StudentGrant.objects.filter(user=user, permission__codename__startswith="read_")
    with as_role("portal_purge"):
        rows._raw_delete("default")  # no look at other tables, which it may not read


def test_a_family_reads_the_advice_and_nothing_else(file: make.File) -> None:
    with as_role("portal_web"):
        parent = access.parent(file.student)

    read = services.read_as_family(
        actor=parent, student=file.student.public_id, compartment=ADVICE, at=timezone.now()
    )

    assert {entry.category for entry in read.shown} == {ADVICE.category}


def test_a_list_of_advice_has_the_day_of_the_advice(file: make.File) -> None:
    Entry.objects.filter(category=ADVICE.category).update(held_on=make.LONG_AGO)

    listing = services.read_students(actor=file.coordinator, compartment=ADVICE, at=timezone.now())

    (row,) = listing.page
    assert row.newest_on == make.LONG_AGO


def test_notes_are_shown_without_advice_and_advice_without_what_was_agreed(
    file: make.File,
) -> None:
    def shown(compartment: Compartment) -> list[Entry]:
        return services.read_entries(
            actor=file.coordinator,
            student=file.student.public_id,
            compartment=compartment,
            at=timezone.now(),
        ).shown

    assert {entry.category for entry in shown(NOTES)} == {NOTES.category}
    assert not [entry for entry in shown(ADVICE) if entry.follow_ups.all()]


def test_a_class_shows_the_last_talk_and_what_was_agreed_in_a_talk(file: make.File) -> None:
    Entry.objects.filter(category=NOTES.category).update(held_on=make.LONG_AGO)

    (row,) = members(actor=file.klass.mentor, group=file.klass.group, at=timezone.now())

    assert row.last_talk == {"held_on": make.LONG_AGO.isoformat(), "kind": Kind.MENTOR_TALK}
    assert row.next_due_on is None


def test_to_do_is_what_was_agreed_in_talks_with_the_own_students(file: make.File) -> None:
    now = timezone.now()

    assert agreed_about_advice().student == file.student
    assert not services.read_follow_ups(actor=file.klass.mentor, at=now).listed

    agreed_in_a_talk(file)
    assert len(services.read_follow_ups(actor=file.klass.mentor, at=now).listed) == 1
    assert not services.read_follow_ups(actor=file.coordinator, at=now).listed


def test_the_key_of_a_form_gives_back_no_entry_that_one_does_not_read(file: make.File) -> None:
    mentor, key = file.klass.mentor, uuid4()
    name = f"{mentor.audit_ref} {file.student.audit_ref} {NOTES.category}"
    Entry.objects.filter(pk=file.care.pk).update(public_id=uuid5(key, name))

    with pytest.raises(IntegrityError):
        services.write_entry(
            actor=mentor,
            student=file.student,
            compartment=NOTES,
            kind=Kind.PHONE,
            title="A talk",
            body=make.WORDS,
            held_on=timezone.localdate(),
            key=key,
            at=timezone.now(),
        )


def test_a_correction_gives_back_no_newer_version_that_one_does_not_read(
    file: make.File,
) -> None:
    mentor, note = file.klass.mentor, Entry.objects.get(category=NOTES.category)

    def correct() -> Entry:
        return services.correct_entry(
            actor=mentor,
            entry=note,
            kind=Kind.PHONE,
            title="A talk",
            body="He walks.",
            held_on=timezone.localdate(),
            at=timezone.now(),
        )

    assert correct() == correct()
    reads_no_more(mentor)
    with pytest.raises(IntegrityError):
        correct()


def test_ticked_is_what_was_agreed_in_talks_by_who_writes_them(file: make.File) -> None:
    def tick(actor: User, follow_up: FollowUp) -> FollowUp:
        return services.tick_follow_up(
            actor=actor, follow_up=follow_up, done=True, at=timezone.now()
        )

    of_talk = agreed_in_a_talk(file)
    for actor, follow_up in (
        (file.coordinator, of_talk),
        (file.klass.mentor, agreed_about_advice()),
    ):
        with pytest.raises(NotTheirWriterError):
            tick(actor, follow_up)
    assert tick(file.klass.mentor, of_talk).done_at


def corrects(client: Client, user: User, entry: Entry, page: str) -> bool:
    client.force_login(user)
    answer = client.get(reverse(f"dossiers:{page}", args=[entry.public_id]))
    assert answer.status_code in {200, 404}
    return answer.status_code == 200


def test_a_page_corrects_what_oneself_wrote_and_reads(file: make.File, client: Client) -> None:
    note = Entry.objects.get(category=NOTES.category)
    mentor, coordinator = file.klass.mentor, file.coordinator

    assert corrects(client, mentor, note, "correct_note")
    assert not corrects(client, coordinator, note, "correct_note")
    assert corrects(client, coordinator, file.advice, "correct_advice")
    assert not corrects(client, mentor, file.advice, "correct_advice")

    reads_no_more(mentor)
    reads_no_more(coordinator)
    assert not corrects(client, mentor, note, "correct_note")
    assert not corrects(client, coordinator, file.advice, "correct_advice")


def test_a_page_ticks_what_was_agreed_in_talks_by_who_writes_them(
    file: make.File, client: Client
) -> None:
    of_talk = agreed_in_a_talk(file)
    for user, follow_up in (
        (file.coordinator, of_talk),
        (file.klass.mentor, agreed_about_advice()),
    ):
        client.force_login(user)
        address = reverse("dossiers:tick", args=[follow_up.public_id])
        assert client.post(address, {"done": "true"}).status_code == 404
