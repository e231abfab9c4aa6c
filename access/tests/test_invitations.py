"""Invitations: whom, how, once, for thirty days, and nothing by the link alone."""

from __future__ import annotations

import logging
import re
import threading
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from access import letters, services, tasks
from access.choices import Role, Uninvited
from access.codes import hash_of
from access.errors import AlreadyKnownError, InvitationOverError, NotYoursToGiveError
from access.invitees import invitees, shared
from access.models import Invitation
from access.rules import CODE_SIGNS
from access.tests import make
from access.tests.turning import born
from accounts.models import User
from accounts.signing_in import INVITED
from audit.models import Event
from kernel.database import acting_as, acting_for_school, as_role
from kernel.tests.roles import seeing_all
from kernel.tests.waiting import until_somebody_waits
from schools.tests import make as schools
from students.choices import Authority, Restriction
from students.models import Guardian, Guardianship, StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pytest_django import DjangoCaptureOnCommitCallbacks

    from access.services import Letter
    from schools.models import Group, School
    from students.models import Student

pytestmark = pytest.mark.django_db
PASSWORD = "een lange zin die niemand raadt"
GO_ON = "/uitnodiging/verder/"
INVITE = "/toegang/uitnodigingen/"
BACKEND = "accounts.backends.SignInBackend"
WRONG = "AAAA AAAA"
INSERT = """
INSERT INTO access_invitation (public_id, school_id, guardian_id, made_by_id, way, email, made_at,
  period, code_hash, tries, proof_hash, proof_tries, proofs)
VALUES (gen_random_uuid(), %s, %s, %s, 'letter', '', now(), tstzrange(now(), now() + '1 day'),
  '', 0, '', 0, 0)
"""


@dataclass(frozen=True)
class Place:
    """A school with a class, a child, its guardian without an account, and a clerk."""

    school: School
    group: Group
    child: Student
    guardian: Guardian
    clerk: User


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def at() -> Place:
    return place()


def place() -> Place:
    group = schools.group(schools.school())
    child = students.student(group=group)
    guardian = students.guardianship(child).guardian
    guardian.email = "shared@example.org"
    guardian.save(update_fields=["email"])
    clerk = make.with_role(Role.ADMINISTRATION, group.school)
    return Place(group.school, group, child, guardian, clerk)


def reason(place: Place, person: Guardian | Student) -> Uninvited | None:
    """Return why somebody is not invited by e-mail."""
    with acting_as(place.clerk.pk):
        people = invitees(place.clerk, place.school, on=timezone.localdate())
    return next(one.without(mail=True) for one in people if one.person == person)


def both(place: Place, child: Student) -> None:
    """Make the guardian of the place one of another child too, of whom the clerk is none."""
    with as_role("portal_worker"), acting_for_school(place.school.pk):
        Guardianship.objects.create(
            guardian=place.guardian,
            student=child,
            school=place.school,
            authority=Authority.JOINT,
            period=(None, None),
        )


def path_of(letter: Letter) -> str:
    return urlsplit(letter.link).path


def row(person: Guardian | Student) -> Invitation:
    with seeing_all():
        return Invitation.objects.of(person).latest("pk")


def same(answer: Any) -> tuple[int, str]:  # noqa: ANN401 - a test response
    """Return an answer without what differs between any two: the address and the CSRF token."""
    body = re.sub(r'value="[^"]{64}"', "", answer.content.decode())
    return answer.status_code, re.sub(r"/(uitnodiging|b)/[0-9A-Za-z-]{9,36}/", "", body)


def digits() -> str:
    """Return the digits of the newest e-mail."""
    found = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert found
    return found[1]


def come_in(client: Client, letter: Letter, *, email: str) -> Any:  # noqa: ANN401
    """Walk the whole way of a letter."""
    client.post(path_of(letter), {"code": letter.code})
    client.post(GO_ON, {"email": email})
    client.post(GO_ON, {"digits": digits()})
    return client.post(GO_ON, {"password1": PASSWORD, "password2": PASSWORD})


def test_a_guardian_comes_in_by_letter_and_sees_the_own_child(client: Client, at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)

    answer = come_in(client, letter, email="Own@example.org")

    assert answer.status_code == 302
    at.guardian.refresh_from_db()
    user = at.guardian.user
    assert user is not None
    assert user.email == "own@example.org"
    assert user.display_name == at.guardian.full_name
    assert user.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session[INVITED] is True  # goes with what is chosen in this session
    assert StudentGrant.objects.filter(user=user, content_object=at.child).exists()
    assert row(at.guardian).used_at is not None
    assert row(at.guardian).email == ""
    event = Event.objects.get(name="access.invitation_accepted")
    assert (event.actor, event.facts) == (
        user.audit_ref,
        {"invitation": row(at.guardian).pk, "new": True},
    )


def test_a_code_works_once(client: Client, at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    come_in(client, letter, email="own@example.org")

    assert Client().post(path_of(letter), {"code": letter.code}).status_code == 422


def test_a_code_may_be_pasted_with_spaces_and_small_letters(client: Client, at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    typed = f" {letter.code[:4].lower()} - {letter.code[4:]} "

    assert client.post(path_of(letter), {"code": typed}).status_code == 302


def test_a_code_has_eight_signs_that_nobody_reads_as_another(at: Place) -> None:
    codes = [make.letter(at.clerk, of=at.guardian).code for _ in range(20)]

    assert all(len(code) == 8 and set(code) <= set(CODE_SIGNS) for code in codes)
    assert not set("01OIL") & set(CODE_SIGNS)
    assert len(set(codes)) == 20


def test_an_invitation_lasts_thirty_days(client: Client, at: Place) -> None:
    before = timezone.now() - timedelta(days=30)
    over = make.letter(at.clerk, of=at.guardian, at=before)
    assert client.post(path_of(over), {"code": over.code}).status_code == 422

    holds = make.letter(at.clerk, of=at.guardian, at=before + timedelta(minutes=1))
    assert client.post(path_of(holds), {"code": holds.code}).status_code == 302


def test_a_new_invitation_ends_the_one_before(client: Client, at: Place) -> None:
    first = make.letter(at.clerk, of=at.guardian)
    second = make.letter(at.clerk, of=at.guardian)

    assert client.post(path_of(first), {"code": first.code}).status_code == 422
    assert client.post(path_of(second), {"code": second.code}).status_code == 302


def test_a_withdrawn_invitation_lets_nobody_in(client: Client, at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    client.force_login(at.clerk, backend=BACKEND)
    client.post(f"{INVITE}intrekken/{row(at.guardian).public_id}/")

    assert Client().post(path_of(letter), {"code": letter.code}).status_code == 422


def test_withdrawing_stops_who_is_on_the_way(client: Client, at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    client.post(path_of(letter), {"code": letter.code})
    with acting_as(at.clerk.pk):
        services.withdraw(actor=at.clerk, invitation=row(at.guardian), at=timezone.now())

    page = client.post(GO_ON, {"email": "own@example.org"})

    assert "Begin opnieuw" in page.content.decode() or "Begin again" in page.content.decode()
    assert mail.outbox == []


def test_after_five_wrong_codes_the_right_one_does_not_work(client: Client, at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    for _ in range(5):
        assert client.post(path_of(letter), {"code": WRONG}).status_code == 422

    assert client.post(path_of(letter), {"code": letter.code}).status_code == 422
    assert row(at.guardian).tries == 5
    refused = Event.objects.filter(name="access.invitation_refused")
    assert [event.facts["tries"] for event in refused.order_by("pk")] == [1, 2, 3, 4, 5]
    assert {event.school for event in refused} == {at.school.public_id}


def test_after_four_wrong_codes_the_right_one_does(client: Client, at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    for _ in range(4):
        client.post(path_of(letter), {"code": WRONG})

    assert client.post(path_of(letter), {"code": letter.code}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted() -> None:
    at = place()
    letter = make.letter(at.clerk, of=at.guardian)
    together = threading.Barrier(12)
    answers: list[int] = []

    def try_once() -> None:
        client = Client()
        try:
            together.wait()
            answers.append(client.post(path_of(letter), {"code": WRONG}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [422] * 12
    assert row(at.guardian).tries == 5
    assert Event.objects.filter(name="access.invitation_refused").count() == 5


def test_nothing_tells_which_invitations_are_there(at: Place) -> None:
    others = [students.guardianship(at.child).guardian for _ in range(4)]
    there = make.letter(at.clerk, of=at.guardian)
    used = make.letter(at.clerk, of=others[0])
    come_in(Client(), used, email="used@example.org")
    tried = make.letter(at.clerk, of=others[1])
    for _ in range(5):
        Client().post(path_of(tried), {"code": WRONG})
    over = make.letter(at.clerk, of=others[2], at=timezone.now() - timedelta(days=31))
    withdrawn = make.letter(at.clerk, of=others[3])
    make.letter(at.clerk, of=others[3])
    paths = [path_of(one) for one in (there, used, tried, over, withdrawn)]
    paths += [f"/uitnodiging/{uuid4()}/", "/b/ABCD-EFGH/"]

    shown = {same(Client().get(path)) for path in paths}
    refused = {same(Client().post(path, {"code": WRONG})) for path in paths}

    assert len(shown) == 1
    assert next(iter(shown))[0] == 200
    assert len(refused) == 1
    assert next(iter(refused))[0] == 422


def test_the_link_alone_shows_nothing(client: Client, at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)

    page = client.get(path_of(letter)).content.decode()

    for word in (at.school.name, at.guardian.surname, at.guardian.email, at.child.call_name):
        assert word not in page
    assert letter.code not in letter.link
    assert client.get(GO_ON).status_code == 200
    assert at.school.name not in client.get(GO_ON).content.decode()


@pytest.mark.parametrize("typed", [str.lower, str.upper, lambda number: number.replace("-", "")])
def test_the_address_of_a_letter_is_short_and_may_be_typed_in_many_ways(
    client: Client, at: Place, typed: Callable[[str], str]
) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    number = path_of(letter).split("/")[2]

    answer = client.post(f"/b/{typed(number)}/", {"code": letter.code})

    assert len(number) == 9
    assert answer.status_code == 302
    assert str(row(at.guardian).public_id) not in letter.link


def test_the_number_of_a_letter_is_kept_nowhere_and_opens_nothing(
    client: Client, at: Place
) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    number = path_of(letter).split("/")[2].replace("-", "")

    with seeing_all():
        kept = Invitation.objects.of(at.guardian).values().get()

    assert number not in str(kept)
    assert client.post(path_of(letter), {"code": number}).status_code == 422
    assert client.post("/b/AAAA-AAAA/", {"code": letter.code}).status_code == 422


def test_an_address_with_an_account_gets_the_same_page_and_another_email(at: Place) -> None:
    known = schools.user("known")
    known.language = "ar"
    known.save(update_fields=["language"])
    pages = []
    for email in (known.email, "new@example.org"):
        letter = make.letter(at.clerk, of=at.guardian)
        client = Client()
        client.post(path_of(letter), {"code": letter.code})
        client.post(GO_ON, {"email": email.upper()})
        pages += [same(client.get(GO_ON)), same(client.post(GO_ON, {"digits": "000000"}))]

    assert pages[:2] == pages[2:]
    to_known, to_new = mail.outbox
    assert re.search(r"\b\d{6}\b", str(to_known.body)) is None
    assert re.search(r"\b\d{6}\b", str(to_new.body))
    assert known.display_name not in str(to_known.body)
    with override(known.language):
        assert to_known.subject == gettext("Your code for the privacy portal") != to_new.subject


@pytest.mark.parametrize("whose", ["guardian", "student"])
def test_no_code_goes_by_email_to_where_somebody_else_of_the_school_signs_in(
    at: Place, whose: str
) -> None:
    turned = students.student(group=at.group, born_on=born(timezone.localdate()))
    if whose == "guardian":
        user = make.parent(at.child)
        Guardian.objects.filter(user=user).update(email="private@example.org")
    else:
        user = make.student_who_signs_in(students.student(group=at.group))
    turned.email = user.email.upper()
    turned.save(update_fields=["email"])

    assert reason(at, turned) == Uninvited.SHARED
    assert shared(at.school, [turned]) == {user.email}


def test_who_signs_in_with_the_own_address_shares_it_with_nobody(at: Place) -> None:
    user = make.parent(at.child)
    own = Guardian.objects.get(user=user)
    assert own.email == user.email

    assert shared(at.school, [own]) == set()
    at.guardian.email = user.email
    at.guardian.save(update_fields=["email"])
    assert shared(at.school, [own]) == {user.email}


def test_two_guardians_with_one_mailbox_become_two_accounts(at: Place) -> None:
    other = students.guardianship(at.child).guardian
    other.email = at.guardian.email
    other.save(update_fields=["email"])
    assert reason(at, at.guardian) == reason(at, other) == Uninvited.SHARED

    come_in(Client(), make.letter(at.clerk, of=at.guardian), email=at.guardian.email)
    letter, client = make.letter(at.clerk, of=other), Client()
    client.post(path_of(letter), {"code": letter.code})
    client.post(GO_ON, {"email": at.guardian.email})
    assert re.search(r"\b\d{6}\b", str(mail.outbox[-1].body)) is None
    client.post(f"{GO_ON}?opnieuw", {"email": "second@example.org"})
    client.post(GO_ON, {"digits": digits()})
    client.post(GO_ON, {"password1": PASSWORD, "password2": PASSWORD})

    at.guardian.refresh_from_db()
    other.refresh_from_db()
    assert at.guardian.user is not None
    assert other.user is not None
    assert at.guardian.user != other.user


def test_a_student_is_invited_from_thirty_days_before_sixteen(client: Client, at: Place) -> None:
    today = timezone.localdate()
    old = students.student(group=at.group, born_on=born(today))
    near = students.student(group=at.group, born_on=born(today + timedelta(days=30)))
    young = students.student(group=at.group, born_on=born(today + timedelta(days=31)))
    unknown = students.student(group=at.group, born_on=None)
    for child in (old, near, young, unknown):
        child.email = f"{child.las_key}@school.example"
        child.save(update_fields=["email"])

    assert reason(at, old) is None
    assert reason(at, near) is None
    assert reason(at, young) == Uninvited.YOUNG
    assert reason(at, unknown) == Uninvited.YOUNG
    come_in(client, make.letter(at.clerk, of=old), email="student@example.org")
    old.refresh_from_db()
    assert old.user is not None


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({}, None),
        ({"authority": Authority.SOLE}, None),
        ({"authority": Authority.INSTITUTION}, None),
        ({"authority": Authority.NONE}, Uninvited.AUTHORITY),
        ({"authority": Authority.UNKNOWN}, Uninvited.AUTHORITY),
        ({"authority": Authority.PARTIAL}, Uninvited.AUTHORITY),
        ({"authority": Authority.REPRESENTATIVE}, Uninvited.AUTHORITY),
        ({"restriction": Restriction.NO_INFORMATION}, Uninvited.AUTHORITY),
        ({"period": (date(2020, 1, 1), date(2021, 1, 1))}, Uninvited.AUTHORITY),
    ],
)
def test_only_whom_something_opens_for_is_invited(
    at: Place, facts: dict[str, Any], because: Uninvited | None
) -> None:
    guardian = students.guardianship(at.child, **facts).guardian
    guardian.email = "alone@example.org"
    guardian.save(update_fields=["email"])

    assert reason(at, guardian) == because


def test_who_has_an_account_or_no_address_is_counted_with_the_reason(at: Place) -> None:
    make.parent(at.child)
    students.guardianship(at.child)

    with acting_as(at.clerk.pk):
        people = invitees(at.clerk, at.school, on=timezone.localdate())
        done = services.invite(actor=at.clerk, school=at.school, people=people, at=timezone.now())

    assert done.invited == 1
    assert done.left_out == {"account": 1, "address": 1, "young": 1}


def test_nobody_invites_the_own_family(at: Place) -> None:
    make.parent(at.child, who=at.clerk)
    with acting_as(at.clerk.pk):
        people = invitees(at.clerk, at.school, on=timezone.localdate())
    assert not {at.guardian, at.child} & {one.person for one in people}
    half = students.student(group=at.group)
    both(at, half)
    assert reason(at, at.guardian) == Uninvited.FAMILY
    with (
        acting_as(at.clerk.pk),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(INSERT, [at.school.pk, at.guardian.pk, at.clerk.pk])


def test_nobody_invites_a_row_with_the_own_address(at: Place) -> None:
    at.guardian.email = at.clerk.email.title()
    at.guardian.save(update_fields=["email"])

    assert reason(at, at.guardian) == Uninvited.FAMILY


@pytest.mark.parametrize("act", [services.invite, services.write_letters])
def test_only_who_confirms_access_at_the_school_invites(
    at: Place, act: Callable[..., object]
) -> None:
    mentor = make.with_role(Role.MENTOR, at.group)
    elsewhere = make.with_role(Role.ADMINISTRATION, schools.school())

    for actor in (mentor, elsewhere):
        with acting_as(actor.pk), pytest.raises(NotYoursToGiveError):
            act(actor=actor, school=at.school, people=[], at=timezone.now())


def test_the_email_has_the_code_and_no_child_and_is_short(
    at: Place, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as rings:
        make.invitation(at.clerk, of=at.guardian, by_mail=True)
    assert len(rings) == 1
    assert row(at.guardian).code_hash == ""
    with as_role("portal_worker"):
        tasks.send_invitation(invitation_id=row(at.guardian).pk)
        tasks.send_invitation(invitation_id=row(at.guardian).pk)

    (sent,) = mail.outbox
    assert sent.to == [at.guardian.email]
    body = str(sent.body)
    assert len(body.partition("English: ")[0].split()) <= 90
    assert str(row(at.guardian).public_id) in body
    assert at.child.surname not in body
    assert at.child.call_name not in body
    assert at.guardian.surname not in body
    code = re.search(r"\b([A-Z2-9]{8})\b", body)
    assert code
    assert row(at.guardian).code_hash == hash_of(code[1], of=row(at.guardian).public_id)


@pytest.mark.law("AVG 12(1)")
@pytest.mark.parametrize("language", ["en", "ar", "tr", "pl", "uk"])
def test_the_email_says_in_each_language_what_it_is_and_what_to_do(
    at: Place, language: str
) -> None:
    make.invitation(at.clerk, of=at.guardian, by_mail=True)
    with as_role("portal_worker"):
        tasks.send_invitation(invitation_id=row(at.guardian).pk)

    with override(language):
        said = gettext("Open the link in your letter or e-mail, and fill in the code.")
    (told,) = [line for line in str(mail.outbox[0].body).split("\n\n") if said in line]
    assert told.startswith(f"{dict(settings.LANGUAGES)[language]}: ")


def test_a_guardian_comes_in_by_email_with_the_address_it_was_sent_to(
    client: Client, at: Place
) -> None:
    made = make.invitation(at.clerk, of=at.guardian, by_mail=True)
    with as_role("portal_worker"):
        letters.send_invitation(made.pk, at=timezone.now())
    code = re.search(r"\b([A-Z2-9]{8})\b", str(mail.outbox[0].body))
    assert code

    client.post(f"/uitnodiging/{made.public_id}/", {"code": code[1]})
    client.post(f"{GO_ON}?opnieuw", {"email": "thief@example.org"})
    assert {one.to[0] for one in mail.outbox} == {at.guardian.email}
    client.post(GO_ON, {"digits": digits()})
    client.post(GO_ON, {"password1": PASSWORD, "password2": PASSWORD})

    at.guardian.refresh_from_db()
    assert at.guardian.user is not None
    assert at.guardian.user.email == at.guardian.email


def test_a_failing_mail_server_makes_a_new_code_next_time(
    at: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make.invitation(at.clerk, of=at.guardian, by_mail=True)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", 9)
    with as_role("portal_worker"), pytest.raises(OSError):  # noqa: PT011  (refused)
        letters.send_invitation(made.pk, at=timezone.now())
    assert row(at.guardian).sent_at is None
    assert row(at.guardian).code_hash == ""

    monkeypatch.undo()
    with as_role("portal_worker"):
        assert letters.send_invitation(made.pk, at=timezone.now())


def test_five_wrong_digits_or_fifteen_minutes_and_the_digits_are_no_more(at: Place) -> None:
    letter, now = make.letter(at.clerk, of=at.guardian), timezone.now()
    key = services.enter(row(at.guardian).public_id, code=letter.code)
    assert key
    assert services.ask_proof(key, email="own@example.org", language="nl", at=now)
    right = digits()
    wrong = "000000" if right != "000000" else "111111"
    late = now + timedelta(minutes=15)
    assert services.prove(key, digits=right, at=late) is None
    for _ in range(4):
        assert services.prove(key, digits=wrong, at=now) is None
    assert services.prove(key, digits=right, at=now) == "own@example.org"
    assert services.prove(key, digits=wrong, at=now) is None
    assert services.prove(key, digits=right, at=now) is None


def test_one_invitation_sends_five_emails_and_no_more(at: Place) -> None:
    letter, now = make.letter(at.clerk, of=at.guardian), timezone.now()
    key = services.enter(row(at.guardian).public_id, code=letter.code)
    assert key

    done = [
        services.ask_proof(key, email="a@example.org", language="nl", at=now) for _ in "123456"
    ]

    assert done == [True] * 5 + [False]
    assert len(mail.outbox) == 5


def test_no_account_without_the_proven_address(at: Place) -> None:
    letter, now = make.letter(at.clerk, of=at.guardian), timezone.now()
    key = services.enter(row(at.guardian).public_id, code=letter.code)
    assert key
    services.ask_proof(key, email="own@example.org", language="nl", at=now)
    with pytest.raises(InvitationOverError):
        services.accept(key, email="own@example.org", password=PASSWORD, language="nl", at=now)
    services.prove(key, digits=digits(), at=now)
    with pytest.raises(InvitationOverError):
        services.accept(key, email="x@example.org", password=PASSWORD, language="nl", at=now)

    assert not User.objects.filter(email__endswith="own@example.org").exists()


def test_who_enters_later_gains_nothing_by_what_another_proved(at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    owner, thief = Client(), Client()
    thief.post(path_of(letter), {"code": letter.code})
    owner.post(path_of(letter), {"code": letter.code})
    owner.post(GO_ON, {"email": "own@example.org"})
    owner.post(GO_ON, {"digits": digits()})

    thief.post(GO_ON, {"password1": PASSWORD, "password2": PASSWORD})

    assert not User.objects.filter(email="own@example.org").exists()


def test_who_signed_in_adds_another_school_to_the_own_account(client: Client, at: Place) -> None:
    elsewhere = students.student(group=schools.group(schools.school()))
    parent = make.parent(elsewhere)
    letter = make.letter(at.clerk, of=at.guardian)
    client.force_login(parent, backend=BACKEND)

    client.post(path_of(letter), {"code": letter.code})
    assert client.get(GO_ON).status_code == 200
    at.guardian.refresh_from_db()
    assert at.guardian.user is None, "a GET links nothing"
    client.post(GO_ON)

    at.guardian.refresh_from_db()
    assert at.guardian.user == parent
    assert StudentGrant.objects.filter(user=parent, content_object=at.child).exists()
    assert mail.outbox == []


def test_an_account_is_one_person_at_a_school(at: Place) -> None:
    parent = make.parent(at.child)
    pupil = make.student_who_signs_in(students.student(group=at.group))
    letter = make.letter(at.clerk, of=at.guardian)
    key = services.enter(row(at.guardian).public_id, code=letter.code)
    assert key

    for user in (parent, pupil):
        with acting_as(user.pk), pytest.raises(AlreadyKnownError):
            services.join(key, actor=user, at=timezone.now())


def proven(at: Place) -> str:
    """Let a visitor prove an address with a letter to the guardian; return the key."""
    letter, now = make.letter(at.clerk, of=at.guardian), timezone.now()
    key = services.enter(row(at.guardian).public_id, code=letter.code)
    assert key
    services.ask_proof(key, email="own@example.org", language="nl", at=now)
    assert services.prove(key, digits=digits(), at=now)
    return key


def come(key: str, user: User | None, came: list[str]) -> None:
    """Make an account, or link that of `user`, on a connection of its own; keep what happened."""
    at, email = timezone.now(), "own@example.org"
    try:
        if user is None:
            services.accept(key, email=email, password=PASSWORD, language="nl", at=at)
        else:
            with acting_as(user.pk):
                services.join(key, actor=user, at=at)
        came.append("in")
    except (DatabaseError, InvitationOverError) as error:
        came.append(type(error).__name__)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("new", [True, False])
def test_who_comes_in_while_the_clerk_invites_anew_waits_and_finds_it_over(
    new: bool,  # noqa: FBT001
) -> None:
    at, came = place(), list[str]()
    key, user = proven(at), None if new else schools.user("another")
    thread = threading.Thread(target=come, args=(key, user, came))

    with acting_as(at.clerk.pk):
        Guardian.objects.select_for_update().get(pk=at.guardian.pk)  # as whoever invites begins
        thread.start()
        until_somebody_waits()
        make.letter(at.clerk, of=at.guardian)
    thread.join()

    assert came == ["InvitationOverError"]
    at.guardian.refresh_from_db()
    assert at.guardian.user is None


def test_the_key_of_a_session_changes_at_each_door(client: Client, at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    client.post(path_of(letter), {"code": letter.code})
    first = client.session.session_key
    second_time = client.post(path_of(letter), {"code": letter.code})
    assert second_time.status_code == 302
    second = client.session.session_key
    client.post(GO_ON, {"email": "own@example.org"})
    client.post(GO_ON, {"digits": digits()})
    client.post(GO_ON, {"password1": PASSWORD, "password2": PASSWORD})

    assert len({first, second, client.session.session_key}) == 3
    assert "invitation" not in client.session


@pytest.mark.parametrize("password", ["short", "password1234", "own@example.org"])
def test_a_weak_password_makes_no_account(client: Client, at: Place, password: str) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    client.post(path_of(letter), {"code": letter.code})
    client.post(GO_ON, {"email": "own@example.org"})
    client.post(GO_ON, {"digits": digits()})

    weak = client.post(GO_ON, {"password1": password, "password2": password})
    unequal = client.post(GO_ON, {"password1": PASSWORD, "password2": "x" + PASSWORD})

    assert {weak.status_code, unequal.status_code} == {422}
    assert not User.objects.filter(email="own@example.org").exists()


def test_the_code_is_in_no_log_row_event_or_session(
    client: Client, at: Place, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        letter = make.letter(at.clerk, of=at.guardian)
        client.post(path_of(letter), {"code": WRONG})
        client.post(path_of(letter), {"code": letter.code})
        client.post(GO_ON, {"email": "own@example.org"})
        sent = digits()
        session = str(dict(client.session))
        with seeing_all():
            rows = str(list(Invitation.objects.values()))
        client.post(GO_ON, {"digits": sent})
        client.post(GO_ON, {"password1": PASSWORD, "password2": PASSWORD})
    events = str(list(Event.objects.values()))

    sql = [record for record in caplog.records if record.name != "django.db.backends"]
    said = " ".join(record.getMessage() for record in sql)
    assert letter.code not in said + events + rows + session + repr(letter)
    assert sent not in rows + session
    assert "own@example.org" not in said + events


def test_too_many_requests_from_one_address_are_refused_the_same(at: Place) -> None:
    letter = make.letter(at.clerk, of=at.guardian)
    for _ in range(60):
        Client().post(f"/uitnodiging/{uuid4()}/", {"code": WRONG})

    one = Client().post(path_of(letter), {"code": letter.code})
    other = Client().post(f"/uitnodiging/{uuid4()}/", {"code": letter.code})

    assert same(one) == same(other)
    assert one.status_code == 429


def test_nobody_lists_or_changes_an_invitation_by_sql(at: Place) -> None:
    make.letter(at.clerk, of=at.guardian)
    mentor = make.with_role(Role.MENTOR, at.group)
    elsewhere = make.with_role(Role.ADMINISTRATION, schools.school())

    for user in (None, mentor.pk, elsewhere.pk):
        with acting_as(user):
            assert not Invitation.objects.exists()
            assert Invitation.objects.update(withdrawn_at=timezone.now()) == 0
    with acting_as(at.clerk.pk):
        assert Invitation.objects.count() == 1


@pytest.mark.parametrize("column", ["tries", "code_hash", "period", "guardian_id"])
def test_no_page_alters_what_an_invitation_rests_on(column: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE access_invitation SET {column} = NULL")  # noqa: S608


def test_an_invitation_is_for_one_person(at: Place) -> None:
    made = make.invitation(at.clerk, of=at.guardian)
    old = students.student(group=at.group, born_on=date(2005, 5, 1))
    with acting_as(at.clerk.pk):
        for facts in (
            {"guardian": at.guardian, "student": old},
            {},
            {"guardian": at.guardian},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Invitation.objects.create(
                    school=at.school,
                    way="letter",
                    made_by=at.clerk,
                    made_at=made.made_at,
                    period=made.period,
                    **facts,
                )


def test_what_is_over_goes_after_ninety_days(at: Place) -> None:
    now = timezone.now()
    make.letter(at.clerk, of=at.guardian, at=now - timedelta(days=121))
    other = students.guardianship(at.child).guardian
    make.letter(at.clerk, of=other, at=now - timedelta(days=119))

    with as_role("portal_worker"):
        assert services.clean_invitations() == 1

    with seeing_all():
        assert [one.guardian for one in Invitation.objects.all()] == [other]


def test_the_queue_carries_a_number_alone_and_the_sweep_finds_a_lost_ring(
    at: Place, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as rings:
        made = make.invitation(at.clerk, of=at.guardian, by_mail=True)
    with django_capture_on_commit_callbacks() as swept, as_role("portal_worker"):
        tasks.sweep()

    for (ring,) in (rings, swept):
        assert isinstance(ring, partial)
        task, arguments = ring.args
        assert (task.name, arguments) == (
            "access.send_invitation",
            {"invitation_id": made.pk},
        )
    with as_role("portal_worker"):
        tasks.send_invitation(invitation_id=made.pk)
    with django_capture_on_commit_callbacks() as again, as_role("portal_worker"):
        tasks.sweep()
    assert again == []


def test_the_worker_reaches_what_goes_by_email_and_nothing_else(at: Place) -> None:
    other = students.guardianship(at.child).guardian
    make.letter(at.clerk, of=other)
    made = make.invitation(at.clerk, of=at.guardian, by_mail=True)

    with as_role("portal_worker"):
        assert list(Invitation.objects.all()) == [made]
        with acting_as(at.clerk.pk):
            assert not Invitation.objects.exists()
        letters.send_invitation(made.pk, at=timezone.now())
        assert Invitation.objects.update(code_hash="") == 0, "what was sent is not changed"


def test_an_invitation_withdrawn_before_its_email_is_not_sent(at: Place) -> None:
    made = make.invitation(at.clerk, of=at.guardian, by_mail=True)
    with acting_as(at.clerk.pk):
        services.withdraw(actor=at.clerk, invitation=made, at=timezone.now())

    with as_role("portal_worker"):
        assert not letters.send_invitation(made.pk, at=timezone.now())

    assert mail.outbox == []
