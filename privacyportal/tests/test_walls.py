"""Behind the second wall the owner sees and the purge deletes what they may, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from access.tests import turning
from consents import tasks
from consents.choices import CampaignKind, Capacity
from consents.services import Call, write_to_alumni
from consents.tests import make as consents
from consents.tests.hooks import ELSEWHERE, Hooked
from consents.tests.people import Family
from kernel.database import acting_as, as_role
from kernel.tests.roles import seeing_all
from privacyportal.tests import relations
from students.tests import make as students

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

pytestmark = pytest.mark.django_db
# What goes once its last row about a student has gone, or its time is over.
ENDS_BY_ITSELF = {"access_invitation", "consents_publication", "consents_receipt"}
WITH = """
SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE p.polname = c.relname || %s ORDER BY 1
"""


def tables(policy: str) -> list[str]:
    """Return the tables that have a policy of this name."""
    with connection.cursor() as cursor:
        cursor.execute(WITH, [policy])
        return [name for (name,) in cursor.fetchall()]


def touched(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


def _list_somebody(home: Family, clerk: User, *, at: datetime) -> None:
    """Put somebody on the list of former students, and write to those on it."""
    consents.asks_for_alumni(home.school)
    consents.former_student(home.one_more("Oud"), home.parent, clerk)
    with acting_as(clerk.pk):
        call = Call("Reünie", "Kom.", 1900, 2999)
        write_to_alumni(actor=clerk, school=home.school, call=call, at=at)


@pytest.fixture
def filled() -> None:
    """Put a row into every table behind the wall."""
    made = relations.make()[relations.OWN]
    home = Family()
    clerk = access.with_role(Role.ADMINISTRATION, home.school)
    consents.objects(clerk, home.child, by=Capacity.STUDENT, at=timezone.now())
    now = timezone.now()
    check = consents.campaign(home.school, CampaignKind.CHECK, at=now)
    consents.runs(check, at=now)
    consents.confirms(home.parent, at=now)
    consents.asks_for_religion(home.school)
    consents.believes(home.parent, home.child)
    consents.design_review(home.school.board)
    consents.asks_for_care(home.school)
    consents.inquires(access.with_role(Role.CARE_COORDINATOR, home.school), home.child)
    _list_somebody(home, clerk, at=now)
    access.letter(clerk, of=students.guardianship(home.child).guardian)
    turning.student(home.group, now.date(), email="sixteen@school.example")
    turning.plans(home.school, at=now)
    Hooked(ELSEWHERE).write()
    with as_role("portal_worker"):
        for school in (home.school, made.school):
            tasks.keep(school_id=school.pk)
    with seeing_all():
        assert not [name for name in tables("_purge_sees") if not touched(f"TABLE {name}")]


@pytest.mark.usefixtures("filled")
def test_the_owner_who_does_not_say_so_sees_nothing() -> None:
    walled = tables("_owner")

    with as_role("portal_owner"):
        assert not {name for name in walled if touched(f"TABLE {name}")}
    assert len(walled) > 10


@pytest.mark.usefixtures("filled")
def test_a_purge_deletes_nothing_that_was_not_approved() -> None:
    walled = set(tables("_purge_deletes")) - ENDS_BY_ITSELF

    with as_role("portal_purge"):
        gone = {name for name in walled if touched(f"DELETE FROM {name}")}  # noqa: S608 - from the catalogue
    assert not gone
    assert len(walled) > 5
