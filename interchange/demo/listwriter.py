"""Writes lists as schools export them: students with their mentors, and guardians."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TextIO

from interchange.rules import school_year_of

if TYPE_CHECKING:
    from datetime import date

    from interchange.demo.school import DemoSchool

STUDENT_HEADER = (
    *("Stamnummer", "Roepnaam", "Voorletters", "Tussenvoegsel", "Achternaam", "Geboortedatum"),
    *("Geslacht", "E-mail", "Klas", "Leerjaar", "Schooljaar", "Datum in", "Vertrekdatum"),
    *("Mentorcode", "Klassenmentor 1"),
)
GUARDIAN_HEADER = (
    *("Leerlingnummer", "Oudernummer", "Volgnummer", "Voorletters", "Roepnaam", "Tussenvoegsel"),
    *("Achternaam", "Relatie", "Ouderlijk gezag", "E-mail", "Mobiel", "Geheim"),
)


def write_students(out: TextIO, school: DemoSchool) -> None:
    """Write the list of students, with the mentor of each class."""
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(STUDENT_HEADER)
    mentors = {one.group: one for one in map(school.teacher, range(school.group_count))}
    for student in school.students():
        year = school_year_of(student.left_on) if student.left_on else school.year
        mentor = mentors[student.group]
        writer.writerow(
            [
                *(student.key, student.call_name, f"{student.call_name[0]}.", student.prefix),
                *(student.surname, _dutch(student.born_on), "V" if student.is_girl else "M"),
                *(f"{student.key}@leerling.{school.domain}", student.group, student.year_level),
                *(f"{year}/{year + 1}", _dutch(student.enrolled_on), _dutch(student.left_on)),
                *(mentor.key, mentor.name),
            ]
        )


def write_guardians(out: TextIO, school: DemoSchool) -> None:
    """Write the list of guardians, one row for each student."""
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(GUARDIAN_HEADER)
    for student in school.students():
        for number, one in enumerate(student.guardians, start=1):
            writer.writerow(
                [
                    *(student.key, one.key, number, one.initials, one.call_name, one.prefix),
                    *(one.surname, one.relation, one.authority, one.email, one.mobile),
                    "J" if one.secret else "N",
                ]
            )


def _dutch(day: date | None) -> str:
    return day.strftime("%d-%m-%Y") if day else ""
