"""The wall round identity numbers: two doors, each with a keeper, and no window."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from kernel.database import acting_as, as_role
from kernel.tests.roles import unwalled
from schools.tests import make as schools
from students import services
from students.choices import NumberKind, Reason
from students.errors import (
    NoNumberError,
    NotANumberError,
    NumberRefusedError,
    NumberTakenError,
    TooManyNumbersError,
)
from students.models import IdentityNumber
from students.rules import is_number
from students.tests import make, people

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from accounts.models import User
    from schools.models import School
    from students.models import Student

pytestmark = pytest.mark.django_db
OUTSIDERS = [
    people.stranger,
    people.parent,
    people.student_who_signs_in,
    people.mentor,
    people.subject_teacher,
    people.care_coordinator,
    people.privacy_officer,
    people.clerk_elsewhere,
    people.clerk_who_is_the_parent,
    people.former_clerk,
    people.disabled_clerk,
]
MASK = "SELECT kind, ending FROM students_identitynumber"


def ask(user: User | None, statement: str, *values: str | int) -> list[tuple[Any, ...]]:
    """Return what raw SQL of a page gets: the wall in PostgreSQL alone."""
    with acting_as(user.pk if user else None), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def reveal(user: User | None, student: Student, reason: str = "exchange") -> tuple[Any, ...]:
    (row,) = ask(user, "SELECT * FROM students_reveal_bsn(%s, %s)", student.pk, reason)
    return row


def events(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("pk"))


def held() -> list[tuple[str, str]]:
    """Return what is held, as the one role that may read the numbers."""
    with as_role("portal_purge"):
        return list(IdentityNumber._base_manager.values_list("kind", "number").order_by("pk"))


@pytest.mark.law("WVO 8.17", "UAVG 46")
@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT number FROM students_identitynumber",
        "SELECT * FROM students_identitynumber",
        "SELECT 1 FROM students_identitynumber WHERE number LIKE '9%%'",
        "SELECT 1 FROM students_identitynumber ORDER BY number",
        "SELECT to_jsonb(n) FROM students_identitynumber n",
        "UPDATE students_identitynumber SET number = '999990020'",
        "UPDATE students_identitynumber SET kind = kind RETURNING number",
        "DELETE FROM students_identitynumber",
        "INSERT INTO students_identitynumber (kind, number) VALUES ('bsn', '999990020')",
        "TRUNCATE students_identitynumber",
    ],
)
def test_no_page_and_no_job_reads_or_writes_the_column(role: str, statement: str) -> None:
    scene = people.scene()

    with (
        pytest.raises(DatabaseError, match="permission denied") as refused,
        as_role(role),
    ):
        ask(scene.clerk, statement)

    assert people.BSN not in str(refused.value)


def test_the_orm_of_a_page_leaves_the_number_where_it_is() -> None:
    scene = people.scene()

    with acting_as(scene.clerk.pk):
        found = IdentityNumber.objects.visible_to(scene.clerk).get()
        assert (found.kind, found.ending, found.entered_by_id) == ("bsn", "019", scene.clerk.pk)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            _ = found.number


@pytest.mark.parametrize("insider", [people.principal, lambda scene: scene.clerk])
def test_the_administration_and_the_principal_see_that_there_is_a_number(
    insider: Callable[[people.Scene], User],
) -> None:
    scene = people.scene()

    assert ask(insider(scene), MASK) == [("bsn", "019")]


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_raw_sql_of_anybody_else_sees_not_even_that_there_is_one(
    outsider: Callable[[people.Scene], User],
) -> None:
    scene = people.scene()
    other = outsider(scene)

    assert ask(other, MASK) == []
    with acting_as(other.pk):
        assert not IdentityNumber.objects.visible_to(other).exists()


def test_with_nobody_signed_in_nothing_is_seen_or_shown() -> None:
    scene = people.scene()

    assert ask(None, MASK) == []
    with as_role("portal_worker"):
        assert ask(None, MASK) == []
    assert reveal(None, scene.student) == ("refused", None)


def test_the_queryset_holds_where_row_security_is_gone() -> None:
    scene = people.scene()
    others = [people.mentor(scene), people.clerk_elsewhere(scene), people.parent(scene)]
    own = people.clerk_who_is_the_parent(scene)

    with unwalled("numbers"):
        assert IdentityNumber.objects.count() == 1
        for other in [*others, own]:
            assert not IdentityNumber.objects.visible_to(other).exists()
        assert IdentityNumber.objects.visible_to(scene.clerk).exists()


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_the_function_shows_nobody_else_a_number_and_the_attempt_is_on_record(
    outsider: Callable[[people.Scene], User],
) -> None:
    scene = people.scene()
    other = outsider(scene)

    answer = reveal(other, scene.student)

    assert answer == ("refused", None)
    (denied,) = events("students.number_denied")
    assert (denied.actor, denied.subject) == (other.audit_ref, scene.student.audit_ref)
    assert denied.facts == {"why": "not_allowed"}
    assert not events("students.number_read")


def test_a_refusal_of_the_service_stays_on_record() -> None:
    scene = people.scene()
    other = people.mentor(scene)

    with pytest.raises(NumberRefusedError) as refused:
        services.reveal_number(actor=other, student=scene.student, reason=Reason.EXCHANGE)

    assert people.BSN not in str(refused.value)
    assert len(events("students.number_denied")) == 1


@pytest.mark.law("WVO 8.17", "UAVG 46", "AVG 5(2)")
def test_whoever_may_see_it_gets_the_number_and_the_reason_is_on_record() -> None:
    scene = people.scene()

    found = services.reveal_number(
        actor=scene.clerk, student=scene.student, reason=Reason.QUESTION
    )

    assert found == people.BSN
    (read,) = events("students.number_read")
    assert (read.actor, read.subject) == (scene.clerk.audit_ref, scene.student.audit_ref)
    assert (read.role, read.school) == ("administration", scene.school.public_id)
    assert read.facts == {"reason": "question"}
    assert abs(read.at - timezone.now()) < timedelta(minutes=1)


@pytest.mark.parametrize("reason", ["", None, "because", "exchange "])
def test_without_a_reason_of_the_list_there_is_no_number(reason: str) -> None:
    scene = people.scene()

    with (
        pytest.raises(DatabaseError, match="for a reason of the list") as refused,
        transaction.atomic(),
    ):
        reveal(scene.clerk, scene.student, reason)

    assert people.BSN not in str(refused.value)


def test_a_number_that_cannot_be_recorded_is_not_shown() -> None:
    scene = people.scene()
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_owner")

    with pytest.raises(DatabaseError, match="audit_event"), transaction.atomic():
        reveal(scene.clerk, scene.student)


@pytest.mark.parametrize("role", ["portal_worker", "portal_purge"])
def test_only_pages_can_ask_for_a_number(role: str) -> None:
    scene = people.scene()

    with (
        pytest.raises(DatabaseError, match="permission denied for function"),
        as_role(role),
    ):
        reveal(scene.clerk, scene.student)


def test_the_keepers_cannot_be_used_apart_from_the_doors() -> None:
    scene = people.scene()

    for statement in (
        "SELECT students_number_event('students.number_read', 1, 'reveal_bsn', '{}')",
        f"SELECT students_may_with_number({scene.student.pk}, 'reveal_bsn')",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            ask(scene.clerk, statement)


def test_saying_that_it_opens_opens_nothing_to_a_page() -> None:
    scene = people.scene()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.owner_opens', 'numbers', true)")

    assert ask(people.stranger(scene), MASK) == []


def test_the_door_closes_behind_whoever_went_through() -> None:
    scene = people.scene()
    reveal(scene.clerk, scene.student)

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.owner_opens', true)")
        assert cursor.fetchone() in {("",), (None,)}


def test_a_student_without_a_number_has_none_to_show() -> None:
    scene = people.scene()
    other = make.student(scene.school)

    with pytest.raises(NoNumberError):
        services.reveal_number(actor=scene.clerk, student=other, reason=Reason.EXCHANGE)

    assert not events("students.number_read")


def test_twenty_a_day_and_no_more() -> None:
    scene = people.scene()
    for _ in range(20):
        assert reveal(scene.clerk, scene.student)[0] == "shown"

    with pytest.raises(TooManyNumbersError, match="20"):
        services.reveal_number(actor=scene.clerk, student=scene.student, reason=Reason.EXCHANGE)

    assert len(events("students.number_read")) == 20
    assert events("students.number_denied")[-1].facts == {"why": "too_many"}
    assert reveal(people.principal(scene), scene.student) == ("shown", people.BSN)


@pytest.mark.django_db(transaction=True)
def test_two_questions_at_once_are_counted_one_after_the_other() -> None:
    scene = people.scene()
    for _ in range(19):
        reveal(scene.clerk, scene.student)

    def ask_once_more() -> str:
        try:
            return str(reveal(scene.clerk, scene.student)[0])
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with acting_as(scene.clerk.pk):
            assert reveal(scene.clerk, scene.student)[0] == "shown"
            other = pool.submit(ask_once_more)
            _, waiting = wait([other], timeout=1)
        assert waiting == {other}, "the second waits until the first is on record"
        assert other.result(timeout=10) == "too_many"


def test_what_was_seen_yesterday_does_not_count_today() -> None:
    scene = people.scene()
    Event.objects.bulk_create(
        Event(
            at=timezone.now() - timedelta(days=1),
            name="students.number_read",
            actor=scene.clerk.audit_ref,
            school=scene.school.public_id,
        )
        for _ in range(20)
    )

    assert reveal(scene.clerk, scene.student)[0] == "shown"


@pytest.mark.parametrize("outsider", [*OUTSIDERS, people.principal])
def test_nobody_but_the_administration_of_the_school_enters_a_number(
    outsider: Callable[[people.Scene], User],
) -> None:
    scene = people.scene()
    other = outsider(scene)

    with pytest.raises(NumberRefusedError):
        people.enter(other, scene.student, people.OTHER_BSN)

    assert held() == [("bsn", people.BSN)]
    (denied,) = events("students.number_denied")
    assert denied.facts == {"why": "not_allowed"}


@pytest.mark.law("WVO 8.11")
def test_a_citizen_service_number_takes_the_place_of_an_education_number() -> None:
    scene = people.scene()
    other = make.student(scene.school)
    services.enter_number(
        actor=scene.clerk,
        student=other,
        kind=NumberKind.EDUCATION,
        number=people.EDUCATION_NUMBER,
    )

    people.enter(scene.clerk, other, people.OTHER_BSN)

    assert held()[1:] == [("bsn", people.OTHER_BSN)]
    facts = [event.facts for event in events("students.number_entered")][1:]
    assert facts == [
        {"kind": "onderwijsnummer", "replaced": False},
        {"kind": "bsn", "replaced": True},
    ]
    assert people.OTHER_BSN not in str(list(Event.objects.values()))


def test_two_students_of_a_school_cannot_have_one_number_and_of_two_schools_can() -> None:
    scene = people.scene()
    elsewhere = schools.school()
    clerk = access.with_role(Role.ADMINISTRATION, elsewhere)

    with pytest.raises(NumberTakenError) as refused:
        people.enter(scene.clerk, make.student(scene.school))
    people.enter(clerk, make.student(elsewhere))

    assert people.BSN not in str(refused.value) + repr(refused.value.__context__)
    assert len(held()) == 2


@pytest.mark.parametrize("number", ["999990018", "000000000", "99999001", "x" * 40, "9' OR 1=1"])
def test_what_is_no_number_is_refused_by_the_database_without_repeating_it(number: str) -> None:
    scene = people.scene()

    with pytest.raises(NotANumberError) as refused:
        people.enter(scene.clerk, make.student(scene.school), number)

    assert number not in str(refused.value) + repr(refused.value.__context__)
    assert len(held()) == 1


DIGITS = st.text("0123456789", min_size=8, max_size=10)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.sampled_from(["bsn", "onderwijsnummer", "other"]), DIGITS | st.text(max_size=9))
@example("bsn", "999990019")
@example("bsn", "000000000")
@example("onderwijsnummer", "100000004")
@example("onderwijsnummer", "200000002")
def test_the_constraint_and_the_rule_of_the_form_agree(kind: str, number: str) -> None:
    if "\0" in number:
        return
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint"
            " WHERE conname = 'students_identitynumber_test_of_eleven'"
        )
        values = "(VALUES (%s::varchar, %s::varchar)) AS held (kind, number)"
        check = cursor.fetchone()[0].replace("%", "%%")
        cursor.execute(f"SELECT {check} FROM {values}", [kind, number])  # noqa: S608 - our own
        (holds,) = cursor.fetchone()

    assert holds == is_number(kind, number)


def misplace(student: Student, school: School) -> None:
    """Write a number of a student under another school, as only the owner could."""
    with unwalled("numbers"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO students_identitynumber (student_id, school_id, kind, number, entered_at)"
            " VALUES (%s, %s, 'bsn', %s, now())",
            [student.pk, school.pk, people.OTHER_BSN],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_number_cannot_be_at_another_school_than_its_student() -> None:
    scene = people.scene()

    with pytest.raises(IntegrityError, match="students_identitynumber_same_school"):
        misplace(make.student(scene.school), schools.school())
