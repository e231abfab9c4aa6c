"""Two at once, very many, and files that nobody decided about."""

from __future__ import annotations

import io
import os
import tracemalloc
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from access.choices import Role
from access.tests.make import with_role
from interchange import services, staging
from interchange.models import ImportRun
from interchange.reading import decode
from interchange.tasks import sweep
from interchange.tests.builders import table
from interchange.tests.imports import HEADER, NOOR, bring, bring_rows, changes
from schools.tests import make
from schools.tests.make import NOW
from students.models import Enrolment, Membership, Student

if TYPE_CHECKING:
    from schools.models import School

SOME = [f"{n};Kind{n};;Achter{n};01-01-2013;2HV{n % 9};2;01-08-2024;" for n in range(1, 400)]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_one_result() -> None:
    school, together, found = make.school(), Barrier(2), []
    make.group(school)  # and with it the school year, for which one would wait for the other

    def import_it() -> None:
        together.wait()
        found.append(changes(bring_rows(school, *SOME)))
        connection.close()

    both = [Thread(target=import_it) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(found) == [(0, 0, 399), (399, 0, 0)]
    assert Student.objects.count() == Enrolment.objects.count() == 399
    assert Membership.objects.count() == 399


def peak_of(school: School, students: int) -> int:
    """Return how many bytes an import of so many students needs at most."""
    rows = (f"{n};K{n};;A{n};01-01-2013;2HV1;2;;" for n in range(students))
    content = table(*rows, header=HEADER)
    bring(school, table(NOOR, header=HEADER), is_certain=True)
    tracemalloc.start()
    bring(school, content, is_certain=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.django_db
def test_eight_times_as_many_students_need_little_more_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(staging, "ROWS_PER_COPY", 200)
    monkeypatch.setattr(decode, "CHUNK_BYTES", 4_096)
    few, many = peak_of(make.school(), 1_000), peak_of(make.school(), 8_000)

    assert many < few + 7_000 * 50, (few, many)  # one record in memory is several times that


@pytest.mark.django_db
def test_a_file_that_nobody_decides_about_goes_after_fourteen_days(
    django_capture_on_commit_callbacks: object,
) -> None:
    school = make.school()
    office = with_role(Role.ADMINISTRATION, school)
    runs = [
        services.receive(
            actor=office,
            school=school,
            file=File(io.BytesIO(table(NOOR, header=HEADER))),
            at=NOW - timedelta(days=days),
        )
        for days in (15, 13)
    ]
    names = [run.file.name for run in runs]

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.sweep(at=NOW)

    assert [default_storage.exists(str(name)) for name in names] == [False, True]
    assert [ImportRun.objects.get(pk=run.pk).state for run in runs] == ["discarded", "waiting"]


@pytest.mark.django_db
def test_what_a_broken_upload_left_behind_goes_too() -> None:
    for name in ("old", "new"):
        default_storage.save(f"imports/{name}", ContentFile(b"x"))
    path = Path(default_storage.path("imports/old"))
    os.utime(path, (path.stat().st_mtime - 200_000,) * 2)

    sweep()

    assert not default_storage.exists("imports/old")
    assert default_storage.exists("imports/new")
    default_storage.delete("imports/new")
