"""The command: what it prints, how it ends, and that it is all or nothing."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from access.choices import Role
from access.tests.make import with_role
from interchange.models import ImportRun
from interchange.tests.builders import edexml, pupil, table
from interchange.tests.imports import BEAU, CEES, HEADER, NOOR
from kernel.tests.waiting import until_somebody_waits
from schools.models import Group
from schools.tests import make
from students.models import Enrolment, Student

if TYPE_CHECKING:
    from schools.models import School

ROOT = Path(__file__).resolve().parents[2]
LIST = table(NOOR, BEAU, CEES, header=HEADER)


def run(path: Path, school: School, **options: Any) -> tuple[int, dict[str, Any]]:  # noqa: ANN401
    """Run the command with --json; return how it ended and what it printed."""
    out, code = io.StringIO(), 0
    try:
        call_command("import_people", path, school=school.brin, json=True, stdout=out, **options)
    except SystemExit as end:
        code = int(str(end.code))
    return code, json.loads(out.getvalue())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a list of three students."""
    found = tmp_path / "list.csv"
    found.write_bytes(LIST)
    return found


def stored() -> list[str]:
    """Return the names of the files that wait."""
    folder = Path(default_storage.path("imports"))
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.django_db
def test_it_prints_one_object_with_numbers_and_places(path: Path) -> None:
    path.write_bytes(table(NOOR, BEAU, CEES, CEES, header=HEADER))

    code, printed = run(path, make.school())

    assert code == 0
    assert printed == {
        "format": "student_list",
        "applied": True,
        "read": {"students": 2, "groups": 1, "staff": 0, "guardians": 0},
        "new": 2,
        "changed": 0,
        "same": 0,
        "leavers_proposed": 0,
        "issues": [
            {"severity": "info", "code": "year_level_mapped", "line": 2, "field": "year_level"}
        ]
        + [
            {"severity": "row_error", "code": "duplicate_key", "line": line, "field": "las_key"}
            for line in (4, 5)
        ],
    }


@pytest.mark.django_db
def test_a_dry_run_counts_and_leaves_nothing(path: Path) -> None:
    school, before = make.school(), stored()

    code, printed = run(path, school, dry_run=True)

    assert (code, printed["applied"], printed["new"]) == (0, False, 3)
    assert (Student.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert stored() == before


@pytest.mark.django_db
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_refused_file_ends_with_three(path: Path, dry_run: bool) -> None:  # noqa: FBT001
    before = stored()
    path.write_bytes(LIST.splitlines()[0])

    code, printed = run(path, make.school(), dry_run=dry_run)

    assert (code, printed["format"], printed["applied"]) == (3, None, False)
    assert [issue["code"] for issue in printed["issues"]] == ["header_only"]
    assert stored() == before


@pytest.mark.django_db
def test_a_held_file_ends_with_four_and_waits_for_a_person(path: Path) -> None:
    school = make.school()
    path.write_bytes(edexml(pupil("1"), school=""))

    code, printed = run(path, school)

    assert (code, printed["applied"], printed["new"]) == (4, False, 1)
    assert Student.objects.count() == 0
    waiting = ImportRun.objects.get()
    assert waiting.state == "held"
    with waiting.file.open("rb") as kept:
        assert kept.read() == path.read_bytes()


@pytest.mark.django_db
def test_a_held_dry_run_ends_with_four_and_leaves_nothing(path: Path) -> None:
    school, before = make.school(), stored()
    path.write_bytes(edexml(pupil("1"), school=""))

    code, _ = run(path, school, dry_run=True)

    assert (code, ImportRun.objects.count(), stored()) == (4, 0, before)


@pytest.mark.django_db
def test_somebody_who_may_takes_responsibility_for_a_held_file(path: Path) -> None:
    school = make.school()
    path.write_bytes(edexml(pupil("1"), school=""))
    office, stranger = with_role(Role.ADMINISTRATION, school), make.user()

    with pytest.raises(CommandError):
        run(path, school, confirmed_by=stranger.email)
    code, printed = run(path, school, confirmed_by=office.email)

    assert (code, printed["applied"]) == (0, True)
    assert ImportRun.objects.get().confirmed_by == office


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["school", "file"])
def test_what_cannot_be_carried_out_ends_with_two(path: Path, wrong: str) -> None:
    brin = "00XX" if wrong == "school" else make.school().brin

    with pytest.raises(CommandError) as error:
        call_command(
            "import_people", path if wrong == "school" else path.with_suffix(".no"), school=brin
        )

    assert error.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_a_command_that_is_killed_in_the_middle_leaves_nothing(path: Path) -> None:
    school = make.school()
    settings = connection.settings_dict
    address = (
        f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:"
        f"{settings['PORT']}/{settings['NAME']}"
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE schools_staffmember IN SHARE ROW EXCLUSIVE MODE")
        command = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "manage.py", "import_people", str(path), "--school", school.brin],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "privacyportal.settings",
                "DATABASE_URL": address,
                "WORKER_DATABASE_URL": address,
                "PORTAL_ROLE": "portal_worker",
            },
        )
        until_somebody_waits()
        command.send_signal(signal.SIGKILL)
        command.wait()

    left = (Student, Enrolment, Group, ImportRun)
    assert [model._default_manager.count() for model in left] == [0, 0, 0, 0]
    assert run(path, school)[1]["new"] == 3
