"""Two walls round guardianships, decisions and receipts; each holds where the other is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from access import grants
from access.choices import Role
from access.tests import make as access
from consents.models import Decision, Receipt
from consents.tests import make
from consents.tests.walls import Household
from kernel.database import acting_as, acting_for_school, as_role
from kernel.tests.roles import unwalled
from schools.tests.make import NOW
from students.models import Guardianship
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import School
    from students.models import Student

pytestmark = pytest.mark.django_db
TABLES = ("students_guardianship", "consents_decision", "consents_receipt")
# By raw SQL as the pages: rows of each table. In the first school there are 4, 3 and 3; in the
# other 1, 1 and 1.
WALL = {
    "nobody": (0, 0, 0),
    "somebody": (0, 0, 0),
    "parent": (2, 1, 1),
    "other parent": (1, 1, 1),
    "parent without authority": (1, 0, 0),
    "parent of another school": (1, 1, 1),
    "student of seventeen": (0, 1, 1),
    "subject teacher": (0, 0, 0),
    "mentor": (4, 0, 0),
    "former mentor": (0, 0, 0),
    "disabled mentor": (0, 0, 0),
    "mentor of another group": (0, 0, 0),
    "administration": (4, 3, 0),
    "administration elsewhere": (1, 1, 0),
    "privacy officer": (0, 3, 0),
    "data protection officer": (0, 3, 0),
}
# By the querysets of the pages: of choices, no more than the own.
QUERYSETS = WALL | {
    "administration": (4, 0, 0),
    "administration elsewhere": (1, 0, 0),
    "privacy officer": (0, 0, 0),
    "data protection officer": (0, 0, 0),
}


@pytest.fixture
def house() -> Household:
    return Household()


def run(statement: str, values: tuple[Any, ...] = ()) -> int:
    """Return how many rows a statement touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def counted() -> tuple[int, ...]:
    return tuple(run(f"TABLE {table}") for table in TABLES)


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_raw_sql_reaches_what_the_matrix_says_and_no_more(house: Household, role: str) -> None:
    for who, user in house.people.items():
        with as_role(role), acting_as(user.pk if user else None):
            assert counted() == WALL[who], who


def test_the_querysets_hold_where_row_security_is_gone(house: Household) -> None:
    with unwalled("consents"):
        assert counted() == (5, 4, 4)
        for who in WALL.keys() - {"nobody"}:
            user = house.somebody(who)
            assert (
                Guardianship.objects.visible_to(user).count(),
                Decision.objects.visible_to(user).count(),
                Receipt.objects.visible_to(user).count(),
            ) == QUERYSETS[who], who


@pytest.mark.parametrize("table", TABLES)
def test_the_querysets_hold_where_the_policies_are_dropped(house: Household, table: str) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    other = house.somebody("other parent")

    with acting_as(house.home.parent.pk):
        assert counted()[TABLES.index(table)] in {4, 5}
        assert Guardianship.objects.visible_to(other).count() <= 1
        assert Decision.objects.visible_to(other).count() <= 1
        assert Receipt.objects.visible_to(other).count() <= 1
    transaction.set_rollback(True)


def test_a_parent_reaches_the_own_rows_and_none_of_the_other_parent(house: Household) -> None:
    with acting_as(house.home.parent.pk):
        assert {g.guardian.user for g in Guardianship.objects.all()} == {house.home.parent}
        assert {d.decided_by for d in Decision.objects.all()} == {house.home.parent}
        assert {r.given_to for r in Receipt.objects.all()} == {house.home.parent}


@pytest.mark.parametrize(
    ("role", "bonds"), [(Role.PRINCIPAL, 1), (Role.PRIVACY_OFFICER, 0), (Role.CARE_COORDINATOR, 1)]
)
def test_a_task_for_the_whole_school_opens_nothing_of_the_own_child(
    house: Household, role: Role, bonds: int
) -> None:
    home = house.home
    access.with_role(role, home.school, who=home.other)

    with acting_as(home.other.pk):
        of_child = Guardianship.objects.filter(student=home.child)
        assert {bond.guardian.user for bond in of_child} == {home.other}
        assert Guardianship.objects.filter(student=house.brother).count() == bonds
        assert {d.decided_by for d in Decision.objects.filter(student=home.child)} == {home.other}
    with unwalled("consents"):
        visible = Guardianship.objects.visible_to(home.other)
        assert visible.filter(student=home.child).count() == 1


def test_a_parent_whose_authority_ended_reaches_the_choices_no_more(house: Household) -> None:
    students.now_said_of(house.home.other, house.home.child, authority="none")
    grants.sync(schools=[house.home.school.pk], at=NOW)

    with acting_as(house.home.other.pk):
        assert counted() == (1, 0, 1)


def test_the_owner_of_the_tables_sees_nothing_without_saying_so(house: Household) -> None:
    del house
    with as_role("portal_owner"):
        assert counted() == (0, 0, 0)


@pytest.mark.parametrize("setting", ["app.owner_opens", "app.portal_school"])
def test_what_opens_a_door_to_others_opens_nothing_to_a_page(
    house: Household, setting: str
) -> None:
    for value in ("consents", "students", str(house.home.school.pk)):
        if setting == "app.portal_school" and not value.isdecimal():
            continue
        run("SELECT set_config(%s, %s, true)", (setting, value))
        with acting_as(None):
            assert counted() == (0, 0, 0)


def test_the_portal_itself_reaches_guardianships_of_one_school_and_no_choice(
    house: Household,
) -> None:
    with as_role("portal_worker"), acting_for_school(house.home.school.pk):
        assert counted() == (4, 0, 0)
        with acting_as(house.somebody("somebody").pk):
            assert counted() == (0, 0, 0)
    with as_role("portal_worker"):
        assert counted() == (0, 0, 0)


BOND = """
INSERT INTO students_guardianship (guardian_id, student_id, school_id, relation, authority,
  restriction, period, evidence, priority)
SELECT g.id, %s, %s, 'other', 'sole', 'none', daterange(NULL, NULL), '', 1
FROM students_guardian g WHERE g.user_id = %s
"""


def bind(house: Household, student: Student, school: School | None = None) -> int:
    """Make the other parent, who is no guardian of the brother, guardian of a student."""
    at = school or student.school
    return run(BOND, (student.pk, at.pk, house.home.other.pk))


@pytest.mark.parametrize("who", [who for who in WALL if who != "administration"])
def test_only_the_administration_of_the_school_writes_who_has_authority(
    house: Household, who: str
) -> None:
    user = house.people[who]
    with acting_as(user.pk if user else None):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            bind(house, house.brother)
        change = "UPDATE students_guardianship SET authority = 'none' WHERE school_id = %s"
        assert run(change, (house.home.school.pk,)) == 0


def test_the_administration_writes_for_its_own_school(house: Household) -> None:
    with acting_as(house.somebody("administration").pk):
        assert bind(house, house.brother) == 1
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            bind(house, house.elsewhere)
        assert run("UPDATE students_guardianship SET priority = 2") == 5


def test_the_portal_itself_writes_guardianships_of_one_school_alone(house: Household) -> None:
    with as_role("portal_worker"), acting_for_school(house.home.school.pk):
        assert bind(house, house.brother) == 1
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            bind(house, house.elsewhere)
        assert run("UPDATE students_guardianship SET priority = 2") == 5


def test_a_guardianship_cannot_be_at_another_school_than_its_student(house: Household) -> None:
    with acting_as(house.somebody("administration").pk):
        bind(house, house.elsewhere, house.home.school)
        with pytest.raises(IntegrityError, match="_school_of_"), transaction.atomic():
            run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


DECISION = """
INSERT INTO consents_decision (student_id, school_id, purpose_id, wording_id, outcome, before,
  capacity, guardian_id, decided_by_id, channel, receipt_id, design, signed_in, at)
SELECT s.id, s.school_id, p.id, w.id, 'granted', '', %(capacity)s, %(guardian)s, %(by)s,
  'portal', %(receipt)s, %(design)s, %(signed_in)s, now()
FROM students_student s JOIN consents_purpose p ON p.school_id = s.school_id
JOIN consents_wording w ON w.purpose_id = p.id WHERE s.id = %(student)s LIMIT 1
"""


def decide(actor: User, **facts: str | int | None) -> int:
    with connection.cursor() as cursor, acting_as(actor.pk), transaction.atomic():
        cursor.execute(DECISION, facts)
        return int(cursor.rowcount)


def test_nobody_writes_a_choice_in_the_name_of_another(house: Household) -> None:
    home, own = house.home, house.somebody("student of seventeen")
    receipt = next(r for r in make.receipts() if r.given_to == home.parent)
    mine, other = home.parent.guardians.get(), home.other.guardians.get()
    honest: dict[str, str | int | None] = {
        "student": home.child.pk,
        "capacity": "guardian",
        "guardian": mine.pk,
        "by": home.parent.pk,
        "receipt": receipt.pk,
        "design": "0123456789ab",
        "signed_in": "password",
    }
    lies: tuple[dict[str, str | int | None], ...] = (
        {"guardian": other.pk},
        {"by": home.other.pk},
        {"student": house.elsewhere.pk},
        {"capacity": "student", "guardian": None},
        {"capacity": "student", "guardian": None, "student": house.brother.pk},
    )

    for lie in lies:
        with pytest.raises(DatabaseError, match="row-level security"):
            decide(home.parent, **honest | lie)
    for who in (house.somebody("administration"), house.somebody("mentor"), own):
        with pytest.raises(DatabaseError, match="row-level security"):
            decide(who, **honest | {"by": who.pk})
    assert decide(home.parent, **honest) == 1


def test_a_receipt_is_given_to_oneself_alone(house: Household) -> None:
    give = "INSERT INTO consents_receipt (public_id, at, given_to_id) VALUES (%s, now(), %s)"
    code = "00000000-0000-4000-8000-000000000001"
    with acting_as(house.home.parent.pk):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            run(give, (code, house.home.other.pk))
        assert run(give, (code, house.home.parent.pk)) == 1


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", ["portal_web", "portal_worker"])
def test_no_page_and_no_job_deletes(house: Household, role: str, table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        as_role(role),
        acting_as(house.somebody("administration").pk),
    ):
        run(f"DELETE FROM {table}")  # noqa: S608  (a table of this file)


def test_the_purge_sees_all_and_deletes_nothing_that_nobody_approved(house: Household) -> None:
    del house
    with as_role("portal_purge"):
        assert run("DELETE FROM students_guardianship") == 0
        assert run("DELETE FROM consents_decision") == 0
        assert counted() == (5, 4, 4)


def test_a_receipt_takes_no_choice_along(house: Household) -> None:
    del house
    with as_role("portal_purge"):
        run("DELETE FROM consents_receipt")
        with pytest.raises(IntegrityError, match="_decision_receipt"), transaction.atomic():
            run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_a_decision_cannot_be_at_another_school_than_its_student(house: Household) -> None:
    statement = DECISION.replace("s.school_id, p.id", f"{house.elsewhere.school_id}, p.id")
    home = house.home
    facts: dict[str, str | int] = {
        "student": home.child.pk,
        "capacity": "guardian",
        "guardian": home.parent.guardians.get().pk,
        "by": home.parent.pk,
        "receipt": make.receipts()[0].pk,
        "design": "0123456789ab",
        "signed_in": "password",
    }
    with acting_as(home.parent.pk), connection.cursor() as cursor:
        cursor.execute(statement, facts)
        with pytest.raises(IntegrityError, match="same_school"), transaction.atomic():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
