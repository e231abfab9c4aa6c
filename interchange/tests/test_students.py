"""Lists of students: one record per student, from the row that holds now."""

from __future__ import annotations

from datetime import date

import pytest

from interchange.choices import Code, Evidence, Format, GroupKind, Period, StaffRole
from interchange.records import (
    AssignmentRecord,
    GroupRecord,
    MembershipRecord,
    StaffRecord,
    StudentRecord,
)
from interchange.tests.builders import BEAU, HEADER, NOOR, read_rows

YEARS = f"{HEADER};Schooljaar"
RTTI = (
    "Brincode;leeStamNummer;leeAchternaam;leeTussenvoegsels;leeVoornaam;leeEckid;lesNaam;vakNaam;"
    "docStamNummer;docAchternaam;docTussenvoegsels;docVoornaam;IsMentor"
)


def test_a_row_becomes_a_student_a_class_and_a_membership() -> None:
    found = read_rows(BEAU)
    student = found.of(StudentRecord)[0]
    assert (student.las_key, student.prefix, student.surname) == ("1002", "de", "Groot")
    assert student.born_on == date(2012, 11, 3)
    assert [g.key for g in found.of(GroupRecord)] == ["2HV1"]
    membership = found.of(MembershipRecord)[0]
    assert (membership.group_key, membership.starts) == ("2HV1", date(2026, 8, 1))


def test_both_rows_of_a_number_that_comes_twice_are_rejected_and_the_rest_counts() -> None:
    found = read_rows("1001;Sem;;Vos;;2HV1;2", BEAU, " 1001 ;Noor;;Bakker;;2HV1;2")
    assert [s.ref for s in found.of(StudentRecord)] == ["1002"]
    assert found.lines(Code.DUPLICATE_KEY) == [2, 4]


def test_a_row_without_a_number_or_a_name_does_not_count() -> None:
    found = read_rows(";Sem;;Vos;;2HV1;2", "1003;;;;;2HV1;2", BEAU)
    assert [s.ref for s in found.of(StudentRecord)] == ["1002"]
    assert found.lines(Code.KEY_MISSING) == [2]
    assert found.lines(Code.NAME_MISSING) == [3]


def test_only_a_call_name_is_enough() -> None:
    assert read_rows("1003;Sem;;;;2HV1;2").of(StudentRecord)[0].surname == ""


def test_a_temporary_number_is_never_kept() -> None:
    found = read_rows("#17;Sem;;Vos;;2HV1;2")
    student = found.of(StudentRecord)[0]
    assert (student.las_key, student.ref) == (None, "#17")
    assert found.lines(Code.DUMMY_KEY) == [2]


@pytest.mark.parametrize(("written", "key"), [("114334.0", "114334"), ("114334,0", "114334")])
def test_a_number_that_a_spreadsheet_made_an_amount_is_mended(written: str, key: str) -> None:
    found = read_rows(f"{written};Sem;;Vos;;2HV1;2")
    assert found.of(StudentRecord)[0].las_key == key
    assert Code.NUMBER_KEY in found.codes()


def test_a_number_that_a_spreadsheet_rounded_is_rejected() -> None:
    found = read_rows("1,14334E+05;Sem;;Vos;;2HV1;2", BEAU)
    assert found.lines(Code.BAD_KEY) == [2]


def test_two_students_with_one_eckid_are_both_rejected() -> None:
    header = f"{HEADER};ECK-iD"
    found = read_rows(f"{NOOR};abc", "1003;Sem;;Vos;;2HV1;2;abc ", f"{BEAU};def", header=header)
    assert [s.ref for s in found.of(StudentRecord)] == ["1002"]
    assert found.lines(Code.DUPLICATE_ECKID) == [2, 3]


def test_of_several_school_years_the_current_one_counts() -> None:
    rows = (
        "1001;Noor;;Bakker;;1HV1;1;2025/2026",
        "1001;Noor;;Bakker;;2HV1;2;2026- 2027",
        "1001;Noor;;Bakker;;3V1;3;2027/2028",
    )
    found = read_rows(*rows, header=YEARS)
    assert [s.year_level for s in found.of(StudentRecord)] == ["12"]
    memberships = {(m.group_key, m.period) for m in found.of(MembershipRecord)}
    assert memberships == {("2HV1", Period.CURRENT), ("3V1", Period.FUTURE)}
    assert found.lines(Code.PAST_ROW) == [2]
    assert found.lines(Code.FUTURE_ROW) == [4]


def test_without_a_current_row_the_next_counts_and_then_the_last() -> None:
    rows = (
        "1001;Noor;;Bakker;;2HV1;2;2025/2026",
        "1001;Noor;;Bakker;;3V1;3;2027/2028",
        "1002;Beau;;Groot;;1HV1;1;2024/2025",
        "1002;Beau;;Groot;;2HV1;2;2025/2026",
    )
    found = read_rows(*rows, header=YEARS)
    assert {(s.ref, s.year_level) for s in found.of(StudentRecord)} == {
        ("1001", "13"),
        ("1002", "12"),
    }
    assert not any(m.period == Period.CURRENT for m in found.of(MembershipRecord))


def test_two_rows_of_one_school_year_reject_each_other() -> None:
    rows = ("1001;Noor;;Bakker;;2HV1;2;2026/2027", "1001;Noor;;Bakker;;2HV2;2;2026/2027")
    found = read_rows(*rows, f"{BEAU};2026/2027", header=YEARS)
    assert [s.ref for s in found.of(StudentRecord)] == ["1002"]


def test_two_equal_rows_of_an_earlier_year_do_no_harm_to_the_row_of_now() -> None:
    past = "1001;Noor;;Bakker;;1HV1;1;2025/2026"
    found = read_rows(past, past, "1001;Noor;;Bakker;;2HV1;2;2026/2027", header=YEARS)
    assert [s.year_level for s in found.of(StudentRecord)] == ["12"]


def test_two_people_under_one_number_are_both_rejected_whatever_the_years() -> None:
    rows = ("1001;Noor;;Bakker;;1HV1;1;2025/2026", "1001;Sem;;Vos;;2HV1;2;2026/2027")
    found = read_rows(*rows, f"{BEAU};2026/2027", header=YEARS)
    assert [s.ref for s in found.of(StudentRecord)] == ["1002"]


def test_only_the_leaving_date_makes_a_leaver() -> None:
    header = f"{HEADER};studieeinddatum;vertrekdatum"
    rows = (f"{NOOR};31-07-2026;", f"{BEAU};31-07-2026;15-07-2026")
    students = read_rows(*rows, header=header).of(StudentRecord)
    assert [s.left_on for s in students] == [None, date(2026, 7, 15)]


def test_a_leaver_has_no_membership_after_leaving_and_proposes_no_mentor() -> None:
    header = f"{HEADER};vertrekdatum;Mentorcode"
    found = read_rows(f"{NOOR};01-10-2026;BGM", f"{BEAU};15-07-2026;BGM", header=header)
    assert [(m.student_ref, m.ends) for m in found.of(MembershipRecord)] == [
        ("1001", date(2026, 10, 1))
    ]
    assert found.of(AssignmentRecord) == []


def test_a_leaving_date_before_the_first_day_is_reported() -> None:
    header = f"{HEADER};Datum in;Datum uit"
    found = read_rows(f"{NOOR};01-08-2026;01-08-2025", header=header)
    assert found.lines(Code.END_BEFORE_START) == [2]
    assert found.of(StudentRecord)[0].enrolled_on is None


def test_an_unreadable_leaving_date_makes_no_leaver() -> None:
    found = read_rows(f"{NOOR};31-02-2026", header=f"{HEADER};vertrekdatum")
    assert found.of(StudentRecord)[0].left_on is None
    assert found.lines(Code.BAD_DATE) == [2]


@pytest.mark.parametrize(
    ("written", "born_on"),
    [
        ("2013-03-12", date(2013, 3, 12)),
        ("12-3-2013", date(2013, 3, 12)),
        ("12/03/2013", date(2013, 3, 12)),
        ("12.03.2013 00:00", date(2013, 3, 12)),
        ("20130312", date(2013, 3, 12)),
        ("41345", date(2013, 3, 12)),
        ("41345.0", date(2013, 3, 12)),
        ("31-02-2013", None),
        ("12-03-13", None),
        ("03/31/2013", None),
        ("12 maart", None),
        ("01-01-2027", None),
        ("", None),
        ("?", None),
    ],
)
def test_dates_are_read_day_first_and_never_guessed(written: str, born_on: date | None) -> None:
    found = read_rows(f"1001;Noor;;Bakker;{written};2HV1;2")
    assert found.of(StudentRecord)[0].born_on == born_on
    reported = found.codes() & {Code.BAD_DATE, Code.BIRTH_DATE_MISSING}
    assert bool(reported) == (born_on is None)


def test_years_are_those_of_secondary_school_only_in_a_secondary_school() -> None:
    assert read_rows(NOOR).of(StudentRecord)[0].year_level == "12"
    assert read_rows(NOOR, sector="primary").of(StudentRecord)[0].year_level == "2"


def test_a_prefix_or_comma_in_a_surname_is_reported_and_not_taken_apart() -> None:
    found = read_rows("1;A;;Van steeg;;2HV1;2", "2;B;;Vos, C;;2HV1;2", "3;C;;El Idrissi;;2HV1;2")
    assert [s.surname for s in found.of(StudentRecord)] == ["Van steeg", "Vos, C", "El Idrissi"]
    assert found.lines(Code.PREFIX_IN_SURNAME) == [2]
    assert found.lines(Code.COMMA_IN_NAME) == [3]


def test_a_mentor_by_code_is_a_colleague_and_a_proposal_once() -> None:
    header = f"{HEADER};Mentorcode;Klassenmentor 1;Klassenmentor 2"
    rows = (f"{NOOR};BGM;M. van den Berg;T. Vos", f"{BEAU};BGM;M. van den Berg;T. Vos")
    found = read_rows(*rows, header=header)
    assert [(s.las_key, s.full_name) for s in found.of(StaffRecord)] == [
        ("BGM", "M. van den Berg")
    ]
    first, second = found.of(AssignmentRecord)
    assert (first.staff_ref, first.group_key, first.role) == (
        "BGM",
        "2HV1",
        StaffRole.CLASS_MENTOR,
    )
    assert (second.staff_ref, second.staff_name, second.role) == (
        None,
        "T. Vos",
        StaffRole.CO_MENTOR,
    )


def test_a_mentor_by_name_makes_no_colleague() -> None:
    found = read_rows(f"{NOOR};M. van den Berg", header=f"{HEADER};Klassenmentor 1")
    assert found.of(StaffRecord) == []
    assert found.of(AssignmentRecord)[0].evidence == Evidence.NAME_MATCH
    assert found.lines(Code.MENTOR_BY_NAME) == [2]


def test_a_personal_mentor_belongs_to_the_student_and_a_team_leader_to_the_class() -> None:
    header = f"{HEADER};CMENTORCODE;CMENTORNAME;ADJUNCSECTOR"
    found = read_rows(f"{NOOR};VSS;T. Vos;K. Prins", header=header)
    personal = next(a for a in found.of(AssignmentRecord) if a.role == StaffRole.PERSONAL_MENTOR)
    leader = next(a for a in found.of(AssignmentRecord) if a.role == StaffRole.TEAM_LEAD)
    assert (personal.student_ref, personal.group_key) == ("1001", None)
    assert (leader.group_key, leader.staff_ref) == ("2HV1", None)


def test_the_second_email_column_is_a_parents_and_is_dropped() -> None:
    header = f"{HEADER};E-mail;email;gsm"
    found = read_rows(f"{NOOR};noor@example.org;mother@example.org;0612345678", header=header)
    assert found.of(StudentRecord)[0].email == "noor@example.org"
    assert "mother@example.org" not in repr(found.records)
    assert found.reading.dropped == {"email": 1, "phone": 1}


def test_a_list_of_lessons_gives_one_student_and_many_groups() -> None:
    rows = (
        "99AB;1001;Bakker;;Noor;e1;2HV1wi;wi;VRB;Verbeek;;Tom;0",
        "99AB;1001;Bakker;;Noor;e1;2HV1ne;ne;BGM;Berg;van den;Marieke;1",
        "99AB;1002;Groot;de;Beau;e2;2HV1wi;wi;VRB;Verbeek;;Tom;0",
    )
    found = read_rows(*rows, header=RTTI)
    assert found.reading.header.format == Format.LESSON_LIST
    assert [s.ref for s in found.of(StudentRecord)] == ["1001", "1002"]
    assert {g.kind for g in found.of(GroupRecord)} == {GroupKind.CLUSTER}
    assert len(found.of(MembershipRecord)) == 3
    roles = {(a.staff_ref, a.group_key): a.role for a in found.of(AssignmentRecord)}
    assert roles == {
        ("VRB", "2HV1wi"): StaffRole.SUBJECT_TEACHER,
        ("BGM", "2HV1ne"): StaffRole.CLASS_MENTOR,
    }
