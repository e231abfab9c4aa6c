"""What was chosen cannot be rewritten, by whichever role; only its links to people end."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from access.tests import make as access
from consents.models import Decision
from consents.privacy import Decisions
from consents.tests import make
from kernel.database import as_role
from kernel.tests.roles import seeing_all, unwalled
from students.tests import make as students

pytestmark = pytest.mark.django_db
CHANGES = (
    "UPDATE consents_decision SET outcome = 'refused'",
    "UPDATE consents_decision SET at = now()",
    "UPDATE consents_decision SET guardian_id = guardian_id + 1",
    "UPDATE consents_receipt SET at = now()",
    "UPDATE consents_wording SET question = 'May we?'",
)


def chosen() -> Decision:
    student = students.student(make.school())
    make.choose(access.parent(student), student, "yes")
    with seeing_all():
        return Decision.objects.select_related("guardian").get()


@pytest.mark.law("AVG 7(1)")
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["portal_web", "portal_worker", "portal_purge"])
def test_nobody_rewrites_a_choice_a_receipt_or_the_words(role: str, change: str) -> None:
    chosen()

    with (
        pytest.raises(DatabaseError, match=r"permission denied|never changed"),
        as_role(role),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_of_the_tables_cannot_either(change: str) -> None:
    chosen()

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.owner_opens', 'consents', true)")
        with pytest.raises(IntegrityError, match="never changed"), as_role("portal_owner"):
            cursor.execute(change)


def test_a_choice_outlives_the_row_of_the_guardian() -> None:
    made = chosen()
    guardian = made.guardian
    assert guardian is not None

    with unwalled("consents"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM students_guardianship WHERE guardian_id = %s", [guardian.pk])
        cursor.execute("DELETE FROM students_guardian WHERE id = %s", [guardian.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with seeing_all():
        made.refresh_from_db()
    assert made.guardian_id is None
    assert made.outcome == "granted"


def test_erasing_the_choices_ends_the_receipts_that_are_left_empty() -> None:
    school = make.school()
    gone, stays = students.student(school), students.student(school)
    mother = access.parent(gone)
    access.parent(stays, who=mother)
    alone = make.choose(mother, gone, "yes")
    make.choose(mother, stays, "yes")
    assert alone is not None

    with unwalled("consents"):
        ended = Decisions().erase(Decision.objects.about([gone.pk]), rule="R35")

    assert ended == 1
    left = make.receipts()
    assert len(left) == 1
    assert alone not in left
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
