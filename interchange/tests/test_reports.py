"""A report says what and where; it never repeats what stands in the file."""

from __future__ import annotations

import pytest
from django.utils import translation

from interchange.choices import Code
from interchange.messages import FATAL, NOTES, ROW_ERRORS, SENTENCES, SEVERITIES, WARNINGS
from interchange.reading.fields import GUARDIAN_FIELDS, STUDENT_FIELDS, dropped_as
from interchange.reading.headers import GUARDIAN_NAMES, STUDENT_NAMES
from interchange.reading.issues import KEPT_PER_CODE
from interchange.tests.builders import (
    GUARDIAN_HEADER,
    HEADER,
    edexml,
    pupil,
    read_edexml,
    read_rows,
)

SECRET = "Geheimenaar"


def test_every_problem_has_one_severity_and_one_sentence() -> None:
    assert set(SENTENCES) == set(SEVERITIES) == set(Code)
    assert len(FATAL) + len(ROW_ERRORS) + len(WARNINGS) + len(NOTES) == len(Code)


@pytest.mark.parametrize("code", list(Code))
def test_no_sentence_has_a_place_for_a_value(code: Code) -> None:
    with translation.override("en"):
        sentence = str(SENTENCES[code])
    assert sentence.endswith(".")
    assert not set("{}%") & set(sentence)


def test_no_problem_repeats_a_value_of_a_list() -> None:
    rows = (
        f"1;{SECRET}?;;Van {SECRET}, x;{SECRET};{SECRET};{SECRET}",
        f"2;{SECRET}",
        f"{SECRET * 40};A;;B;;;",
        f'"{SECRET}"x;A;;B;;;',
        f"#{SECRET};A;;B;;;",
    )
    issues = read_rows(*rows).reading.issues.kept
    assert len({issue.code for issue in issues}) >= 7
    assert SECRET not in repr(issues)


def test_no_problem_repeats_a_value_of_a_list_of_guardians() -> None:
    found = read_rows(f"1;2;Van {SECRET};{SECRET};{SECRET};", header=GUARDIAN_HEADER)
    assert {"unknown_relation", "unknown_authority"} <= {c.value for c in found.codes()}
    assert SECRET not in repr(found.reading.issues.kept)


def test_no_problem_repeats_a_value_of_xml() -> None:
    inside = f"<{SECRET}>x</{SECRET}><uitstroomdatum>{SECRET}</uitstroomdatum>"
    found = read_edexml(edexml(pupil("1", inside, name=f"Van {SECRET}")))
    assert SECRET not in repr((found.reading.issues.kept, found.reading.dropped))


def test_the_name_of_an_unknown_column_is_not_repeated() -> None:
    found = read_rows("1;A;;B;;;;x", header=f"{HEADER};{SECRET}")
    assert found.reading.dropped == {"other": 1}


def test_each_problem_names_the_line() -> None:
    found = read_rows("1;A;;B;31-02-2013;;", "2;A;;B;;;")
    assert found.lines(Code.BAD_DATE) == [2]
    assert found.lines(Code.BIRTH_DATE_MISSING) == [3]


def test_all_problems_are_counted_and_the_first_of_each_kind_are_kept() -> None:
    rows = [f"{number};A;;B;;;" for number in range(KEPT_PER_CODE + 10)]
    issues = read_rows(*rows).reading.issues
    assert issues.counts[Code.BIRTH_DATE_MISSING] == KEPT_PER_CODE + 10
    assert sum(1 for i in issues.kept if i.code == Code.BIRTH_DATE_MISSING) == KEPT_PER_CODE


def test_rows_that_do_not_count_are_counted() -> None:
    assert read_rows("1;A;;B;;;", ";A;;B;;;", "3;short").rejected_rows() == 2


def test_every_field_that_a_header_can_name_is_on_the_list_of_allowed_fields() -> None:
    assert set(STUDENT_NAMES) == STUDENT_FIELDS
    assert set(GUARDIAN_NAMES) == GUARDIAN_FIELDS


@pytest.mark.parametrize(
    ("name", "label"),
    [("bsn", "bsn"), ("geslacht", "sex"), ("landvader", "country"), ("schoenmaat", "other")],
)
def test_what_is_dropped_is_counted_under_a_name_of_ours(name: str, label: str) -> None:
    assert dropped_as(name) == label
