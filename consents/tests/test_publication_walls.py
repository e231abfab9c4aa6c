"""Two walls round publications and what must come down; each holds where the other is gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from consents.models import Appearance, Publication, TakeDown
from consents.tests import make
from consents.tests.walls import Household
from kernel.database import acting_as, acting_for_school, as_role
from kernel.tests.roles import unwalled
from schools.tests import make as schools
from students.models import Membership

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 8, 1), None)
TABLES = ("consents_publication", "consents_appearance", "consents_takedown")
# By raw SQL: rows of each table. In the one publication are the child, for whom it must come
# down, and the brother of seventeen; in that of the other school one student.
WALL = {
    "nobody": (0, 0, 0),
    "somebody": (0, 0, 0),
    "parent": (1, 2, 1),  # of both sons
    "other parent": (1, 1, 1),
    "parent without authority": (0, 0, 0),
    "parent of another school": (1, 1, 0),
    "student of seventeen": (1, 1, 0),
    "subject teacher": (1, 2, 1),
    "mentor": (1, 2, 1),
    "former mentor": (0, 0, 0),
    "disabled mentor": (0, 0, 0),
    "mentor of another group": (0, 0, 0),
    "administration": (1, 2, 1),
    "administration elsewhere": (1, 1, 0),
    "privacy officer": (1, 2, 1),
    "data protection officer": (1, 2, 1),
}
FAMILY = {"parent", "other parent", "parent of another school", "student of seventeen"}


@dataclass
class Published:
    """A household at a school that published a picture, and one elsewhere that did so too."""

    house: Household = field(default_factory=Household)
    made: Publication = field(init=False)
    elsewhere: Publication = field(init=False)

    def __post_init__(self) -> None:
        """Publish, and let a parent say no."""
        house, home = self.house, self.house.home
        make.choose(home.other, home.child, "yes")
        self.made = make.publishes(
            house.somebody("subject teacher"), home.group, home.child, house.brother
        )
        group = schools.group(house.elsewhere.school)
        Membership.objects.create(student=house.elsewhere, group=group, period=YEAR)
        self.elsewhere = make.publishes(
            house.somebody("administration elsewhere"), group, house.elsewhere
        )
        make.choose(home.other, home.child, "no", at=timezone.now())


@pytest.fixture
def there() -> Published:
    return Published()


def run(statement: str, values: tuple[Any, ...] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def counted() -> tuple[int, ...]:
    return tuple(run(f"TABLE {table}") for table in TABLES)


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_raw_sql_reaches_who_may_know_the_answer_and_no_more(there: Published, role: str) -> None:
    for who, user in there.house.people.items():
        with as_role(role), acting_as(user.pk if user else None):
            assert counted() == WALL[who], who


def test_the_querysets_hold_where_row_security_is_gone(there: Published) -> None:
    with unwalled("consents"):
        assert counted() == (2, 3, 1)
        for who in WALL.keys() - {"nobody"}:
            user = there.house.somebody(who)
            sees = tuple(
                model.objects.visible_to(user).count()
                for model in (Publication, Appearance, TakeDown)
            )
            assert sees == WALL[who], who
            works = tuple(
                model.objects.at_work_of(user).count()
                for model in (Publication, Appearance, TakeDown)
            )
            assert works == ((0, 0, 0) if who in FAMILY else WALL[who]), who


def test_the_portal_itself_reaches_one_school_and_the_owner_nothing(there: Published) -> None:
    with as_role("portal_worker"), acting_for_school(there.house.home.school.pk):
        assert counted() == (1, 2, 1)
    with as_role("portal_owner"):
        assert counted() == (0, 0, 0)


PUBLISH = """
INSERT INTO consents_publication (public_id, school_id, purpose_id, kind, title, place,
  published_at, published_by_id)
SELECT gen_random_uuid(), p.school_id, p.purpose_id, 'image', 't', 'p', now(), %s
FROM consents_publication p WHERE p.id = %s
"""
APPEAR = """
INSERT INTO consents_appearance (publication_id, student_id, school_id, state)
VALUES (%s, %s, %s, 'shown')
"""


@pytest.mark.parametrize("who", ["parent", "student of seventeen"])
def test_no_family_publishes(there: Published, who: str) -> None:
    user = there.house.somebody(who)
    with (
        acting_as(user.pk),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        run(PUBLISH, (user.pk, there.made.pk))


def test_nobody_publishes_in_the_name_of_another_or_adds_to_what_another_published(
    there: Published,
) -> None:
    home = there.house.home
    mentor, teacher = (there.house.somebody(who) for who in ("mentor", "subject teacher"))
    classmate = home.one_more()

    with acting_as(mentor.pk):
        for statement, values in (
            (PUBLISH, (teacher.pk, there.made.pk)),
            (APPEAR, (there.made.pk, classmate.pk, home.school.pk)),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                run(statement, values)
        assert run(PUBLISH, (mentor.pk, there.made.pk)) == 1
    with acting_as(teacher.pk):
        assert run(APPEAR, (there.made.pk, classmate.pk, home.school.pk)) == 1


def test_who_published_it_adds_nobody_whose_answer_is_not_known(there: Published) -> None:
    teacher = there.house.somebody("subject teacher")
    for student in (there.house.elsewhere,):
        with (
            acting_as(teacher.pk),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            run(APPEAR, (there.made.pk, student.pk, there.house.home.school.pk))


BEGIN = """
INSERT INTO consents_takedown (public_id, appearance_id, publication_id, student_id, school_id,
  state, made_at, due_on, how, note)
SELECT gen_random_uuid(), a.id, a.publication_id, a.student_id, a.school_id, 'open', now(),
  current_date, '', '' FROM consents_appearance a WHERE a.student_id = %s
"""


def test_only_the_family_and_the_administration_begin_a_take_down(there: Published) -> None:
    brother = there.house.brother
    for who in ("mentor", "subject teacher", "privacy officer", "data protection officer"):
        with (
            acting_as(there.house.somebody(who).pk),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            run(BEGIN, (brother.pk,))
    with acting_as(there.house.somebody("student of seventeen").pk):
        assert run(BEGIN, (brother.pk,)) == 1


DONE = """
UPDATE consents_takedown
SET state = 'done', how = 'removed', done_at = now(), done_by_id = %s
"""


@pytest.mark.parametrize("who", ["parent", "other parent", "mentor", "mentor of another group"])
def test_nobody_else_closes_a_take_down(there: Published, who: str) -> None:
    user = there.house.somebody(who)
    with acting_as(user.pk):
        assert run(DONE, (user.pk,)) == 0


def test_who_published_closes_it_in_the_own_name_alone(there: Published) -> None:
    teacher, mentor = (there.house.somebody(who) for who in ("subject teacher", "mentor"))
    with acting_as(teacher.pk):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            run(DONE, (mentor.pk,))
        assert run(DONE, (teacher.pk,)) == 1


# Whose school it is to put on record that a publication was removed, or who published it.
REMOVING = {
    "subject teacher",
    "administration",
    "administration elsewhere",
    "privacy officer",
    "data protection officer",
}


def test_nobody_else_says_that_a_publication_was_removed(there: Published) -> None:
    removed = {}
    for who, user in there.house.people.items():
        with transaction.atomic(), acting_as(user.pk if user else None):
            removed[who] = run(
                "UPDATE consents_publication SET removed_at = now() + interval '1 day'"
            )
            transaction.set_rollback(True)

    assert removed == {who: int(who in REMOVING) for who in WALL}


def test_the_portal_reminds_of_the_work_of_one_school_alone(there: Published) -> None:
    house = there.house
    with as_role("portal_worker"):
        for school, reminded in ((house.elsewhere.school, 0), (house.home.school, 1)):
            with acting_for_school(school.pk):
                assert run("UPDATE consents_takedown SET reminded_at = now()") == reminded


BEGIN_THERE = """
INSERT INTO consents_takedown (public_id, appearance_id, publication_id, student_id, school_id,
  state, made_at, due_on, how, note)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, now(), current_date, '', '')
"""


def test_the_portal_begins_work_at_one_school_alone_and_ends_none(there: Published) -> None:
    home = there.house.home
    with unwalled("consents"):
        seen = Appearance.objects.get(student=there.house.brother)
    row = (seen.pk, seen.publication_id, seen.student_id, seen.school_id)

    with as_role("portal_worker"):
        for school, state in ((there.house.elsewhere.school, "open"), (home.school, "done")):
            with (
                acting_for_school(school.pk),
                pytest.raises(DatabaseError, match="row-level security"),
                transaction.atomic(),
            ):
                run(BEGIN_THERE, (*row, state))
        with acting_for_school(home.school.pk):
            assert run(BEGIN_THERE, (*row, "open")) == 1


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_no_page_and_no_job_deletes(there: Published, role: str, table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        as_role(role),
        acting_as(there.house.somebody("administration").pk),
    ):
        run(f"DELETE FROM {table}")  # noqa: S608  (a table of this file)


def test_a_student_of_another_school_cannot_be_in_it(there: Published) -> None:
    values = (there.made.pk, there.house.elsewhere.pk, there.house.home.school.pk)
    with unwalled("consents"):
        run("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="same_school"), transaction.atomic():
            run(APPEAR, values)
