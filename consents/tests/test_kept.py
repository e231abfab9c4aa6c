"""Answers worked out beforehand: what the rule says, and closed the moment it may differ."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import date, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from consents import services, tasks
from consents.answers import as_known, effective
from consents.choices import AtSixteen, Capacity, Channel
from consents.errors import ChoosesAloneError, HadNoSayError, NotTheDeciderError
from consents.models import KeptAnswer, Objection
from consents.tests import make, paper, people
from consents.tests.people import Family
from consents.tests.test_facts import by_tables
from consents.tests.walls import Household
from kernel.database import acting_as, acting_for_school, as_role
from kernel.dates import ONE_DAY, day_of, years_after
from kernel.tests.roles import seeing_all, unwalled
from students.choices import Authority, Restriction
from students.models import Enrolment, Student
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def keep(of: Family) -> int:
    with as_role("portal_worker"):
        return services.keep_answers(school=of.school.pk, at=timezone.now())


def check(of: Family) -> int:
    with as_role("portal_worker"):
        return services.check_answers(school=of.school.pk)


def opened(of: Student) -> int:
    """Return for how many questions an answer is kept."""
    with seeing_all():
        rows = KeptAnswer.objects.open().filter(student=of)
        return rows.values("purpose").distinct().count()


def total(of: Family) -> int:
    return len(make.codes(of.school))


def now_said(of: Family, *, at: datetime) -> dict[str, bool]:
    with acting_as(of.parent.pk):
        (answers,) = effective([of.child], at=at).values()
    return {code: answer.granted for code, answer in answers.items()}


def test_a_school_is_kept_once_and_read_in_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    at = timezone.now()

    before = now_said(home, at=at)
    assert keep(home) == 1
    assert keep(home) == 0

    assert opened(home.child) == total(home)
    with acting_as(home.parent.pk), django_assert_num_queries(2):
        effective([home.child], at=timezone.now())
    assert now_said(home, at=timezone.now()) == before
    assert before[make.WEBSITE]


def say_no(home: Family) -> None:
    make.choose(home.other, home.child, "no", at=timezone.now())


def call(home: Family) -> None:
    no = paper.Call(Channel.PHONE, at=timezone.now())
    paper.tells(people.administration(home), home.child, home.parent, "no", no)


def object_(home: Family) -> None:
    make.objects(people.administration(home), home.child, by=Capacity.STUDENT, at=timezone.now())


def end_authority(home: Family) -> None:
    students.now_said_of(home.parent, home.child, authority=Authority.NONE)


def forbid(home: Family) -> None:
    students.now_said_of(home.parent, home.child, restriction=Restriction.NO_INFORMATION)


def one_guardian_more(home: Family) -> None:
    students.guardianship(home.child, user=None, authority=Authority.JOINT)


def leave(home: Family) -> None:
    rows = Enrolment.objects.filter(student=home.child)
    rows.update(period=(date(2020, 8, 1), TODAY))


def be_older(home: Family) -> None:
    Student.objects.filter(pk=home.child.pk).update(birth_date=years_after(TODAY, -16))


def ask_again(home: Family) -> None:
    make.new_words(make.purpose(home.child), at=timezone.now())


def all_must_agree(home: Family) -> None:
    with make.as_worker():
        home.school.all_guardians_must_agree = True
        home.school.save()


def lapse(home: Family) -> None:
    about = make.purpose(home.child)
    about.at_sixteen = AtSixteen.CARRIES_OVER
    with make.as_worker():
        about.save()


@pytest.mark.parametrize(
    "change",
    [
        say_no,
        call,
        object_,
        end_authority,
        forbid,
        one_guardian_more,
        leave,
        be_older,
        ask_again,
        all_must_agree,
        lapse,
    ],
)
def test_what_changes_the_answer_closes_what_is_kept_in_the_same_transaction(
    change: Callable[[Family], None],
) -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    keep(home)

    change(home)

    assert opened(home.child) < total(home)
    home.child.refresh_from_db()
    at = timezone.now()
    expected = {code: a.granted for code, a in by_tables(home.child, at=at).items()}
    with acting_as(home.other.pk):
        (found,) = effective([home.child], at=at).values()
    assert {code: answer.granted for code, answer in found.items()} == expected
    keep(home)
    assert check(home) == 0


def test_lifting_an_objection_and_losing_a_row_close_it_too() -> None:
    home = Family()
    clerk = people.administration(home)
    told = make.objects(clerk, home.child, by=Capacity.STUDENT)
    keep(home)

    with acting_as(clerk.pk):
        services.lift_objection(actor=clerk, objection=told, at=timezone.now())
    assert opened(home.child) == 0

    for table, room in (
        ("consents_objection", "consents"),
        ("students_guardianship", "students"),
        ("students_enrolment", "students"),
    ):
        keep(home)
        assert opened(home.child) == total(home)
        assert delete_from(table, room, home.child)
        assert opened(home.child) == 0, table


def delete_from(table: str, room: str, student: Student) -> int:
    """Delete rows about a student as the owner, who says that he means to."""
    with unwalled(room), connection.cursor() as cursor:
        statement = f"DELETE FROM {table} WHERE student_id = %s"  # noqa: S608 - tables named here
        cursor.execute(statement, [student.pk])
        deleted = cursor.rowcount
        return int(deleted)


def test_a_birthday_needs_no_job() -> None:
    home = Family()
    Student.objects.filter(pk=home.child.pk).update(
        birth_date=years_after(TODAY + timedelta(days=40), -16)
    )
    home.child.refresh_from_db()
    make.choose(home.parent, home.child, "yes")
    keep(home)

    birthday = timezone.now() + timedelta(days=41)

    assert now_said(home, at=timezone.now())[make.WEBSITE]
    with seeing_all():
        kept = KeptAnswer.objects.open().filter(
            student=home.child, purpose=make.purpose(home.child), effective__contains=birthday
        )
        assert kept.get().reason == "student_decides"


@pytest.mark.law("AVG 7(1)")
def test_what_counted_then_as_it_was_known_then_stays() -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    keep(home)
    then = timezone.now()

    # Only today the school hears that the mother had no authority all year.
    students.now_said_of(home.parent, home.child, authority=Authority.NONE)
    keep(home)

    assert not by_tables(home.child, at=then)[make.WEBSITE].granted  # as known now
    about = (home.child, make.purpose(home.child))
    with as_role("portal_worker"), acting_for_school(home.school.pk):
        told = as_known(*about, at=then, known=then)
        assert told is not None
        assert told.granted
        assert as_known(*about, at=then, known=timezone.now()) is None
        assert as_known(*about, at=then - timedelta(days=1), known=then) is None
    printed = StringIO()
    arguments = ["--student", str(home.child.public_id), "--purpose", make.WEBSITE]
    with as_role("portal_worker"):
        for known, says in ((then, "answer: granted"), (timezone.now(), "Nothing had been")):
            days = ["--at", then.isoformat(), "--known", known.isoformat()]
            try:
                call_command("consent_answer", *arguments, *days, stdout=printed)
            except CommandError as error:
                printed.write(str(error))
            assert says in printed.getvalue()


MOVES = st.sampled_from(
    [
        *("yes", "no", "other yes", "other no", "object", "lift", "authority", "words", "agree"),
        *("paper yes", "paper no", "call no"),
    ]
)


@settings(max_examples=15, deadline=None)
@given(st.lists(MOVES, min_size=1, max_size=6), st.integers(11, 17), st.booleans())
def test_whatever_happens_what_is_kept_is_what_the_rule_says(
    moves: list[str],
    years: int,
    keeps: bool,  # noqa: FBT001
) -> None:
    with transaction.atomic():
        home = Family()
        clerk = people.administration(home)
        born = years_after(TODAY - timedelta(days=5), -years)
        Student.objects.filter(pk=home.child.pk).update(birth_date=born)
        home.child.refresh_from_db()
        keep(home)
        for number, move in enumerate(moves):
            play(move, home, clerk, at=timezone.now(), number=number)
            if keeps:
                keep(home)
        at = timezone.now()

        with acting_as(clerk.pk):
            (found,) = effective([home.child], at=at).values()

        assert found == by_tables(home.child, at=at)
        keep(home)
        assert check(home) == 0
        transaction.set_rollback(True)


def play(move: str, home: Family, clerk: object, *, at: datetime, number: int) -> None:
    """Let one thing happen, if it can."""
    who = home.other if move.startswith("other") else home.parent
    match move:
        case "object":
            with suppress(ChoosesAloneError):
                make.objects(clerk, home.child, by=Capacity.GUARDIAN, at=at)  # type: ignore[arg-type]
        case "lift":
            with acting_as(clerk.pk):  # type: ignore[attr-defined]
                for told in Objection.objects.standing(at).filter(student=home.child):
                    services.lift_objection(actor=clerk, objection=told, at=at)  # type: ignore[arg-type]
        case "authority" | "words" | "agree":
            turn(move, home, at=at, number=number)
        case "paper yes" | "paper no" | "call no":
            how, says = move.split()
            channel = Channel.PAPER if how == "paper" else Channel.PHONE
            form = paper.Call(channel, said_on=day_of(at) - ONE_DAY * (number % 3), at=at)
            with suppress(HadNoSayError):
                paper.tells(clerk, home.child, home.parent, says, form)  # type: ignore[arg-type]
        case _:
            with suppress(NotTheDeciderError):
                make.choose(who, home.child, move.removeprefix("other "), at=at)


def turn(move: str, home: Family, *, at: datetime, number: int) -> None:
    """Let the school change what it knows, asks, or how it weighs."""
    match move:
        case "authority":
            wanted = Authority.UNKNOWN if number % 2 else Authority.JOINT
            students.now_said_of(home.other, home.child, authority=wanted)
        case "words":
            make.new_words(make.purpose(home.child), at=at)
        case _:
            with make.as_worker():
                home.school.all_guardians_must_agree = not home.school.all_guardians_must_agree
                home.school.save()


def test_the_check_finds_what_is_not_right_and_keeps_it_no_longer() -> None:
    home = Family()
    keep(home)
    spoil(home)

    assert check(home) == total(home)
    assert opened(home.child) == 0
    assert not any(now_said(home, at=timezone.now()).values())


def spoil(of: Family) -> None:
    """Let what is kept about a child say what it must not, as a forgotten trigger would."""
    with unwalled("consents"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consents_keptanswer SET granted = true WHERE student_id = %s", [of.child.pk]
        )


def test_the_tasks_do_so_for_each_school() -> None:
    home = Family()

    with as_role("portal_worker"):
        tasks.keep(school_id=home.school.pk)
        assert opened(home.child) == total(home)
        tasks.check(school_id=home.school.pk)
        tasks.sweep()
        tasks.check_all()


def test_nobody_is_kept_who_has_left_long_ago() -> None:
    home = Family()
    rows = Enrolment.objects.filter(student=home.child)
    rows.update(period=(date(2020, 8, 1), date(2024, 8, 1)))

    assert keep(home) == 0


@pytest.mark.django_db(transaction=True)
def test_while_somebody_changes_something_nothing_is_kept_and_nobody_waits() -> None:
    home = Family()

    with transaction.atomic():
        make.choose(home.parent, home.child, "yes", at=timezone.now())
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(in_a_thread, keep, home).result(timeout=20) == 0

    assert keep(home) == 1
    assert now_said(home, at=timezone.now())[make.WEBSITE]


@pytest.mark.django_db(transaction=True)
def test_the_check_waits_for_who_changes_something_and_passes_nobody_over() -> None:
    home = Family()
    keep(home)
    spoil(home)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            make.objects(
                people.administration(home),
                home.one_more(),
                by=Capacity.STUDENT,
                at=timezone.now(),
            )
            checking = pool.submit(in_a_thread, check, home)
            _, waiting = wait([checking], timeout=1)
            assert waiting == {checking}
        assert checking.result(timeout=20) == total(home)


def in_a_thread(act: Callable[[Family], int], home: Family) -> int:
    try:
        return act(home)
    finally:
        connection.close()


KNOWS = {
    "parent",
    "other parent",
    "subject teacher",
    "mentor",
    "administration",
    "privacy officer",
    "data protection officer",
}


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_row_security_shows_it_to_who_may_know_the_answer(role: str) -> None:
    house = Household()
    keep(house.home)

    with as_role(role):
        for who, user in house.people.items():
            with acting_as(user.pk if user else None):
                seen = KeptAnswer.objects.filter(student=house.home.child).exists()
                assert seen == (who in KNOWS), who
            if user:
                with unwalled("consents"):
                    shown = KeptAnswer.objects.visible_to(user)
                    assert shown.filter(student=house.home.child).exists() == (who in KNOWS), who


@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_no_page_and_no_job_changes_what_is_kept(role: str) -> None:
    home = Family()
    keep(home)

    for statement in ("UPDATE consents_keptanswer SET granted = true", "DELETE FROM %s"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            as_role(role),
            acting_as(home.parent.pk),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.replace("%s", "consents_keptanswer"))


@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_nobody_in_person_writes_an_answer(role: str) -> None:
    home = Family()
    keep(home)
    with seeing_all():
        row = KeptAnswer.objects.filter(student=home.child).first()
    assert row is not None
    row.pk = None

    with (
        pytest.raises(DatabaseError, match=r"permission denied|row-level security"),
        as_role(role),
        acting_as(home.parent.pk),
    ):
        row.save(force_insert=True)


def test_a_job_keeps_answers_of_the_school_it_works_for_alone() -> None:
    home, other = Family(), Family()
    keep(home)

    with as_role("portal_worker"), acting_for_school(other.school.pk):
        assert not KeptAnswer.objects.exists()
    with as_role("portal_worker"), acting_for_school(home.school.pk):
        assert KeptAnswer.objects.exists()


def test_when_a_student_is_gone_so_is_what_was_kept() -> None:
    home = Family()
    keep(home)
    child = home.child.pk

    for table in ("students_guardianship", "students_membership", "students_enrolment"):
        delete_from(table, "students", home.child)
    delete_from("access_assignment", "students", home.child)
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM students_studentgrant WHERE content_object_id = %s", [child])
        cursor.execute("DELETE FROM students_student WHERE id = %s", [child])

    with seeing_all():
        assert not KeptAnswer.objects.filter(student=child).exists()
