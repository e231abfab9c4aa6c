"""Sharing with care: asked about one student, answered by who has a say, read by who cares."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from access import grants
from access.choices import Role
from access.log import days, looks
from access.tests import make as access
from accounts.choices import SignIn
from audit.models import Event
from consents import policies, services, tasks
from consents.answers import Door, facts_of
from consents.choices import Capacity, Channel, PurposeKind, Reason
from consents.errors import (
    AgeNotKnownError,
    HadNoSayError,
    InquiryOverError,
    LastDayError,
    NotAskedError,
    NotFreelyError,
    NotTheAskerError,
    NotTheDeciderError,
    SaidBeforeAskedError,
    YesByPhoneError,
)
from consents.events import InquiryRead
from consents.models import Decision, Evidence, Inquiry, KeptAnswer, Objection
from consents.services import Choice, Sharing
from consents.tests import make, paper, people, receipts
from consents.tests.forms import HISTORY, OVERVIEW, queries
from consents.tests.make import ADDRESSEE, CARE, WHAT, WHY
from consents.tests.paper import Call
from consents.tests.people import Family
from kernel.database import acting_as, as_role
from kernel.dates import start_of, years_after
from kernel.tests.roles import seeing_all, unwalled
from schools.tests import make as schools
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail import EmailMessage
    from django.test import Client
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from accounts.models import User
    from students.models import Student

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Family:
    """Return a family with a child of twelve, at a school that can ask."""
    made = Family()
    make.asks_for_care(made.school)
    aged(made.child, 12)
    return made


@pytest.fixture
def carer(home: Family) -> User:
    return people.care_coordinator(home)


def aged(child: Student, years: int, *, days: int = 0) -> None:
    """Let a student have turned so old so many days ago."""
    child.birth_date = years_after(timezone.localdate() - timedelta(days), -years)
    child.save()


def address(of: Inquiry) -> str:
    return reverse("consents:inquiry", args=[of.public_id])


def rows(user: User | None, table: str = "consents_inquiry", role: str = "portal_web") -> int:
    """Return how many rows about such questions PostgreSQL gives, whatever page asks."""
    which = "TRUE" if table == "consents_inquiry" else "inquiry_id IS NOT NULL"
    with as_role(role), acting_as(user.pk if user else None), connection.cursor() as cursor:
        cursor.execute(f"SELECT FROM {table} WHERE {which}")
        return int(cursor.rowcount)


def read(client: Client, user: User, at: str) -> str:
    client.force_login(user)
    found = client.get(at, headers={"accept-language": "en"})
    assert found.status_code == 200
    return found.content.decode()


def on_paper(asked: Inquiry, by: User, says: str = "yes", call: Call | None = None) -> Evidence:
    """Let the care team write down what the child itself said."""
    told = replace(call or Call(), inquiry=asked, at=timezone.now())
    return paper.tells(by, asked.student, None, says, told)


def post(client: Client, user: User, asked: Inquiry, do: str, **sent: str) -> int:
    client.force_login(user)
    return client.post(address(asked), {"words": "1.nl", "do": do, **sent}).status_code


# The whole way


@pytest.mark.scenario("T17")
@pytest.mark.law("AVG 9(2)(a)", "UAVG 22(2)(a)", "UAVG 30(2)(a)", "Jeugdwet 7.3.4", "AVG 7(3)")
def test_a_parent_says_yes_in_the_portal_the_child_on_paper_and_one_no_ends_it(
    client: Client, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    assert make.counts_of(asked, carer).reason == Reason.SILENCE

    assert post(client, home.parent, asked, "yes", freely="on") == 302
    assert make.counts_of(asked, carer).reason == Reason.STUDENT_SILENT
    kept = on_paper(asked, carer)
    assert make.counts_of(asked, carer).granted

    assert (kept.capacity, kept.guardian_id, kept.entered_by) == (Capacity.STUDENT, None, carer)
    assert post(client, home.parent, asked, "no") == 302
    assert make.counts_of(asked, carer).reason == Reason.DISAGREEMENT
    assert make.outcomes(home.child) == ["granted", "granted", "withdrawn"]


def test_without_a_row_the_question_exists_for_nobody(client: Client, home: Family) -> None:
    purpose = make.purpose(home.child, CARE)
    body = read(client, home.parent, OVERVIEW)

    assert "alone" not in body
    assert str(purpose.public_id) not in body
    with acting_as(home.parent.pk), pytest.raises(NotAskedError):
        services.decide(
            actor=home.parent,
            choices=[Choice(home.child, purpose, says_yes=True, wording=make.words(purpose))],
            signed_in=SignIn.PASSWORD,
            at=timezone.now(),
        )


def test_a_family_reads_what_is_asked_among_its_questions_and_in_its_history(
    client: Client, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    for user in (home.parent, home.other):
        body = read(client, user, OVERVIEW)
        assert address(asked) in body
        assert "You did not answer yet." in body
        page = read(client, user, address(asked))
        assert all(word in page for word in (ADDRESSEE, WHAT, WHY))
        assert "checked" not in page.split("<form", 2)[-1].split("</form>")[0]
    make.answers(home.parent, asked, "yes")

    assert ADDRESSEE in read(client, home.parent, HISTORY)
    assert "You said yes." in read(client, home.parent, OVERVIEW)
    (receipt,) = make.receipts()
    shown = read(client, home.parent, reverse("consents:receipt", args=[receipt.public_id]))
    assert ADDRESSEE in shown
    assert "It counts once everybody who decides says yes." in shown
    assert ADDRESSEE not in read(client, home.other, HISTORY)


@pytest.mark.law("AVG 9(2)(a)")
def test_a_yes_is_explicit_and_a_no_asks_for_nothing(
    client: Client, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)

    assert post(client, home.parent, asked, "yes") == 422
    with pytest.raises(NotFreelyError):
        make.answers(home.parent, asked, "yes", freely=False)
    assert make.outcomes(home.child) == []
    assert post(client, home.parent, asked, "no") == 302


def test_an_answer_to_one_question_is_none_to_the_next(home: Family, carer: User) -> None:
    aged(home.child, 10)
    first, second = make.inquires(carer, home.child), make.inquires(carer, home.child)
    make.answers(home.parent, first, "yes")
    make.answers(home.other, second, "no")

    assert make.counts_of(first, carer).granted
    assert make.counts_of(second, carer).reason == Reason.REFUSED


@pytest.mark.law("AVG 7(1)")
def test_the_receipt_says_what_is_shared_with_whom_why_and_until_when(
    home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    made = make.answers(home.parent, asked, "yes")
    assert made is not None
    files = receipts.take(home.parent, made)

    (record,) = json.loads(files.record)["dpv:hasRecordOfActivity"]
    process = record["dpv:hasProcess"]
    assert record["dpv:hasLegalBasis"] == ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"]
    assert process["dpv:hasRecipient"]["dct:description"]["@value"] == ADDRESSEE
    assert process["dpv:hasPersonalData"]["dct:description"]["@value"] == WHAT
    assert process["dpv:hasPurpose"]["dct:description"]["@value"] == WHY
    assert process["dpv:hasProcessing"] == ["dpv:Share"]
    assert asked.last_day.isoformat() in str(process["dpv:hasStorageCondition"])
    (event,) = record["dpv:hasConsentStatus"]
    until = event["dpv:hasDuration"]["rdf:value"]["@value"]
    assert until.endswith(f"Not after {asked.last_day.isoformat()}.")
    assert all(word in files.text for word in (ADDRESSEE, WHAT, WHY))


def test_whoever_decides_gets_an_e_mail_that_says_nothing_of_it(
    home: Family,
    carer: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    without = people.parent_without_authority(home)
    with django_capture_on_commit_callbacks() as calls:
        asked = make.inquires(carer, home.child)
    rung = [call.args[1]["user_id"] for call in calls if "user_id" in call.args[1]]  # type: ignore[attr-defined]  # a partial
    assert sorted(rung) == sorted([home.parent.pk, home.other.pk])
    for user in (home.parent, without, carer):
        tasks.tell_asked(inquiry_id=asked.pk, user_id=user.pk)

    (told,) = mailoutbox
    assert told.to == [home.parent.email]
    text = f"{told.subject} {told.body}"
    secret = (ADDRESSEE, WHAT, WHY, home.child.call_name, "jeugdhulp")
    assert not [word for word in secret if word in text]
    end_it(asked, carer)
    tasks.tell_asked(inquiry_id=asked.pk, user_id=home.other.pk)
    assert len(mailoutbox) == 1


# Who asks, and who reads


ASKS = (Role.CARE_COORDINATOR, Role.CARE_TEAM, Role.PSYCHOLOGIST)
NOT = (
    Role.MENTOR,
    Role.SUBJECT_TEACHER,
    Role.TEAM_LEADER,
    Role.ATTENDANCE_COORDINATOR,
    Role.CAREER_COUNSELLOR,
    Role.ADMINISTRATION,
    Role.ICT,
    Role.PRINCIPAL,
    Role.PRIVACY_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
)
OF_A_GROUP = {Role.MENTOR, Role.SUBJECT_TEACHER, Role.TEAM_LEADER}
OF_A_STUDENT = {Role.CARE_TEAM, Role.PSYCHOLOGIST}


def place(of: Family, role: Role) -> object:
    if role in OF_A_GROUP:
        return of.group
    return of.child if role in OF_A_STUDENT else of.school


@pytest.mark.law("AVG 5(1)(f)", "UAVG 30(2)(a)")
@pytest.mark.parametrize("role", [*ASKS, *NOT])
def test_who_writes_for_the_care_of_a_student_asks_and_reads_and_both_walls_hold_that(
    client: Client, home: Family, carer: User, role: Role
) -> None:
    asked = make.inquires(carer, home.child)
    make.answers(home.parent, asked, "yes")
    on_paper(asked, carer)
    somebody = access.with_role(role, place(home, role))  # type: ignore[arg-type]  # what a role is for
    grants.sync(schools=[home.school.pk], at=schools.NOW)
    client.force_login(somebody)
    may = role in ASKS

    found = client.get(address(asked))
    assert found.status_code == (200 if may else 404)
    assert (ADDRESSEE in found.content.decode()) == may
    to_ask = client.get(reverse("consents:ask", args=[home.child.public_id]))
    assert to_ask.status_code == (200 if may or role == Role.ADMINISTRATION else 404)
    entering = reverse("consents:enter_inquiry", args=[asked.public_id])
    assert client.get(entering).status_code == (200 if may else 404)
    assert (rows(somebody), rows(somebody, "consents_decision")) == ((1, 2) if may else (0, 0))
    assert rows(somebody, "consents_evidence") == may
    with unwalled("consents"):
        assert Inquiry.objects.visible_to(somebody).count() == may
        assert Evidence.objects.visible_to(somebody).count() == may
        assert not Decision.objects.proven_to(somebody).exists()


@pytest.mark.parametrize("role", [*ASKS, *NOT])
def test_who_asks_is_who_writes_for_the_care_of_that_very_student(
    home: Family, role: Role
) -> None:
    somebody = access.with_role(role, place(home, role))  # type: ignore[arg-type]  # what a role is for
    grants.sync(schools=[home.school.pk], at=schools.NOW)
    if role in ASKS:
        make.inquires(somebody, home.child)
    else:
        with pytest.raises(NotTheAskerError):
            make.inquires(somebody, home.child)
    if role in OF_A_STUDENT:
        with pytest.raises(NotTheAskerError):
            make.inquires(somebody, home.one_more())


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.parametrize("kind", PurposeKind)
def test_who_asks_is_named_for_each_kind_and_of_any_other_nobody_does(
    home: Family, carer: User, kind: PurposeKind
) -> None:
    by_school = {PurposeKind.TRANSFER, PurposeKind.ALUMNI}
    clerk = people.administration(home)
    for user, asks in ((carer, {PurposeKind.CARE}), (clerk, by_school)):
        with acting_as(user.pk):
            found = policies.asked_about_by(user, kind).filter(pk=home.child.pk)
            assert found.exists() == (kind in asks)
            tasks = policies.tasks_to_ask(user, home.child, kind, at=timezone.now())
            assert bool(tasks) == (kind in asks)


@pytest.mark.law("AVG 5(1)(f)")
def test_a_question_of_a_kind_that_nobody_named_is_read_by_nobody(
    home: Family, carer: User
) -> None:
    clerk = people.administration(home)
    website = make.purpose(home.child)
    known = "ALTER TABLE consents_inquiry DROP CONSTRAINT consents_inquiry_known_values"
    with unwalled("consents"), connection.cursor() as cursor:
        cursor.execute(known)
        Inquiry.objects.create(
            student=home.child,
            school=home.school,
            purpose=website,
            kind=website.kind,
            addressee=ADDRESSEE,
            what=WHAT,
            why=WHY,
            period=(timezone.localdate(), timezone.localdate() + timedelta(1)),
            asked_at=timezone.now(),
        )
        assert Inquiry.objects.count() == 1
        assert not Inquiry.objects.at_work_of(clerk).exists()
    for user in (clerk, carer):
        assert rows(user) == 0
        with acting_as(user.pk), connection.cursor() as cursor:
            cursor.execute("SELECT consents_inquiries_at_work()")
            assert cursor.fetchone() == ([],)


def test_nobody_asks_or_reads_it_of_the_own_child(
    client: Client, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    without = people.parent_without_authority(home)
    access.with_role(Role.CARE_COORDINATOR, home.school, who=without)
    grants.sync(schools=[home.school.pk], at=schools.NOW)

    client.force_login(without)
    assert client.get(address(asked)).status_code == 404
    assert rows(without) == 0
    with unwalled("consents"):
        assert not Inquiry.objects.visible_to(without).exists()
    with pytest.raises(NotTheAskerError):
        make.inquires(without, home.child)


def test_the_care_coordinator_who_is_a_parent_answers_as_a_parent_only(
    client: Client, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    access.with_role(Role.CARE_COORDINATOR, home.school, who=home.parent)
    grants.sync(schools=[home.school.pk], at=schools.NOW)

    body = read(client, home.parent, address(asked))

    assert 'name="do"' in body
    assert client.post(reverse("consents:end_inquiry", args=[asked.public_id])).status_code == 404


def test_staff_reads_what_counts_and_why_and_never_who(
    client: Client, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    make.answers(home.parent, asked, "yes")
    make.answers(home.other, asked, "no")

    body = read(client, carer, address(asked))

    assert str(Reason.DISAGREEMENT.label) in body
    for user in (home.parent, home.other):
        guardian = user.guardians.get()
        for name in (user.display_name, guardian.full_name, guardian.email):
            assert name
            assert name not in body


def test_who_looked_is_on_record_and_the_parents_read_it(
    client: Client, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    read(client, carer, address(asked))

    (look,) = looks(list(days(home.child)))
    assert (look.who, look.role) == (carer.display_name, str(Role.CARE_COORDINATOR.label))
    assert look.what == str(InquiryRead.what)
    with seeing_all():
        kept = str(list(Event.objects.values_list("facts", flat=True)))
    assert not any(word in kept for word in (ADDRESSEE, WHAT, WHY))


# Whose say it is


@pytest.mark.parametrize("who", [people.parent_without_authority, people.student_of_twelve,
                                 people.former_parent, people.stranger])  # fmt: skip
def test_nobody_else_answers_or_reads_it(
    client: Client, home: Family, carer: User, who: Callable[[Family], User]
) -> None:
    asked = make.inquires(carer, home.child)
    somebody = who(home)
    client.force_login(somebody)

    assert client.get(address(asked)).status_code == 404
    assert client.post(address(asked), {"words": "1.nl", "do": "yes"}).status_code == 404
    assert rows(somebody) == 0
    with unwalled("consents"):
        assert not Inquiry.objects.visible_to(somebody).exists()
    with pytest.raises(NotTheDeciderError):
        make.answers(somebody, asked, "yes")
    assert make.outcomes(home.child) == []


@pytest.mark.law("UAVG 5(1)")
def test_from_sixteen_the_student_alone_reads_and_answers_it(
    client: Client, home: Family, carer: User
) -> None:
    child, own = people.student_of_seventeen(home)
    asked = make.inquires(carer, child)

    client.force_login(home.parent)
    assert client.get(address(asked)).status_code == 404
    assert (rows(home.parent), rows(own)) == (0, 1)
    with unwalled("consents"):
        assert not Inquiry.objects.visible_to(home.parent).exists()
    with pytest.raises(NotTheDeciderError):
        make.answers(home.parent, asked, "yes")
    assert post(client, own, asked, "yes", freely="on") == 302
    assert make.counts_of(asked, carer).granted


@pytest.mark.law("UAVG 5(1)")
def test_at_sixteen_a_parent_keeps_the_receipt_of_the_own_answer_and_changes_nothing(
    client: Client, home: Family, carer: User
) -> None:
    aged(home.child, 16, days=-1)
    asked = make.inquires(carer, home.child)
    make.answers(home.parent, asked, "yes")
    on_paper(asked, carer)
    assert make.counts_of(asked, carer).granted
    tomorrow = start_of(timezone.localdate() + timedelta(1))
    assert make.counts_of(asked, carer, at=tomorrow).reason == Reason.STUDENT_DECIDES
    aged(home.child, 16)

    assert 'name="do"' not in read(client, home.parent, address(asked))
    assert ADDRESSEE in read(client, home.parent, HISTORY)
    with pytest.raises(NotTheDeciderError):
        make.answers(home.parent, asked, "no")


@pytest.mark.law("UAVG 5(1)")
def test_what_the_student_says_at_sixteen_is_told_to_no_parent_who_once_answered(
    client: Client, home: Family, carer: User
) -> None:
    aged(home.child, 16, days=-1)
    asked = make.inquires(carer, home.child)
    made = make.answers(home.parent, asked, "yes")
    assert made
    receipt = reverse("consents:receipt", args=[made.public_id])
    own = [address(asked), receipt]
    assert "It counts once everybody who decides" in read(client, home.parent, receipt)
    assert "It does not count yet." in read(client, home.parent, address(asked))
    aged(home.child, 16)
    silent = [told_in(read(client, home.parent, at)) for at in own]

    on_paper(asked, carer)

    assert make.counts_of(asked, carer).granted
    assert [told_in(read(client, home.parent, at)) for at in own] == silent
    for word in ("it counts", "It counts", "not count", "may share"):
        assert not [at for at in own if word in told_in(read(client, home.parent, at))], word
    assert facts_for(home.parent, asked) == []
    assert len(facts_for(carer, asked)) > 1


def told_in(page: str) -> str:
    """Return what a page says, without what differs at each reading."""
    return " ".join(strip_tags(page.split("<main", 1)[1]).split())


def facts_for(user: User, asked: Inquiry) -> list[object]:
    """Return what PostgreSQL gives a user of what the answer depends on."""
    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM consents_inquiry_facts(%s::bigint[], now())", [[asked.pk]])
        return list(cursor.fetchall())


def test_who_loses_authority_reads_it_no_more(client: Client, home: Family, carer: User) -> None:
    asked = make.inquires(carer, home.child)
    make.answers(home.parent, asked, "yes")
    students.now_said_of(home.parent, home.child, authority=Authority.NONE)
    grants.sync(schools=[home.school.pk], at=timezone.now())

    client.force_login(home.parent)
    assert client.get(address(asked)).status_code == 404
    assert rows(home.parent) == 0


# On paper


@pytest.mark.scenario("T17")
@pytest.mark.law("Jeugdwet 7.3.4", "AVG 9(2)(a)")
def test_a_yes_by_telephone_is_refused_and_a_no_is_not(home: Family, carer: User) -> None:
    asked = make.inquires(carer, home.child)
    call = Call(channel=Channel.PHONE)

    with pytest.raises(YesByPhoneError):
        on_paper(asked, carer, "yes", call)
    assert on_paper(asked, carer, "no", call).channel == Channel.PHONE
    assert make.counts_of(asked, carer).reason == Reason.REFUSED


def test_a_child_below_twelve_does_not_sign_and_a_guardian_does(home: Family, carer: User) -> None:
    aged(home.child, 11)
    asked = make.inquires(carer, home.child)

    with pytest.raises(HadNoSayError):
        on_paper(asked, carer)
    told = Call(inquiry=asked, at=timezone.now())
    paper.tells(carer, home.child, home.parent, "yes", told)
    assert make.counts_of(asked, carer).granted


def test_a_paper_is_not_older_than_the_question(home: Family, carer: User) -> None:
    asked = make.inquires(carer, home.child)

    with pytest.raises(SaidBeforeAskedError):
        on_paper(asked, carer, call=Call(said_on=timezone.localdate() - timedelta(1)))


def test_only_who_asks_writes_it_down(home: Family, carer: User) -> None:
    asked = make.inquires(carer, home.child)
    mentor = access.with_role(Role.MENTOR, home.group)

    for somebody in (people.administration(home), mentor, home.parent):
        with pytest.raises(NotTheAskerError):
            on_paper(asked, somebody)
    assert paper.kept() == []


def test_the_scan_is_for_who_asks_and_for_the_one_whose_it_is(
    client: Client, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    kept = on_paper(asked, carer)
    scan = reverse("consents:scan", args=[kept.public_id])
    for user, status in (
        (carer, 200),
        (people.administration(home), 404),
        (access.with_role(Role.MENTOR, home.group), 404),
        (home.parent, 404),
    ):
        client.force_login(user)
        found = client.get(scan)
        assert found.status_code == status
        if status == 200:
            assert b"".join(found.streaming_content)  # type: ignore[attr-defined]
    (look,) = looks(list(days(home.child)))
    assert look.what == str(InquiryRead.what)


def test_the_care_team_enters_the_paper_of_the_child_on_its_page(
    client: Client, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    page = reverse("consents:enter_inquiry", args=[asked.public_id])
    client.force_login(carer)
    said = {"channel": "desk", "said_on": timezone.localdate().isoformat()}
    form = client.get(page, said).context["form"]
    (look,) = looks(list(days(home.child)))
    assert look.what == str(InquiryRead.what)
    field = f"answer_{asked.purpose.public_id}"
    sent = {
        **said,
        "key": str(form["key"].value()),
        "signer": "student",
        "words": next(iter(form.editions)),
        field: "yes",
        "note": paper.NOTE,
    }

    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent).status_code == 302  # the same form twice is once
    assert make.outcomes(home.child) == ["granted"]
    by_phone = {**sent, "channel": "phone", "key": str(uuid4())}
    assert client.post(page, by_phone).status_code == 422
    assert client.post(page, {**by_phone, "channel": "desk"}).status_code == 302
    assert make.outcomes(home.child) == ["granted", "granted"]


# What is refused, and how it ends


def test_it_is_asked_of_who_is_there_with_a_birth_date_and_for_a_year_at_most(
    home: Family, carer: User
) -> None:
    today = timezone.localdate()
    asks = Sharing(ADDRESSEE, WHAT, WHY, today)
    for last_day in (today - timedelta(1), today + timedelta(366)):
        with pytest.raises(LastDayError):
            make.inquires(carer, home.child, sharing=replace(asks, last_day=last_day))
    make.inquires(carer, home.child, sharing=asks)
    make.inquires(carer, home.child, sharing=replace(asks, last_day=today + timedelta(365)))
    with pytest.raises(NotAskedError):
        make.inquires(carer, home.child, make.WEBSITE)
    home.child.birth_date = None
    home.child.save()
    with pytest.raises(AgeNotKnownError):
        make.inquires(carer, home.child)
    home.child.enrolments.update(period=(schools.TODAY - timedelta(200), today))
    with pytest.raises(NotAskedError):
        make.inquires(carer, home.child)


def end_it(of: Inquiry, carer: User) -> None:
    make.ends(carer, of)
    make.ends(carer, of)


def stop_asking(of: Inquiry, carer: User) -> None:
    del carer
    officer = access.with_role(Role.PRIVACY_OFFICER, of.school)
    with acting_as(officer.pk):
        services.end_purpose(actor=officer, purpose=of.purpose, at=timezone.now())


@pytest.mark.law("AVG 5(1)(e)")
@pytest.mark.parametrize("ends", [end_it, stop_asking])
def test_what_is_over_counts_no_more_and_takes_no_answer(
    client: Client, home: Family, carer: User, ends: Callable[[Inquiry, User], None]
) -> None:
    aged(home.child, 10)
    asked = make.inquires(carer, home.child)
    make.answers(home.parent, asked, "yes")
    assert make.counts_of(asked, carer).granted

    ends(asked, carer)

    assert make.counts_of(asked, carer).reason == Reason.OVER
    assert address(asked) not in read(client, home.parent, OVERVIEW)
    assert 'name="do"' not in read(client, home.parent, address(asked))
    with pytest.raises((InquiryOverError, NotAskedError)):
        make.answers(home.other, asked, "yes")
    ended = Event.objects.filter(name="consents.inquiry_ended").count()
    assert ended == (1 if ends is end_it else 0)


@pytest.mark.parametrize("ends", [end_it, stop_asking])
def test_the_receipt_of_a_yes_to_what_is_over_promises_nothing_any_more(
    client: Client, home: Family, carer: User, ends: Callable[[Inquiry, User], None]
) -> None:
    asked = make.inquires(carer, home.child)
    made = make.answers(home.parent, asked, "yes")
    assert made
    receipt = reverse("consents:receipt", args=[made.public_id])
    assert "The question is over." not in read(client, home.parent, receipt)

    ends(asked, carer)

    page = read(client, home.parent, receipt)
    assert "The question is over. The school shares nothing." in page
    assert "It counts once" not in page


def test_the_receipt_of_a_yes_about_who_has_left_promises_nothing_any_more(
    client: Client, home: Family, carer: User
) -> None:
    made = make.answers(home.parent, make.inquires(carer, home.child), "yes")
    assert made
    make.leaves(home.child)

    page = read(client, home.parent, reverse("consents:receipt", args=[made.public_id]))

    assert "The question is over. The school shares nothing." in page
    assert "It counts once" not in page


@pytest.mark.parametrize("ends", [end_it, stop_asking])
def test_what_is_over_is_so_on_each_page_of_the_school_and_in_no_e_mail(
    client: Client,
    home: Family,
    carer: User,
    ends: Callable[[Inquiry, User], None],
    mailoutbox: list[EmailMessage],
) -> None:
    asked = make.inquires(carer, home.child)
    listed = reverse("consents:inquiries")
    write = reverse("consents:enter_inquiry", args=[asked.public_id])
    assert write in read(client, carer, address(asked))
    assert "Over</td>" not in read(client, carer, listed)

    ends(asked, carer)
    tasks.tell_asked(inquiry_id=asked.pk, user_id=home.parent.pk)

    page = read(client, carer, address(asked))
    assert write not in page
    assert reverse("consents:end_inquiry", args=[asked.public_id]) not in page
    assert "Over</td>" in read(client, carer, listed)
    assert mailoutbox == []


def test_only_who_asks_ends_it(home: Family, carer: User) -> None:
    asked = make.inquires(carer, home.child)

    for somebody in (home.parent, access.with_role(Role.MENTOR, home.group)):
        with pytest.raises(NotTheAskerError):
            make.ends(somebody, asked)
    assert make.counts_of(asked, carer).reason == Reason.SILENCE


@pytest.mark.law("AVG 5(1)(e)")
def test_after_its_last_day_nobody_answers_it(home: Family, carer: User) -> None:
    aged(home.child, 10)
    asked = make.inquires(carer, home.child)
    last = timezone.now() + timedelta(90)
    make.answers(home.parent, asked, "yes", at=last)

    assert make.counts_of(asked, carer, at=last).granted
    assert make.counts_of(asked, carer, at=last + timedelta(1)).reason == Reason.OVER
    with pytest.raises(InquiryOverError):
        make.answers(home.other, asked, "no", at=last + timedelta(1))


def test_who_writes_the_words_is_not_told_how_many_said_yes(
    client: Client, home: Family, carer: User
) -> None:
    make.answers(home.parent, make.inquires(carer, home.child), "yes")
    purpose = make.purpose(home.child, CARE)
    officer = access.with_role(Role.PRIVACY_OFFICER, home.school)

    versions, writing = (
        read(client, officer, reverse(name, args=[purpose.public_id]))
        for name in ("consents:versions", "consents:write_version")
    )
    assert "Sharing with youth care" in versions
    assert "for yes count" not in writing
    assert "each yes to it counts no more" in writing


# What PostgreSQL holds


def test_a_decision_without_its_question_or_on_one_that_is_over_is_impossible(
    home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    receipt = make.answers(home.parent, asked, "yes")
    assert receipt
    with seeing_all():
        said = Decision.objects.get()
    end_it(asked, carer)
    website = make.purpose(home.child)
    for changes in (
        {"inquiry": None},
        {"inquiry": asked},
        {"inquiry": asked, "purpose": website, "wording": make.words(website)},
    ):
        for name, value in changes.items():
            setattr(said, name, value)
        said.pk, said.at = None, timezone.now()
        with acting_as(home.parent.pk), pytest.raises(IntegrityError), transaction.atomic():
            said.save(force_insert=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consents_inquiry SET what = 'x'",
        "UPDATE consents_inquiry SET ended_at = now() + interval '1 day'",
        "DELETE FROM consents_inquiry",
    ],
)
def test_no_page_changes_or_deletes_what_was_asked(
    home: Family, carer: User, statement: str
) -> None:
    asked = make.inquires(carer, home.child)
    end_it(asked, carer)
    with (
        as_role("portal_web"),
        acting_as(carer.pk),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_nobody_asks_in_the_name_of_another_or_of_another_kind(home: Family, carer: User) -> None:
    asked = make.inquires(carer, home.child)
    clerk = people.administration(home)

    facts = {
        "student": home.child,
        "school": home.school,
        "purpose": asked.purpose,
        "kind": "care",
        "addressee": "x",
        "what": "x",
        "why": "x",
        "period": asked.period,
        "asked_by": carer,
        "asked_at": timezone.now(),
    }
    as_transfer = {"kind": "transfer", "pieces": ["research"]}

    def writes(user: User, **changes: object) -> None:
        with acting_as(user.pk), transaction.atomic():
            Inquiry.objects.create(**(facts | changes))

    writes(carer)
    with pytest.raises(ProgrammingError, match="row-level security"):
        writes(carer, asked_by=home.parent)
    with pytest.raises(ProgrammingError, match="row-level security"):
        writes(carer, **as_transfer)
    with pytest.raises(ProgrammingError, match="row-level security"):
        writes(clerk, asked_by=clerk)
    with pytest.raises(IntegrityError, match="consents_inquiry_purpose"):
        writes(carer, purpose=make.purpose(home.child))
    with pytest.raises(IntegrityError, match="consents_inquiry_purpose"):
        writes(clerk, asked_by=clerk, **as_transfer)


def paper_row(asked: Inquiry, carer: User, **changes: object) -> Evidence:
    """Place a paper of the child, past every service."""
    now = timezone.now()
    with acting_as(carer.pk), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT consents_receipt_for_inquiry(%s, NULL, %s)", [asked.pk, now])
            (receipt,) = cursor.fetchone()
        facts = {
            "form_key": uuid4(),
            "student": asked.student,
            "school": asked.school,
            "receipt_id": receipt,
            "inquiry": asked,
            "capacity": Capacity.STUDENT,
            "entered_by": carer,
            "channel": Channel.DESK,
            "said_on": timezone.localdate(),
            "note": paper.NOTE,
            "at": now,
        }
        return Evidence.objects.create(**(facts | changes))


@pytest.mark.law("Jeugdwet 7.3.4")
def test_a_paper_of_a_child_below_twelve_or_of_before_the_question_is_impossible(
    home: Family, carer: User
) -> None:
    aged(home.child, 13)
    asked = make.inquires(carer, home.child)
    paper_row(asked, carer)
    with pytest.raises(IntegrityError):
        paper_row(asked, carer, said_on=timezone.localdate() - timedelta(1))
    aged(home.child, 11)
    with pytest.raises(IntegrityError):
        paper_row(asked, carer)


def answer_row(about: Inquiry, kept: Evidence, carer: User, outcome: str) -> None:
    """Place what such a paper says, past every service."""
    with acting_as(carer.pk), transaction.atomic():
        Decision.objects.create(
            student=about.student,
            school=about.school,
            purpose=about.purpose,
            wording=make.words(about.purpose),
            inquiry=about,
            outcome=outcome,
            capacity=kept.capacity,
            decided_by=carer,
            channel=kept.channel,
            said_on=kept.said_on,
            evidence=kept,
            receipt_id=kept.receipt_id,
            at=kept.at,
        )


def test_a_paper_of_one_question_proves_no_answer_to_another(home: Family, carer: User) -> None:
    asked, other = make.inquires(carer, home.child), make.inquires(carer, home.child)
    kept = paper_row(asked, carer)

    with pytest.raises(IntegrityError):
        answer_row(other, kept, carer, "granted")
    answer_row(asked, kept, carer, "granted")


@pytest.mark.law("AVG 9(2)(a)")
def test_a_yes_by_telephone_is_impossible(home: Family, carer: User) -> None:
    asked = make.inquires(carer, home.child)
    kept = paper_row(asked, carer, channel=Channel.PHONE)

    with pytest.raises(IntegrityError):
        answer_row(asked, kept, carer, "granted")
    answer_row(asked, kept, carer, "refused")


def test_nothing_that_is_built_on_pictures_meets_it(home: Family, carer: User) -> None:
    aged(home.child, 10)
    asked = make.inquires(carer, home.child)
    make.answers(home.parent, asked, "yes")
    mentor = access.with_role(Role.MENTOR, home.group)
    purpose = make.purpose(home.child, CARE)
    purpose.oldest_valid_version = 1  # type: ignore[attr-defined]  # as annotated
    with acting_as(mentor.pk):
        known = facts_of([home.child], [purpose], until=timezone.now(), door=Door.READER)
    assert known[home.child.pk, purpose.pk].decisions == ()
    with seeing_all():
        assert not KeptAnswer.objects.filter(purpose=purpose).exists()
    clerk = people.administration(home)
    with acting_as(clerk.pk), pytest.raises(DatabaseError), transaction.atomic():
        Objection.objects.create(
            student=home.child,
            school=home.school,
            purpose=purpose,
            by=Capacity.GUARDIAN,
            period=(timezone.now(), None),
            written_by=clerk,
        )


def test_what_counts_is_given_only_to_who_may_know_the_question(home: Family, carer: User) -> None:
    asked = make.inquires(carer, home.child)
    make.answers(home.parent, asked, "yes")
    people_who = {
        carer: True,
        home.parent: True,
        home.other: True,
        access.with_role(Role.MENTOR, home.group): False,
        people.subject_teacher(home): False,
        people.administration(home): False,
        people.care_coordinator_of_another_school(home): False,
    }
    for user, knows in people_who.items():
        assert bool(facts_for(user, asked)) == knows, user


def test_pages_cost_the_same_for_one_student_as_for_ten(
    client: Client, home: Family, carer: User
) -> None:
    asked = make.inquires(carer, home.child)
    listed = reverse("consents:inquiries")
    client.force_login(carer)
    few, one = queries(client, listed), queries(client, address(asked))
    client.force_login(home.parent)
    overview, own = queries(client, OVERVIEW), queries(client, address(asked))
    for number in range(9):
        user = schools.user(f"more{number}")
        child = students.student(group=home.group)
        access.parent(child, who=user)
        make.inquires(carer, child)
        make.inquires(carer, home.child)

    client.force_login(carer)
    assert queries(client, listed) == few <= 8, few
    assert queries(client, address(asked)) == one
    client.force_login(home.parent)
    assert queries(client, OVERVIEW) == overview
    assert one <= 6, one
    assert own <= 6, own
