"""A school asks: who gets a message and who does not, how often, and that it changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents import services, tasks
from consents.campaigns import mail
from consents.choices import CampaignKind, CampaignScope, MessageState, MessageWay
from consents.errors import (
    CampaignRunsError,
    NothingAskedError,
    NotTheWriterError,
)
from consents.models import CampaignMessage, Confirmation
from consents.tests import make, people
from consents.tests.people import Family
from kernel.database import acting_as, acting_for_school, as_role
from kernel.letters import DOMAIN
from kernel.tests.roles import seeing_all
from schools.tests import make as schools
from schools.tests.make import NOW
from students.choices import Authority, Restriction
from students.models import Enrolment, Guardian
from students.tests import make as students

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from accounts.models import User
    from consents.models import Campaign
    from students.models import Student

pytestmark = pytest.mark.django_db
LONG_AGO = make.LONG_AGO


def after(days: int) -> datetime:
    return NOW + timedelta(days=days)


def answers_all(user: User, student: Student, says: str = "no", *, at: datetime = NOW) -> None:
    for code in make.codes(student.school):
        make.choose(user, student, says, code=code, at=at)


def written_to(campaign: Campaign, *, at: datetime = NOW) -> set[User | None]:
    """Let the worker do its work; return to whom it wrote a message at that moment."""
    make.runs(campaign, at=at)
    return {
        person.user
        for message in make.messages(campaign, made_at=at)
        for person in [message.guardian or message.student]
        if person is not None
    }


@pytest.mark.asking(16)
@pytest.mark.scenario("T16")
@pytest.mark.law("AVG 5(2)")
def test_t16_the_yearly_check_changes_no_decision_and_a_guardian_of_three_gets_one_message(
    mailoutbox: list[EmailMessage],
) -> None:
    home = Family()
    children = [home.child, home.one_more("Yusuf"), home.one_more("Bo")]
    for child in children:
        make.choose(home.parent, child, "yes", at=LONG_AGO)
    counted = [make.counts(child) for child in children]
    check = make.campaign(home.school, CampaignKind.CHECK)

    sent = [make.runs(check, at=after(day)) for day in (0, 1, 6, 7, 8, 20, 21, 22, 60, 200)]

    assert sent == [2, 0, 0, 2, 0, 0, 2, 0, 0, 0], "both parents, three times, and then no more"
    assert Counter(mail.to[0] for mail in mailoutbox) == {
        home.parent.email: 3,
        home.other.email: 3,
    }
    log = {(m.guardian.user, m.round) for m in make.messages(check) if m.guardian}
    assert log == {(user, n) for user in (home.parent, home.other) for n in (1, 2, 3)}
    assert [make.outcomes(child) for child in children] == 3 * [["granted"]]
    assert [make.counts(child, at=after(200)) for child in children] == counted


@pytest.mark.scenario("T16")
def test_who_says_it_is_right_or_chooses_anew_is_not_reminded() -> None:
    home = Family()
    more = home.one_more("Yusuf")
    make.choose(home.parent, home.child, "yes", at=LONG_AGO)
    check = make.campaign(home.school, CampaignKind.CHECK)
    assert written_to(check) == {home.parent, home.other}

    assert make.confirms(home.parent, at=after(1)) == 2, "for each child"
    assert make.confirms(home.parent, at=after(2)) == 0, "twice is once"
    make.choose(home.other, home.child, "no", at=after(3))

    assert written_to(check, at=after(7)) == set()
    assert make.outcomes(home.child) == ["granted", "refused"]
    assert make.outcomes(more) == []
    with seeing_all():
        said = set(Confirmation.objects.values_list("student", "guardian__user"))
    assert said == {(home.child.pk, home.parent.pk), (more.pk, home.parent.pk)}
    events = Event.objects.filter(name="consents.choices_confirmed")
    assert events.count() == 2


@pytest.mark.parametrize("refuses", ["parent", "other"])
def test_a_mailbox_that_refuses_holds_up_nobody_and_gets_it_later(
    mailoutbox: list[EmailMessage], refusing: set[str], refuses: str
) -> None:
    home = Family()
    make.asking(home.school)
    asks = make.campaign(home.school)
    email = getattr(home, refuses).email
    refusing.add(email)

    with make.as_worker():
        services.plan_messages(campaign=asks, at=NOW)
        with pytest.raises(OSError, match="refuses"):
            mail.send_waiting(asks, at=NOW)
    assert {one.to[0] for one in mailoutbox} == {home.parent.email, home.other.email} - {email}
    refusing.clear()

    assert make.runs(asks) == 1
    assert mailoutbox[-1].to == [email]


def test_an_answer_about_something_else_is_none_to_whether_the_choices_are_right() -> None:
    home = Family()
    make.asks_for_care(home.school)
    make.asks_for_class_list(home.school)
    carer = people.care_coordinator(home)
    check = make.campaign(home.school, CampaignKind.CHECK)
    asked = make.inquires(carer, home.child, at=after(1))

    make.answers(home.parent, asked, "yes", at=after(1))
    make.choose(home.other, home.child, "yes", code=make.CLASS_LIST, at=after(1))

    assert written_to(check, at=after(7)) == {home.parent, home.other}
    keys = [home.child.pk]
    with make.as_worker(), acting_for_school(home.school.pk), connection.cursor() as cursor:
        cursor.execute("SELECT purpose FROM consents_choices_for_portal(%s, now())", [keys])
        known = [purpose for (purpose,) in cursor.fetchall()]
    assert known == [make.purpose(home.school, make.CLASS_LIST).pk]


def test_the_email_says_that_the_school_asks_and_nothing_else(
    mailoutbox: list[EmailMessage],
) -> None:
    home = Family()
    home.school.phone = "0492 000 000"
    make.asking(home.school)
    asks = make.campaign(home.school)

    make.runs(asks)

    assert len(mailoutbox) == 2
    one = mailoutbox[0]
    (message,) = [m for m in make.messages(asks) if m.guardian and m.guardian.email == one.to[0]]
    assert one.extra_headers["Message-ID"] == f"<campaign.{message.public_id}@{DOMAIN}>"
    told = f"{one.subject} {one.body}"
    assert home.school.name in told
    assert "0492 000 000" in told
    assert "/toestemming" not in told
    assert len(str(one.body).split()) <= 90
    secret = {"Amira", home.child.surname, home.group.name, "oto", "ideo", make.WEBSITE}
    assert not [word for word in secret if word in told]


def test_only_who_did_not_answer_is_asked_and_new_words_ask_again() -> None:
    home = Family()
    child, student = people.student_of_seventeen(home)
    answers_all(home.parent, home.child, "no")
    asks = make.campaign(home.school)

    assert written_to(asks) == {home.other, student}, "the parent answered, and not for Sem"

    answers_all(home.other, home.child, "yes", at=after(1))
    answers_all(student, child, "no", at=after(1))
    make.new_words(make.purpose(home.child), at=after(2))

    assert written_to(asks, at=after(8)) == {home.other}, "whose yes was to other words"


def test_who_has_no_say_gets_nothing() -> None:
    home = Family()
    for user in (home.parent, home.other):
        answers_all(user, home.child)
    for authority, restriction in (
        (Authority.NONE, Restriction.NONE),
        (Authority.UNKNOWN, Restriction.NONE),
        (Authority.JOINT, Restriction.NO_CONTACT),
        (Authority.JOINT, Restriction.NO_INFORMATION),
        (Authority.REPRESENTATIVE, Restriction.NONE),
    ):
        students.guardianship(
            home.child, user=schools.user(), authority=authority, restriction=restriction
        )
    students.guardianship(home.child, user=schools.user(), period=(None, NOW.date()))
    people.student_of_twelve(home)
    students.student(home.school, left_on=NOW.date() - timedelta(days=30))
    access.parent(students.student(make.school()))  # of another school
    institution = schools.user("institution")
    students.guardianship(home.child, user=institution, authority=Authority.INSTITUTION)

    assert written_to(make.campaign(home.school)) == {institution}
    check = make.campaign(home.school, CampaignKind.CHECK, at=after(8))
    assert written_to(check, at=after(8)) == {home.parent, home.other, institution}


def test_a_group_a_newcomer_and_who_comes_later() -> None:
    home = Family()
    elsewhere = students.student(group=schools.group(home.school))
    next_door = access.parent(elsewhere)
    of_group = make.campaign(home.school, group=home.group)
    of_newcomers = make.campaign(home.school, scope=CampaignScope.NEWCOMERS)

    assert written_to(of_group) == {home.parent, home.other}
    assert written_to(of_newcomers) == set()

    new = students.student(home.school, enrolled_on=after(10).date())
    newcomer = access.parent(new)
    assert written_to(of_newcomers, at=after(9)) == set()
    assert written_to(of_newcomers, at=after(10)) == {newcomer}
    assert written_to(of_group, at=after(10)) == {home.parent, home.other}
    assert next_door not in {m.guardian.user for m in make.messages(of_group) if m.guardian}


def test_campaigns_leave_each_other_a_week_and_one_runs_at_a_time() -> None:
    home = Family()
    officer = access.with_role(Role.PRIVACY_OFFICER, home.school)
    asks = make.campaign(home.school, by=officer)
    check = make.campaign(home.school, CampaignKind.CHECK, by=officer)

    assert written_to(asks) == {home.parent, home.other}
    assert written_to(check) == set()
    with pytest.raises(CampaignRunsError):
        make.campaign(home.school, by=officer, at=after(1))
    with acting_as(officer.pk):
        services.stop_campaign(actor=officer, campaign=asks, at=after(2))
        services.stop_campaign(actor=officer, campaign=asks, at=after(3))
    assert written_to(asks, at=after(7)) == set(), "it was stopped"
    assert written_to(check, at=after(7)) == {home.parent, home.other}
    again = make.campaign(home.school, by=officer, at=after(9))
    assert again.pk != asks.pk
    assert Event.objects.filter(name="consents.campaign_stopped").count() == 1


def test_who_writes_the_questions_begins_and_nobody_else() -> None:
    home = Family()
    for role in (Role.ADMINISTRATION, Role.PRINCIPAL, Role.DATA_PROTECTION_OFFICER, Role.MENTOR):
        somebody = access.with_role(role, home.group if role == Role.MENTOR else home.school)
        with pytest.raises(NotTheWriterError):
            make.campaign(home.school, by=somebody)
    asks = make.campaign(home.school)
    clerk = people.administration(home)
    with acting_as(clerk.pk), pytest.raises(NotTheWriterError):
        services.stop_campaign(actor=clerk, campaign=asks, at=NOW)
    silent = schools.school()
    with pytest.raises(NothingAskedError):
        make.campaign(silent)


def test_who_has_no_account_waits_for_a_letter_until_there_is_one_or_an_answer() -> None:
    home = Family()
    without = students.guardianship(home.child).guardian
    gone = students.guardianship(home.child).guardian
    asks = make.campaign(home.school)

    assert make.runs(asks) == 2
    waiting = make.messages(asks, state=MessageState.WAITING)
    assert {(m.guardian_id, m.way) for m in waiting} == {
        (without.pk, MessageWay.LETTER),
        (gone.pk, MessageWay.LETTER),
    }
    user = schools.user("later")
    Guardian.objects.filter(pk=without.pk).update(user=user)
    with as_role("portal_worker"), acting_for_school(home.school.pk):
        gone.guardianships.update(authority=Authority.NONE)

    assert make.runs(asks, at=after(1)) == 1
    assert [m.state for m in make.messages(asks, guardian=without.pk)] == [MessageState.SENT]
    assert [m.state for m in make.messages(asks, guardian=gone.pk)] == [MessageState.NOT_NEEDED]


def test_what_was_written_down_is_sent_after_a_crash_and_once(
    mailoutbox: list[EmailMessage],
) -> None:
    home = Family()
    asks = make.campaign(home.school)

    with make.as_worker():
        services.plan_messages(campaign=asks, at=NOW)  # killed here: nothing went
        assert services.plan_messages(campaign=asks, at=after(0)) == 0
    assert mailoutbox == []
    assert make.runs(asks, at=after(3)) == 2
    assert make.runs(asks, at=after(3)) == 0
    assert len(mailoutbox) == 2
    home.parent.is_active = False
    home.parent.save(update_fields=["is_active"])
    assert make.runs(asks, at=after(10)) == 1, "who cannot sign in gets no e-mail"


def test_the_database_holds_three_messages_and_the_log() -> None:
    home = Family()
    asks = make.campaign(home.school)
    make.runs(asks)
    (first, _second) = make.messages(asks)
    facts = {
        "campaign": asks,
        "school": home.school,
        "guardian": first.guardian,
        "way": MessageWay.EMAIL,
        "made_at": NOW,
    }

    for number in (0, 1, 4):
        with (
            pytest.raises(DatabaseError),
            make.as_worker(),
            acting_for_school(home.school.pk),
        ):
            CampaignMessage.objects.create(**facts, round=number)
    with make.as_worker(), acting_for_school(home.school.pk):
        changed = CampaignMessage.objects.filter(pk=first.pk).update(state="waiting", done_at=None)
        assert changed == 0, "what was sent never changes"
    with pytest.raises(DatabaseError), make.as_worker():
        CampaignMessage.objects.all().delete()


def test_the_tasks_do_it_by_day_for_what_runs(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    mailoutbox: list[EmailMessage],
) -> None:
    home = Family()
    now = timezone.now()
    asks = make.campaign(home.school, at=now)
    over = make.campaign(make.school(), at=LONG_AGO)

    with django_capture_on_commit_callbacks() as night, make.as_worker():
        tasks.ring_campaigns(at=now.replace(hour=1))
    with django_capture_on_commit_callbacks() as day, make.as_worker():
        tasks.ring_campaigns(at=now.replace(hour=12) + timedelta(days=1))
    with make.as_worker():
        tasks.run_campaign(campaign_id=asks.pk)
        tasks.run_campaign(campaign_id=asks.pk)
        tasks.run_campaign(campaign_id=over.pk)

    assert night == []
    assert [callback.args[1] for callback in day] == [{"campaign_id": asks.pk}]  # type: ignore[attr-defined]
    assert len(mailoutbox) == 2


def test_it_ends_with_the_school_year() -> None:
    home = Family()
    asks = make.campaign(home.school)

    assert asks.runs(NOW)
    assert written_to(asks, at=NOW.replace(year=2027, month=8, day=2)) == set()
    assert Enrolment.objects.filter(student=home.child).exists()
