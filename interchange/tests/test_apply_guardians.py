"""Guardians in the tables, and what they may do, from small lists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from access import grants
from access.models import Assignment
from interchange.tests.builders import table
from interchange.tests.imports import (
    BEAU,
    NOOR,
    PARENTS,
    bring,
    bring_parents,
    bring_rows,
    changes,
    codes,
    student,
    versions,
)
from kernel.database import acting_for_school, as_role
from kernel.tests.roles import seeing_all
from schools.tests import make
from schools.tests.make import NOW
from students.models import Guardian, Guardianship, StudentGrant

if TYPE_CHECKING:
    from schools.models import School

pytestmark = pytest.mark.django_db
MOTHER = "1001;O1;Ingrid;Bakker;moeder;Ja;thuis@example.org;0612345678;N"
FATHER = "1001;O2;Henk;Bakker;vader;Ja;thuis@example.org;0687654321;N"


@pytest.fixture
def school() -> School:
    """Return a school with two students."""
    found = make.school()
    bring_rows(found, NOOR, BEAU)
    return found


def authority(key: str = "O1") -> list[tuple[str, str, str]]:
    """Return what was and is known of a guardian's authority, in order."""
    with seeing_all():
        return [
            (g.authority, str(g.period.lower), str(g.period.upper))
            for g in Guardianship.objects.filter(guardian__las_key=key).order_by("period")
        ]


def bonds(school: School) -> list[Guardianship]:
    """Return all guardianships of a school."""
    with seeing_all():
        return list(Guardianship.objects.filter(school=school))


def test_two_guardians_with_one_mailbox_stay_two(school: School) -> None:
    run = bring_parents(school, MOTHER, FATHER)

    assert changes(run) == (2, 0, 0)
    assert Guardian.objects.filter(email="thuis@example.org").count() == 2


def test_a_guardian_of_two_children_is_one_by_number(school: School) -> None:
    bring_parents(school, MOTHER, MOTHER.replace("1001", "1002", 1))

    assert Guardian.objects.count() == 1
    assert len(bonds(school)) == 2


def test_a_guardian_without_a_number_is_one_within_one_child_only(school: School) -> None:
    rows = MOTHER.replace("O1", ""), MOTHER.replace("O1", "").replace("1001", "1002", 1)
    bring_parents(school, *rows)
    before = versions()

    run = bring_parents(school, *rows)

    assert Guardian.objects.count() == 2
    assert (changes(run), versions()) == ((0, 0, 2), before)


def test_a_guardian_of_nobody_here_does_not_come_in(school: School) -> None:
    run = bring_parents(school, MOTHER.replace("1001", "9999", 1))

    assert codes(run) == {"unknown_student"}
    assert Guardian.objects.count() == 0


def test_unknown_authority_opens_nothing_and_never_replaces_what_is_known(school: School) -> None:
    bring_parents(school, MOTHER)

    run = bring_parents(school, MOTHER.replace(";Ja;", ";?;"))

    assert changes(run) == (0, 0, 1)
    assert authority() == [("joint", "None", "None")]


@pytest.mark.parametrize(("said", "tasks"), [("Ja", 1), ("Nee", 0), ("?", 0), ("", 0)])
def test_only_authority_gives_a_guardian_with_an_account_a_task(
    school: School, said: str, tasks: int
) -> None:
    parent = make.user()
    bring_parents(school, MOTHER.replace(";Ja;", ";?;"), FATHER)
    Guardian.objects.filter(las_key="O1").update(user=parent)
    grants.sync(schools=[school.pk], at=NOW)

    bring_parents(school, MOTHER.replace(";Ja;", f";{said};"), FATHER)

    assert Assignment.objects.filter(user=parent, role="guardian").count() == tasks
    assert StudentGrant.objects.filter(user=parent).exists() is (tasks > 0)
    assert Assignment.objects.exclude(user=parent).count() == 0


def test_authority_that_ends_stays_readable(school: School) -> None:
    bring_parents(school, MOTHER)
    rows = table(MOTHER.replace(";Ja;", ";Nee;"), header=PARENTS)

    run = bring(school, rows, at=NOW + timedelta(days=1))
    again = bring(school, rows, at=NOW + timedelta(days=2))

    assert (changes(run), changes(again)) == ((0, 1, 0), (0, 0, 1))
    assert authority() == [("joint", "None", "2026-11-03"), ("none", "2026-11-03", "None")]


def test_authority_that_becomes_known_completes_what_was_not(school: School) -> None:
    bring_parents(school, MOTHER.replace(";Ja;", ";;"))

    run = bring_parents(school, MOTHER)

    assert changes(run) == (0, 1, 0)
    assert authority() == [("joint", "None", "None")]


def test_a_guardian_whose_time_was_ended_begins_anew(school: School) -> None:
    bring_parents(school, MOTHER)
    with as_role("portal_worker"), acting_for_school(school.pk):
        Guardianship.objects.update(period=(None, "2026-10-01"))

    bring_parents(school, MOTHER)

    assert authority() == [("joint", "None", "2026-10-01"), ("joint", "2026-10-01", "None")]


def test_silence_about_the_relation_changes_nothing(school: School) -> None:
    bring_parents(school, MOTHER)

    run = bring_parents(school, MOTHER.replace("moeder", ""))

    assert changes(run) == (0, 0, 1)
    assert [bond.relation for bond in bonds(school)] == ["mother"]


def test_a_secret_number_is_not_kept_and_a_later_list_does_not_bring_it_back(
    school: School,
) -> None:
    bring_parents(school, MOTHER)

    secret = bring_parents(school, MOTHER[:-1] + "J")
    after = bring_parents(school, MOTHER)

    assert "phone_left_out" in codes(secret)
    assert (changes(secret), changes(after)) == ((0, 1, 0), (0, 0, 1))
    assert (Guardian.objects.get().mobile, Guardian.objects.get().phone_is_secret) == ("", True)


def test_an_institution_decides_as_an_institution(school: School) -> None:
    bring_parents(school, "1001;O9;;Jeugdbescherming;instelling;Ja;;;N")

    assert Guardian.objects.get().kind == "institution"
    assert authority("O9") == [("institution", "None", "None")]


def test_damaged_letters_find_the_same_guardian(school: School) -> None:
    good = MOTHER.replace("O1", "").replace(
        "Bakker", "M\N{LATIN SMALL LETTER U WITH DIAERESIS}ller"
    )
    bring_parents(school, good)

    run = bring_parents(school, MOTHER.replace("O1", "").replace("Bakker", "M?ller"))

    assert changes(run) == (0, 0, 1)
    assert Guardian.objects.get().surname == "M\N{LATIN SMALL LETTER U WITH DIAERESIS}ller"


def test_guardians_leave_the_students_as_they_are(school: School) -> None:
    before = versions()["students_student"]

    bring_parents(school, MOTHER, FATHER)

    assert versions()["students_student"] == before
    assert {bond.student for bond in bonds(school)} == {student(school)}
    assert len(bonds(school)) == 2
