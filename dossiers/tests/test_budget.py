"""How many files somebody opens: far above the work of a mentor, and then it stops."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from dossiers import services
from dossiers.errors import ManyFilesError
from dossiers.events import NotesRead, OverviewRead, ReadingStopped
from dossiers.rules import NOTES, spent
from dossiers.tests import make
from dossiers.tests.pages import events, form
from kernel.database import acting_as
from schools.tests import make as schools

if TYPE_CHECKING:
    from accounts.models import User
    from students.models import Student

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
MORNING = NOON - timedelta(hours=3)
YESTERDAY = NOON - timedelta(days=1)


@pytest.fixture
def klass() -> make.Klass:
    return make.klass()


def opened(who: User, files: int, *, at: datetime, name: str = NotesRead.name) -> list[Event]:
    """Let `who` have opened so many files of different students at moment `at`."""
    return Event.objects.bulk_create(
        Event(at=at, name=name, actor=who.audit_ref, subject=uuid4(), role="mentor")
        for _ in range(files)
    )


def read(who: User, student: Student, *, at: datetime = NOON) -> None:
    with acting_as(who.pk):
        services.read_entries(actor=who, student=student.public_id, compartment=NOTES, at=at)


@pytest.mark.parametrize(
    ("hour", "day", "stopped"),
    [
        (0, 0, None),
        (119, 399, None),
        (120, 120, "hour"),
        (0, 400, "day"),
        (120, 400, "hour"),
    ],
)
def test_the_file_after_the_last_one_is_too_many(hour: int, day: int, stopped: str | None) -> None:
    limits = {"hour": 120, "day": 400}

    assert spent({"hour": hour, "day": day}, limits=limits) == stopped


def test_the_limits_are_those_of_the_settings_and_far_from_a_mentor() -> None:
    assert settings.READING_BUDGET == {"hour": 120, "day": 400}


@pytest.mark.parametrize(("before", "moment"), [(119, NOON), (399, MORNING)])
def test_the_last_file_of_an_hour_and_of_a_day_opens(
    klass: make.Klass, before: int, moment: datetime
) -> None:
    opened(klass.mentor, before, at=moment)

    read(klass.mentor, klass.student)

    assert events(NotesRead.name)[-1].subject == klass.student.audit_ref


@pytest.mark.law("AVG 32(1)")
@pytest.mark.parametrize(("before", "moment"), [(120, NOON), (400, MORNING)])
def test_one_file_more_does_not_open(klass: make.Klass, before: int, moment: datetime) -> None:
    opened(klass.mentor, before, at=moment)

    with pytest.raises(ManyFilesError):
        read(klass.mentor, klass.student)

    assert not Event.objects.filter(name=NotesRead.name, subject=klass.student.audit_ref).exists()


def test_opening_one_note_counts_as_opening_the_file(klass: make.Klass) -> None:
    entry = make.note(klass.mentor, klass.student)
    opened(klass.mentor, 120, at=NOON)

    with pytest.raises(ManyFilesError), acting_as(klass.mentor.pk):
        services.read_entry(actor=klass.mentor, entry=entry, at=NOON)


def test_a_file_that_was_open_before_opens_again(klass: make.Klass) -> None:
    read(klass.mentor, klass.student, at=NOON - timedelta(minutes=30))
    opened(klass.mentor, 119, at=NOON)

    read(klass.mentor, klass.student)

    assert Event.objects.filter(subject=klass.student.audit_ref, name=NotesRead.name).count() == 2


def test_what_was_opened_yesterday_by_others_or_in_a_list_does_not_count(
    klass: make.Klass,
) -> None:
    opened(klass.mentor, 400, at=YESTERDAY)
    opened(schools.user(), 400, at=NOON)
    opened(klass.mentor, 400, at=NOON, name=OverviewRead.name)

    read(klass.mentor, klass.student)

    assert events(NotesRead.name)[-1].actor == klass.mentor.audit_ref


def test_a_mentor_of_thirty_reads_the_whole_class_many_times_over(klass: make.Klass) -> None:
    klassmates = [klass.student, *(make.classmate(klass) for _ in range(29))]

    for minute in range(3):
        for student in klassmates:
            read(klass.mentor, student, at=NOON + timedelta(minutes=minute))

    assert Event.objects.filter(name=NotesRead.name).count() == 90
    assert not events(ReadingStopped.name)


@pytest.mark.parametrize("page", ["read", "write", "correct"])
def test_the_page_says_so_and_shows_nothing_of_the_student(klass: make.Klass, page: str) -> None:
    entry = make.note(klass.mentor, klass.student)
    opened(klass.mentor, 120, at=timezone.now())
    client = Client()
    client.force_login(klass.mentor, backend="accounts.backends.SignInBackend")
    student = reverse("dossiers:student", args=[klass.student.public_id])
    writes = reverse("dossiers:write_note", args=[klass.student.public_id])

    match page:
        case "read":
            answer = client.get(student)
        case "write":
            answer = client.post(writes, form(title=""))
        case _:
            answer = client.get(reverse("dossiers:correct_note", args=[entry.public_id]))

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert klass.student.surname not in answer.text
    assert make.WORDS not in answer.text
    (stopped,) = events(ReadingStopped.name)
    assert (stopped.actor, stopped.subject) == (klass.mentor.audit_ref, klass.student.audit_ref)
    assert stopped.school == klass.school.public_id
    assert stopped.facts == {"within": "hour", "files": 120}


def test_a_note_can_still_be_saved(klass: make.Klass) -> None:
    opened(klass.mentor, 400, at=timezone.now())
    client = Client()
    client.force_login(klass.mentor, backend="accounts.backends.SignInBackend")

    answer = client.post(reverse("dossiers:write_note", args=[klass.student.public_id]), form())

    assert answer.status_code == 302


def test_limits_are_data(klass: make.Klass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "READING_BUDGET", {"hour": 1, "day": 2})
    read(klass.mentor, klass.student)

    with pytest.raises(ManyFilesError):
        read(klass.mentor, make.classmate(klass))
