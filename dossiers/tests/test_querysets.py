"""Entries and follow-ups by the querysets alone, with row security opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.tests import make as access
from dossiers.models import Entry, FollowUp
from dossiers.rules import ADVICE, CARE, NOTES
from dossiers.tests import make
from kernel.tests.roles import unwalled

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> Iterator[make.File]:
    made = make.file()
    make.follow_up(made.klass.mentor, made.student, days=3)
    with unwalled("dossiers"):
        yield made


def test_entries_are_visible_in_the_compartments_that_were_named(file: make.File) -> None:
    theirs = Entry.objects.visible_to(file.coordinator)

    assert {entry.category for entry in theirs} == {NOTES.category, ADVICE.category}
    assert list(Entry.objects.visible_to(file.coordinator, ADVICE)) == [file.advice]
    assert not Entry.objects.visible_to(file.coordinator, CARE).exists()


def test_written_by_is_what_oneself_wrote_and_still_writes(file: make.File) -> None:
    mentor = file.klass.mentor
    second = access.with_role(Role.MENTOR, file.klass.group)
    leader = access.with_role(Role.TEAM_LEADER, file.klass.group)
    Entry.objects.filter(pk=file.care.pk).update(author=mentor)
    note = Entry.objects.visible_to(mentor, NOTES).first()
    assert note is not None

    assert set(Entry.objects.written_by(mentor, NOTES)) == {
        *Entry.objects.visible_to(mentor, NOTES)
    }
    assert not Entry.objects.written_by(second, NOTES).exists()
    Entry.objects.filter(pk=note.pk).update(author=leader)
    assert not Entry.objects.written_by(leader, NOTES).exists()


def test_follow_ups_are_seen_by_readers_of_notes_and_written_by_the_mentor(
    file: make.File,
) -> None:
    agreed = FollowUp.objects.get()

    for reader in (file.klass.mentor, file.coordinator):
        assert FollowUp.objects.visible_to(reader).get() == agreed
    assert not FollowUp.objects.visible_to(file.carer).exists()
    assert FollowUp.objects.writable_by(file.klass.mentor).get() == agreed
    assert not FollowUp.objects.writable_by(file.coordinator).exists()
