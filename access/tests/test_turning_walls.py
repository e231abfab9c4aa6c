"""Before the sixteenth birthday no code counts, whoever asks; and who writes what about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from access import services
from access.choices import Role, TurningState
from access.codes import hash_of
from access.errors import InvitationOverError, TooEarlyError
from access.models import Invitation, TurningMessage
from access.tests import make
from access.tests.test_invitations import GO_ON, PASSWORD, WRONG, digits, path_of, row, same
from access.tests.turning import Home, born, invitations, plans, runs, states, student
from audit.models import Event
from kernel import words
from kernel.database import acting_as, acting_for_school, holding_key
from kernel.tests.roles import as_role, seeing_all, unwalled
from students.models import StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from uuid import UUID

    from access.services import Letter
    from accounts.models import User

pytestmark = pytest.mark.django_db
OWN = "own@example.org"
INVITE = """
INSERT INTO access_invitation (public_id, school_id, student_id, made_by_id, way, email, made_at,
  period, code_hash, tries, proof_hash, proof_tries, proofs)
VALUES (gen_random_uuid(), %s, %s, %s, %s, '', now(), tstzrange(now(), now() + '60 days'),
  %s, 0, '', 0, 0)
"""
TELL = """
INSERT INTO access_turningmessage (public_id, school_id, student_id, guardian_id, stage, turns_on,
  state, made_at, done_at)
VALUES (gen_random_uuid(), %s, %s, %s, %s, current_date, %s, now(), %s)
"""


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def clerk_of(home: Home) -> User:
    return make.with_role(Role.ADMINISTRATION, home.school)


def letter_to(home: Home) -> Letter:
    return make.letter(clerk_of(home), of=home.child)


def public_id(home: Home) -> UUID:
    return row(home.child).public_id


def refused(statement: str, values: tuple[Any, ...]) -> bool:
    """Tell whether PostgreSQL refuses it, or finds no row to do it to."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            touched = int(cursor.rowcount)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return touched == 0
    except DatabaseError:
        return True


@pytest.mark.law("UAVG 5(1)")
def test_the_right_code_before_the_day_says_from_which_day_and_lets_nobody_in() -> None:
    home, client = Home(days=1), Client()
    letter = letter_to(home)
    assert letter.first_day == home.turns_on
    assert letter.last_day == home.turns_on + timedelta(days=30)

    answers = [client.post(path_of(letter), {"code": letter.code}) for _ in range(6)]

    assert {answer.status_code for answer in answers} == {422}
    assert all(words.day(home.turns_on) in answer.content.decode() for answer in answers)
    assert "invitation" not in client.session
    assert row(home.child).tries == 0, "the code was right"
    assert mail.outbox == []
    page = client.get(GO_ON).content.decode()
    assert home.child.call_name not in page


def test_a_wrong_code_before_the_day_reads_and_counts_as_any_wrong_code() -> None:
    home, other = Home(days=1), Home(days=0)
    early, counting = letter_to(home), letter_to(other)

    answers = {same(Client().post(path_of(one), {"code": WRONG})) for one in (early, counting)}

    assert len(answers) == 1
    assert (row(home.child).tries, row(other.child).tries) == (1, 1)
    for _ in range(4):
        Client().post(path_of(early), {"code": WRONG})
    last = Client().post(path_of(early), {"code": early.code})
    assert words.day(home.turns_on) not in last.content.decode(), "tried too often"


@pytest.mark.scenario("T09")
@pytest.mark.law("UAVG 5(1)")
def test_t09_from_the_day_the_code_counts_and_the_account_begins() -> None:
    home, client = Home(days=0), Client()
    runs(home.school, at=home.at(-30))
    (invited,) = invitations(home.child)
    assert (invited.period.upper, invited.last_day) == (home.at(31), home.at(30).date())
    letter = letter_to(home)
    assert letter.first_day is None

    client.post(path_of(letter), {"code": letter.code})
    client.post(GO_ON, {"email": OWN})
    client.post(GO_ON, {"digits": digits()})
    client.post(GO_ON, {"password1": PASSWORD, "password2": PASSWORD})

    home.child.refresh_from_db()
    assert home.child.user is not None
    grants = StudentGrant.objects.filter(user=home.child.user)
    assert {grant.valid.lower for grant in grants} == {home.at(0)}


def test_a_code_of_which_the_birthday_moved_counts_by_the_day_as_it_is_now() -> None:
    home = Home(days=20)
    letter = letter_to(home)
    home.moves(timezone.localdate())
    assert services.enter(public_id(home), code=letter.code)

    home.moves(timezone.localdate() + timedelta(days=3))
    with pytest.raises(TooEarlyError) as early:
        services.enter(public_id(home), code=letter.code)
    assert early.value.day == timezone.localdate() + timedelta(days=3)
    home.child.birth_date = None
    home.child.save(update_fields=["birth_date"])
    assert services.enter(public_id(home), code=letter.code) is None
    assert row(home.child).tries == 0


def test_whoever_holds_the_key_before_the_day_reaches_nothing_by_it() -> None:
    home = Home(days=1)
    letter = letter_to(home)
    key = hash_of(letter.code, of=public_id(home))

    with holding_key(key):
        assert not Invitation.objects.exists()
        assert Invitation.objects.update(used_at=timezone.now()) == 0
    assert services.invitation_of(key, at=timezone.now()) is None

    home.moves(timezone.localdate())
    with holding_key(key):
        assert Invitation.objects.count() == 1


def test_whoever_holds_the_key_of_a_student_without_a_birth_date_reaches_nothing_by_it() -> None:
    home = Home(days=0)
    letter = letter_to(home)
    key = services.enter(public_id(home), code=letter.code)
    assert key
    home.child.birth_date = None
    home.child.save(update_fields=["birth_date"])

    with holding_key(key):
        assert not Invitation.objects.exists()
        assert Invitation.objects.update(used_at=timezone.now()) == 0
    assert services.invitation_of(key, at=timezone.now()) is None


@pytest.mark.parametrize("turns_in", [1, None])
def test_the_service_lets_nobody_in_before_the_day_where_row_security_is_gone(
    turns_in: int | None,
) -> None:
    home = Home(days=1)
    letter = letter_to(home)
    key = hash_of(letter.code, of=public_id(home))
    home.child.birth_date = home.child.birth_date if turns_in else None
    home.child.save(update_fields=["birth_date"])

    with unwalled("invitations"), pytest.raises(InvitationOverError):
        services.ask_proof(key, email=OWN, language="nl", at=timezone.now())

    assert mail.outbox == []


@pytest.mark.parametrize(("days", "lets"), [(31, False), (30, True), (-400, True), (None, False)])
def test_no_page_invites_a_student_who_does_not_turn_sixteen_within_thirty_days(
    days: int | None,
    lets: bool,  # noqa: FBT001
) -> None:
    home = Home()
    clerk = clerk_of(home)
    turns_on = None if days is None else timezone.localdate() + timedelta(days=days)
    other = students.student(group=home.group, born_on=turns_on and born(turns_on))

    with acting_as(clerk.pk):
        values = (home.school.pk, other.pk, clerk.pk, "letter", "")
        assert refused(INVITE, values) is not lets


def test_the_worker_invites_for_one_school_by_email_without_a_code() -> None:
    home, elsewhere = Home(), Home()
    clerk = clerk_of(home)
    honest = (home.school.pk, home.child.pk, None, "email", "")
    early = student(home.group, timezone.localdate() + timedelta(days=31))

    with as_role("portal_worker"):
        with acting_for_school(elsewhere.school.pk):
            assert refused(INVITE, honest)
        with acting_as(clerk.pk):
            assert refused(INVITE, honest)
        with acting_for_school(home.school.pk):
            assert refused(INVITE, (*honest[:3], "letter", ""))
            assert refused(INVITE, (*honest[:2], clerk.pk, *honest[3:]))
            assert refused(INVITE, (*honest[:4], "f" * 64))
            assert refused(INVITE, (home.school.pk, early.pk, *honest[2:]))
            assert refused(INVITE, (home.school.pk, elsewhere.child.pk, *honest[2:]))
            assert not refused(INVITE, honest)
    with acting_as(clerk.pk):
        assert refused(INVITE, honest), "only the portal itself invites without somebody"


def test_the_worker_ends_what_went_by_email_and_no_letter_that_works() -> None:
    home, elsewhere = Home(days=29), Home(days=29)
    letter_to(home)
    plans(elsewhere.school, at=elsewhere.at(-29))
    (sent,) = invitations(elsewhere.child)
    ends = "SELECT 1 WHERE access_end_turning(%s, clock_timestamp())"

    with as_role("portal_worker"):
        with acting_for_school(home.school.pk):
            assert refused(ends, (row(home.child).pk,)), "a letter that works"
            assert refused(ends, (sent.pk,)), "of another school"
        with acting_for_school(elsewhere.school.pk):
            assert not refused(ends, (sent.pk,))
            assert refused(ends, (sent.pk,)), "once"
    with acting_as(clerk_of(elsewhere).pk):
        assert refused(ends, (sent.pk,)), "no page"


def test_the_worker_sees_letters_to_students_of_one_school_and_no_other_letter() -> None:
    home, elsewhere = Home(days=29), Home(days=29)
    letter_to(home)
    letter_to(elsewhere)
    guardian = students.guardianship(home.child).guardian
    make.letter(clerk_of(home), of=guardian)

    with as_role("portal_worker"):
        assert not Invitation.objects.exists()
        with acting_for_school(home.school.pk):
            assert [one.student for one in Invitation.objects.all()] == [home.child]


def test_nobody_withdraws_in_the_name_of_another() -> None:
    home = Home(days=29)
    letter_to(home)
    clerk, other = clerk_of(home), clerk_of(home)
    ends = "UPDATE access_invitation SET withdrawn_at = now(), withdrawn_by_id = %s"

    with acting_as(clerk.pk):
        assert refused(ends, (other.pk,))
        assert not refused(ends, (clerk.pk,))
    over = pytest.raises(IntegrityError, match="_withdrawn_when")
    with unwalled("invitations"), over, transaction.atomic():
        Invitation.objects.update(withdrawn_at=None)


def test_the_worker_sees_what_a_person_withdrew_and_nothing_else_that_is_over() -> None:
    home = Home(days=29)
    letter_to(home)
    letter_to(home)
    with as_role("portal_worker"), acting_for_school(home.school.pk):
        assert Invitation.objects.count() == 1, "another took the place of the first"

    make.withdraws(clerk_of(home), row(home.child))

    with as_role("portal_worker"):
        assert not Invitation.objects.exists()
        with acting_for_school(home.school.pk):
            assert Invitation.objects.get().withdrawn_by is not None


def test_no_page_reads_or_writes_who_was_told() -> None:
    home = Home()
    plans(home.school, at=home.at(-30))

    for statement in (
        "SELECT FROM access_turningmessage",
        "UPDATE access_turningmessage SET state = 'sent'",
        "DELETE FROM access_turningmessage",
        "INSERT INTO access_turningmessage DEFAULT VALUES",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_worker_tells_for_one_school_and_changes_nothing_that_went() -> None:
    home, elsewhere = Home(), Home()
    runs(home.school, at=home.at(-30))
    guardian = students.guardianship(home.child).guardian
    honest = (home.school.pk, home.child.pk, guardian.pk, "before", "waiting", None)
    again = "UPDATE access_turningmessage SET state = 'sent', done_at = now()"
    gone = "DELETE FROM access_turningmessage"

    with as_role("portal_worker"):
        assert not TurningMessage.objects.exists()
        with acting_for_school(elsewhere.school.pk):
            assert not TurningMessage.objects.exists()
            assert refused(TELL, honest)
        with acting_for_school(home.school.pk):
            assert refused(TELL, (*honest[:4], "sent", timezone.now())), "nothing went"
            assert refused(again, ())
            assert refused(gone, ())
            assert not refused(TELL, honest)
            assert refused(TELL, honest), "once"
            assert not refused(again, ())
    assert {state for _, state, _ in states(home.child)} == {TurningState.SENT}


def test_postgresql_holds_once_a_stage_for_birthdays_that_are_near() -> None:
    home = Home()
    facts = {"school": home.school, "student": home.child, "made_at": timezone.now()}
    day = home.turns_on

    with unwalled("invitations"):
        TurningMessage.objects.create(**facts, stage="before", turns_on=day)
        for days in (-29, 0, 29):
            moved = day + timedelta(days=days)
            with pytest.raises(IntegrityError, match="_once"), transaction.atomic():
                TurningMessage.objects.create(**facts, stage="before", turns_on=moved)
        TurningMessage.objects.create(**facts, stage="day", turns_on=day)
        TurningMessage.objects.create(**facts, stage="before", turns_on=day + timedelta(days=30))
        guardian = students.guardianship(home.child).guardian
        with pytest.raises(IntegrityError, match="_guardian_before"), transaction.atomic():
            TurningMessage.objects.create(**facts, guardian=guardian, stage="day", turns_on=day)


def test_only_a_student_is_invited_by_the_portal_itself() -> None:
    home = Home()
    guardian = students.guardianship(home.child).guardian
    now = timezone.now()
    facts = {"school": home.school, "made_at": now, "period": (now, now + timedelta(days=1))}

    with unwalled("invitations"):
        for whom in (
            {"guardian": guardian, "way": "email"},
            {"student": home.child, "way": "letter"},
        ):
            with pytest.raises(IntegrityError, match="_by_itself"), transaction.atomic():
                Invitation.objects.create(**facts, **whom)


def test_to_say_from_which_day_leaves_no_try_and_no_event() -> None:
    home = Home(days=1)
    letter = letter_to(home)
    before = Event.objects.count()

    with pytest.raises(TooEarlyError):
        services.enter(public_id(home), code=letter.code.lower())

    assert Event.objects.count() == before
    with seeing_all():
        assert Invitation.objects.get().used_at is None
