"""When a file waits for a person, and that a preview is an import that is undone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files import File
from django.core.files.storage import default_storage

from access.choices import Role
from access.tests.make import with_role
from audit.models import Event
from interchange import services
from interchange.errors import AlreadyDecidedError, NotConfirmedError, NotTheImporterError
from interchange.tests.builders import edexml, pupil, table
from interchange.tests.imports import (
    BEAU,
    CEES,
    HEADER,
    NOOR,
    bring,
    bring_rows,
    changes,
    edex,
    student,
    versions,
)
from schools.tests import make
from schools.tests.make import NOW
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from accounts.models import User
    from interchange.models import ImportRun
    from schools.models import School

    Callbacks = Callable[..., AbstractContextManager[list[object]]]

pytestmark = pytest.mark.django_db
CLASSES = [
    f"{3000 + n};Kind{n};;Achter{n};01-01-2013;2HV{n // 2};2;01-08-2024;" for n in range(60)
]


@pytest.fixture
def school() -> School:
    """Return a school without students."""
    return make.school()


@pytest.fixture
def office(school: School) -> User:
    """Return somebody who keeps the administration."""
    return with_role(Role.ADMINISTRATION, school)


def receive(school: School, office: User, *rows: str) -> ImportRun:
    """Upload a list of students."""
    content = File(io.BytesIO(table(*rows, header=HEADER)), name="lijst.csv")
    return services.receive(actor=office, school=school, file=content, at=NOW)


def stored() -> set[str]:
    """Return the names of the files that wait."""
    folder = Path(default_storage.path("imports"))
    return {f"imports/{path.name}" for path in folder.iterdir()} if folder.exists() else set()


def test_more_than_one_in_twenty_missing_waits_for_a_person(school: School) -> None:
    bring_rows(school, *CLASSES)
    before = versions()

    fewer = [row for n, row in enumerate(CLASSES) if n not in {0, 2, 4, 6}]
    run = bring_rows(school, *fewer)

    assert (run.state, run.hold_code) == ("held", "many_missing")
    assert (run.counts["missing"], run.counts["leavers_proposed"]) == (4, 4)
    assert versions() == before


def test_one_in_twenty_missing_does_not_wait(school: School) -> None:
    bring_rows(school, *CLASSES)

    run = bring_rows(school, *(row for n, row in enumerate(CLASSES) if n not in {0, 2, 4}))

    assert (run.state, run.counts["missing"]) == ("applied", 3)


def test_a_whole_class_missing_waits_for_a_person(school: School) -> None:
    bring_rows(school, *CLASSES)

    run = bring_rows(school, *CLASSES[2:])

    assert (run.state, run.hold_code) == ("held", "class_missing")


def test_an_older_file_waits_for_a_person(school: School) -> None:
    def file(moment: str) -> bytes:
        return edex(school, pupil("1"), inside=f"<aanmaakdatum>{moment}</aanmaakdatum>")

    bring(school, file("2026-11-01T08:00:00"))

    assert bring(school, file("2026-10-31T08:00:00")).hold_code == "older_file"
    assert bring(school, file("2026-11-01T08:00:00")).state == "applied"
    assert bring(school, file("2026-11-01T09:00:00")).state == "applied"


def test_edexml_that_names_no_school_waits_and_a_list_does_not(school: School) -> None:
    run = bring(school, edexml(pupil("1"), school=""))

    assert (run.state, run.hold_code) == ("held", "school_not_named")
    assert Student.objects.count() == 0
    assert bring_rows(school, NOOR).state == "applied"


def test_what_waits_comes_in_when_somebody_is_certain(school: School, office: User) -> None:
    bring_rows(school, *CLASSES)
    run = receive(school, office, *CLASSES[:30])
    assert run.state == "held"

    with pytest.raises(NotConfirmedError):
        services.confirm(actor=office, run=run, is_certain=False, at=NOW)
    done = services.confirm(actor=office, run=run, is_certain=True, at=NOW)

    assert (done.state, done.confirmed_by) == ("applied", office)
    assert done.counts["leavers_proposed"] == 30


def test_a_preview_counts_what_the_import_does_and_changes_nothing(
    school: School, office: User
) -> None:
    bring_rows(school, NOOR, BEAU)
    before = versions()

    run = receive(school, office, NOOR.replace("Bakker", "Visser"), BEAU, CEES, CEES)
    counts, issues = run.counts, list(run.issues.values_list("code", "line"))
    assert versions() == before
    done = services.confirm(actor=office, run=run, is_certain=False, at=NOW)

    assert (done.counts, list(done.issues.values_list("code", "line"))) == (counts, issues)
    assert changes(done) == (0, 1, 1)
    assert student(school).surname == "Visser"


def test_what_becomes_odd_after_the_preview_waits(school: School, office: User) -> None:
    run = receive(school, office, *CLASSES[:20])
    bring_rows(school, *CLASSES)

    after = services.confirm(actor=office, run=run, is_certain=False, at=NOW)

    assert (after.state, after.hold_code) == ("held", "many_missing")


def test_the_file_goes_when_it_is_taken_in_or_thrown_away(
    school: School, office: User, django_capture_on_commit_callbacks: Callbacks
) -> None:
    first, second = receive(school, office, NOOR), receive(school, office, NOOR)
    paths = {first.file.name, second.file.name}
    assert paths <= stored()

    with django_capture_on_commit_callbacks(execute=True):
        services.confirm(actor=office, run=first, is_certain=False, at=NOW)
        services.discard(actor=office, run=second)
        services.discard(actor=office, run=second)

    assert not paths & stored()
    with pytest.raises(AlreadyDecidedError):
        services.confirm(actor=office, run=second, is_certain=False, at=NOW)


def test_a_refused_file_leaves_only_its_reason(
    school: School, office: User, django_capture_on_commit_callbacks: Callbacks
) -> None:
    before = stored()

    with django_capture_on_commit_callbacks(execute=True):
        run = receive(school, office)

    assert (run.state, run.issues.get().code, run.issues.get().severity) == (
        "refused",
        "header_only",
        "fatal",
    )
    assert stored() == before
    assert Event.objects.get(name="interchange.refused").facts["code"] == "header_only"


def test_somebody_of_another_school_can_do_nothing(school: School) -> None:
    stranger = with_role(Role.ADMINISTRATION, make.school())
    office = with_role(Role.ADMINISTRATION, school)
    run = receive(school, office, NOOR)

    with pytest.raises(NotTheImporterError):
        receive(school, stranger, NOOR)
    with pytest.raises(NotTheImporterError):
        services.confirm(actor=stranger, run=run, is_certain=True, at=NOW)
    with pytest.raises(NotTheImporterError):
        services.discard(actor=stranger, run=run)
    assert Student.objects.count() == 0


def test_an_import_is_written_down_once_without_names(school: School) -> None:
    run = bring_rows(school, NOOR, BEAU)

    event = Event.objects.get(name="interchange.applied")
    assert event.facts == {
        "run": str(run.public_id),
        "format": "student_list",
        "new": 2,
        "changed": 0,
        "same": 0,
        "leavers_proposed": 0,
    }
