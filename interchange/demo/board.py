"""The made-up board, and all its files in one folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TextIO

from interchange.demo import story
from interchange.demo.edexwriter import write_edexml
from interchange.demo.listwriter import write_guardians, write_students
from interchange.demo.notes import notes_of
from interchange.demo.school import DemoSchool

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

BOARD = "Stichting Waterkant Onderwijs"
PRIMARY_PERCENT = 45
SMALL_SCHOOL_STUDENTS = 30
LEAST_STUDENTS = 60
PEOPLE = (
    ("privacy_officer", "Karin de Boer", "karin.deboer@waterkant.example.org", "", ""),
    (
        "board_secretary",
        "Ahmet Y\N{LATIN SMALL LETTER DOTLESS I}lmaz",
        "ahmet.yilmaz@waterkant.example.org",
        "",
        "",
    ),
    ("administrator", "Els de Wit", f"els.dewit@{story.KERSENHOF}", "99AB", ""),
    ("administrator", "Jolanda ter Horst", f"jolanda.terhorst@{story.VAARTVELD}", "99CD", ""),
    ("class_teacher", "Sanne Kuipers", f"sanne.kuipers@{story.KERSENHOF}", "99AB", "5a"),
    ("class_teacher", "Daan Vermeulen", f"daan.vermeulen@{story.KERSENHOF}", "99AB", "8a"),
    ("mentor", "Marieke van den Berg", f"marieke.vandenberg@{story.VAARTVELD}", "99CD", "2HV1"),
    ("subject_teacher", "Tom Verbeek", f"tom.verbeek@{story.VAARTVELD}", "99CD", "2HV1"),
    ("former_mentor", "Wouter Postma", f"wouter.postma@{story.VAARTVELD}", "99CD", "2HV1"),
    ("parent", "Fatima El Idrissi", "fatima.elidrissi@example.org", "99AB", ""),
    ("parent", "Rachid El Idrissi", "rachid.elidrissi@example.org", "99AB", ""),
    ("parent", "Ingrid Bakker-Visser", "ingrid.bakker-visser@example.org", "99CD", ""),
)


def schools(*, seed: int, students: int, on: date) -> tuple[DemoSchool, DemoSchool, DemoSchool]:
    """Return the schools of the board: a primary, a secondary and a small primary one."""
    primary = students * PRIMARY_PERCENT // 100
    return (
        DemoSchool("99AB", "De Kersenhof", "primary", story.KERSENHOF, 100_101, primary,
                   story.primary_story(on), story.PRIMARY_STAFF, seed, on),
        DemoSchool("99CD", "Lyceum Vaartveld", "secondary", story.VAARTVELD, 200_101,
                   students - primary, story.secondary_story(on), story.SECONDARY_STAFF, seed, on),
        DemoSchool("99EF", "De Wilgenhoek", "primary", "wilgenhoek.example.org", 300_001,
                   SMALL_SCHOOL_STUDENTS, (), (), seed, on),
    )  # fmt: skip


def make_files(folder: Path, *, seed: int, students: int, on: date) -> list[str]:
    """Write all files of the board into `folder` and return their names.

    `students` counts those of the two schools together, former students included.
    """
    folder.mkdir(parents=True, exist_ok=True)
    primary, secondary, small = schools(seed=seed, students=max(students, LEAST_STUDENTS), on=on)
    with _open(folder, "99AB-edexml.xml") as out:
        write_edexml(out, primary, version="2.1")
    with _open(folder, "99CD-leerlingen.csv", mark=True) as out:
        write_students(out, secondary)
    with _open(folder, "99EF-edexml.xml") as out:
        write_edexml(out, small, version="1.03")
    for school in (primary, secondary):
        with _open(folder, f"{school.brin}-ouders.csv", mark=True) as out:
            write_guardians(out, school)
    with _open(folder, "notes.json") as out:
        _write_notes(out, (primary, secondary))
    with _open(folder, "people.json") as out:
        json.dump(_people((primary, secondary, small), on), out, ensure_ascii=False, indent=1)
        out.write("\n")
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def _open(folder: Path, name: str, *, mark: bool = False) -> TextIO:
    """Open a file; with a byte order `mark` where a spreadsheet would write one."""
    encoding = "utf-8-sig" if mark else "utf-8"
    return (folder / name).open("w", encoding=encoding, newline="")


def _write_notes(out: TextIO, of: Iterable[DemoSchool]) -> None:
    mark = "["
    for school in of:
        for note in notes_of(school):
            out.write(f"{mark}\n{json.dumps(note, ensure_ascii=False)}")
            mark = ","
    out.write("\n]\n")


def _people(of: tuple[DemoSchool, ...], on: date) -> dict[str, object]:
    files = {
        "99AB": ["99AB-edexml.xml", "99AB-ouders.csv"],
        "99CD": ["99CD-leerlingen.csv", "99CD-ouders.csv"],
        "99EF": ["99EF-edexml.xml"],
    }
    return {
        "board": BOARD,
        "on": on.isoformat(),
        "schools": [
            {"brin": s.brin, "name": s.name, "sector": s.sector, "files": files[s.brin]}
            for s in of
        ],
        "people": [
            {"role": role, "name": name, "email": email, "school": school, "group": group}
            for role, name, email, school, group in PEOPLE
        ],
        "students": [
            {
                "story": student.story,
                "school": school.brin,
                "key": student.key,
                "name": student.name,
                "group": student.group,
                "born_on": student.born_on.isoformat(),
                "left_on": student.left_on.isoformat() if student.left_on else None,
                "guardians": [guardian.email for guardian in student.guardians],
            }
            for school in of
            for student in school.story
        ],
    }
