"""Students in the tables, from small files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from interchange.tests.builders import pupil, table
from interchange.tests.imports import (
    BEAU,
    CEES,
    HEADER,
    NOOR,
    bring,
    bring_parents,
    bring_rows,
    changes,
    classes,
    codes,
    edex,
    student,
    versions,
)
from schools.tests import make
from schools.tests.make import NOW
from students.models import Student

if TYPE_CHECKING:
    from schools.models import School

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    """Return a school without students."""
    return make.school()


def test_new_students_come_in_with_all_that_the_file_says(school: School) -> None:
    run = bring_rows(school, NOOR, BEAU)

    beau = student(school, "1002")
    assert (run.state, changes(run)) == ("applied", (2, 0, 0))
    assert beau.display_name == "Beau de Groot"
    assert str(beau.birth_date) == "2012-11-03"
    assert classes(beau) == [("2HV1", "2026-08-01", "None")]


def test_the_same_file_twice_writes_nothing_anywhere(school: School) -> None:
    rows = (NOOR, BEAU, CEES)
    parents = ("1001;O1;Ingrid;Bakker;moeder;Ja;i@example.org;06-1;N",)
    bring_rows(school, *rows)
    bring_parents(school, *parents)
    before = versions()

    second = bring_rows(school, *rows)
    third = bring_parents(school, *parents)

    assert (changes(second), changes(third)) == ((0, 0, 3), (0, 0, 1))
    assert versions() == before


def test_the_order_of_the_rows_does_not_matter(school: School) -> None:
    mixed = CEES.replace("2HV2;2", "2HV1;3")
    bring_rows(school, NOOR, BEAU, mixed)
    before = versions()

    run = bring_rows(school, mixed, BEAU, NOOR)

    assert changes(run) == (0, 0, 3)
    assert versions() == before


def test_a_renamed_student_is_one_change(school: School) -> None:
    bring_rows(school, NOOR, BEAU)

    run = bring_rows(school, NOOR.replace("Bakker", "Visser"), BEAU)

    assert changes(run) == (0, 1, 1)
    assert student(school).surname == "Visser"


def test_a_student_who_moves_leaves_the_old_class_on_the_day_of_the_file(school: School) -> None:
    bring_rows(school, NOOR, BEAU, CEES)

    run = bring_rows(school, NOOR.replace("2HV1", "2HV2"), BEAU, CEES)

    assert changes(run) == (0, 1, 2)
    assert classes(student(school)) == [
        ("2HV1", "2026-08-01", "2026-11-02"),
        ("2HV2", "2026-11-02", "None"),
    ]


def test_the_day_of_the_file_is_the_one_that_the_file_names(school: School) -> None:
    groups = '<groep key="g5"/>', '<groep key="g6"/>'
    both = '<groep key="g5"><naam>5a</naam></groep><groep key="g6"><naam>6a</naam></groep>'
    inside = "<peildatum>2026-10-15</peildatum>"

    def file(group: str) -> bytes:
        content = edex(school, pupil("1", group), inside=inside).decode()
        head, _, rest = content.partition("<groepen>")
        return f"{head}<groepen>{both}{rest[rest.index('</groepen>') :]}".encode()

    bring(school, file(groups[0]))
    bring(school, file(groups[1]))

    assert classes(student(school, "1")) == [
        ("5a", "2026-08-01", "2026-10-15"),
        ("6a", "2026-10-15", "None"),
    ]


def test_back_in_the_old_class_begins_anew(school: School) -> None:
    away = NOOR.replace("2HV1", "2HV2")
    bring_rows(school, NOOR)
    bring_rows(school, away, at=NOW + timedelta(days=7))
    bring_rows(school, NOOR, at=NOW + timedelta(days=14))
    before = versions()

    run = bring_rows(school, NOOR, at=NOW + timedelta(days=14))

    assert classes(student(school)) == [
        ("2HV1", "2026-08-01", "2026-11-09"),
        ("2HV2", "2026-11-09", "2026-11-16"),
        ("2HV1", "2026-11-16", "None"),
    ]
    assert (changes(run), versions()) == ((0, 0, 1), before)


def test_in_a_new_school_year_the_old_class_ends_with_its_year(school: School) -> None:
    bring_rows(school, NOOR)

    bring_rows(school, NOOR.replace("2HV1;2", "3H1;3"), at=NOW + timedelta(days=300))

    assert classes(student(school)) == [
        ("2HV1", "2026-08-01", "2027-08-01"),
        ("3H1", "2027-08-01", "None"),
    ]


def test_a_student_without_a_class_in_the_file_stays_in_the_old_one(school: School) -> None:
    bring_rows(school, NOOR)

    run = bring_rows(school, NOOR.replace("2HV1", ""))

    assert changes(run) == (0, 0, 1)
    assert classes(student(school)) == [("2HV1", "2026-08-01", "None")]


@pytest.mark.parametrize("damaged", ["Y?ld?z", "Y\N{REPLACEMENT CHARACTER}ld?z"])
def test_damaged_letters_never_replace_good_ones(school: School, damaged: str) -> None:
    good = NOOR.replace(
        "Bakker", "Y\N{LATIN SMALL LETTER DOTLESS I}ld\N{LATIN SMALL LETTER DOTLESS I}z"
    )
    bring_rows(school, good)

    run = bring_rows(school, NOOR.replace("Bakker", damaged))

    assert changes(run) == (0, 0, 1)
    assert (
        student(school).surname
        == "Y\N{LATIN SMALL LETTER DOTLESS I}ld\N{LATIN SMALL LETTER DOTLESS I}z"
    )


def test_good_letters_replace_damaged_ones(school: School) -> None:
    bring_rows(school, NOOR.replace("Bakker", "Y?ld?z"))

    run = bring_rows(school, NOOR.replace("Bakker", "Yildiz"))

    assert changes(run) == (0, 1, 0)
    assert student(school).surname == "Yildiz"


def test_silence_about_a_field_empties_nothing(school: School) -> None:
    bring_rows(school, BEAU)

    run = bring(school, table("1002;Groot;de", header="Stamnummer;Achternaam;Tussenvoegsel"))

    assert changes(run) == (0, 0, 1)
    assert student(school, "1002").call_name == "Beau"
    assert str(student(school, "1002").birth_date) == "2012-11-03"


def test_temporary_numbers_are_recognised_by_name_and_birth_date(school: School) -> None:
    rows = NOOR.replace("1001", "#1"), BEAU.replace("1002", "#2")
    bring_rows(school, *rows)
    before = versions()

    run = bring_rows(school, rows[1].replace("#2", "#7"), rows[0].replace("#1", "#8"))

    assert (changes(run), run.counts["leavers_proposed"]) == ((0, 0, 2), 0)
    assert versions() == before
    assert set(Student.objects.values_list("las_key", flat=True)) == {""}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(["#1;Noor;;Bakker;;2HV1;2;;"], id="no birth date"),
        pytest.param([NOOR, NOOR.replace("1001", "#2")], id="like another in the file"),
    ],
)
def test_a_temporary_number_that_tells_nobody_apart_adds_nobody(
    school: School, rows: list[str]
) -> None:
    run = bring_rows(school, *rows, BEAU)

    assert "unclear_student" in codes(run)
    assert Student.objects.filter(las_key="").count() == 0
    assert student(school, "1002").surname == "Groot"


def test_a_student_with_a_temporary_number_gets_the_real_one(school: School) -> None:
    bring_rows(school, NOOR.replace("1001", "#1"))

    run = bring_rows(school, NOOR)

    assert changes(run) == (0, 1, 0)
    assert Student.objects.get().las_key == "1001"


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("1001;Lotte;;Jansen;01-02-2010;2HV1;2;;", id="all is different"),
        pytest.param("1001;Noor;;Jansen;01-02-2010;2HV1;2;;", id="the same call name"),
        pytest.param("1001;Lotte;;Jansen;;2HV1;2;;", id="no birth date"),
    ],
)
def test_a_number_that_somebody_else_has_now_changes_nobody(school: School, row: str) -> None:
    bring_rows(school, NOOR, BEAU)
    before = versions()

    run = bring_rows(school, row, BEAU)

    assert run.issues.get(code="key_reused").line == 2
    assert (changes(run), run.counts["leavers_proposed"]) == ((0, 0, 1), 0)
    assert versions() == before


def test_a_corrected_birth_date_is_no_other_student(school: School) -> None:
    bring_rows(school, NOOR)

    run = bring_rows(school, NOOR.replace("12-03-2013", "21-03-2013"))

    assert changes(run) == (0, 1, 0)


def test_two_students_with_one_name_stay_two(school: School) -> None:
    run = bring_rows(school, NOOR, NOOR.replace("1001", "1009"))

    assert changes(run) == (2, 0, 0)


@pytest.mark.parametrize(
    ("column", "length"), [("Tussenvoegsel", 21), ("Roepnaam", 65), ("Achternaam", 201)]
)
def test_a_text_that_is_too_long_costs_its_own_row_only(
    school: School, column: str, length: int
) -> None:
    place = HEADER.split(";").index(column)
    cells = NOOR.split(";")
    cells[place] = "x" * length

    run = bring_rows(school, ";".join(cells), BEAU)

    assert changes(run) == (1, 0, 0)
    assert "field_too_long" in codes(run)


@pytest.mark.parametrize("name", ["=1+1", "<b>Bakker</b>", "' OR 1=1--", "%s{0}", r"\copy x"])
def test_names_that_look_like_commands_stay_names(school: School, name: str) -> None:
    bring_rows(school, NOOR.replace("Bakker", name))

    assert student(school).surname == name
