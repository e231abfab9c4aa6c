"""Letters: byte order mark, then UTF-8, then windows-1252; damage is reported, not repaired."""

from __future__ import annotations

import pytest

from interchange.choices import Code
from interchange.records import StudentRecord
from interchange.tests.builders import HEADER, NOOR, Result, read_bytes, table

ROW = "1003;Zoë;;Müller-Šarić;01-02-2013;2HV1;2"


def surname(found: Result) -> str:
    return found.of(StudentRecord)[0].surname


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_come_through_every_known_way_of_writing(encoding: str) -> None:
    row = ROW if encoding != "cp1252" else ROW.replace("ć", "c")
    found = read_bytes(table(row).decode().encode(encoding))
    assert surname(found) == row.split(";")[3]
    assert found.of(StudentRecord)[0].call_name == "Zoë"


def test_a_spreadsheet_saved_as_unicode_text_has_tabs() -> None:
    content = table(ROW).decode().replace(";", "\t").encode("utf-16")
    assert surname(read_bytes(content)) == "Müller-Šarić"


def test_the_older_way_of_writing_is_reported() -> None:
    content = table("1003;Zoë;;Šahin;;2HV1;2").decode().encode("cp1252")
    assert b"\x8a" in content
    found = read_bytes(content)
    assert surname(found) == "Šahin"
    assert Code.LEGACY_ENCODING in found.codes()


def test_letters_that_were_damaged_twice_are_reported_and_kept_as_they_are() -> None:
    damaged = "Müller".encode().decode("cp1252")
    found = read_bytes(table(f"1003;Tom;;{damaged};;2HV1;2"))
    assert surname(found) == damaged
    assert found.lines(Code.MOJIBAKE) == [2]


def test_accents_written_apart_become_one_letter() -> None:
    found = read_bytes(table("1003;Tom;;Mu\N{COMBINING DIAERESIS}ller;;2HV1;2"))
    assert surname(found) == "Müller"


def test_nul_characters_are_left_out_with_a_warning() -> None:
    found = read_bytes(table(NOOR).replace(b"Noor", b"No\0or"))
    assert found.of(StudentRecord)[0].call_name == "Noor"
    assert Code.NUL_REMOVED in found.codes()


def test_bytes_that_mean_nothing_mark_the_name_as_damaged() -> None:
    found = read_bytes(f"{HEADER}\n1003;Tom;;M".encode() + b"\x81ller;;2HV1;2\n")
    assert "\N{REPLACEMENT CHARACTER}" in surname(found)
    assert found.lines(Code.DAMAGED_NAME) == [2]


def test_a_question_mark_in_a_name_is_reported() -> None:
    assert read_bytes(table("1003;Tom;;Wi?niewski;;2HV1;2")).lines(Code.DAMAGED_NAME) == [2]


def test_text_that_looks_like_a_formula_or_page_is_only_text() -> None:
    found = read_bytes(table("1003;<b>Tom</b>;;=1+1';DROP--;;2HV1;2".replace("';", "'")))
    assert surname(found) == "=1+1'DROP--"
    assert found.of(StudentRecord)[0].call_name == "<b>Tom</b>"
