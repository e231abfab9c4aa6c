"""Emergency access: one student, an hour, with a reason, and always reviewed by another."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from celery.contrib.testing.worker import start_worker
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from access import alerts, services, tasks
from access.choices import Category, EmergencyReason, EmergencyVerdict, Role, Source
from access.errors import (
    AlreadyReadsError,
    AlreadyReviewedError,
    NoEmergencyError,
    NoNoteError,
    NotYoursToJudgeError,
    OneselfError,
    OwnChildEmergencyError,
    OwnChildError,
    ShortReasonError,
    TooOftenError,
    UnreviewedError,
)
from access.explain import explain, who_can_read
from access.models import Assignment, BreakGlass
from access.rules import review_due
from access.tests import make
from audit.models import Event
from kernel.database import as_role
from kernel.dates import working_days_after
from kernel.tests.roles import become
from privacyportal.celery import app
from schools.tests import make as schools
from students.choices import Authority
from students.models import StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoCaptureOnCommitCallbacks

    from accounts.models import User
    from schools.models import Group, School
    from students.models import Student

pytestmark = [pytest.mark.django_db, pytest.mark.scenario("T44")]
MONDAY = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(minutes=60)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Place:
    """A school with a student, who may take emergency access, and who reviews it."""

    school: School
    group: Group
    student: Student
    head: User
    officer: User


@pytest.fixture
def at() -> Place:
    group = schools.group(schools.school())
    return Place(
        group.school,
        group,
        students.student(group=group),
        make.with_role(Role.PRINCIPAL, group.school),
        make.with_role(Role.PRIVACY_OFFICER, group.school),
    )


def readable(user: User, student: Student, *, on: datetime) -> set[str]:
    live = StudentGrant.objects.filter(user=user, content_object=student, valid__contains=on)
    return set(live.values_list("permission__codename", flat=True))


@pytest.mark.law("AVG 32(4)")
def test_it_opens_one_student_for_an_hour_for_reading_and_closes_by_itself(at: Place) -> None:
    other = students.student(group=at.group)
    own_task = readable(at.head, at.student, on=MONDAY)

    make.emergency(at.head, at.student, at=MONDAY)

    opened = readable(at.head, at.student, on=MONDAY + HOUR - SECOND)
    assert {"read_conversation_notes", "read_care_notes"} <= opened
    assert not {name for name in opened if name.startswith("write_")}
    assert readable(at.head, at.student, on=MONDAY + HOUR) == own_task
    assert readable(at.head, at.student, on=MONDAY + HOUR + SECOND) == own_task
    assert "read_conversation_notes" not in readable(at.head, other, on=MONDAY)
    task = Assignment.objects.get(role=Role.EMERGENCY)
    assert task.valid.upper - task.valid.lower == HOUR


def test_explanation_and_list_of_readers_know_it_and_its_end(at: Place) -> None:
    make.emergency(at.head, at.student, at=MONDAY)

    for moment, expected in (
        (MONDAY - SECOND, False),
        (MONDAY, True),
        (MONDAY + HOUR - SECOND, True),
        (MONDAY + HOUR + SECOND, False),
    ):
        said = explain(at.head, at.student, Category.CONVERSATION_NOTES, at=moment)
        listed = [
            each
            for each in who_can_read(at.student, at=moment)
            if each.role == Role.EMERGENCY and Category.CONVERSATION_NOTES in each.categories
        ]
        assert said.allowed == bool(listed) == expected
        assert [each.until for each in listed] == [MONDAY + HOUR] * expected


def test_the_record_says_who_and_whom_and_what_kind_but_not_the_words(at: Place) -> None:
    made = make.emergency(at.head, at.student, at=MONDAY)

    event = Event.objects.get(name="access.emergency_taken")
    assert (event.actor, event.subject) == (at.head.audit_ref, at.student.audit_ref)
    assert (event.role, event.school) == (Role.EMERGENCY, at.school.public_id)
    assert event.facts == {"assignment": made.assignment_id, "kind": "safety"}
    assert make.WHY not in json.dumps(list(Event.objects.values_list("facts", flat=True)))


def test_what_cannot_be_recorded_is_not_opened_and_leaves_nothing_behind(at: Place) -> None:
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_web")

    with pytest.raises(ProgrammingError, match="audit_event"):
        make.emergency(at.head, at.student, at=MONDAY)

    assert not Assignment.objects.filter(role=Role.EMERGENCY).exists()
    assert not BreakGlass.objects.exists()
    assert "read_conversation_notes" not in readable(at.head, at.student, on=MONDAY)


@pytest.mark.parametrize(
    "role",
    [
        Role.CARE_COORDINATOR,
        Role.ADMINISTRATION,
        Role.PRIVACY_OFFICER,
        Role.DATA_PROTECTION_OFFICER,
        Role.ICT,
    ],
)
def test_another_task_knows_no_emergency_access(at: Place, role: Role) -> None:
    with pytest.raises(NoEmergencyError):
        make.emergency(make.with_role(role, at.school), at.student)


def test_a_principal_knows_none_at_another_school(at: Place) -> None:
    with pytest.raises(NoEmergencyError):
        make.emergency(at.head, students.student())


def test_a_principal_whose_task_has_ended_knows_none_any_more(at: Place) -> None:
    services.end_employment(
        actor=None, user=at.head, at_work=at.school, last_day=date(2027, 2, 28), at=schools.NOW
    )

    with pytest.raises(NoEmergencyError):
        make.emergency(at.head, at.student, at=MONDAY)


@pytest.mark.parametrize("authority", [Authority.JOINT, Authority.NONE])
def test_nobody_takes_it_for_the_own_child(at: Place, authority: Authority) -> None:
    students.guardianship(at.student, user=at.head, authority=authority)

    with pytest.raises(OwnChildEmergencyError):
        make.emergency(at.head, at.student)


def test_who_reads_all_of_it_already_needs_none(at: Place) -> None:
    make.emergency(at.head, at.student, at=MONDAY)
    with pytest.raises(AlreadyReadsError):
        make.emergency(at.head, at.student, at=MONDAY + HOUR - SECOND)
    make.with_role(Role.PSYCHOLOGIST, at.student, who=at.head)
    with pytest.raises(AlreadyReadsError):
        make.emergency(at.head, at.student, at=MONDAY + HOUR)


def test_who_reads_the_talks_by_a_task_can_still_need_the_notes_of_the_care_team(
    at: Place,
) -> None:
    make.with_role(Role.TEAM_LEADER, at.group, who=at.head)

    made = make.emergency(at.head, at.student, at=MONDAY)

    read = StudentGrant.objects.get(user=at.head, permission__codename="read_care_notes")
    assert read.assignment == made.assignment_id


@pytest.mark.parametrize("words", ["", "Danger!", "   nineteen letters!!   "])
def test_a_reason_of_a_word_or_two_is_refused(at: Place, words: str) -> None:
    with pytest.raises(ShortReasonError):
        services.break_glass(
            actor=at.head,
            student=at.student,
            kind=EmergencyReason.SAFETY,
            reason=words,
            at=MONDAY,
        )


def test_three_times_in_seven_days_is_the_most(at: Place) -> None:
    for hours in (0, 2, 4):
        make.emergency(at.head, at.student, at=MONDAY + timedelta(hours=hours))
    for made in BreakGlass.objects.all():
        services.review_emergency(
            actor=at.officer, emergency=made, verdict=EmergencyVerdict.OK, at=MONDAY + 5 * HOUR
        )

    with pytest.raises(TooOftenError):
        make.emergency(at.head, at.student, at=MONDAY + timedelta(days=7) - SECOND)
    make.emergency(at.head, at.student, at=MONDAY + timedelta(days=7))


def test_whoever_was_not_reviewed_in_time_waits_for_it(at: Place) -> None:
    made = make.emergency(at.head, at.student, at=MONDAY)
    thursday = MONDAY + timedelta(days=3)

    assert made.review_due == thursday.date()
    make.emergency(at.head, at.student, at=thursday)
    with pytest.raises(UnreviewedError):
        make.emergency(at.head, at.student, at=thursday + timedelta(days=1))
    services.review_emergency(
        actor=at.officer, emergency=made, verdict=EmergencyVerdict.OK, at=thursday
    )
    make.emergency(at.head, at.student, at=thursday + timedelta(days=1))


@pytest.mark.parametrize(
    ("opened_on", "due_on"),
    [
        (date(2027, 3, 1), date(2027, 3, 4)),  # Monday: Thursday
        (date(2027, 3, 3), date(2027, 3, 8)),  # Wednesday: Monday
        (date(2027, 3, 5), date(2027, 3, 10)),  # Friday: Wednesday
        (date(2027, 3, 6), date(2027, 3, 10)),  # Saturday
        (date(2027, 3, 7), date(2027, 3, 10)),  # Sunday
    ],
)
def test_a_review_is_due_on_the_third_working_day(opened_on: date, due_on: date) -> None:
    assert review_due(opened_on) == due_on
    assert working_days_after(opened_on, 0) == opened_on


def test_nobody_reviews_oneself_also_where_that_person_is_the_privacy_officer(at: Place) -> None:
    make.with_role(Role.PRIVACY_OFFICER, at.school, who=at.head)
    made = make.emergency(at.head, at.student, at=MONDAY)

    assert made not in BreakGlass.objects.visible_to(at.head)
    assert made in BreakGlass.objects.visible_to(at.officer)
    with pytest.raises(OneselfError):
        services.review_emergency(
            actor=at.head, emergency=made, verdict=EmergencyVerdict.OK, at=MONDAY
        )
    with pytest.raises(OneselfError):
        services.read_emergency(actor=at.head, emergency=made, at=MONDAY)


def test_only_who_reviews_access_at_that_school_reviews_it(at: Place) -> None:
    made = make.emergency(at.head, at.student, at=MONDAY)
    elsewhere = make.with_role(Role.PRIVACY_OFFICER, schools.school())

    for stranger in (elsewhere, make.with_role(Role.DATA_PROTECTION_OFFICER, at.school)):
        assert made not in BreakGlass.objects.visible_to(stranger)
        with pytest.raises(NotYoursToJudgeError):
            services.review_emergency(
                actor=stranger, emergency=made, verdict=EmergencyVerdict.OK, at=MONDAY
            )


@pytest.mark.parametrize("authority", [Authority.JOINT, Authority.NONE])
def test_nobody_reviews_or_is_told_of_emergency_access_to_the_own_child(
    at: Place, authority: Authority
) -> None:
    care = make.with_role(Role.CARE_COORDINATOR, at.school)
    other = make.with_role(Role.PRIVACY_OFFICER, at.school)
    made = make.emergency(at.head, at.student, at=MONDAY)
    assert made in BreakGlass.objects.visible_to(at.officer)

    for parent in (at.officer, care):
        students.guardianship(at.student, user=parent, authority=authority)

    assert made not in BreakGlass.objects.visible_to(at.officer)
    assert made in BreakGlass.objects.visible_to(other)
    with pytest.raises(OwnChildError):
        services.read_emergency(actor=at.officer, emergency=made, at=MONDAY)
    with pytest.raises(OwnChildError):
        services.review_emergency(
            actor=at.officer, emergency=made, verdict=EmergencyVerdict.OK, at=MONDAY
        )
    become("portal_worker")
    alerts.alert(made.pk, at=MONDAY)
    assert {letter.to[0] for letter in mail.outbox} == {other.email}


def test_a_verdict_is_given_once_and_a_bad_one_says_why(at: Place) -> None:
    made = make.emergency(at.head, at.student, at=MONDAY)

    with pytest.raises(NoNoteError):
        services.review_emergency(
            actor=at.officer, emergency=made, verdict=EmergencyVerdict.NOT_OK, at=MONDAY
        )
    services.review_emergency(
        actor=at.officer,
        emergency=made,
        verdict=EmergencyVerdict.NOT_OK,
        note="No danger.",
        at=MONDAY,
    )
    with pytest.raises(AlreadyReviewedError):
        services.review_emergency(
            actor=at.officer, emergency=made, verdict=EmergencyVerdict.OK, at=MONDAY
        )

    made.refresh_from_db()
    assert (made.verdict, made.reviewed_by) == (EmergencyVerdict.NOT_OK, at.officer)
    event = Event.objects.get(name="access.emergency_reviewed")
    assert event.facts == {"assignment": made.assignment_id, "verdict": "not_ok"}


BROKEN: list[Callable[[BreakGlass, Place], dict[str, object]]] = [
    lambda made, _: {"reviewed_by": made.user, "reviewed_at": MONDAY, "verdict": "ok"},
    lambda _, at: {"reviewed_by": at.officer, "reviewed_at": MONDAY},
    lambda _, at: {"reviewed_by": at.officer, "verdict": "ok"},
    lambda _, at: {"reviewed_by": at.officer, "reviewed_at": MONDAY, "verdict": "not_ok"},
    lambda *_: {"verdict": "ok"},
    lambda *_: {"note": "Something"},
]


@pytest.mark.parametrize("broken", BROKEN)
def test_postgresql_refuses_half_a_verdict_and_one_about_oneself(
    at: Place, broken: Callable[[BreakGlass, Place], dict[str, object]]
) -> None:
    made = make.emergency(at.head, at.student, at=MONDAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=made.pk).update(**broken(made, at))


@pytest.mark.parametrize("field", ["reason", "kind", "user_id", "opened_at"])
def test_what_somebody_gave_as_reason_cannot_be_rewritten(at: Place, field: str) -> None:
    made = make.emergency(at.head, at.student, at=MONDAY)

    row = BreakGlass.objects.filter(pk=made.pk)
    for role in ("portal_web", "portal_worker"):
        with pytest.raises(ProgrammingError, match="permission denied"), as_role(role):
            row.update(**{field: getattr(made, field)})
        with pytest.raises(ProgrammingError, match="permission denied"), as_role(role):
            row._raw_delete("default")


def bare_task(at: Place) -> Assignment:
    """Make the task of an emergency as no service does: without its reason."""
    return Assignment.objects.create(
        user=at.head,
        role=Role.EMERGENCY,
        student=at.student,
        valid=(MONDAY, MONDAY + HOUR),
        source=Source.BREAK_GLASS,
        created_by=at.head,
        created_at=MONDAY,
    )


def test_postgresql_lets_no_emergency_in_without_a_reason(at: Place) -> None:
    with pytest.raises(IntegrityError, match="without a reason"):
        end_with(lambda: bare_task(at))


def test_postgresql_holds_the_reason_to_the_person_of_the_task(at: Place) -> None:
    def by_another() -> None:
        BreakGlass.objects.create(
            assignment=bare_task(at),
            user=at.officer,
            kind=EmergencyReason.SAFETY,
            reason=make.WHY,
            opened_at=MONDAY,
        )

    with pytest.raises(IntegrityError, match="same_user"):
        end_with(by_another)


def end_with(act: Callable[[], object]) -> None:
    """Do something, and ask PostgreSQL what it asks at the end of a transaction."""
    with transaction.atomic():
        act()
        connection.check_constraints()


def test_who_must_know_is_told_without_a_name_and_only_reviewers_get_the_link(at: Place) -> None:
    leader = make.with_role(Role.TEAM_LEADER, at.group)
    care = make.with_role(Role.CARE_COORDINATOR, at.school)
    make.with_role(Role.TEAM_LEADER, schools.group(at.school))
    made = make.emergency(at.head, at.student)

    become("portal_worker")
    assert alerts.alert(made.pk, at=timezone.now()) == 3

    told = {letter.to[0]: letter for letter in mail.outbox}
    assert told.keys() == {at.officer.email, leader.email, care.email}
    page = f"http://localhost/toegang/nood/beoordelen/{made.public_id}/"
    for address, letter in told.items():
        assert at.school.name in letter.body
        assert made.reference in letter.subject
        assert (page in letter.body) == (address == at.officer.email)
        for name in (
            at.student.surname,
            at.student.call_name,
            at.head.display_name,
            at.head.email,
            make.WHY,
            str(at.student.public_id),
        ):
            assert name not in f"{letter.subject} {letter.body}"


def test_who_took_it_is_not_told_of_it(at: Place) -> None:
    made = make.emergency(at.head, at.student)
    make.with_role(Role.TEAM_LEADER, at.group, who=at.head)
    make.with_role(Role.PRIVACY_OFFICER, at.school, who=at.head)

    alerts.alert(made.pk, at=timezone.now())

    assert {letter.to[0] for letter in mail.outbox} == {at.officer.email}


def test_a_mailbox_that_refuses_does_not_silence_the_others(at: Place, refusing: set[str]) -> None:
    leader = make.with_role(Role.TEAM_LEADER, at.group)
    second = make.with_role(Role.PRIVACY_OFFICER, at.school)
    refusing.update({at.officer.email, leader.email})
    made = make.emergency(at.head, at.student)

    assert alerts.alert(made.pk, at=timezone.now()) == 1

    assert [letter.to for letter in mail.outbox] == [[second.email]]
    made.refresh_from_db()
    assert made.alerted_at is not None


def test_who_only_has_to_know_is_told_and_a_reviewer_that_was_not_reached_is_tried_again(
    at: Place, refusing: set[str]
) -> None:
    leader = make.with_role(Role.TEAM_LEADER, at.group)
    refusing.add(at.officer.email)
    made = make.emergency(at.head, at.student)

    with pytest.raises(OSError, match="No e-mail went"):
        alerts.alert(made.pk, at=timezone.now())
    assert [letter.to for letter in mail.outbox] == [[leader.email]]
    refusing.clear()

    assert alerts.alert(made.pk, at=timezone.now()) == 2
    assert at.officer.email in {letter.to[0] for letter in mail.outbox}
    assert alerts.alert(made.pk, at=timezone.now()) == 0


def test_ringing_twice_writes_once(
    at: Place, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made = make.emergency(at.head, at.student)

    for _ in range(2):
        tasks.alert_emergency(emergency_id=made.pk)
    with django_capture_on_commit_callbacks() as rings:
        tasks.sweep()

    (letter,) = mail.outbox
    assert str(made.public_id) in letter.extra_headers["Message-ID"]
    assert rings == []


def test_where_nobody_can_be_told_the_sweep_tries_again(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    lonely = schools.group(schools.school())
    head = make.with_role(Role.PRINCIPAL, lonely.school)
    made = make.emergency(head, students.student(group=lonely))

    assert alerts.alert(made.pk, at=timezone.now()) == 0
    with django_capture_on_commit_callbacks() as rings:
        tasks.sweep()
    assert len(rings) == 1
    make.with_role(Role.PRIVACY_OFFICER, lonely.school)
    assert alerts.alert(made.pk, at=timezone.now()) == 1


@pytest.mark.django_db(transaction=True)
def test_celery_carries_the_ring_and_the_sweep_finds_one_that_was_lost() -> None:
    group = schools.group(schools.school())
    head = make.with_role(Role.PRINCIPAL, group.school)
    officer = make.with_role(Role.PRIVACY_OFFICER, group.school)
    first = make.emergency(head, students.student(group=group))  # rings on commit
    lost = make.emergency(head, students.student(group=group))
    app.control.purge()  # and with it both rings

    with start_worker(app, pool="solo", perform_ping_check=False):
        rung = make.emergency(head, students.student(group=group))
        wait_for(rung)
        assert BreakGlass.objects.unalerted().count() == 2
        app.send_task("access.sweep")
        wait_for(first, lost)

    assert [letter.to for letter in mail.outbox] == [[officer.email]] * 3


def wait_for(*emergencies: BreakGlass) -> None:
    """Wait until the worker has written about each of these, at most ten seconds."""
    ends = timezone.now() + timedelta(seconds=10)
    keys = [one.pk for one in emergencies]
    while BreakGlass.objects.unalerted().filter(pk__in=keys).exists():
        assert timezone.now() < ends, "the worker did not come"
