"""What was adopted against what is: each kind of difference is found, and nothing else is."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from access import comparison, matrix
from access.choices import Category, Role
from access.models import Right
from access.tests import make
from kernel.tests.roles import as_role
from schools.models import SchoolGrant
from schools.tests import make as schools
from schools.tests.make import NOW
from students.models import StudentGrant
from students.tests import make as students

if TYPE_CHECKING:
    from schools.models import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    """Make a school whose board adopted the matrix, with a mentor, a student and a parent."""
    group = schools.group(schools.school())
    student = students.student(group=group)
    make.with_role(Role.MENTOR, group)
    make.parent(student)
    officer = make.with_role(Role.PRIVACY_OFFICER, group.school.board)
    make.adoption(officer, group.school.board)
    return group


def checked() -> dict[str, Any]:
    """Run the command as an administrator does; return what it prints."""
    out = StringIO()
    try:
        call_command("access_matrix", check=True, json=True, stdout=out)
    except CommandError:
        found = dict(json.loads(out.getvalue()))
        assert found["findings"]
        return found
    found = dict(json.loads(out.getvalue()))
    assert not found["findings"]
    return found


def parts() -> set[tuple[str, str]]:
    return {(one["part"], one["place"]) for one in checked()["findings"]}


def test_where_everything_is_as_adopted_nothing_is_found(group: Group) -> None:
    found = checked()

    assert found["findings"] == []
    assert found["adopted"] == [
        {
            "board": str(group.school.board.public_id),
            "same": True,
            "says": found["adopted"][0]["says"],
        }
    ]


@pytest.mark.usefixtures("group")
def test_people_and_grants_are_counted_by_role() -> None:
    counted = {row["role"]: row for row in checked()["roles"]}

    assert counted["mentor"]["people"] == counted["guardian"]["people"] == 1
    assert counted["privacy_officer"]["people"] == 1
    assert counted["mentor"]["grants"] > 3
    assert counted["psychologist"] == {"role": "psychologist", "people": 0, "grants": 0}
    assert sum(row["grants"] for row in counted.values()) == (
        StudentGrant.objects.filter(valid__contains=NOW).count()
        + SchoolGrant.objects.filter(valid__contains=NOW).count()
    )


@pytest.mark.usefixtures("group")
def test_a_board_that_adopted_nothing_is_found() -> None:
    other = schools.school().board

    assert parts() == {("adoption", other.name)}


def test_a_matrix_that_differs_from_the_adopted_one_is_found_cell_by_cell(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(matrix.MATRIX[Category.GRADES], Role.MENTOR, "W own group")

    found = checked()["findings"]

    assert {one["part"] for one in found} == {"adoption"}
    assert len(found) == 2
    assert all(one["place"].startswith(group.school.board.name) for one in found)


def test_a_decision_whose_content_was_tampered_with_is_found(group: Group) -> None:
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_adoption SET content = jsonb_set(content, '{emergency_minutes}', '61')"
        )

    assert parts() >= {("adoption", group.school.board.name)}


@pytest.mark.usefixtures("group")
def test_a_right_that_is_missing_and_one_too_many_are_found() -> None:
    with as_role("portal_owner"):
        lost = Right.objects.get(role="mentor", permission__codename="read_identity")
        Right.objects.filter(pk=lost.pk).delete()
        notes = Right.objects.filter(permission__codename="read_conversation_notes").first()
        assert notes is not None
        Right.objects.create(role="subject_teacher", permission=notes.permission, target="student")

    found = {place for part, place in parts() if part == "rights"}

    assert found == {
        "mentor read_identity student student",
        "subject_teacher read_conversation_notes student student",
    }


def test_a_grant_that_no_task_gives_is_found_and_left_where_it_is(group: Group) -> None:
    student = group.memberships.get().student
    with as_role("portal_owner"):
        mine = StudentGrant.objects.filter(content_object=student)[0]
        StudentGrant.objects.create(
            user=schools.user(),
            permission=mine.permission,
            content_object=student,
            assignment=mine.assignment,
            valid=mine.valid,
        )
    before = StudentGrant.objects.count()

    assert parts() == {("grants", group.school.name)}
    assert StudentGrant.objects.count() == before


def test_the_tables_with_notes_are_held_to_have_walls() -> None:
    assert comparison.walled_tables() == ["dossiers_entry", "dossiers_followup"]


@pytest.mark.law("AVG 32(1)")
@pytest.mark.parametrize(
    "breach",
    [
        "ALTER TABLE dossiers_entry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE dossiers_entry NO FORCE ROW LEVEL SECURITY",
    ],
)
@pytest.mark.usefixtures("group")
def test_a_wall_that_was_taken_down_is_found(breach: str) -> None:
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(breach)

    assert parts() == {("walls", "dossiers_entry")}


@pytest.mark.usefixtures("group")
def test_a_wall_without_a_policy_is_found() -> None:
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT policyname FROM pg_policies"
            " WHERE tablename = 'dossiers_entry' AND 'portal_web' = ANY (roles)"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP POLICY {name} ON dossiers_entry")

    assert parts() == {("walls", "dossiers_entry")}


def test_the_report_names_nobody(group: Group) -> None:
    student = group.memberships.get().student
    with as_role("portal_owner"):
        Right.objects.filter(role="mentor").delete()

    text = json.dumps(checked())

    assert student.surname not in text
    assert "example.org" not in text
    for user in (task.user for task in group.assignments.all()):
        assert user.display_name not in text


def test_an_employee_who_left_has_no_people_and_no_grants_in_the_report(group: Group) -> None:
    make.with_role(
        Role.ATTENDANCE_COORDINATOR,
        group.school,
        first_day=date(2020, 8, 1),
        last_day=date(2026, 7, 31),
    )

    counted = {row["role"]: row for row in checked()["roles"]}

    assert counted["attendance_coordinator"]["people"] == 0
    assert counted["attendance_coordinator"]["grants"] == 0


@pytest.mark.usefixtures("group")
def test_without_check_the_command_only_tells_what_works_here() -> None:
    out = StringIO()

    call_command("access_matrix", stdout=out)

    assert out.getvalue().startswith(f"{matrix.VERSION} ")
