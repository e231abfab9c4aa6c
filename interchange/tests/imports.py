"""Builders: small files brought into a school of the test, as the command does it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.db import connection

from interchange import services
from interchange.tests.builders import edexml, table
from kernel.database import as_role
from kernel.tests.roles import seeing_all
from schools.tests.make import NOW
from students.models import Student

if TYPE_CHECKING:
    from datetime import datetime

    from interchange.models import ImportRun
    from schools.models import School

HEADER = (
    "Stamnummer;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;Klas;Leerjaar;Datum in"
    ";Vertrekdatum"
)
NOOR = "1001;Noor;;Bakker;12-03-2013;2HV1;2;01-08-2024;"
BEAU = "1002;Beau;de;Groot;03-11-2012;2HV1;2;01-08-2024;"
CEES = "1003;Cees;;Vos;04-11-2012;2HV2;2;01-08-2024;"
PARENTS = (
    "Leerlingnummer;Oudernummer;Roepnaam;Achternaam;Relatie;Ouderlijk gezag;E-mail;Mobiel;Geheim"
)
TABLES = {
    "students": "student enrolment membership guardian guardianship studentgrant",
    "schools": "group staffmember schoolgrant",
    "access": "assignment proposal",
    "interchange": "leaverproposal",
}


def bring(
    school: School, content: bytes, *, is_certain: bool = False, at: datetime = NOW
) -> ImportRun:
    """Bring a file in, as the command does, which begins and ends without rooms for files."""
    with as_role("portal_worker"), connection.cursor() as cursor:
        cursor.execute("DISCARD TEMP")
        run = services.bring_in(
            actor=None, school=school, data=io.BytesIO(content), is_certain=is_certain, at=at
        )
        cursor.execute("DISCARD TEMP")
    return run


def bring_rows(
    school: School,
    *rows: str,
    header: str = HEADER,
    is_certain: bool = False,
    at: datetime = NOW,
) -> ImportRun:
    """Bring a list of students in."""
    return bring(school, table(*rows, header=header), is_certain=is_certain, at=at)


def bring_parents(school: School, *rows: str, header: str = PARENTS) -> ImportRun:
    """Bring a list of guardians in."""
    return bring(school, table(*rows, header=header))


def edex(school: School, *pupils: str, inside: str = "", staff: str = "") -> bytes:
    """Return an EDEXML file of `school`, with more about the file `inside` its head."""
    return edexml(*pupils, school=f"<brincode>{school.brin}</brincode>{inside}", staff=staff)


def changes(run: ImportRun) -> tuple[int, int, int]:
    """Return how many people were new, changed and the same."""
    return run.counts["new"], run.counts["changed"], run.counts["same"]


def codes(run: ImportRun) -> set[str]:
    """Return the kinds of problems of a run."""
    return set(run.issues.values_list("code", flat=True))


def student(school: School, key: str = "1001") -> Student:
    """Return the student with number `key`."""
    return Student.objects.get(school=school, las_key=key)


def classes(of: Student) -> list[tuple[str, str, str]]:
    """Return the groups of a student with first day, and the day after the last, in order."""
    return [
        (m.group.name, str(m.period.lower), str(m.period.upper))
        for m in of.memberships.select_related("group").order_by("period", "pk")
    ]


def enrolments(of: Student) -> list[tuple[str, str]]:
    """Return first days, and the days after the last, of a student's enrolments, in order."""
    return [(str(e.period.lower), str(e.period.upper)) for e in of.enrolments.order_by("period")]


def versions() -> dict[str, list[tuple[object, ...]]]:
    """Return which version of which row stands in each table; any write makes a new one."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with seeing_all(), connection.cursor() as cursor:
        for name in (
            f"{app}_{table}" for app, tables in TABLES.items() for table in tables.split()
        ):
            cursor.execute(f"SELECT id, xmin::text, ctid::text FROM {name} ORDER BY id")  # noqa: S608 - names of our own
            found[name] = cursor.fetchall()
    return found
