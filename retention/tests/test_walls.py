"""While a purge runs, row security lets it lock and delete what was approved, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from access.tests.make import parent
from consents import tasks
from consents.choices import Capacity, Channel
from consents.tests import make as consents
from consents.tests import paper
from kernel.database import as_role
from retention import services
from retention.choices import RunState
from retention.tests import make
from retention.tests.test_consent import published
from students.models import Enrolment
from students.tests.make import student
from students.tests.people import BSN, OTHER_BSN, enter

pytestmark = pytest.mark.django_db
LOCKED = ("dossiers_entry", "dossiers_followup")
DELETED = (
    *LOCKED,
    "consents_appearance",
    "consents_decision",
    "consents_evidence",
    "consents_keptanswer",
    "consents_objection",
    "consents_takedown",
    "students_guardianship",
    "students_identitynumber",
)


@dataclass(frozen=True)
class Purge:
    """A purge under way: whom somebody approved, and a student who is still at school."""

    gone: int
    here: int


@pytest.fixture
def purge() -> Purge:
    """Fill each table for both students, and let the purge of the one begin."""
    at = make.place()
    consents.asking(at.school)
    gone, here = make.leaver(at.school, left_on=date(2030, 7, 31)), student(at.school)
    parent(here)
    make.entry(here)
    for who, number in ((gone, BSN), (here, OTHER_BSN)):
        call = paper.Call(channel=Channel.PHONE, at=timezone.now())
        paper.tells(at.clerk, who, make.parent_of(who), "no", call)
        consents.objects(at.clerk, who, by=Capacity.STUDENT, at=timezone.now())
        enter(at.clerk, who, number)
    published(gone, here, title="The whole class")
    with as_role("portal_worker"):
        tasks.keep(school_id=at.school.pk)
    Enrolment.objects.filter(student=gone).update(period=(date(2018, 8, 1), make.LEFT_ON))
    run = make.approved(at)
    services.check(run_id=run.pk, at=make.NOW, then=RunState.EXECUTING)
    return Purge(gone.pk, here.pk)


def whose(statement: str) -> set[int]:
    """Return of which students a query finds rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {student for (student,) in cursor.fetchall()}


def left_after_deleting(table: str) -> set[int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a name from this file
        left = whose(f"SELECT student_id FROM {table}")  # noqa: S608
        transaction.set_rollback(True)
    return left


def test_it_deletes_of_whom_somebody_approved_and_of_nobody_else(purge: Purge) -> None:
    with as_role("portal_purge"):
        for table in DELETED:
            there = whose(f"SELECT student_id FROM {table}")  # noqa: S608 - a name from this file
            assert there == {purge.gone, purge.here}, table
            assert left_after_deleting(table) == {purge.here}, table


def test_it_locks_what_is_approved_and_changes_nothing_in_it(purge: Purge) -> None:
    with as_role("portal_purge"):
        for table in LOCKED:
            locked = whose(f"SELECT student_id FROM {table} FOR UPDATE")  # noqa: S608
            assert locked == {purge.gone}, table
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                whose(f"UPDATE {table} SET category = category RETURNING student_id")  # noqa: S608
