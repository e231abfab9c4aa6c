"""Taking down what was published, once a yes became a no: by whom, by when, and the proof."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents import services
from consents.choices import Capacity, PublicationKind, TakeDownState, TakenDown
from consents.errors import NotTheirTakeDownError, StaysInPrintError
from consents.models import Appearance, TakeDown
from consents.rules import take_down_due
from consents.tests import make, paper, people
from consents.tests.people import Family
from kernel.database import acting_as, as_role
from kernel.dates import day_of, years_after
from students.choices import Authority
from students.models import Enrolment, Student
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from consents.models import Publication

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 2)


def published(home: Family, **facts: PublicationKind | str) -> Publication:
    for code in (make.WEBSITE, make.INSTAGRAM):
        make.choose(home.parent, home.child, "yes", code=code)
    return make.publishes(people.subject_teacher(home), home.group, home.child, **facts)  # type: ignore[arg-type]  # kind or code


def find(home: Family) -> int:
    with as_role("portal_worker"):
        return services.find_take_downs(school=home.school.pk, at=timezone.now())


def take_down(actor: User, task: TakeDown, how: TakenDown = TakenDown.REMOVED) -> TakeDown:
    with acting_as(actor.pk):
        return services.take_down(
            actor=actor, take_down=task, how=how, note="Page 3", at=timezone.now()
        )


@pytest.mark.parametrize(
    ("said_on", "due"),
    [
        pytest.param(MONDAY, date(2026, 11, 9), id="monday to monday"),
        pytest.param(date(2026, 11, 6), date(2026, 11, 13), id="friday to friday"),
        pytest.param(date(2026, 11, 7), date(2026, 11, 13), id="saturday counts from monday"),
    ],
)
def test_a_picture_comes_down_within_five_working_days(said_on: date, due: date) -> None:
    assert take_down_due(said_on) == due


@pytest.mark.scenario("T03")
@pytest.mark.law("AVG 7(3)", "AVG 17(1)(b)")
def test_a_no_of_the_other_parent_makes_tasks_for_what_is_online() -> None:
    home = Family()
    one, two = published(home), published(home)

    make.choose(home.other, home.child, "no", at=timezone.now())

    for made in (one, two):
        (task,) = make.take_downs(made)
        assert (task.student, task.state) == (home.child, TakeDownState.OPEN)
        assert task.due_on == take_down_due(day_of(task.made_at))


@pytest.mark.law("AVG 7(3)", "AVG 17(1)(b)")
def test_a_no_on_paper_makes_a_task_as_one_in_the_portal_does() -> None:
    home = Family()
    made = published(home)
    call = paper.Call(at=timezone.now())

    paper.tells(people.administration(home), home.child, home.other, "no", call)

    (task,) = make.take_downs(made)
    assert (task.student, task.state) == (home.child, TakeDownState.OPEN)


@pytest.mark.scenario("T13")
@pytest.mark.law("AVG 7(3)")
def test_after_a_no_each_address_has_its_task_and_print_is_not_reprinted() -> None:
    home = Family()
    a, b = published(home), published(home)
    guide = published(home, kind=PublicationKind.PRINT)
    at_the_time = (guide.published_at, guide.removed_at)

    make.choose(home.parent, home.child, "no", at=timezone.now())

    states = [task.state for made in (a, b, guide) for task in make.take_downs(made)]
    assert states == [TakeDownState.OPEN, TakeDownState.OPEN, TakeDownState.NO_REPRINT]
    with acting_as(people.administration(home).pk):
        guide.refresh_from_db()
        assert (guide.published_at, guide.removed_at) == at_the_time
        assert Appearance.objects.get(publication=a).state == "shown"


def test_a_no_to_one_place_leaves_what_is_in_another() -> None:
    home = Family()
    website, instagram = published(home), published(home, code=make.INSTAGRAM)

    make.choose(home.parent, home.child, "no", at=timezone.now())

    assert len(make.take_downs(website)) == 1
    assert make.take_downs(instagram) == []


def test_an_objection_to_all_pictures_takes_all_down() -> None:
    home = Family()
    website, instagram = published(home), published(home, code=make.INSTAGRAM)
    clerk = people.administration(home)

    make.objects(clerk, home.child, by=Capacity.STUDENT, at=timezone.now())

    for made in (website, instagram):
        (task,) = make.take_downs(made)
        assert task.state == TakeDownState.OPEN
    assert (
        Event.objects.filter(name="consents.take_down_begun", actor=clerk.audit_ref).count() == 2
    )


def test_who_is_unrecognisable_in_it_and_classmates_wait_for_nothing() -> None:
    home = Family()
    hidden = home.one_more()
    make.choose(home.parent, home.child, "yes")
    made = make.publishes(people.subject_teacher(home), home.group, home.child, hidden=[hidden])

    make.choose(home.parent, hidden, "no", at=timezone.now())

    assert make.take_downs(made) == []


def test_no_and_yes_and_no_again_is_one_task() -> None:
    home = Family()
    made = published(home)

    for says in ("no", "yes", "no"):
        make.choose(home.parent, home.child, says, at=timezone.now())
    find(home)

    assert len(make.take_downs(made)) == 1


def end_authority(home: Family) -> None:
    students.now_said_of(home.parent, home.child, authority=Authority.NONE)
    students.now_said_of(home.other, home.child, authority=Authority.NONE)


def leave(home: Family) -> None:
    rows = Enrolment.objects.filter(student=home.child)
    rows.update(period=(date(2020, 8, 1), timezone.localdate()))


def become_sixteen(home: Family) -> None:
    born_on = years_after(timezone.localdate(), -16)
    Student.objects.filter(pk=home.child.pk).update(birth_date=born_on)


def ask_again(home: Family) -> None:
    make.new_words(make.purpose(home.child), at=timezone.now())


@pytest.mark.parametrize(
    "change",
    [end_authority, leave, become_sixteen, ask_again],
    ids=lambda change: change.__name__,
)
def test_what_came_without_an_act_is_found_once(change: Callable[[Family], None]) -> None:
    home = Family()
    made = published(home)
    assert find(home) == 0

    change(home)

    assert find(home) == 1
    assert find(home) == 0
    (task,) = make.take_downs(made)
    assert task.state == TakeDownState.OPEN
    (event,) = Event.objects.filter(name="consents.take_down_begun")
    assert (event.actor, event.subject) == (None, home.child.audit_ref)


def test_another_school_finds_nothing_of_this_one() -> None:
    home, elsewhere = Family(), Family()
    made = published(home)
    leave(home)

    assert find(elsewhere) == 0
    assert make.take_downs(made) == []


def test_a_question_that_is_asked_no_more_still_takes_down_after_an_objection() -> None:
    home = Family()
    made = published(home)
    about = make.purpose(home.child)
    about.is_active = False
    with make.as_worker():
        about.save(update_fields=["is_active"])

    make.objects(people.administration(home), home.child, by=Capacity.STUDENT, at=timezone.now())

    assert len(make.take_downs(made)) == 1


def with_a_task() -> tuple[Family, Publication, TakeDown]:
    home = Family()
    made = published(home)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    (task,) = make.take_downs(made)
    return home, made, task


@pytest.mark.law("AVG 5(2)")
def test_who_published_it_writes_down_that_it_came_down_with_proof() -> None:
    _home, made, task = with_a_task()
    teacher = made.published_by
    assert teacher is not None

    done = take_down(teacher, task)

    assert (done.state, done.how, done.note, done.done_by) == (
        TakeDownState.DONE, TakenDown.REMOVED, "Page 3", teacher,
    )  # fmt: skip
    assert done.done_at is not None
    assert done.publication.removed_at == done.done_at
    (event,) = Event.objects.filter(name="consents.came_down")
    assert event.subject == task.student.audit_ref
    assert take_down(teacher, task).done_at == done.done_at


def test_a_removed_picture_came_down_for_everybody_who_waited() -> None:
    home = Family()
    sister = home.one_more()
    for child in (home.child, sister):
        make.choose(home.parent, child, "yes")
    made = make.publishes(people.subject_teacher(home), home.group, home.child, sister)
    for child in (home.child, sister):
        make.choose(home.parent, child, "no", at=timezone.now())
    first, _second = make.take_downs(made)

    take_down(people.administration(home), first)

    assert [task.state for task in make.take_downs(made)] == ["done", "done"]


def test_making_one_student_unrecognisable_leaves_the_rest_as_it_was() -> None:
    home = Family()
    sister = home.one_more()
    for child in (home.child, sister):
        make.choose(home.parent, child, "yes")
    made = make.publishes(people.subject_teacher(home), home.group, home.child, sister)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    (task,) = make.take_downs(made)

    take_down(people.administration(home), task, TakenDown.UNRECOGNISABLE)
    make.choose(home.parent, sister, "no", at=timezone.now())

    assert [task.state for task in make.take_downs(made)] == ["done", "open"]


def another_teacher(of: Family) -> User:
    return people.subject_teacher(of)


def data_protection_officer(of: Family) -> User:
    return access.with_role(Role.DATA_PROTECTION_OFFICER, of.school)


@pytest.mark.parametrize(
    "outsider",
    [*people.NO_LIST, another_teacher, data_protection_officer],
    ids=lambda make: make.__name__,
)
def test_others_do_not_say_that_it_came_down(outsider: Callable[[Family], User]) -> None:
    home, _made, task = with_a_task()

    with pytest.raises(NotTheirTakeDownError):
        take_down(outsider(home), task)


def test_print_cannot_be_marked_as_taken_down() -> None:
    home = Family()
    made = published(home, kind=PublicationKind.PRINT)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    (task,) = make.take_downs(made)

    with pytest.raises(StaysInPrintError):
        take_down(people.administration(home), task)


def test_what_was_closed_stays_and_what_was_published_stays() -> None:
    home, made, task = with_a_task()
    clerk = people.administration(home)
    take_down(clerk, task)

    with acting_as(clerk.pk):
        for statement in (
            "UPDATE consents_takedown SET note = 'other'",
            "UPDATE consents_publication SET removed_at = NULL",
        ):
            with pytest.raises(IntegrityError, match="once and never"), transaction.atomic():
                run(statement)
        for statement in (
            "UPDATE consents_publication SET title = 'other'",
            "UPDATE consents_appearance SET state = 'shown'",
            "UPDATE consents_takedown SET due_on = due_on + 1",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                run(statement)
    with acting_as(clerk.pk):
        made.refresh_from_db()
        assert made.removed_at is not None


def test_a_task_is_not_closed_without_proof() -> None:
    home, _made, _task = with_a_task()
    clerk = people.administration(home)

    with (
        acting_as(clerk.pk),
        pytest.raises(IntegrityError, match="has_proof"),
        transaction.atomic(),
    ):
        run(f"UPDATE consents_takedown SET state = 'done', done_by_id = {clerk.pk}")  # noqa: S608  (a key)


def test_one_student_has_one_task_in_one_publication() -> None:
    home, _made, task = with_a_task()
    task.pk, task.public_id = None, uuid4()

    with (
        acting_as(home.parent.pk),
        pytest.raises(IntegrityError, match="appearance"),
        transaction.atomic(),
    ):
        task.save(force_insert=True)


def run(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def test_the_day_after_a_done_task_a_no_makes_no_new_one() -> None:
    home, made, task = with_a_task()
    take_down(people.administration(home), task)

    make.choose(home.parent, home.child, "yes", at=timezone.now() + timedelta(seconds=1))
    make.choose(home.parent, home.child, "no", at=timezone.now() + timedelta(seconds=2))

    assert len(make.take_downs(made)) == 1
