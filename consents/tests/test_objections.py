"""A no that was told to the school: who writes it down, what it does, who may know of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg.types.range import TimestamptzRange

from access import grants
from access.tests import make as access
from audit.models import Event
from consents import services
from consents.choices import Capacity
from consents.errors import (
    ChoosesAloneError,
    NotAskedError,
    NotTheDeciderError,
    NotTheKeeperError,
)
from consents.models import Objection
from consents.tests import make, people
from consents.tests.people import Family
from consents.tests.walls import Household
from kernel.database import acting_as, as_role
from kernel.tests.roles import unwalled
from schools.tests import make as schools
from schools.tests.make import NOW
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db
READS = {"administration", "privacy officer", "data protection officer"}
LATER = NOW + timedelta(hours=1)


def lift(actor: User, objection: Objection) -> Objection:
    with acting_as(actor.pk):
        return services.lift_objection(actor=actor, objection=objection, at=LATER)


@pytest.mark.law("UAVG 5(3)")
def test_the_wish_of_a_child_wins_from_the_moment_it_is_written_down_until_it_is_lifted() -> None:
    home = Family()
    clerk = people.administration(home)
    make.choose(home.parent, home.child, "yes", at=NOW - timedelta(days=1))

    told = make.objects(clerk, home.child, by=Capacity.STUDENT)

    assert make.counts(home.child, at=NOW - timedelta(seconds=1)).granted
    assert make.counts(home.child, at=NOW).reason == "objection"
    lift(clerk, told)
    assert make.counts(home.child, at=LATER).granted
    assert make.counts(home.child, at=NOW).reason == "objection"


def test_an_objection_to_one_place_leaves_the_others() -> None:
    home = Family()
    for code in (make.WEBSITE, make.INSTAGRAM):
        make.choose(home.parent, home.child, "yes", code=code)

    make.objects(people.administration(home), home.child, by=Capacity.STUDENT, code=make.INSTAGRAM)

    assert make.counts(home.child).granted
    assert not make.counts(home.child, make.INSTAGRAM).granted


@pytest.mark.law("BW 1:253i")
def test_parents_who_do_not_agree_by_letter_have_no_yes() -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")

    make.objects(people.administration(home), home.child, by=Capacity.GUARDIAN)

    assert make.counts(home.child).reason == "disagreement"


def test_writing_it_down_twice_is_once_and_so_is_lifting_it() -> None:
    home = Family()
    clerk = people.administration(home)

    made = make.objects(clerk, home.child, by=Capacity.STUDENT)
    assert make.objects(clerk, home.child, by=Capacity.STUDENT, at=LATER) == made
    first = lift(clerk, made)
    assert lift(clerk, first).period == first.period

    names = Event.objects.filter(name__startswith="consents.objection").values_list("name")
    assert sorted(name for (name,) in names) == [
        "consents.objection_lifted",
        "consents.objection_written",
    ]


def test_only_the_administration_of_the_school_writes_it_down_or_lifts_it() -> None:
    house = Household()
    made = make.objects(house.somebody("administration"), house.home.child, by=Capacity.STUDENT)

    for who in house.people.keys() - {"nobody", "administration"}:
        with pytest.raises(NotTheKeeperError):
            make.objects(house.somebody(who), house.home.child, by=Capacity.GUARDIAN)
        with pytest.raises(NotTheKeeperError):
            lift(house.somebody(who), made)


def test_nobody_writes_it_down_about_the_own_child() -> None:
    home = Family()
    clerk = people.administration(home)
    access.parent(home.child, who=clerk)

    with pytest.raises(NotTheKeeperError):
        make.objects(clerk, home.child, by=Capacity.STUDENT)


def test_a_student_of_sixteen_chooses_and_another_school_asks_other_things() -> None:
    home = Family()
    clerk, elsewhere = people.administration(home), make.school()
    grown, _account = people.student_of_seventeen(home)

    with pytest.raises(ChoosesAloneError):
        make.objects(clerk, grown, by=Capacity.STUDENT)
    with pytest.raises(NotAskedError), acting_as(clerk.pk):
        services.write_objection(
            actor=clerk,
            student=home.child,
            by=Capacity.STUDENT,
            purpose=make.purpose(elsewhere),
            at=NOW,
        )


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_row_security_shows_it_to_who_keeps_the_proof_and_no_parent(role: str) -> None:
    house = Household()
    make.objects(house.somebody("administration"), house.home.child, by=Capacity.GUARDIAN)

    with as_role(role), connection.cursor() as cursor:
        for who, user in house.people.items():
            with acting_as(user.pk if user else None):
                cursor.execute("TABLE consents_objection")
                assert cursor.rowcount == (who in READS), who


def test_the_queryset_holds_where_row_security_is_gone() -> None:
    house = Household()
    make.objects(house.somebody("administration"), house.home.child, by=Capacity.GUARDIAN)

    with unwalled("consents"):
        for who in house.people.keys() - {"nobody"}:
            found = Objection.objects.visible_to(house.somebody(who))
            assert found.count() == (who in READS), who


@pytest.mark.parametrize(
    "who", ["mentor", "privacy officer", "parent", "administration elsewhere"]
)
def test_row_security_lets_nobody_else_write_or_lift(who: str) -> None:
    house = Household()
    made = make.objects(house.somebody("administration"), house.home.child, by=Capacity.GUARDIAN)
    actor = house.somebody(who)

    with acting_as(actor.pk):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Objection.objects.create(
                student=house.home.child,
                school=house.home.school,
                by=Capacity.STUDENT,
                period=TimestamptzRange(NOW, None),
                written_by=actor,
            )
        ended = Objection.objects.filter(pk=made.pk).update(lifted_by=actor)
        assert not ended


def test_the_administration_writes_in_its_own_name_and_not_about_the_own_child() -> None:
    home = Family()
    clerk = people.administration(home)
    own = home.one_more("Noor")
    access.parent(own, who=clerk)

    for about, writer in ((home.child, home.parent), (own, clerk)):
        with (
            acting_as(clerk.pk),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            Objection.objects.create(
                student=about,
                school=home.school,
                by=Capacity.STUDENT,
                period=TimestamptzRange(NOW, None),
                written_by=writer,
            )


def test_what_was_written_stays_and_is_lifted_once() -> None:
    home = Family()
    clerk = people.administration(home)
    made = make.objects(clerk, home.child, by=Capacity.STUDENT)
    rows = Objection.objects.filter(pk=made.pk)

    with acting_as(clerk.pk):
        for change in (
            {"period": TimestamptzRange(NOW - timedelta(days=1), LATER), "lifted_by": clerk},
            {"by": Capacity.GUARDIAN, "lifted_by": clerk},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**change)
        rows.update(period=TimestamptzRange(NOW, LATER), lifted_by=clerk)
        with pytest.raises(IntegrityError, match="lifted once"), transaction.atomic():
            rows.update(period=TimestamptzRange(NOW, None), lifted_by=clerk)


def test_an_account_that_ends_takes_no_objection_along() -> None:
    home, gone = Family(), schools.user("gone")

    with unwalled("consents"), connection.cursor() as cursor:
        made = Objection.objects.create(
            student=home.child,
            school=home.school,
            by=Capacity.STUDENT,
            period=TimestamptzRange(NOW, None),
            written_by=gone,
        )
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [gone.pk])
        made.refresh_from_db()

    assert made.written_by_id is None


@pytest.mark.scenario("T10")
@pytest.mark.law("UAVG 5(2)")
def test_t10_who_represents_a_student_of_seventeen_chooses_in_its_place() -> None:
    home = Family()
    grown, account = people.student_of_seventeen(home)
    make.choose(account, grown, "no")
    mentor = schools.user("curator")
    students.guardianship(grown, user=mentor, authority=Authority.REPRESENTATIVE)
    grants.sync(schools=[home.school.pk], at=NOW)

    make.choose(mentor, grown, "yes")

    assert make.counts(grown).granted
    for other in (account, home.parent):
        with pytest.raises(NotTheDeciderError):
            make.choose(other, grown, "no")


@pytest.mark.law("UAVG 5(2)")
def test_who_represents_a_student_of_seventeen_tells_the_school_no_and_nobody_else_does() -> None:
    home = Family()
    clerk = people.administration(home)
    grown, account = people.student_of_seventeen(home)
    make.choose(account, grown, "yes")

    with pytest.raises(ChoosesAloneError):
        make.objects(clerk, grown, by=Capacity.GUARDIAN)
    curator = schools.user("curator")
    students.guardianship(grown, user=curator, authority=Authority.REPRESENTATIVE)
    grants.sync(schools=[home.school.pk], at=NOW)
    make.choose(curator, grown, "yes")
    make.objects(clerk, grown, by=Capacity.GUARDIAN, at=LATER)

    assert make.counts(grown).granted
    assert not make.counts(grown, at=LATER).granted
