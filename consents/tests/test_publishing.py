"""Putting on record what was published: only with a yes, asked again at the very moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from threading import Event as Flag
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents.choices import Capacity, InPicture, PublicationKind
from consents.errors import (
    NobodyShownError,
    NotAskedError,
    NotInGroupError,
    NotThePublisherError,
    NoYesError,
)
from consents.models import Appearance, Publication
from consents.tests import make, people
from consents.tests.people import Family
from kernel.tests.roles import seeing_all
from schools.tests import make as schools
from schools.tests.make import NOW
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

pytestmark = pytest.mark.django_db


def states(of: Publication) -> dict[int, str]:
    with seeing_all():
        return dict(Appearance.objects.filter(publication=of).values_list("student", "state"))


def with_a_yes(code: str = make.WEBSITE) -> Family:
    home = Family()
    make.choose(home.parent, home.child, "yes", code=code)
    return home


def test_a_teacher_puts_a_picture_on_record_and_each_student_in_it() -> None:
    home = with_a_yes()
    blurred = students.student(group=home.group)
    teacher = people.subject_teacher(home)

    made = make.publishes(teacher, home.group, home.child, hidden=[blurred], at=NOW)

    assert states(made) == {
        home.child.pk: InPicture.SHOWN,
        blurred.pk: InPicture.UNRECOGNISABLE,
    }
    assert (made.published_by, made.published_at, made.removed_at) == (teacher, NOW, None)
    events = Event.objects.filter(name="consents.published").order_by("pk")
    assert [event.subject for event in events] == [home.child.audit_ref, blurred.audit_ref]
    assert not any(home.child.surname in str(event.facts) for event in events)


@pytest.mark.scenario("T14")
@pytest.mark.law("AVG 6(1)(a)", "AVG 7(1)")
def test_a_class_photo_with_one_no_fails_and_names_the_student_but_not_why() -> None:
    home = Family()
    mother = access.parent(home.child, who=schools.user("mother"))
    klass = [students.student(group=home.group) for _ in range(27)]
    for student in klass:
        access.parent(student, who=mother)
        make.choose(mother, student, "yes", code=make.CLASS_PHOTO)
    make.choose(home.parent, home.child, "no", code=make.CLASS_PHOTO)

    with pytest.raises(NoYesError) as failed:
        make.publishes(
            people.subject_teacher(home), home.group, *klass, home.child, code=make.CLASS_PHOTO
        )

    assert failed.value.students == (home.child,)
    assert home.child.short_name not in str(failed.value)
    with seeing_all():
        assert not Publication.objects.exists()
        assert not Appearance.objects.exists()


def test_who_has_no_yes_may_be_in_it_unrecognisable() -> None:
    home = with_a_yes()
    refused = home.one_more()
    make.choose(home.parent, refused, "no")

    made = make.publishes(people.subject_teacher(home), home.group, home.child, hidden=[refused])

    assert states(made)[refused.pk] == InPicture.UNRECOGNISABLE


@pytest.mark.scenario("T13")
@pytest.mark.law("AVG 7(3)")
def test_a_picture_that_is_picked_a_minute_after_the_no_is_blocked() -> None:
    home = with_a_yes()
    make.choose(home.parent, home.child, "no", at=NOW + timedelta(minutes=1))

    with pytest.raises(NoYesError):
        make.publishes(
            people.subject_teacher(home), home.group, home.child, at=NOW + timedelta(minutes=2)
        )


def test_a_no_that_was_said_after_the_page_took_the_time_still_blocks() -> None:
    home = with_a_yes()
    make.choose(home.parent, home.child, "no", at=NOW + timedelta(minutes=2))

    with pytest.raises(NoYesError):
        make.publishes(people.subject_teacher(home), home.group, home.child, at=NOW)


def test_one_place_is_not_another() -> None:
    home = with_a_yes(make.WEBSITE)

    with pytest.raises(NoYesError):
        make.publishes(people.subject_teacher(home), home.group, home.child, code=make.INSTAGRAM)


def data_protection_officer(of: Family) -> User:
    return access.with_role(Role.DATA_PROTECTION_OFFICER, of.school)


@pytest.mark.parametrize(
    "outsider",
    [*people.NO_LIST, people.student_of_twelve, data_protection_officer],
    ids=lambda make: make.__name__,
)
def test_others_publish_nothing(outsider: Callable[[Family], User]) -> None:
    home = with_a_yes()

    with pytest.raises(NotThePublisherError):
        make.publishes(outsider(home), home.group, home.child)


@pytest.mark.parametrize(
    "publisher",
    [people.subject_teacher, people.administration, people.care_coordinator],
    ids=lambda make: make.__name__,
)
def test_who_works_with_the_pictures_of_a_class_publishes(
    publisher: Callable[[Family], User],
) -> None:
    home = with_a_yes()

    assert make.publishes(publisher(home), home.group, home.child).school == home.school


def test_nobody_of_another_group_can_be_slipped_in() -> None:
    home = with_a_yes()
    other = students.student(group=schools.group(home.school))
    teacher = people.subject_teacher(home)

    with pytest.raises(NotInGroupError):
        make.publishes(teacher, home.group, home.child, hidden=[other])


def test_what_shows_nobody_is_not_put_on_record() -> None:
    home = with_a_yes()
    teacher = people.subject_teacher(home)

    with pytest.raises(NobodyShownError):
        make.publishes(teacher, home.group)
    with pytest.raises(NobodyShownError):
        make.publishes(teacher, home.group, home.child, hidden=[home.child])


def test_a_place_that_is_asked_no_more_takes_no_pictures() -> None:
    home = with_a_yes()
    about = make.purpose(home.child)
    about.is_active = False
    with make.as_worker():
        about.save(update_fields=["is_active"])

    with pytest.raises(NotAskedError):
        make.publishes(people.subject_teacher(home), home.group, home.child)


def test_publishing_again_is_another_publication_and_print_is_told_apart() -> None:
    home = with_a_yes()
    teacher = people.subject_teacher(home)

    first = make.publishes(teacher, home.group, home.child)
    second = make.publishes(teacher, home.group, home.child, kind=PublicationKind.PRINT)

    assert first.pk != second.pk
    assert (first.is_print, second.is_print) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_a_no_that_comes_between_the_check_and_the_publishing_wins_or_takes_it_down() -> None:
    """Whoever comes second waits, and then knows what the first did: never both at once."""
    home = with_a_yes()
    teacher = people.subject_teacher(home)
    start = Barrier(2)

    def in_turn(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except NoYesError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        at = timezone.now()
        published = pool.submit(
            in_turn, lambda: make.publishes(teacher, home.group, home.child, at=at)
        )
        pool.submit(in_turn, lambda: make.choose(home.parent, home.child, "no", at=at)).result()
        made = published.result()

    assert not make.counts(home.child, at=timezone.now()).granted
    if made is not None:
        assert isinstance(made, Publication)
        (task,) = make.take_downs(made)
        assert task.student == home.child


@pytest.mark.django_db(transaction=True)
def test_publishing_waits_for_a_no_that_is_being_said() -> None:
    home = with_a_yes()
    teacher = people.subject_teacher(home)
    said, at = Flag(), timezone.now()

    def publish_meanwhile() -> str:
        said.wait(10)
        try:
            make.publishes(teacher, home.group, home.child, at=at)
        except NoYesError:
            return "blocked"
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            make.choose(home.parent, home.child, "no", at=timezone.now())
            outcome = pool.submit(publish_meanwhile)
            said.set()
            with pytest.raises(TimeoutError):
                outcome.result(timeout=0.5)
        assert outcome.result(timeout=10) == "blocked"


def test_an_objection_blocks_as_a_choice_does() -> None:
    home = with_a_yes()
    make.objects(people.administration(home), home.child, by=Capacity.STUDENT)

    with pytest.raises(NoYesError):
        make.publishes(people.subject_teacher(home), home.group, home.child)
