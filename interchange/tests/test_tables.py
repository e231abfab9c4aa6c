"""Rows and columns as spreadsheets and school systems really write them."""

from __future__ import annotations

import pytest

from interchange.choices import Code, Format
from interchange.records import StudentRecord
from interchange.tests.builders import BEAU, HEADER, NOOR, read_bytes, read_rows, table


def keys(content: bytes) -> list[str]:
    return [student.ref for student in read_bytes(content).of(StudentRecord)]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_usual_delimiter_is_found(delimiter: str) -> None:
    assert keys(table(NOOR, BEAU).replace(b";", delimiter.encode())) == ["1001", "1002"]


def test_a_first_line_that_names_the_delimiter_is_followed() -> None:
    content = b"sep=,\r\n" + table(NOOR).replace(b";", b",")
    assert keys(content) == ["1001"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_every_line_end_gives_the_same_rows_and_line_numbers(end: str) -> None:
    content = table(NOOR, "1002;too;short").replace(b"\r\n", end.encode())
    found = read_bytes(content)
    assert [student.line for student in found.of(StudentRecord)] == [2]
    assert found.lines(Code.ROW_LENGTH) == [3]


def test_a_new_line_within_quotation_marks_belongs_to_the_field() -> None:
    found = read_rows('1001;Noor;;"Bak\nker";;2HV1;2', BEAU)
    assert [s.surname for s in found.of(StudentRecord)] == ["Bak ker", "Groot"]
    assert [s.line for s in found.of(StudentRecord)] == [2, 4]


def test_a_header_that_comes_back_is_skipped() -> None:
    found = read_rows(NOOR, HEADER, BEAU)
    assert len(found.of(StudentRecord)) == 2
    assert found.lines(Code.REPEATED_HEADER) == [3]


@pytest.mark.parametrize(
    "row", ["Totaal;2;;;;;", "Totaal: 2", ";;;;Totaal;2;", "Aantal leerlingen;2"]
)
def test_a_total_is_skipped(row: str) -> None:
    found = read_rows(NOOR, BEAU, row)
    assert len(found.of(StudentRecord)) == 2
    assert found.lines(Code.TOTAL_ROW) == [4]


def test_a_row_with_too_many_or_few_columns_does_not_count_and_the_rest_does() -> None:
    found = read_rows(NOOR, "1003;Tom;Vos", f"{BEAU};more", BEAU)
    assert [s.ref for s in found.of(StudentRecord)] == ["1001", "1002"]
    assert found.lines(Code.ROW_LENGTH) == [3, 4]


def test_empty_columns_without_a_name_at_the_end_do_no_harm() -> None:
    assert keys(table(f"{NOOR};;", header=f"{HEADER};;")) == ["1001"]


def test_a_wrong_quotation_mark_costs_one_row() -> None:
    found = read_rows('1003;"T"om;;Vos;;2HV1;2', NOOR)
    assert [s.ref for s in found.of(StudentRecord)] == ["1001"]
    assert found.lines(Code.BAD_QUOTES) == [2]


def test_a_text_that_is_too_long_costs_one_row() -> None:
    found = read_rows(f"1003;{'x' * 300};;Vos;;2HV1;2", NOOR)
    assert [s.ref for s in found.of(StudentRecord)] == ["1001"]
    assert found.lines(Code.FIELD_TOO_LONG) == [2]


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        (f"{HEADER};Code", f"{NOOR};x", Format.STUDENT_LIST),
        (f"{HEADER};E-mailadres ouder/verzorger 1", f"{NOOR};x", Format.STUDENT_LIST),
        ("Leerlingnummer;Code;Achternaam", "1001;O1;Bakker", Format.GUARDIAN_LIST),
        ("Stamnummer;Klas;Achternaam;Relatie", "1001;1A;Bakker;vader", Format.GUARDIAN_LIST),
        ("Stamnummer;Roepnaam;Ouder 1 achternaam", "1001;Noor;Bakker", Format.GUARDIAN_LIST),
    ],
)
def test_the_columns_tell_students_from_guardians(header: str, row: str, kind: Format) -> None:
    assert read_rows(row, header=header).reading.header.format == kind


@pytest.mark.parametrize(
    "header",
    [
        "STAMNR;FIRSTNAME;PREFIX;LASTNAME;BIRTHDATE;CLASS;STUDYYEAR",
        "Llnr;Voornaam;Tv;Geslachtsnaam;Geb. datum;Stamklas;Jaarlaag",
        "leeStamNummer;leeVoornaam;leeTussenvoegsels;leeAchternaam;x;Klas_naam;lesJaarlaag",
        " Leerling-nummer ;ROEPNAAM;Voor voegsel;achternaam;geb_dat;Basisgroep;Leerjaar",
    ],
)
def test_columns_are_known_by_the_names_that_schools_use(header: str) -> None:
    student = read_rows(BEAU, header=header).of(StudentRecord)[0]
    assert (student.ref, student.call_name, student.prefix) == ("1002", "Beau", "de")
    assert (student.surname, student.year_level) == ("Groot", "12")
