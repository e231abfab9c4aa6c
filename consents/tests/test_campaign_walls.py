"""Two walls round the log of campaigns and what was confirmed; each holds without the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from consents.choices import CampaignKind
from consents.models import Campaign, CampaignMessage, Confirmation
from consents.tests import make
from consents.tests.walls import Household
from kernel.database import acting_as, acting_for_school, as_role
from kernel.tests.roles import unwalled
from schools.tests.make import NOW
from students.models import Guardian
from students.tests import make as students

pytestmark = pytest.mark.django_db
# By raw SQL: messages, and confirmations. The school wrote to both parents and the student of
# seventeen, and to two without an account; the parent and the student said that it is right. The
# other school wrote to one, who said so too.
WALL = {
    "nobody": (0, 0),
    "somebody": (0, 0),
    "parent": (1, 1),
    "other parent": (1, 0),
    "parent without authority": (0, 0),
    "parent of another school": (1, 1),
    "student of seventeen": (1, 1),
    "subject teacher": (0, 0),
    "mentor": (0, 0),
    "former mentor": (0, 0),
    "disabled mentor": (0, 0),
    "mentor of another group": (0, 0),
    "administration": (4, 2),
    "administration elsewhere": (1, 1),
    "privacy officer": (4, 2),
    "data protection officer": (0, 0),
}


@dataclass
class Asked:
    """A household at a school that asks whether choices are right, and one elsewhere."""

    house: Household = field(default_factory=Household)
    check: Campaign = field(init=False)
    elsewhere: Campaign = field(init=False)
    without: Guardian = field(init=False)

    def __post_init__(self) -> None:
        """Ask, and let some say that it is right."""
        house, home = self.house, self.house.home
        self.without = students.guardianship(home.child).guardian
        later = NOW + timedelta(days=1)
        self.check = make.campaign(
            home.school, CampaignKind.CHECK, by=house.somebody("privacy officer"), at=later
        )
        self.elsewhere = make.campaign(house.elsewhere.school, CampaignKind.CHECK, at=later)
        for one in (self.check, self.elsewhere):
            make.runs(one, at=later)
        for who in ("parent", "student of seventeen", "parent of another school"):
            make.confirms(house.somebody(who), at=later)


@pytest.fixture
def there() -> Asked:
    return Asked()


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - from this file
        return int(cursor.fetchone()[0])


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


def test_row_security_shows_each_person_the_own_rows_and_staff_those_of_the_school(
    there: Asked,
) -> None:
    found = {}
    for who, user in there.house.people.items():
        with acting_as(user.pk if user else None):
            found[who] = (rows("consents_campaignmessage"), rows("consents_confirmation"))

    assert found == WALL


def test_pages_narrow_the_same_where_row_security_is_gone(there: Asked) -> None:
    found = {}
    with unwalled("consents"):
        for who, user in there.house.people.items():
            if user is not None and user.is_active:
                messages = CampaignMessage.objects.visible_to(user).count()
                said = Confirmation.objects.visible_to(user).count()
                found[who] = (messages, said)

    assert found == {who: WALL[who] for who in found}


def test_nobody_reads_of_the_own_family_by_a_task(there: Asked) -> None:
    house = there.house
    clerk = house.somebody("administration")
    Guardian.objects.filter(pk=there.without.pk).update(user=clerk)

    with acting_as(clerk.pk):
        mine = set(CampaignMessage.objects.values_list("guardian__user", "student"))
    with unwalled("consents"):
        by_page = CampaignMessage.objects.visible_to(clerk)
        assert set(by_page.values_list("guardian__user", "student")) == mine
        assert not Confirmation.objects.visible_to(clerk).filter(student=house.home.child).exists()

    assert mine == {(clerk.pk, None), (None, house.brother.pk)}


def test_who_prints_says_so_of_what_waits_and_changes_nothing_else(there: Asked) -> None:
    house = there.house
    says = "UPDATE consents_campaignmessage SET state = %s, done_at = now() WHERE guardian_id = %s"
    parent = Guardian.objects.get(user=house.home.parent)

    with acting_as(house.somebody("privacy officer").pk):
        assert refused(says, ("sent", there.without.pk)), "reads, and lets nobody in"
    with acting_as(house.somebody("administration elsewhere").pk):
        assert refused(says, ("sent", there.without.pk))
    with acting_as(house.somebody("administration").pk):
        assert refused(says, ("not_needed", there.without.pk))
        assert refused(says, ("sent", parent.pk)), "went by e-mail"
        assert refused("UPDATE consents_campaignmessage SET round = %s", (3,))
        assert not refused(says, ("sent", there.without.pk))
        assert refused(says, ("sent", there.without.pk)), "once"
        insert = (
            "INSERT INTO consents_campaignmessage (public_id, campaign_id, school_id, guardian_id,"
            " round, way, state, made_at) SELECT gen_random_uuid(), campaign_id, school_id,"
            " guardian_id, 2, 'letter', 'waiting', now() FROM consents_campaignmessage"
            " WHERE guardian_id = %s"
        )
        assert refused(insert, (there.without.pk,)), "only the portal itself plans"


def test_only_the_person_says_that_it_is_right(there: Asked) -> None:
    house, home = there.house, there.house.home
    other = Guardian.objects.get(user=home.other)
    insert = (
        "INSERT INTO consents_confirmation (campaign_id, school_id, student_id, guardian_id, at)"
        " VALUES (%s, %s, %s, %s, now())"
    )
    of_other = (there.check.pk, home.school.pk, home.child.pk, other.pk)
    of_child = (there.check.pk, home.school.pk, home.child.pk, None)

    for who in ("parent", "administration", "privacy officer", "student of seventeen"):
        with acting_as(house.somebody(who).pk):
            assert refused(insert, of_other)
            assert refused(insert, of_child)
    with acting_as(home.other.pk):
        assert refused(insert, (there.elsewhere.pk, *of_other[1:])), "of another school"
        assert not refused(insert, of_other)
        assert refused(
            "UPDATE consents_confirmation SET at = now() WHERE guardian_id = %s", (other.pk,)
        )


def test_who_decided_what_is_told_to_the_worker_for_one_school_alone(there: Asked) -> None:
    asks = "SELECT * FROM consents_choices_for_portal(%s, now())"
    both = [there.house.home.child.pk, there.house.elsewhere.pk]

    with as_role("portal_worker"):
        with acting_for_school(there.house.home.school.pk), connection.cursor() as cursor:
            cursor.execute(asks, [both])
            assert {row[0] for row in cursor.fetchall()} == {there.house.home.child.pk}
        with acting_as(there.house.somebody("administration").pk):
            assert refused(asks, (both,))
    with acting_as(there.house.somebody("administration").pk):
        assert refused(asks, (both,))


def test_the_worker_works_for_one_school(there: Asked) -> None:
    with as_role("portal_worker"), acting_for_school(there.house.elsewhere.school_id):
        assert (CampaignMessage.objects.count(), Confirmation.objects.count()) == (1, 1)
        made = CampaignMessage.objects.all()[0]
        assert refused(
            "UPDATE consents_campaignmessage SET way = 'letter' WHERE id = %s", (made.pk,)
        ), "what was sent never changes"


PLAN = """
INSERT INTO consents_campaignmessage
  (public_id, campaign_id, school_id, guardian_id, round, way, state, made_at, done_at)
VALUES (gen_random_uuid(), %s, %s, %s, 3, 'email', %s, now(), %s)
"""


def test_the_worker_plans_for_one_school_and_nothing_that_went_already(there: Asked) -> None:
    to, school = there.without.pk, there.check.school_id
    honest = (there.check.pk, school, to, "waiting", None)

    with as_role("portal_worker"):
        with acting_for_school(there.elsewhere.school_id):
            assert refused(PLAN, honest)
        with acting_for_school(school):
            assert refused(PLAN, (there.check.pk, school, to, "sent", NOW + timedelta(days=2)))
            assert not refused(PLAN, honest)
