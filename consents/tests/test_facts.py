"""Who may know what counts gets the facts for it, and nobody's name; others get none."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from consents.answers import asked_at, effective
from consents.choices import Capacity
from consents.models import Decision, Objection
from consents.rules import Custody, Decided, Facts, Span
from consents.rules import Objection as Objected
from consents.rules import effective as decide
from consents.tests import make, paper
from consents.tests.walls import Household
from kernel.database import acting_as, acting_for_school, as_role
from kernel.dates import ONE_DAY, day_of
from kernel.tests.roles import seeing_all, unwalled
from schools.tests.make import NOW
from students.choices import DECIDING, Authority, Restriction
from students.models import Enrolment, Guardianship
from students.tests import make as students

if TYPE_CHECKING:
    from datetime import datetime

    from consents.rules import Answer
    from students.models import Student

pytestmark = pytest.mark.django_db
COLUMNS = [
    "kind",
    "student",
    "guardian",
    "starts",
    "ends",
    "purpose",
    "outcome",
    "at",
    "until",
    "number",
    "version",
    "said",
]
# For whom of child, brother and the student of another school.
KNOWN = {
    "nobody": (0, 0, 0),
    "somebody": (0, 0, 0),
    "parent": (1, 1, 0),
    "other parent": (1, 0, 0),
    "parent without authority": (0, 0, 0),
    "student of seventeen": (0, 1, 0),
    "subject teacher": (1, 1, 0),
    "mentor": (1, 1, 0),
    "former mentor": (0, 0, 0),
    "disabled mentor": (0, 0, 0),
    "mentor of another group": (0, 0, 0),
    "administration": (1, 1, 0),
    "administration elsewhere": (0, 0, 1),
    "privacy officer": (1, 1, 0),
    "data protection officer": (1, 1, 0),
}


@pytest.fixture
def house() -> Household:
    return Household()


def facts(*about: Student, function: str = "consents_facts") -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        keys = [student.pk for student in about]
        statement = f"SELECT * FROM {function}(%s::bigint[], now())"  # noqa: S608  (from here)
        cursor.execute(statement, [keys])
        assert cursor.description is not None
        assert [column.name for column in cursor.description] == COLUMNS
        return list(cursor.fetchall())


@pytest.mark.law("AVG 5(1)(c)")
def test_only_who_may_read_the_answer_gets_the_facts(house: Household) -> None:
    about = (house.home.child, house.brother, house.elsewhere)

    for who, is_told in KNOWN.items():
        user = house.people[who]
        with acting_as(user.pk if user else None):
            found = {row[1] for row in facts(*about)}
        wanted = zip(about, is_told, strict=True)
        assert found == {student.pk for student, is_known in wanted if is_known}, who


def test_a_guardian_is_a_number_within_one_student(house: Household) -> None:
    with acting_as(house.somebody("subject teacher").pk):
        found = facts(house.home.child, house.brother)

    of_child = {row[2] for row in found if row[1] == house.home.child.pk}
    of_brother = {row[2] for row in found if row[1] == house.brother.pk}
    assert (of_child, of_brother) == ({1, 2}, {1, None})


@pytest.mark.parametrize(
    ("role", "function"),
    [
        ("portal_web", "consents_facts_of"),
        ("portal_worker", "consents_facts_of"),
        ("portal_web", "consents_facts_for_portal"),
        ("portal_purge", "consents_facts"),
    ],
)
def test_the_ways_around_are_closed(house: Household, role: str, function: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        as_role(role),
        acting_for_school(house.home.school.pk),
    ):
        facts(house.home.child, function=function)


def test_a_command_gets_the_facts_of_the_school_it_works_for(house: Household) -> None:
    about, way = (house.home.child, house.elsewhere), "consents_facts_for_portal"
    with as_role("portal_worker"):
        assert facts(*about, function=way) == []
        with acting_for_school(house.home.school.pk):
            assert {row[1] for row in facts(*about, function=way)} == {house.home.child.pk}
            assert facts(*about) == []
            with acting_as(house.somebody("mentor").pk):
                assert facts(*about, function=way) == []


def test_asking_leaves_the_tables_closed(house: Household) -> None:
    with acting_as(house.somebody("subject teacher").pk), connection.cursor() as cursor:
        facts(house.home.child)
        cursor.execute("SELECT coalesce(current_setting('app.owner_opens', true), '')")
        assert cursor.fetchone() == ("",)
    with as_role("portal_owner"):
        assert not Decision.objects.exists()


def test_for_who_may_not_know_the_answer_is_no(house: Household) -> None:
    home = house.home
    make.choose(home.other, home.child, "yes")

    with acting_as(home.parent.pk):
        (known,) = effective([home.child], at=timezone.now()).values()
    with acting_as(house.somebody("somebody").pk):
        (unknown,) = effective([home.child], at=timezone.now()).values()

    assert known[make.WEBSITE].granted
    assert not any(answer.granted for answer in unknown.values())


def by_tables(student: Student, *, at: datetime) -> dict[str, Answer]:
    """Return what counts from all rows of the tables, which only the purge may see."""
    with seeing_all():
        bonds = Guardianship.objects.filter(student=student)
        custody = tuple(
            Custody(
                b.guardian_id, Span(b.period.lower, b.period.upper), b.authority == "represents"
            )
            for b in bonds.filter(authority__in=DECIDING, restriction=Restriction.NONE)
        )
        said = [
            d
            for d in Decision.objects.filter(student=student, at__lte=at).select_related("wording")
            if not (d.capacity == Capacity.GUARDIAN and d.guardian_id is None)
        ]
        objections = list(Objection.objects.filter(student=student))
    enrolled = tuple(
        Span(e.period.lower, e.period.upper) for e in Enrolment.objects.filter(student=student)
    )
    return {
        purpose.code: decide(
            Facts(
                born_on=student.birth_date,
                enrolled=enrolled,
                custody=custody,
                decisions=tuple(
                    Decided(d.guardian_id, d.outcome, d.at, d.pk, d.wording.version, d.said_on)
                    for d in said
                    if d.purpose_id == purpose.pk
                ),
                objections=tuple(
                    Objected(Capacity(o.by), o.period.lower, o.period.upper)
                    for o in objections
                    if o.purpose_id in {None, purpose.pk}
                ),
                oldest_valid_version=purpose.oldest_valid_version,  # type: ignore[attr-defined]
                all_must_agree=purpose.school.all_guardians_must_agree,
                lapses_at_sixteen=purpose.at_sixteen == "lapses",
            ),
            at=at,
        )
        for purpose in asked_at([student.school_id], at=at)
    }


def test_the_facts_come_to_the_same_answer_as_the_tables(house: Household) -> None:
    home = house.home
    make.choose(home.other, home.child, "yes", code=make.INSTAGRAM)
    at_fourteen = NOW.replace(year=NOW.year - 3)
    clerk = house.somebody("administration")
    make.objects(clerk, house.brother, by=Capacity.GUARDIAN, at=at_fourteen)
    paper.tells(clerk, home.child, home.other, "yes", paper.Call(said_on=day_of(NOW) - ONE_DAY))
    paper.tells(clerk, home.child, home.parent, "no", paper.Call(code=make.CLASS_PHOTO))
    at = timezone.now()

    for authority, restriction in product(Authority, Restriction):
        students.now_said_of(home.other, home.child, authority=authority, restriction=restriction)
        with acting_as(house.somebody("subject teacher").pk):
            found = effective([home.child, house.brother], at=at)
        assert found[home.child.pk] == by_tables(home.child, at=at), (authority, restriction)
        assert found[house.brother.pk] == by_tables(house.brother, at=at)


def test_whoever_is_guardian_no_more_counts_no_more(house: Household) -> None:
    home = house.home
    with transaction.atomic(), unwalled("consents"), connection.cursor() as cursor:
        guardian = home.other.guardians.get().pk
        cursor.execute("DELETE FROM students_guardianship WHERE guardian_id = %s", [guardian])
        cursor.execute("DELETE FROM students_guardian WHERE id = %s", [guardian])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert make.counts(home.child).granted
    assert make.counts(home.child) == by_tables(home.child, at=NOW)[make.WEBSITE]
