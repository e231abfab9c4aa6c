"""Turning sixteen, day by day: who is told, once, and who is invited, whatever goes wrong."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access import letters, services, tasks
from access.choices import Role
from access.models import Invitation, TurningMessage
from access.tests import make
from access.tests.turning import Home, born, invitations, plans, runs, states, student
from access.turning import mail as turning
from access.turning.rules import is_around, is_near, is_same, sixteen_on
from audit.models import Event
from kernel.database import acting_as, acting_for_school
from kernel.letters import DOMAIN
from kernel.tests.roles import as_role, seeing_all, unwalled
from schools.tests import make as schools
from students.choices import Authority, Restriction
from students.models import Enrolment, Guardian, Guardianship
from students.tests import make as students

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

pytestmark = pytest.mark.django_db
STUDENT = "sixteen@school.example"
AROUND = (-32, -31, -30, -29, -15, -1)


def represents(home: Home, *, since: date | None = None) -> None:
    """Let a court appoint somebody who decides for the child from sixteen."""
    students.guardianship(
        home.child,
        user=schools.user("curator"),
        authority=Authority.REPRESENTATIVE,
        period=(since, None),
    )


@pytest.mark.scenario("T09")
@pytest.mark.law("UAVG 5(1)")
def test_t09_the_month_before_and_after_day_by_day() -> None:
    home = Home()

    sent = {day: went for day in range(-32, 45) if (went := home.runs(day))}

    assert sent == {-30: sorted([*home.addresses, STUDENT]), 0: [STUDENT]}
    before, on_the_day = invitations(home.child)
    assert before.withdrawn_at is not None, "the code of the day is another one"
    assert on_the_day.made_by is None
    assert (on_the_day.period.upper - on_the_day.period.lower).days == 30


@pytest.mark.scenario("T09")
def test_t09_a_student_with_an_account_is_told_on_the_day_and_not_before() -> None:
    home = Home()
    user = make.student_who_signs_in(home.child)
    user.language = "en"
    user.save(update_fields=["language"])

    sent = {day: went for day in (*AROUND, 0, 1, 30, 31) if (went := home.runs(day))}

    assert sent == {-30: home.addresses, 0: [user.email]}
    assert invitations(home.child) == []
    told = str(mail.outbox[-1].body)
    assert told.startswith("From now on you choose yourself in the privacy portal of ")
    assert home.child.call_name not in told + str(mail.outbox[-1].subject)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((-31, -12, -11, 3, 4), {-12: 3, 3: 1}),
        ((-31, 3, 4, 20), {3: 3}),
        ((30, 31), {30: 3}),
        ((31, 32), {}),
    ],
)
def test_a_week_or_a_month_without_it_loses_nothing(
    days: tuple[int, ...], expected: dict[int, int]
) -> None:
    home = Home()

    assert {day: len(went) for day in days if (went := home.runs(day))} == expected


def test_who_comes_in_between_the_two_is_told_that_the_own_choices_begin() -> None:
    home = Home(days=0)
    home.runs(-3)
    own = make.student_who_signs_in(home.child)

    assert home.runs(0) == [own.email]
    assert home.runs(1) == []
    assert [one.withdrawn_at is None for one in invitations(home.child)] == [False]


@pytest.mark.law("AVG 12(1)")
def test_the_email_to_a_parent_says_nothing_of_a_child_and_comes_in_the_own_language() -> None:
    home = Home()
    home.school.phone = "0492 000 000"
    with as_role("portal_worker"):
        home.school.save()
    home.parents[1].language = "en"
    home.parents[1].save(update_fields=["language"])

    home.runs(-30)

    by_address = {one.to[0]: one for one in mail.outbox}
    one = by_address[home.parents[1].email]
    told = f"{one.subject} {one.body}"
    assert "who chooses there" in told
    assert home.school.name in told
    assert settings.PORTAL_URL in told
    assert "0492 000 000" in told
    assert "/toestemming" not in told
    assert len(told.split()) <= 70
    names = {home.child.call_name, home.child.surname, home.group.name, "ixteen", "hoto"}
    assert not [word for word in names if word in told]
    assert "Or type this address yourself." in told
    assert "Or type" not in str(by_address[home.parents[0].email].body), "in Dutch"
    with seeing_all():
        message = TurningMessage.objects.get(guardian__user=home.parents[1])
    assert one.extra_headers["Message-ID"] == f"<turning.{message.public_id}@{DOMAIN}>"


def test_the_number_to_call_keeps_its_order_between_words_that_run_leftward() -> None:
    home = Home()
    home.school.phone = "0492 000 000"
    with as_role("portal_worker"):
        home.school.save()
    home.parents[1].language = "ar"
    home.parents[1].save(update_fields=["language"])

    home.runs(-30)

    by_address = {one.to[0]: str(one.body) for one in mail.outbox}
    assert "\u20660492 000 000\u2069" in by_address[home.parents[1].email]
    assert "\u2066" not in by_address[home.parents[0].email]


def test_what_went_is_on_record_without_a_name() -> None:
    home = Home()

    home.runs(-30)
    home.runs(0)

    events = Event.objects.filter(name__in=["access.turning_told", "access.student_invited"])
    assert Counter((one.name, one.facts["stage"], one.facts.get("to")) for one in events) == {
        ("access.turning_told", "before", "guardian"): 2,
        ("access.student_invited", "before", None): 1,
        ("access.student_invited", "day", None): 1,
    }
    assert {one.subject for one in events} == {home.child.audit_ref}
    assert {one.school for one in events} == {home.school.public_id}
    assert {one.actor for one in events} == {None}
    said = str([one.facts for one in events])
    assert home.child.surname not in said
    assert STUDENT not in said


@pytest.mark.parametrize(
    ("facts", "is_told"),
    [
        ({"authority": Authority.SOLE}, True),
        ({"authority": Authority.GUARDIAN}, True),
        ({"authority": Authority.INSTITUTION}, True),
        ({"authority": Authority.NONE}, False),
        ({"authority": Authority.UNKNOWN}, False),
        ({"authority": Authority.PARTIAL}, False),
        ({"restriction": Restriction.NO_INFORMATION}, False),
        ({"restriction": Restriction.NO_CONTACT}, False),
        ({"period": (None, date(2021, 1, 1))}, False),
        ({"period": (timezone.localdate() + timedelta(days=60), None)}, False),
    ],
)
def test_only_who_decides_today_is_told(facts: dict[str, Any], is_told: bool) -> None:  # noqa: FBT001
    home = Home()
    somebody = schools.user("other")
    students.guardianship(home.child, user=somebody, **facts)

    assert (somebody.email in home.runs(-30)) is is_told


def test_who_has_no_account_or_cannot_sign_in_is_told_once_that_changes() -> None:
    home = Home()
    home.parents[0].is_active = False
    home.parents[0].save(update_fields=["is_active"])
    late = students.guardianship(home.child).guardian
    assert home.runs(-30) == sorted([home.parents[1].email, STUDENT])
    assert len(states(home.child)) == 2, "nothing waits for who cannot read it"

    late.user = schools.user("late")
    late.save(update_fields=["user"])
    home.parents[0].is_active = True
    home.parents[0].save(update_fields=["is_active"])

    assert home.runs(-29) == sorted([late.user.email, home.parents[0].email])
    assert home.runs(-28) == []


@pytest.mark.scenario("T10")
@pytest.mark.law("UAVG 5(2)")
@pytest.mark.parametrize("starts_in", [-300, 20])
def test_t10_an_order_also_ends_a_letter_of_the_school_that_works(starts_in: int) -> None:
    home, free = Home(days=20), Home(days=20)
    starts = timezone.localdate() + timedelta(days=starts_in)
    for one in (home, free):
        one.child.enrolments.update(period=(starts, None))
        make.letter(make.with_role(Role.ADMINISTRATION, one.school), of=one.child)
    represents(home, since=home.turns_on)
    now = timezone.now()

    for one in (home, free):
        plans(one.school, at=now)
        plans(one.school, at=now)

    (ended,), (kept,) = invitations(home.child), invitations(free.child)
    assert (ended.withdrawn_at, kept.withdrawn_at) == (now, None)
    (event,) = Event.objects.filter(name="access.invitation_withdrawn")
    assert (event.actor, event.facts) == (None, {"invitation": ended.pk})


def test_what_the_clerk_took_back_the_portal_does_not_send_again() -> None:
    home, other = Home(), Home()
    for one in (home, other):
        one.runs(-30)
    clerk = make.with_role(Role.ADMINISTRATION, home.school)
    make.withdraws(clerk, invitations(home.child)[0])

    assert [(home.runs(day), other.runs(day)) for day in (-29, 0)] == [([], []), ([], [STUDENT])]
    (ended,) = invitations(home.child)
    assert ended.withdrawn_by == clerk
    assert [one.withdrawn_by for one in invitations(other.child)] == [None, None], "its successor"


def test_what_the_clerk_took_back_before_the_notice_is_of_no_account() -> None:
    home = Home()
    clerk = make.with_role(Role.ADMINISTRATION, home.school)
    with unwalled("invitations"):
        early = home.at(-31)
        Invitation.objects.create(
            school=home.school,
            student=home.child,
            way="letter",
            made_by=clerk,
            made_at=early,
            period=(early, home.at(0)),
            withdrawn_at=early,
            withdrawn_by=clerk,
        )

    assert STUDENT in home.runs(-30)


def test_parents_of_twins_get_one_email() -> None:
    home = Home()
    twin = student(home.group, home.turns_on)
    for parent in home.parents:
        make.parent(twin, who=parent)

    assert home.runs(-30) == sorted([*home.addresses, STUDENT])

    assert states(twin) == [("before", "sent", True)] * 2
    assert Event.objects.filter(name="access.turning_told").count() == 4


@pytest.mark.scenario("T10")
@pytest.mark.law("UAVG 5(2)")
def test_t10_for_whom_a_court_lets_somebody_decide_the_day_brings_nothing() -> None:
    home = Home()
    represents(home, since=home.turns_on)

    assert [went for day in (*AROUND, 0, 1, 30, 31) if (went := home.runs(day))] == []

    clerk = make.with_role(Role.ADMINISTRATION, home.school)
    with pytest.raises(ValueError, match="not enough values"):
        make.letter(clerk, of=home.child, at=home.at(-29))


@pytest.mark.scenario("T10")
@pytest.mark.law("UAVG 5(2)")
def test_t10_an_order_that_comes_in_the_month_takes_the_invitation_back() -> None:
    home = Home()
    plans(home.school, at=home.at(-30))
    represents(home)

    assert home.runs(-29) == []

    assert states(home.child) == [
        ("before", "not_needed", True),
        ("before", "not_needed", True),
        ("before", "sent", False),
    ]
    (invited,) = invitations(home.child)
    assert invited.withdrawn_at == home.at(-29)
    assert invited.email == ""
    assert Event.objects.filter(name="access.invitation_withdrawn", actor=None).count() == 1


def test_killed_after_writing_down_it_sends_each_once() -> None:
    home = Home()

    assert plans(home.school, at=home.at(-30)) == 3
    assert plans(home.school, at=home.at(-30)) == 0
    assert mail.outbox == []

    assert home.runs(-29) == sorted([*home.addresses, STUDENT])
    assert home.runs(-28) == []


def test_a_mail_server_that_is_down_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home()
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", 9)
    with pytest.raises(OSError):  # noqa: PT011  (refused)
        home.runs(-30)
    assert {state for _, state, to in states(home.child) if to} == {"waiting"}

    monkeypatch.undo()
    assert home.runs(-29) == sorted([*home.addresses, STUDENT])
    assert home.runs(-28) == []


def test_a_mailbox_that_refuses_holds_up_nobody_and_gets_it_later(
    refusing: set[str],
) -> None:
    home = Home()
    refusing.add(home.parents[0].email)

    with pytest.raises(OSError, match="refuses"):
        home.runs(-30)
    assert [one.to[0] for one in mail.outbox] == [home.parents[1].email]
    refusing.clear()

    assert home.runs(-29) == sorted([home.parents[0].email, STUDENT])
    assert home.runs(-28) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_to_each_person_once() -> None:
    home = Home()
    together = threading.Barrier(4)

    def work() -> None:
        try:
            together.wait(timeout=5)
            with as_role("portal_worker"):
                services.plan_turning(school=home.school.pk, at=home.at(-30))
            with as_role("portal_worker"):
                turning.send_waiting(home.school.pk, at=home.at(-30))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    home.runs(-29)

    assert sorted(one.to[0] for one in mail.outbox) == sorted([*home.addresses, STUDENT])
    assert len(invitations(home.child)) == 1


@pytest.mark.parametrize("days", [-12, 1, 29])
def test_a_birthday_that_moves_some_days_writes_to_nobody_again(days: int) -> None:
    home = Home(days=0)
    assert len(home.runs(-25)) == 3

    home.moves(home.turns_on + timedelta(days=days))
    played = sorted({-24, -20, -13, -11, 0, 10, 35, 60, days - 1, days, days + 1})
    sent = Counter(address for day in played for address in home.runs(day))

    assert sent == {STUDENT: 1}, "on the birthday as it is known then"
    (told,) = Event.objects.filter(name="access.student_invited", facts__stage="day")
    assert told.at == home.at(days)


def test_a_birthday_that_moves_a_year_tells_again_in_that_year() -> None:
    home = Home()
    home.runs(-30)
    (invited,) = invitations(home.child)
    home.moves(home.turns_on + timedelta(days=400))

    assert [went for day in range(-29, 360, 30) if (went := home.runs(day))] == []
    assert invitations(home.child)[0].withdrawn_at == home.at(-29)
    assert invited.withdrawn_at is None
    home.child.email = ""  # PostgreSQL lets nobody be invited a year before the day
    home.child.save(update_fields=["email"])
    assert home.runs(370) == home.addresses
    assert home.runs(371) == []


def test_what_waits_for_the_day_waits_on_where_the_day_moves() -> None:
    home = Home(days=0)
    own = make.student_who_signs_in(home.child)
    plans(home.school, at=home.at(0))
    home.moves(home.turns_on + timedelta(days=5))

    assert home.runs(0) == home.addresses
    assert ("day", "not_needed", False) in states(home.child)
    assert home.runs(4) == []
    assert home.runs(5) == [own.email]


def test_a_student_who_leaves_is_invited_no_more_and_nobody_is_told() -> None:
    home = Home()
    plans(home.school, at=home.at(-30))
    left = home.at(-20).date()
    Enrolment.objects.filter(student=home.child).update(period=(date(2025, 8, 1), left))

    assert home.runs(-20) == []
    assert home.runs(0) == []

    (invited,) = invitations(home.child)
    assert invited.withdrawn_at == home.at(-20)
    assert {state for _, state, to in states(home.child) if to} == {"not_needed"}


def test_who_comes_to_the_school_at_sixteen_turns_nothing_there() -> None:
    home = Home(days=-10)
    since = home.turns_on + timedelta(days=5)
    Enrolment.objects.filter(student=home.child).update(period=(since, None))
    newcomer = Home(days=10)
    first = newcomer.at(-5).date()
    Enrolment.objects.filter(student=newcomer.child).update(period=(first, None))

    assert home.runs(10) == []
    assert newcomer.runs(-10) == []
    assert newcomer.runs(-5) == sorted([*newcomer.addresses, STUDENT])


@pytest.mark.parametrize("email", ["", "family@example.org", "FAMILY@example.org"])
def test_who_has_no_own_address_is_for_the_administration(email: str) -> None:
    home = Home()
    home.child.email = email
    home.child.save(update_fields=["email"])
    Guardian.objects.filter(user=home.parents[0]).update(email="Family@example.org")

    assert home.runs(-30) == home.addresses
    assert home.runs(0) == []
    assert invitations(home.child) == []
    home.child.email = STUDENT
    home.child.save(update_fields=["email"])
    assert home.runs(3) == [STUDENT], "there is an address now"


def test_a_letter_of_the_school_stays_good_on_the_day() -> None:
    home = Home(days=29)
    clerk = make.with_role(Role.ADMINISTRATION, home.school)
    make.letter(clerk, of=home.child, at=home.at(-29))

    assert home.runs(-29) == home.addresses
    assert home.runs(0) == []

    (kept,) = invitations(home.child)
    assert kept.withdrawn_at is None


def test_an_email_of_the_school_is_enough_before_the_day_and_renewed_on_it() -> None:
    home = Home(days=29)
    clerk = make.with_role(Role.ADMINISTRATION, home.school)
    made = make.invitation(clerk, of=home.child, by_mail=True, at=home.at(-29))
    with as_role("portal_worker"):
        letters.send_invitation(made.pk, at=home.at(-29))
    assert home.runs(-29) == home.addresses
    assert home.runs(0) == [STUDENT]

    today = Home(days=0)
    assert today.runs(-1) == sorted([*today.addresses, STUDENT])
    clerk = make.with_role(Role.ADMINISTRATION, today.school)
    today.child.email = "other@school.example"
    today.child.save(update_fields=["email"])
    made = make.invitation(clerk, of=today.child, by_mail=True, at=today.at(0))
    with as_role("portal_worker"):
        letters.send_invitation(made.pk, at=today.at(0))
    assert today.runs(0) == [], "the school did it on the day itself"


def test_a_letter_that_was_tried_too_often_gives_way() -> None:
    home = Home(days=29)
    clerk = make.with_role(Role.ADMINISTRATION, home.school)
    make.letter(clerk, of=home.child, at=home.at(-29))
    (written,) = invitations(home.child)
    for _ in range(5):
        assert services.enter(written.public_id, code="AAAAAAAA") is None

    assert home.runs(-29) == sorted([*home.addresses, STUDENT])


def test_what_was_written_down_goes_ninety_days_after_the_birthday() -> None:
    old, recent = Home(days=-91), Home(days=-90)
    for home in (old, recent):
        with as_role("portal_worker"), acting_for_school(home.school.pk):
            TurningMessage.objects.create(
                student=home.child,
                school=home.school,
                stage="before",
                turns_on=home.turns_on,
                made_at=timezone.now(),
            )
        plans(home.school, at=timezone.now())

    assert states(old.child) == []
    assert states(recent.child) == [("before", "not_needed", False)]


def test_by_day_it_rings_for_each_school_and_the_worker_does_all(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    home = Home()
    schools.school()
    night, day = home.at(-30).replace(hour=3), home.at(-30).replace(hour=9)
    with django_capture_on_commit_callbacks() as rings, as_role("portal_worker"):
        tasks.ring_turning(at=night)
    assert rings == []
    with django_capture_on_commit_callbacks() as rings, as_role("portal_worker"):
        tasks.ring_turning(at=day)
    for ring in rings:
        assert isinstance(ring, partial)
    done = {ring.args[0].name: set(ring.args[1]) for ring in rings}  # type: ignore[attr-defined]
    assert done == {"access.turn_sixteen": {"school_id"}}
    assert len(rings) == 2
    with django_capture_on_commit_callbacks() as rings, as_role("portal_worker"):
        tasks.turn_sixteen(school_id=home.school.pk)
    (ring,) = rings
    assert ring.args[0].name == "access.send_invitation"  # type: ignore[attr-defined]
    with as_role("portal_worker"):
        ring.args[0].apply(kwargs=ring.args[1], throw=True)  # type: ignore[attr-defined]
    assert sorted(one.to[0] for one in mail.outbox) == sorted([*home.addresses, STUDENT])


LEAP = date(2008, 2, 29)


def test_29_february() -> None:
    assert sixteen_on(LEAP) == date(2024, 2, 29)
    assert sixteen_on(date(2084, 2, 29)) == date(2100, 2, 28), "no leap year"
    assert not is_near(date(2024, 2, 29), on=date(2024, 1, 29))
    assert is_near(date(2024, 2, 29), on=date(2024, 1, 30))
    assert not is_near(date(2024, 2, 29), on=date(2024, 2, 29))
    assert is_around(date(2024, 2, 29), on=date(2024, 3, 30))
    assert not is_around(date(2024, 2, 29), on=date(2024, 3, 31))
    assert is_same(date(2024, 2, 29), date(2024, 3, 29))
    assert not is_same(date(2024, 2, 29), date(2024, 3, 30))


def test_who_was_born_on_29_february_is_found_on_the_days() -> None:
    group = schools.group(schools.school())
    child = students.student(group=group, born_on=LEAP, enrolled_on=date(2020, 8, 1))
    parent = make.parent(child)
    day = Home().at(0).replace(year=2024, month=1, day=29)

    assert runs(group.school, at=day) == []
    assert runs(group.school, at=day + timedelta(days=1)) == [parent.email]
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_sixteen_on(%s)", [child.pk])
        assert cursor.fetchone() == (date(2024, 2, 29),)


@pytest.mark.parametrize("year", [2007, 2008, 2083, 2084])
def test_postgresql_counts_to_sixteen_as_the_rule_does(year: int) -> None:
    group = schools.group(schools.school())
    for month, day in ((2, 28), (2, 29), (3, 1), (12, 31)):
        if (month, day) == (2, 29) and year % 4:
            continue
        child = students.student(group=group, born_on=date(year, month, day))
        with connection.cursor() as cursor:
            cursor.execute("SELECT access_sixteen_on(%s)", [child.pk])
            assert cursor.fetchone() == (sixteen_on(date(year, month, day)),)


def questions(home: Home, days: int) -> int:
    """Return how many questions it takes to look at a school on that day."""
    with CaptureQueriesContext(connection) as asked:
        plans(home.school, at=home.at(days))
    return len(asked)


@pytest.mark.parametrize("days", [-31, -30, -29])
def test_a_school_with_many_students_takes_as_many_questions_as_a_small_one(days: int) -> None:
    small, large = Home(), Home()
    for home, students_more in ((small, 1), (large, 10)):
        for _ in range(students_more):
            make.parent(student(home.group, home.turns_on))
    for day in range(-31, days):
        questions(small, day)
        questions(large, day)

    assert questions(large, days) == questions(small, days)
    assert len(states(large.child)) == len(states(small.child))


def test_guardianships_of_another_school_are_not_looked_at() -> None:
    home, other = Home(), Home()

    home.runs(-30)

    assert states(other.child) == []
    with acting_as(home.parents[0].pk):
        assert Guardianship.objects.filter(student=other.child).count() == 0
    assert born(home.turns_on) == home.child.birth_date
    with seeing_all():
        assert set(Invitation.objects.values_list("school", flat=True)) == {home.school.pk}
