"""The list of former students: asked before leaving, kept apart, left with one press."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from accounts.choices import SignIn
from audit.models import Event
from consents import services, tasks
from consents.alumni import mail as letters
from consents.alumni.form import CallForm
from consents.alumni.links import token_of
from consents.alumni.register import Years
from consents.choices import Capacity
from consents.errors import (
    AddressMissingError,
    InquiryOverError,
    LetterWaitsError,
    NobodyOnListError,
    NobodyToAskError,
    NotAskedError,
    NotGrownError,
    NotOnListError,
    NotTheAskerError,
    NotTheDeciderError,
    NotTheListKeeperError,
)
from consents.models import AlumniLetter, Alumnus, Decision, Inquiry
from consents.services import Call
from consents.special.inquiries import Door
from consents.tests import make, people, receipts
from consents.tests.forms import OVERVIEW
from consents.tests.make import MAILBOX
from consents.tests.people import Family
from kernel import words
from kernel.database import acting_as, acting_for_school, as_role, holding_key
from kernel.dates import start_of, years_after
from kernel.tests.roles import seeing_all, unwalled
from kernel.tests.waiting import until_somebody_waits
from schools.tests import make as schools
from students.models import Enrolment, Guardianship

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from django.core.mail import EmailMessage
    from django.test import Client

    from accounts.models import User
    from schools.models import School
    from students.models import Student

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
LIST = "/oud-leerlingen/"
CALL = Call("Reünie op 12 mei", "Wij zien u graag om twee uur.", 1900, 2999)


@pytest.fixture
def home() -> Family:
    """Return a family with a child of twelve, at a school that can ask."""
    made = Family()
    make.asks_for_alumni(made.school)
    aged(made.child, 12)
    return made


@pytest.fixture
def keeper(home: Family) -> User:
    return people.administration(home)


def aged(child: Student, years: int, *, days: int = 0) -> None:
    """Let a student have turned so old so many days ago."""
    child.birth_date = years_after(timezone.localdate() - timedelta(days), -years)
    child.save()


def today() -> date:
    return timezone.localdate()


def noon(days: int = 0) -> datetime:
    """Return the middle of a day, whether or not the clock changes until then."""
    return start_of(today() + timedelta(days)) + timedelta(hours=12)


def asked(home: Family, keeper: User) -> Inquiry:
    """Ask about the child."""
    make.asks_class(keeper, home.group, home.child)
    with seeing_all():
        return Inquiry.objects.select_related("purpose").get(student=home.child)


def address(of: Inquiry) -> str:
    return reverse("consents:inquiry", args=[of.public_id])


def link(of: Alumnus) -> str:
    return reverse("consents:former_student", args=[token_of(of.public_id)])


def read(client: Client, user: User, at: str) -> str:
    client.force_login(user)
    found = client.get(at, headers={"accept-language": "en"})
    assert found.status_code == 200
    return found.content.decode()


def sends(at_school: School, days: int = 0) -> list[EmailMessage]:
    """Send what waits, after so many days, and return it."""
    mail.outbox.clear()
    with make.as_worker():
        letters.send_waiting(at_school.pk, at=noon(days))
    return list(mail.outbox)


def names(of: Student) -> list[str]:
    return [event.name for event in Event.objects.about(of.audit_ref).order_by("pk")]


def rows(user: User | None, *, key: str = "", role: str = "portal_web") -> int:
    """Return how many rows of the list PostgreSQL gives, whatever page asks."""
    who = user.pk if user else None
    with as_role(role), acting_as(who), holding_key(key), connection.cursor() as cursor:
        cursor.execute("SELECT FROM consents_alumnus")
        return int(cursor.rowcount)


# The whole way


@pytest.mark.law("AVG 6(1)(a)", "AVG 7(1)", "AVG 7(3)", "AVG 17(1)(b)")
def test_asked_joined_left_listed_and_off_the_list_with_one_press(
    client: Client, home: Family, keeper: User
) -> None:
    question = asked(home, keeper)
    body = read(client, home.parent, OVERVIEW)
    assert address(question) in body
    assert (
        client.post(
            address(question), {"words": "1.nl", "do": "yes", "email": f" {MAILBOX} "}
        ).status_code
        == 302
    )
    (waiting,) = make.alumni()
    assert (waiting.email, waiting.name, waiting.left_in) == (MAILBOX, "", None)
    assert waiting.said_by == Capacity.GUARDIAN
    assert MAILBOX in read(client, home.parent, address(question))
    assert home.child.display_name not in on_list(client, keeper)

    make.leaves(home.child, on=today())
    assert make.settles(home.school) == 0
    assert make.settles(home.school, at=noon(1)) == 1
    assert make.settles(home.school, at=noon(1)) == 0
    (listed,) = make.alumni()
    assert (listed.name, listed.left_in) == (home.child.display_name, today().year)
    assert home.child.display_name in on_list(client, keeper)
    assert MAILBOX not in on_list(client, keeper)


@pytest.mark.law("AVG 7(3)", "AVG 17(1)(b)")
def test_off_the_list_with_one_press_and_the_record_says_that_it_was(
    client: Client, home: Family, keeper: User
) -> None:
    listed = make.former_student(home.child, home.parent, keeper)
    (told,) = sends(home.school)
    assert told.to == [MAILBOX]
    assert link(listed) in told.body
    assert told.extra_headers["List-Unsubscribe"].endswith(f"{link(listed)}>")
    assert sends(home.school) == []
    page = client.get(link(listed), headers={"accept-language": "en"}).content.decode()
    for private in (home.child.display_name, home.child.surname, MAILBOX):
        assert private not in page
    one_click = {"List-Unsubscribe": "One-Click"}
    assert client.post(link(listed), one_click).status_code == 200
    assert make.alumni() == []
    assert client.get(link(listed)).status_code == 404
    assert client.post(link(listed), one_click).status_code == 200
    assert names(home.child) == [
        "consents.inquired",
        "consents.decided",
        "consents.alumnus_joined",
        "consents.alumnus_listed",
        "consents.alumnus_gone",
    ]
    assert MAILBOX not in str(list(Event.objects.values_list("facts", flat=True)))


def on_list(client: Client, user: User) -> str:
    """Return the part of the page that holds the list: below it stand the classes."""
    return read(client, user, LIST).split('id="schrijven"')[0]


# Who is asked, and who answers


def test_a_class_is_asked_once_and_only_who_was_chosen(home: Family, keeper: User) -> None:
    other = home.one_more()
    assert make.asks_class(keeper, home.group, home.child) == 1
    with pytest.raises(NobodyToAskError):
        make.asks_class(keeper, home.group, home.child)
    with pytest.raises(NobodyToAskError):
        make.asks_class(keeper, home.group)
    assert make.asks_class(keeper, home.group, home.child, other) == 1


def test_without_a_birth_date_and_after_leaving_nobody_is_asked(
    home: Family, keeper: User
) -> None:
    unknown, gone = home.one_more("Noor"), home.one_more("Sem")
    unknown.birth_date = None
    unknown.save()
    make.leaves(gone)
    with pytest.raises(NobodyToAskError):
        make.asks_class(keeper, home.group, unknown, gone, at=timezone.now())


def test_a_school_without_the_question_asks_nobody() -> None:
    elsewhere = Family()
    officer = people.administration(elsewhere)
    with pytest.raises(NotAskedError):
        make.asks_class(officer, elsewhere.group, elsewhere.child)


@pytest.mark.parametrize("role", [Role.MENTOR, Role.CARE_COORDINATOR, Role.PRIVACY_OFFICER])
def test_nobody_but_the_administration_asks_or_keeps(
    client: Client, home: Family, role: Role
) -> None:
    user = access.with_role(role, home.group if role == Role.MENTOR else home.school)
    with pytest.raises((NobodyToAskError, NotTheAskerError)):
        make.asks_class(user, home.group, home.child)
    client.force_login(user)
    for place in (
        LIST,
        reverse("consents:ask_alumni", args=[home.group.public_id]),
        reverse("consents:write_alumni", args=[home.school.public_id]),
    ):
        assert client.get(place).status_code == 404


@pytest.mark.law("UAVG 5(1)")
def test_from_sixteen_the_student_joins_and_no_parent(home: Family, keeper: User) -> None:
    grown, user = people.student_of_seventeen(home)
    make.asks_class(keeper, home.group, grown)
    with seeing_all():
        question = Inquiry.objects.select_related("purpose").get(student=grown)
    with pytest.raises(NotTheDeciderError), acting_as(home.parent.pk):
        services.join_alumni(
            actor=home.parent,
            inquiry=question,
            wording=make.words(question.purpose),
            email=MAILBOX,
            signed_in=SignIn.PASSWORD,
            at=timezone.now(),
        )
    make.joins(user, grown)
    (row,) = make.alumni()
    assert row.said_by == Capacity.STUDENT


@pytest.mark.parametrize("email", ["", "  ", "amira", "amira@", "a@b@c.nl"])
def test_a_yes_without_an_address_is_no_answer(
    client: Client, home: Family, keeper: User, email: str
) -> None:
    question = asked(home, keeper)
    client.force_login(home.parent)
    sent = {"words": "1.nl", "do": "yes", "email": email}
    assert client.post(address(question), sent).status_code == 422
    with pytest.raises(AddressMissingError):
        make.joins(home.parent, home.child, email)
    with pytest.raises(AddressMissingError):
        make.answers(home.parent, question, "yes")
    assert make.outcomes(home.child) == []


def test_where_all_must_say_yes_the_address_is_kept_with_the_last_yes(home: Family) -> None:
    home.school.all_guardians_must_agree = True
    with make.as_worker():
        home.school.save()
    make.asks_class(people.administration(home), home.group, home.child)
    make.joins(home.parent, home.child)
    assert make.alumni() == []

    make.joins(home.other, home.child, "other@example.org")
    assert [row.email for row in make.alumni()] == ["other@example.org"]


def test_the_first_address_stays_and_no_parent_reads_that_of_the_other(
    client: Client, home: Family, keeper: User
) -> None:
    question = asked(home, keeper)
    make.joins(home.parent, home.child)
    make.joins(home.other, home.child, "other@example.org")

    assert [row.email for row in make.alumni()] == [MAILBOX]
    assert rows(home.parent) == 1
    assert rows(home.other) == 0
    assert MAILBOX not in read(client, home.other, address(question))


@pytest.mark.law("AVG 7(3)", "AVG 17(1)(b)")
@pytest.mark.parametrize("who", ["parent", "other"])
def test_a_no_of_anybody_who_decides_erases_the_address(
    client: Client, home: Family, keeper: User, who: str
) -> None:
    question = asked(home, keeper)
    make.joins(home.parent, home.child)
    client.force_login(getattr(home, who))
    assert client.post(address(question), {"words": "1.nl", "do": "no"}).status_code == 302
    assert make.alumni() == []


def test_a_no_to_something_else_erases_nothing(home: Family, keeper: User) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    assert len(make.alumni()) == 1


def test_after_leaving_nobody_joins_any_more_but_a_no_still_counts(
    client: Client, home: Family, keeper: User
) -> None:
    question = asked(home, keeper)
    make.joins(home.parent, home.child)
    make.leaves(home.child)
    make.settles(home.school)
    with pytest.raises(InquiryOverError):
        make.joins(home.other, home.child, at=timezone.now())
    client.force_login(home.parent)
    assert client.post(address(question), {"words": "1.nl", "do": "no"}).status_code == 302
    assert make.alumni() == []


@pytest.mark.law("AVG 7(1)")
def test_the_receipt_says_that_it_counts_from_leaving_and_not_until_the_question_is_over(
    home: Family, keeper: User
) -> None:
    question = asked(home, keeper)
    made = make.joins(home.parent, home.child)
    assert made
    files = receipts.take(home.parent, made)

    (record,) = json.loads(files.record)["dpv:hasRecordOfActivity"]
    process = record["dpv:hasProcess"]
    assert process["dpv:hasProcessing"] == ["dpv:Collect", "dpv:Store", "dpv:Use"]
    audience = make.words(question.purpose).audience
    assert process["dpv:hasRecipient"]["dct:description"]["@value"] == audience
    last = question.last_day.isoformat()
    assert last not in str(process["dpv:hasStorageCondition"])
    (event,) = record["dpv:hasConsentStatus"]
    until = event["dpv:hasDuration"]["rdf:value"]["@value"]
    assert until.startswith("Five years after the student leaves")
    assert until.endswith(f"For who leaves by {last}.")
    assert words.day(question.last_day) not in files.text
    assert MAILBOX not in f"{files.text}{files.record!r}"


def test_what_is_told_on_paper_has_no_place_here(
    client: Client, home: Family, keeper: User
) -> None:
    question = asked(home, keeper)
    client.force_login(keeper)
    for name in ("inquiry", "enter_inquiry"):
        place = reverse(f"consents:{name}", args=[question.public_id])
        assert client.get(place).status_code == 404
    assert str(question.public_id) not in read(client, keeper, reverse("consents:inquiries"))


def test_the_school_can_stop_asking_and_then_a_yes_counts_no_more(
    client: Client, home: Family, keeper: User
) -> None:
    question = asked(home, keeper)
    make.joins(home.parent, home.child)
    client.force_login(keeper)
    ended = client.post(reverse("consents:end_inquiry", args=[question.public_id]))
    assert ended.headers["Location"] == LIST
    make.leaves(home.child, on=today())
    make.settles(home.school, at=noon(1))
    assert make.alumni() == []


# What a yes is worth on the last day


def test_who_is_still_there_stays_off_the_list(home: Family, keeper: User) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    assert make.settles(home.school) == 0
    assert [row.left_in for row in make.alumni()] == [None]


def test_who_leaves_after_the_question_was_over_is_not_on_the_list(
    home: Family, keeper: User
) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    assert make.settles(home.school, at=noon(366)) == 1
    assert make.alumni() == []


@pytest.mark.law("UAVG 5(1)")
def test_a_yes_of_parents_lapses_where_the_student_turned_sixteen_before_leaving(
    home: Family, keeper: User
) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    aged(home.child, 16, days=3)
    make.leaves(home.child)
    make.settles(home.school)
    assert make.alumni() == []


@pytest.mark.law("UAVG 5(1)")
def test_from_the_sixteenth_birthday_the_list_is_not_used_on_the_yes_of_a_parent(
    client: Client, home: Family, keeper: User
) -> None:
    aged(home.child, 15, days=100)
    row = make.former_student(home.child, home.parent, keeper)
    sends(home.school)
    grown = years_after(home.child.birth_date, 16)  # type: ignore[arg-type]
    days = (grown - today()).days
    assert (row.ends_on, row.may_stay) == (grown + timedelta(30), True)
    assert row.name in on_list(client, keeper)
    assert sends(home.school, days - 1) == []
    (question,) = sends(home.school, days)
    assert "blijven" in question.subject

    make.nears_the_end(row)
    assert row.name not in on_list(client, keeper)
    assert rows(keeper) == 0
    with acting_as(keeper.pk), pytest.raises(NobodyOnListError):
        services.write_to_alumni(actor=keeper, school=home.school, call=CALL, at=timezone.now())


def test_who_is_still_young_after_five_years_is_not_asked_to_stay(
    client: Client, home: Family, keeper: User
) -> None:
    aged(home.child, 9)
    row = make.former_student(home.child, home.parent, keeper)
    assert (row.ends_on, row.may_stay) == (years_after(today() - ONE, 5), False)
    sends(home.school)
    make.nears_the_end(row, may_stay=False)
    assert sends(home.school) == []
    assert 'value="stay"' not in client.get(link(row)).content.decode()
    assert client.post(link(row), {"do": "stay", "grown": "on"}).status_code == 422
    assert make.alumni()[0].said_by == Capacity.GUARDIAN
    assert rows(keeper) == 1


@pytest.mark.law("UAVG 5(2)")
def test_the_yes_of_who_represents_a_student_counts_as_long_as_any(
    home: Family, keeper: User
) -> None:
    grown, _user = people.student_of_seventeen(home)
    row = make.former_student(grown, people.represents(grown), keeper)
    assert (row.ends_on, row.may_stay) == (years_after(today() - ONE, 5), True)
    assert [one.to for one in sends(home.school)] == [[MAILBOX]]


@pytest.mark.law("UAVG 5(1)")
def test_the_address_of_a_parent_goes_with_the_authority_whoever_else_says_yes(
    home: Family, keeper: User
) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    make.joins(home.other, home.child, "other@example.org")
    with as_role("portal_worker"), acting_for_school(home.school.pk):
        bonds = Guardianship.objects.filter(guardian__user=home.parent, student=home.child)
        for bond in bonds:
            bond.period = (bond.period.lower, today())
            bond.save()

    assert make.settles(home.school) == 1
    assert make.alumni() == []


def test_words_that_ask_again_end_the_yes_and_a_new_one_takes_its_place(
    home: Family, keeper: User
) -> None:
    question = asked(home, keeper)
    make.joins(home.parent, home.child)
    make.new_words(question.purpose, at=timezone.now() - timedelta(hours=1))
    make.joins(home.parent, home.child, "new@example.org", version=2, at=timezone.now())
    (row,) = make.alumni()
    assert (row.email, row.wording.version) == ("new@example.org", 2)
    assert make.settles(home.school) == 0


def test_a_yes_to_the_question_asked_anew_takes_the_place_of_the_old(
    client: Client, home: Family, keeper: User
) -> None:
    old = asked(home, keeper)
    make.joins(home.parent, home.child)
    make.ends(keeper, old)
    make.asks_class(keeper, home.group, home.child, at=timezone.now())
    with seeing_all():
        anew = Inquiry.objects.exclude(pk=old.pk).get(student=home.child)
    client.force_login(home.parent)
    sent = {"words": "1.nl", "do": "yes", "email": "new@example.org"}
    assert client.post(address(anew), sent).status_code == 302
    assert [(row.email, row.inquiry_id) for row in make.alumni()] == [("new@example.org", anew.pk)]


@pytest.mark.law("UAVG 5(1)")
def test_on_the_sixteenth_birthday_the_own_yes_takes_the_place_of_that_of_a_parent(
    home: Family, keeper: User
) -> None:
    aged(home.child, 15, days=364)
    asked(home, keeper)
    make.joins(home.parent, home.child)
    aged(home.child, 16)
    user = access.student_who_signs_in(home.child)
    make.joins(user, home.child, "own@example.org", at=timezone.now())
    assert [(row.email, row.said_by) for row in make.alumni()] == [("own@example.org", "student")]
    assert names(home.child).count("consents.alumnus_joined") == 2


def test_an_address_that_was_not_kept_is_not_on_record_as_kept(home: Family, keeper: User) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    make.joins(home.other, home.child, "other@example.org")
    assert names(home.child).count("consents.alumnus_joined") == 1


def test_a_mailbox_that_refuses_does_not_keep_a_school_from_writing_again(
    home: Family, keeper: User, listed: Alumnus
) -> None:
    with acting_as(keeper.pk):
        before = timezone.now() - timedelta(hours=2)
        services.write_to_alumni(actor=keeper, school=home.school, call=CALL, at=before)
        number = services.write_to_alumni(
            actor=keeper, school=home.school, call=CALL, at=timezone.now()
        )
    assert (number, listed.email) == (1, MAILBOX)


def test_who_comes_back_is_asked_again(home: Family, keeper: User) -> None:
    make.former_student(home.child, home.parent, keeper)
    Enrolment.objects.create(student=home.child, period=(today(), None))
    assert make.settles(home.school) == 1
    assert make.alumni() == []


# How long, and the link


@pytest.mark.law("AVG 5(1)(e)")
def test_nobody_is_on_the_list_after_five_years_without_a_word(home: Family, keeper: User) -> None:
    grown, user = people.student_of_seventeen(home)
    row = make.former_student(grown, user, keeper)
    assert row.ends_on == years_after(today() - ONE, 5)
    days = (row.ends_on - today()).days
    sends(home.school)

    assert sends(home.school, days - 31) == []
    (question,) = sends(home.school, days - 30)
    assert "blijven" in question.subject
    assert link(row) in question.body
    assert sends(home.school, days - 29) == []
    assert make.settles(home.school, at=noon(days - 1)) == 0
    assert make.settles(home.school, at=noon(days)) == 1
    assert make.alumni() == []


@pytest.mark.law("UAVG 5(1)")
def test_after_a_yes_of_a_parent_only_the_former_student_stays(
    client: Client, home: Family, keeper: User
) -> None:
    aged(home.child, 15, days=360)
    row = make.former_student(home.child, home.parent, keeper)
    with pytest.raises(NotGrownError):  # before the birthday nobody can
        services.stay_on_list(token_of(row.public_id), is_grown=True, at=timezone.now())
    make.nears_the_end(row)
    assert client.post(link(row), {"do": "stay"}).status_code == 422
    with pytest.raises(NotGrownError):
        services.stay_on_list(token_of(row.public_id), is_grown=False, at=timezone.now())

    assert client.post(link(row), {"do": "stay", "grown": "on"}).status_code == 200
    (stays,) = make.alumni()
    assert (stays.said_by, stays.ends_on) == (Capacity.STUDENT, years_after(today(), 5))
    assert client.post(link(row), {"do": "stay"}).status_code == 200


def test_a_link_that_is_of_nobody_says_nothing(client: Client) -> None:
    assert client.get("/oud-leerling/abc/").status_code == 404
    with pytest.raises(NotOnListError):
        services.leave_alumni("abc", at=timezone.now())
    with pytest.raises(NotOnListError):
        services.stay_on_list("abc", is_grown=True, at=timezone.now())


def test_a_new_secret_key_ends_old_links_and_the_next_e_mail_has_one_that_works(
    client: Client, home: Family, keeper: User, settings: object
) -> None:
    row = make.former_student(home.child, home.parent, keeper)
    old = link(row)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert link(row) != old
    assert client.get(link(row)).status_code == 404
    sends(home.school)
    assert client.get(link(row)).status_code == 200
    assert client.get(old).status_code == 404


# What the school does with it


@pytest.mark.law("AVG 5(1)(b)")
def test_an_invitation_goes_to_each_alone_with_the_link(
    client: Client, home: Family, keeper: User
) -> None:
    row = make.former_student(home.child, home.parent, keeper)
    sends(home.school)
    client.force_login(keeper)
    year = row.left_in
    sent = {"first_year": year, "last_year": year, "subject": "Reünie", "text": "Kom om twee uur."}
    place = reverse("consents:write_alumni", args=[home.school.public_id])
    assert client.post(place, sent).status_code == 302
    with acting_as(keeper.pk), pytest.raises(LetterWaitsError):
        services.write_to_alumni(actor=keeper, school=home.school, call=CALL, at=timezone.now())

    (one,) = sends(home.school)
    assert (one.to, one.subject) == ([MAILBOX], "Reünie")
    assert "Kom om twee uur." in one.body
    assert link(row) in one.body
    assert sends(home.school) == []
    with acting_as(keeper.pk):
        assert AlumniLetter.objects.visible_to(keeper).count() == 1
        with pytest.raises(NobodyOnListError):
            services.write_to_alumni(
                actor=keeper,
                school=home.school,
                call=Call("Reünie", "Kom.", 1990, 1991),
                at=timezone.now(),
            )


@pytest.mark.django_db(transaction=True)
def test_of_two_keepers_who_write_at_once_the_second_waits_and_is_told(
    home: Family, keeper: User
) -> None:
    make.former_student(home.child, home.parent, keeper)
    other, said = people.administration(home), list[str]()

    def writes(user: User) -> None:
        with acting_as(user.pk):
            services.write_to_alumni(actor=user, school=home.school, call=CALL, at=timezone.now())

    def writes_too() -> None:
        try:
            writes(other)
            said.append("written")
        except LetterWaitsError:
            said.append("waits")
        finally:
            connection.close()

    thread = threading.Thread(target=writes_too)
    with transaction.atomic():
        writes(keeper)
        thread.start()
        until_somebody_waits()
    thread.join()

    assert said == ["waits"]
    with acting_as(keeper.pk):
        assert AlumniLetter.objects.visible_to(keeper).count() == 1


def test_an_invitation_needs_words_and_years_in_order(
    client: Client, home: Family, keeper: User
) -> None:
    row = make.former_student(home.child, home.parent, keeper)
    client.force_login(keeper)
    place = reverse("consents:write_alumni", args=[home.school.public_id])
    right = {"first_year": row.left_in, "last_year": row.left_in, "subject": "A", "text": "B"}
    for wrong in ({"subject": " "}, {"text": ""}, {"first_year": 1990}, {"last_year": "x"}):
        assert client.post(place, right | wrong).status_code == 422


@pytest.mark.parametrize(
    ("first", "last", "is_right"), [(2024, 2026, True), (2025, 2025, True), (2026, 2024, False)]
)
def test_the_first_year_of_an_invitation_is_not_after_the_last(
    first: int, last: int, *, is_right: bool
) -> None:
    sent = {"first_year": first, "last_year": last, "subject": "A", "text": "B"}

    assert CallForm(sent, years=Years(3, 2024, 2026)).is_valid() is is_right


def test_a_mailbox_that_refuses_holds_up_nobody_else(
    home: Family, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = home.one_more()
    make.asks_class(keeper, home.group, home.child, other)
    make.joins(home.parent, home.child, "refuses@example.org")
    make.joins(home.parent, other)
    for child in (home.child, other):
        make.leaves(child)
    make.settles(home.school)
    send = mail.EmailMessage.send

    def refuse(self: EmailMessage, *, fail_silently: bool = False) -> int:
        if "refuses" in self.to[0]:
            raise ConnectionRefusedError
        return send(self, fail_silently=fail_silently)

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    mail.outbox.clear()
    with make.as_worker(), pytest.raises(ConnectionRefusedError):
        letters.send_waiting(home.school.pk, at=timezone.now())
    assert [one.to for one in mail.outbox] == [[MAILBOX]]
    monkeypatch.undo()
    assert [one.to for one in sends(home.school)] == [["refuses@example.org"]]


def test_the_school_takes_off_who_asks_for_it(client: Client, home: Family, keeper: User) -> None:
    row = make.former_student(home.child, home.parent, keeper)
    place = reverse("consents:take_off_alumnus", args=[row.public_id])
    client.force_login(people.administration(Family()))
    assert client.post(place).status_code == 404
    with acting_as(home.parent.pk), pytest.raises(NotTheListKeeperError):
        services.take_off(actor=home.parent, alumnus=row, at=timezone.now())
    client.force_login(keeper)
    assert client.post(place).status_code == 302
    assert make.alumni() == []


def test_reading_the_list_goes_on_record(client: Client, home: Family, keeper: User) -> None:
    read(client, keeper, LIST)
    with seeing_all():
        events = Event.objects.filter(name="consents.alumni_read", actor=keeper.audit_ref)
        assert [event.school for event in events] == [home.school.public_id]


def test_the_task_does_all_of_it_for_a_school(home: Family, keeper: User) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    make.leaves(home.child)
    mail.outbox.clear()
    with make.as_worker():
        tasks.keep_alumni(school_id=home.school.pk)
    assert [one.to for one in mail.outbox] == [[MAILBOX]]


# Walls


@pytest.fixture
def listed(home: Family, keeper: User) -> Alumnus:
    return make.former_student(home.child, home.parent, keeper)


def test_who_reaches_the_list_in_the_database(home: Family, keeper: User, listed: Alumnus) -> None:
    assert rows(keeper) == 1
    assert rows(people.administration(Family())) == 0
    assert rows(access.with_role(Role.PRIVACY_OFFICER, home.school)) == 0
    assert rows(home.other) == 0
    assert rows(None) == 0
    assert rows(None, key=listed.key) == 1
    assert rows(None, key=listed.key, role="portal_worker") == 0
    access.parent(home.child, who=keeper)
    assert rows(keeper) == 0


def test_who_reaches_what_was_written_to_former_students(
    home: Family, keeper: User, listed: Alumnus
) -> None:
    del listed
    with acting_as(keeper.pk):
        services.write_to_alumni(actor=keeper, school=home.school, call=CALL, at=timezone.now())
    elsewhere = Family()

    def written(user: User | None, role: str, school: int = 0) -> int:
        works = acting_for_school(school) if school else acting_as(user.pk if user else None)
        with as_role(role), works, connection.cursor() as cursor:
            cursor.execute("SELECT FROM consents_alumniletter")
            return int(cursor.rowcount)

    assert written(keeper, "portal_web") == 1
    assert written(people.administration(elsewhere), "portal_web") == 0
    assert written(home.parent, "portal_web") == 0
    assert written(None, "portal_worker", home.school.pk) == 1
    assert written(None, "portal_worker", elsewhere.school.pk) == 0
    assert written(None, "portal_purge") == 1


@pytest.mark.parametrize("stranger", ["keeper elsewhere", "parent"])
def test_nobody_else_writes_to_them(home: Family, keeper: User, stranger: str) -> None:
    del keeper
    user = home.parent if stranger == "parent" else people.administration(Family())
    with acting_as(user.pk), pytest.raises(NotTheListKeeperError):
        services.write_to_alumni(actor=user, school=home.school, call=CALL, at=timezone.now())
    row = AlumniLetter(
        school=home.school, subject="x", text="x", first_year=1, last_year=2, at=timezone.now()
    )
    row.written_by = user
    with pytest.raises(DatabaseError), as_role("portal_web"), acting_as(user.pk):
        AlumniLetter.objects.bulk_create([row], ignore_conflicts=True)


def test_nobody_writes_in_the_name_of_another(home: Family, keeper: User) -> None:
    row = AlumniLetter(
        school=home.school, subject="x", text="x", first_year=1, last_year=2, at=timezone.now()
    )
    row.written_by = home.parent
    with pytest.raises(DatabaseError), as_role("portal_web"), acting_as(keeper.pk):
        AlumniLetter.objects.bulk_create([row], ignore_conflicts=True)


def test_the_portal_works_on_the_list_of_one_school(home: Family, listed: Alumnus) -> None:
    del listed
    elsewhere = Family()
    for verb in ("UPDATE consents_alumnus SET told_at = now()", "DELETE FROM consents_alumnus"):
        for school, number in ((elsewhere.school, 0), (home.school, 1)):
            with (
                as_role("portal_worker"),
                acting_for_school(school.pk),
                connection.cursor() as cursor,
            ):
                cursor.execute(verb)
                assert cursor.rowcount == number


def test_what_has_passed_its_day_is_there_for_nobody(keeper: User, listed: Alumnus) -> None:
    with unwalled("consents"):
        Alumnus.objects.filter(pk=listed.pk).update(ends_on=today())
    assert rows(keeper) == 0
    assert rows(None, key=listed.key) == 0


def test_before_the_last_day_only_who_said_it_reaches_it(home: Family, keeper: User) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    (row,) = make.alumni()
    assert rows(home.parent) == 1
    assert rows(keeper) == 0
    assert rows(None, key=row.key) == 0


@pytest.mark.parametrize(
    "change",
    [
        "name = 'Iemand Anders'",
        "left_in = 1999",
        "ends_on = ends_on + 3650",
        "email = 'x@example.org'",
        "said_by = 'student', ends_on = ends_on - 1",
    ],
)
def test_who_keeps_the_list_changes_nobody_on_it(
    keeper: User, listed: Alumnus, change: str
) -> None:
    with (
        pytest.raises(DatabaseError),
        as_role("portal_web"),
        acting_as(keeper.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE consents_alumnus SET {change} WHERE id = %s", [listed.pk])  # noqa: S608


@pytest.mark.parametrize("change", ["ends_on = ends_on + 3650", "name = 'X', left_in = 1999"])
def test_the_portal_itself_lists_nobody_for_longer_or_as_another(
    home: Family, listed: Alumnus, change: str
) -> None:
    with (
        pytest.raises(IntegrityError),
        as_role("portal_worker"),
        acting_for_school(home.school.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE consents_alumnus SET {change} WHERE id = %s", [listed.pk])  # noqa: S608


def test_nobody_joins_but_by_the_own_yes(home: Family, keeper: User) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    (row,) = make.alumni()
    with unwalled("consents"):
        Alumnus.objects.filter(pk=row.pk).delete()
    row.pk = None
    for user in (home.other, keeper):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            as_role("portal_web"),
            acting_as(user.pk),
        ):
            Alumnus.objects.bulk_create([row], ignore_conflicts=True)
    with as_role("portal_web"), acting_as(home.parent.pk):
        Alumnus.objects.bulk_create([row], ignore_conflicts=True)


def _no(home: Family, row: Alumnus) -> None:
    """Let it rest on a no."""
    make.answers(home.parent, row.inquiry, "no")  # type: ignore[arg-type]
    with seeing_all():
        row.decision = Decision.objects.get(inquiry=row.inquiry, outcome="withdrawn")
    row.said_at = row.decision.at


def _other_words(home: Family, row: Alumnus) -> None:
    row.wording = make.words(make.purpose(home.child, make.ALUMNI), language="en")


def _another_question(home: Family, row: Alumnus) -> None:
    keeper = people.administration(home)
    make.ends(keeper, row.inquiry)  # type: ignore[arg-type]
    make.asks_class(keeper, home.group, home.child, at=timezone.now())
    with seeing_all():
        row.inquiry = Inquiry.objects.exclude(pk=row.inquiry_id or 0).get(student=home.child)


def _another_capacity(home: Family, row: Alumnus) -> None:
    del home
    row.said_by = Capacity.STUDENT


def _another_moment(home: Family, row: Alumnus) -> None:
    del home
    row.said_at += ONE


def _another_kind(home: Family, row: Alumnus) -> None:
    make.asks_for_care(home.school)
    care = make.inquires(people.care_coordinator(home), home.child)
    make.answers(home.parent, care, "yes")
    with seeing_all():
        row.decision = Decision.objects.get(inquiry=care)
    row.inquiry, row.wording = care, row.decision.wording
    row.said_at = row.decision.at


def _another_child(home: Family, row: Alumnus) -> None:
    row.student = home.one_more()


@pytest.mark.parametrize(
    "change",
    [
        _no,
        _other_words,
        _another_question,
        _another_capacity,
        _another_moment,
        _another_kind,
        _another_child,
    ],
)
def test_what_is_on_the_list_rests_on_the_yes_to_that_very_question(
    home: Family, keeper: User, change: Callable[[Family, Alumnus], None]
) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    (row,) = make.alumni()
    with unwalled("consents"):
        Alumnus.objects.filter(pk=row.pk).delete()
    row.pk = None
    with seeing_all():
        row.inquiry = Inquiry.objects.select_related("purpose").get(pk=row.inquiry_id or 0)
    change(home, row)

    with (
        pytest.raises(IntegrityError, match="own yes"),
        as_role("portal_web"),
        acting_as(home.parent.pk),
    ):
        Alumnus.objects.bulk_create([row], ignore_conflicts=True)


@pytest.mark.parametrize("link", ["student_id", "decision_id", "inquiry_id"])
def test_a_purge_ends_the_links_to_the_file_and_makes_no_others(
    listed: Alumnus, link: str
) -> None:
    set_link = f"UPDATE consents_alumnus SET {link} = %s WHERE id = %s"  # noqa: S608
    with (
        pytest.raises(IntegrityError, match="no other person"),
        unwalled("consents"),
        connection.cursor() as cursor,
    ):
        cursor.execute(set_link, [getattr(listed, link) + 1, listed.pk])


def test_the_yes_of_the_student_becomes_none_of_a_parent_again(listed: Alumnus) -> None:
    make.nears_the_end(listed)
    services.stay_on_list(token_of(listed.public_id), is_grown=True, at=timezone.now())
    with (
        pytest.raises(IntegrityError, match="no other person"),
        as_role("portal_web"),
        holding_key(listed.key),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE consents_alumnus SET said_by = 'guardian'")


def test_the_portal_learns_what_counts_of_this_kind_and_at_that_school_alone(
    home: Family, keeper: User
) -> None:
    question = asked(home, keeper)
    make.joins(home.parent, home.child)
    make.asks_for_care(home.school)
    care = make.inquires(people.care_coordinator(home), home.child)
    make.answers(home.parent, care, "yes")

    def facts(of: Inquiry, school: School) -> int:
        with (
            as_role("portal_worker"),
            acting_for_school(school.pk),
            connection.cursor() as cursor,
        ):
            cursor.execute(Door.PORTAL, [[of.pk], timezone.now()])
            return int(cursor.rowcount)

    assert facts(question, home.school) > 0
    assert facts(question, Family().school) == 0
    assert facts(care, home.school) == 0


def test_another_school_keeps_another_list(client: Client, listed: Alumnus) -> None:
    elsewhere = Family()
    other = people.administration(elsewhere)
    assert listed.name not in on_list(client, other)
    for place in (
        reverse("consents:write_alumni", args=[listed.school.public_id]),
        reverse("consents:ask_alumni", args=[schools.group(listed.school).public_id]),
    ):
        assert client.get(place).status_code == 404


def test_a_former_student_of_whom_nothing_is_left_goes_too(home: Family, keeper: User) -> None:
    asked(home, keeper)
    make.joins(home.parent, home.child)
    with unwalled("consents"):
        Alumnus.objects.update(student=None, decision=None, inquiry=None)
    assert make.settles(home.school) == 1
    assert make.alumni() == []
