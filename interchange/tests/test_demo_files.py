"""The made-up board: always the same, readable, and with everybody whom the demo needs."""

from __future__ import annotations

import json
import tracemalloc
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from interchange.choices import Code, Stated
from interchange.demo.board import make_files, schools
from interchange.demo.edexwriter import write_edexml
from interchange.records import GuardianshipRecord, StudentRecord
from interchange.tests.builders import Result, read_bytes
from kernel.dates import age_in_years

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 11, 21)
FILES = (
    ("99AB-edexml.xml", "99AB", "primary"),
    ("99AB-ouders.csv", "99AB", "primary"),
    ("99CD-leerlingen.csv", "99CD", "secondary"),
    ("99CD-ouders.csv", "99CD", "secondary"),
    ("99EF-edexml.xml", "99EF", "primary"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo")
    make_files(made, seed=1, students=400, on=ON)
    return made


def read_file(folder: Path, name: str, brin: str, sector: str) -> Result:
    return read_bytes((folder / name).read_bytes(), brin=brin, sector=sector, on=ON)


def people(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "people.json").read_text())
    return found


@pytest.mark.parametrize(("name", "brin", "sector"), FILES)
def test_every_file_is_read_without_one_row_lost(
    folder: Path, name: str, brin: str, sector: str
) -> None:
    found = read_file(folder, name, brin, sector)
    assert found.records
    assert found.rejected_rows() == 0


def test_as_many_students_are_made_as_asked(folder: Path) -> None:
    files = (FILES[0], FILES[2])
    assert sum(len(read_file(folder, *one).of(StudentRecord)) for one in files) == 400


def test_the_same_seed_makes_the_same_files_and_another_seed_others(
    folder: Path, tmp_path: Path
) -> None:
    make_files(tmp_path / "same", seed=1, students=400, on=ON)
    make_files(tmp_path / "other", seed=2, students=400, on=ON)
    name = FILES[0][0]
    assert (tmp_path / "same" / name).read_bytes() == (folder / name).read_bytes()
    assert (tmp_path / "other" / name).read_bytes() != (folder / name).read_bytes()


def test_every_guardian_belongs_to_a_student_of_the_same_school(folder: Path) -> None:
    for students, guardians in ((FILES[0], FILES[1]), (FILES[2], FILES[3])):
        keys = {student.ref for student in read_file(folder, *students).of(StudentRecord)}
        links = read_file(folder, *guardians).of(GuardianshipRecord)
        assert {link.student_key for link in links} <= keys


def test_all_kinds_of_authority_occur(folder: Path) -> None:
    links = read_file(folder, *FILES[1]).of(GuardianshipRecord)
    assert {link.authority for link in links} == set(Stated)
    assert any(link.relation == "institution" for link in links)


def test_the_people_of_the_story_are_there(folder: Path) -> None:
    found = people(folder)
    assert {"Fatima El Idrissi", "Marieke van den Berg", "Karin de Boer", "Els de Wit"} <= {
        person["name"] for person in found["people"]
    }
    fatima = [s for s in found["students"] if "fatima.elidrissi@example.org" in s["guardians"]]
    assert [s["name"] for s in fatima] == ["Amira El Idrissi", "Yusuf El Idrissi"]
    keys = {s["key"] for s in found["students"]}
    assert len(keys) == len(found["students"])


@pytest.mark.parametrize("on", [ON, date(2026, 8, 1), date(2027, 2, 28), date(2028, 2, 29)])
def test_ages_are_right_on_the_day_asked(on: date) -> None:
    story = {s.story: s for school in schools(seed=1, students=100, on=on) for s in school.story}
    ages = {
        name: age_in_years(born_on=story[name].born_on, on=on)
        for name in ("almost_16", "is_15", "is_16", "is_17", "is_18")
    }
    assert ages == {"almost_16": 15, "is_15": 15, "is_16": 16, "is_17": 17, "is_18": 18}


def test_there_are_leavers_of_the_last_three_school_years(folder: Path) -> None:
    for one in (FILES[0], FILES[2]):
        students = read_file(folder, *one).of(StudentRecord)
        years = {student.left_on.year for student in students if student.left_on}
        assert {2024, 2025, 2026} <= years
        assert all(s.left_on < ON for s in students if s.left_on)


def test_there_are_twins_namesakes_and_letters_of_many_languages(folder: Path) -> None:
    students = read_file(folder, *FILES[0]).of(StudentRecord)
    names = [(s.call_name, s.prefix, s.surname) for s in students]
    assert names.count(("Sem", "de", "Vries")) > 1
    assert set("\N{LATIN SMALL LETTER DOTLESS I}şğłéëö") <= set(
        "".join(s.call_name + s.surname for s in students)
    )
    assert Code.BAD_DATE not in read_file(folder, *FILES[0]).codes()


def test_notes_are_about_students_of_the_files_and_before_the_day(folder: Path) -> None:
    notes = json.loads((folder / "notes.json").read_text())
    keys = {
        (one[1], s.ref): s.left_on or ON
        for one in (FILES[0], FILES[2])
        for s in read_file(folder, *one).of(StudentRecord)
    }
    assert all(date.fromisoformat(n["on"]) <= keys[n["school"], n["student"]] for n in notes)
    assert {n["kind"] for n in notes} == {"mentor", "parents", "phone", "short"}
    assert any(n["title"] == "Tempo bij wiskunde" for n in notes)
    assert "{" not in "".join(n["text"] for n in notes)


def test_every_mail_address_can_reach_nobody(folder: Path) -> None:
    for path in folder.iterdir():
        words = path.read_text(encoding="utf-8").replace(";", " ").replace('"', " ").split()
        hosts = {w.split("@")[1].split("<")[0].strip(",") for w in words if "@" in w}
        assert all(host.endswith("example.org") for host in hosts)


def test_ten_times_as_many_students_take_no_more_memory(tmp_path: Path) -> None:
    peaks = []
    for students in (2_000, 20_000):
        school = schools(seed=1, students=students, on=ON)[0]
        tracemalloc.start()
        with (tmp_path / "big.xml").open("w") as out:
            write_edexml(out, school, version="2.1")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000


def test_the_command_writes_the_files_and_names_them(tmp_path: Path) -> None:
    out = StringIO()
    arguments = [str(tmp_path), "--seed", "3", "--students", "80", "--on", "2026-11-21"]
    call_command("make_demo_files", *arguments, stdout=out)
    named = {line.rsplit("/", 1)[1] for line in out.getvalue().split()}
    assert named == {path.name for path in tmp_path.iterdir()}
    assert len(named) == 7
