"""Notes: written once, corrected in the open, and brought in from elsewhere."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from dossiers import services
from dossiers.choices import Category, Kind
from dossiers.errors import (
    AlreadyCorrectedError,
    FollowUpTooEarlyError,
    NotTheAuthorError,
    NotTheirReaderError,
    NotTheirWriterError,
    NotYetHeldError,
)
from dossiers.models import Entry, FollowUp
from dossiers.rules import NOTES, RULE_OF
from dossiers.tests import make, people
from holdings.register import holdings
from kernel.database import acting_as, as_role

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from accounts.models import User
    from students.models import Student

pytestmark = pytest.mark.django_db
SUPPORT = {Category.SUPPORT_FILE, Category.CARE_NOTE}
WITH = dict.fromkeys(SUPPORT, SUPPORT)  # what ends together


def write(actor: User, student: Student, key: UUID) -> Entry:
    with acting_as(actor.pk):
        return services.write_entry(
            actor=actor,
            student=student,
            compartment=NOTES,
            kind=Kind.PHONE,
            title="Twice",
            body="The same form, sent twice.",
            held_on=timezone.localdate(),
            key=key,
            at=timezone.now(),
        )


def correct(actor: User, entry: Entry, body: str) -> Entry:
    with acting_as(actor.pk):
        return services.correct_entry(
            actor=actor,
            entry=entry,
            kind=Kind.MENTOR_TALK,
            title=entry.title,
            body=body,
            held_on=entry.held_on,
            at=timezone.now(),
        )


@pytest.mark.parametrize("outsider", people.OUTSIDERS)
def test_somebody_without_the_task_neither_writes_nor_reads_nor_ticks(
    outsider: Callable[[make.Klass], User],
) -> None:
    mine = make.klass()
    agreed = make.follow_up(mine.mentor, mine.student, days=1)
    other = outsider(mine)
    at = timezone.now()

    with pytest.raises(NotTheirWriterError):
        write(other, mine.student, uuid4())
    with pytest.raises(NotTheirWriterError), acting_as(other.pk):
        services.tick_follow_up(actor=other, follow_up=agreed, done=True, at=at)
    with pytest.raises(NotTheirReaderError), acting_as(other.pk):
        services.read_entries(
            actor=other, student=mine.student.public_id, compartment=NOTES, at=at
        )
    with pytest.raises(NotTheirReaderError), acting_as(other.pk):
        services.read_class(actor=other, group=mine.group.public_id, at=at)

    assert not Event.objects.filter(actor=other.audit_ref).exists()


def test_a_talk_lies_in_the_past_and_one_comes_back_to_it_later() -> None:
    mine = make.klass()
    today = timezone.localdate()

    with pytest.raises(NotYetHeldError):
        make.note(mine.mentor, mine.student, held_on=today + timedelta(days=1))
    with pytest.raises(FollowUpTooEarlyError):
        make.note(mine.mentor, mine.student, follow_up_on=today)

    assert make.note(mine.mentor, mine.student, follow_up_on=today + timedelta(days=1)).pk


def test_the_same_form_sent_twice_makes_one_note() -> None:
    mine, key = make.klass(), uuid4()

    first = write(mine.mentor, mine.student, key)
    second = write(mine.mentor, mine.student, key)

    assert first == second
    assert Event.objects.filter(name="dossiers.note_written").count() == 1


def test_the_key_of_a_form_cannot_be_aimed_at_a_note_of_another() -> None:
    mine, other, key = make.klass(), make.klass(), uuid4()

    first = write(mine.mentor, mine.student, key)
    second = write(other.mentor, other.student, key)

    assert first.public_id != second.public_id


@pytest.mark.django_db(transaction=True)
def test_two_forms_at_once_make_one_note() -> None:
    mine, key, start = make.klass(), uuid4(), Barrier(2)

    def press(_: int) -> int:
        start.wait(timeout=5)
        try:
            return write(mine.mentor, mine.student, key).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = set(pool.map(press, range(2)))

    assert len(made) == 1
    assert Event.objects.filter(name="dossiers.note_written").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_make_one_version() -> None:
    mine, start = make.klass(), Barrier(2)
    entry = make.note(mine.mentor, mine.student)

    def press(body: str) -> str:
        start.wait(timeout=5)
        try:
            return correct(mine.mentor, entry, body).body
        except AlreadyCorrectedError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, ["He sails.", "He rows."]))

    assert answers.count("refused") == 1


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_are_recorded_once() -> None:
    mine, start = make.klass(), Barrier(2)
    agreed = make.follow_up(mine.mentor, mine.student, days=1)

    def press(_: int) -> None:
        start.wait(timeout=5)
        try:
            with acting_as(mine.mentor.pk):
                services.tick_follow_up(
                    actor=mine.mentor, follow_up=agreed, done=True, at=timezone.now()
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press, range(2)))

    assert Event.objects.filter(name="dossiers.follow_up_ticked").count() == 1


@pytest.mark.law("AVG 5(1)(d)")
def test_a_correction_is_a_new_version_and_the_old_one_stays() -> None:
    mine = make.klass()
    old = make.follow_up(mine.mentor, mine.student, days=1).entry

    new = correct(mine.mentor, old, "He sails to his grandmother.")
    again = correct(mine.mentor, old, "He sails to his grandmother.")

    assert again == new
    with acting_as(mine.mentor.pk):
        notes = Entry.objects.visible_to(mine.mentor)
        assert list(notes.current()) == [new]
        assert set(notes) == {old, new}
        assert [agreed.entry for agreed in FollowUp.objects.visible_to(mine.mentor)] == [new]
        old.refresh_from_db()
    assert old.body == make.WORDS


def test_only_the_author_corrects_and_only_while_being_mentor() -> None:
    mine = make.klass()
    entry = make.note(mine.mentor, mine.student)
    colleague = access.with_role(Role.MENTOR, mine.group)

    with pytest.raises(NotTheAuthorError):
        correct(colleague, entry, "Something else.")
    with pytest.raises(NotTheirWriterError):
        correct(people.stranger(mine), entry, "Something else.")


def test_a_new_mentor_reads_what_the_former_one_wrote_under_that_name() -> None:
    mine = make.klass(last_day=timezone.localdate())
    make.note(mine.mentor, mine.student)
    successor = access.with_role(Role.MENTOR, mine.group)

    with acting_as(successor.pk):
        found = services.read_entries(
            actor=successor,
            student=mine.student.public_id,
            compartment=NOTES,
            at=timezone.now(),
        )

    assert [note.author_name for note in found.shown] == [mine.mentor.display_name]


def test_older_notes_wait_behind_a_link() -> None:
    mine = make.klass()
    for _ in range(3):
        make.note(mine.mentor, mine.student)

    with acting_as(mine.mentor.pk):
        some = services.read_entries(
            actor=mine.mentor,
            student=mine.student.public_id,
            compartment=NOTES,
            limit=2,
            at=timezone.now(),
        )

    assert (len(some.shown), some.older) == (2, True)


def test_entries_of_people_without_a_task_come_in_with_what_was_agreed() -> None:
    mine = make.klass()
    agreed = services.Agreed("Ask again", due_on=date(2025, 11, 10), done_at=timezone.now())
    entry = make.placed(mine.student)
    with_agreement = services.Placed(
        **{name: getattr(entry, name) for name in services.Placed.__slots__}
        | {"follow_ups": (agreed,), "public_id": uuid4()}
    )

    placed = make.place(entry, with_agreement, make.placed(mine.student, author=mine.mentor))

    assert placed == 3
    with acting_as(mine.mentor.pk):
        assert Entry.objects.visible_to(mine.mentor).count() == 3
        found = FollowUp.objects.visible_to(mine.mentor).get()
    assert (found.text, found.due_on, found.done_at is None) == (
        "Ask again",
        date(2025, 11, 10),
        False,
    )


@pytest.mark.parametrize("category", Category)
def test_each_category_ends_by_one_rule_and_care_notes_with_the_support_file(
    category: Category,
) -> None:
    mine = make.klass()
    make.place(*(make.placed(mine.student, category=each) for each in Category))
    holding = holdings["dossiers.Entry"]
    rule = RULE_OF[category]

    with as_role("portal_purge"):
        due = holding.under(rule, [mine.student.pk])
        assert {entry.category for entry in due} == WITH.get(category, {category})

    assert rule in holding.rules


def test_nothing_goes_of_a_student_on_no_approved_list() -> None:
    mine = make.klass()
    make.place(*(make.placed(mine.student, category=each) for each in Category))
    holding = holdings["dossiers.Entry"]

    with as_role("portal_purge"):
        for rule in holding.rules:
            assert holding.erase(holding.under(rule, [mine.student.pk]), rule=rule) == 0
        assert holding.about([mine.student.pk]).count() == len(Category)


def test_what_was_agreed_ends_by_the_rule_of_its_note() -> None:
    mine = make.klass()
    make.follow_up(mine.mentor, mine.student, days=1)
    holding = holdings["dossiers.FollowUp"]

    with as_role("portal_purge"):
        assert not holding.under("R09", [mine.student.pk]).exists()
        assert holding.under("R14", [mine.student.pk]).count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"category": Category.TEST_RESULT}, id="a test result with a kind of talk"),
        pytest.param({"kind": None}, id="a talk of no kind"),
        pytest.param({"body": ""}, id="without words"),
        pytest.param({"author_name": ""}, id="of nobody"),
    ],
)
def test_the_database_refuses_an_entry_that_cannot_be(changes: dict[str, object]) -> None:
    mine = make.klass()
    entry = make.placed(mine.student)
    given = {name: getattr(entry, name) for name in services.Placed.__slots__} | changes

    with pytest.raises(IntegrityError), transaction.atomic():
        make.place(services.Placed(**given))
