"""EDEXML and UWLR, as tolerant as real files need and as strict as people deserve."""

from __future__ import annotations

from datetime import date

import pytest

from interchange.choices import Code, Evidence, Format, GroupKind, StaffKind, StaffRole
from interchange.records import (
    AssignmentRecord,
    GroupRecord,
    MembershipRecord,
    StaffRecord,
    StudentRecord,
)
from interchange.tests.builders import BRIN, Result, edexml, pupil, read_bytes, read_edexml

GROUP = '<groep key="g5"/>'


def staff(roles: str, groups: str = GROUP, key: str = "T1") -> bytes:
    teacher = f"<achternaam>Prins</achternaam>{roles}<groepen>{groups}</groepen>"
    return edexml(pupil("1"), staff=f'<leerkracht key="{key}">{teacher}</leerkracht>')


def test_a_student_has_a_group_and_a_level() -> None:
    found = read_edexml(edexml(pupil("7", f"<jaargroep>5</jaargroep>{GROUP}")))
    assert found.of(StudentRecord)[0].year_level == "5"
    membership = found.of(MembershipRecord)[0]
    assert (membership.student_ref, membership.group_key) == ("7", "g5")
    assert membership.starts == date(2026, 8, 1)


def test_elements_may_come_in_any_order_and_be_empty() -> None:
    content = (
        f"<EDEX><leerlingen><leerling key='7'>{GROUP}<voorvoegsel/><roepnaam>Sem</roepnaam>"
        "<geboortedatum></geboortedatum><achternaam>Vos</achternaam></leerling></leerlingen>"
        "<groepen><groep key='g5'><jaargroep>5</jaargroep><naam>5a</naam></groep></groepen>"
        f"<school><brincode>{BRIN}</brincode></school></EDEX>"
    )
    found = read_edexml(content.encode())
    student = found.of(StudentRecord)[0]
    assert (student.surname, student.prefix, student.born_on) == ("Vos", "", None)
    assert len(found.of(MembershipRecord)) == 1
    assert found.lines(Code.BIRTH_DATE_MISSING) == [1]


def test_an_answer_in_an_envelope_with_namespaces_is_read_the_same() -> None:
    inner = edexml(pupil("7", GROUP)).decode().split("?>", 1)[1]
    inner = inner.replace("<EDEX>", '<leerlinggegevens xmlns="urn:x">').replace(
        "</EDEX>", "</leerlinggegevens>"
    )
    content = f'<s:Envelope xmlns:s="urn:s"><s:Body>{inner}</s:Body></s:Envelope>'
    found = read_edexml(content.encode())
    assert found.reading.header.format == Format.UWLR
    assert [s.ref for s in found.of(StudentRecord)] == ["7"]
    assert len(found.of(MembershipRecord)) == 1


def test_the_older_version_may_have_a_level_instead_of_a_group() -> None:
    found = read_edexml(edexml(pupil("7", "<jaargroep>4</jaargroep>")))
    assert found.of(StudentRecord)[0].year_level == "4"
    assert found.of(MembershipRecord) == []


def test_both_rows_of_a_key_that_comes_twice_are_rejected_after_trimming() -> None:
    found = read_edexml(edexml(pupil("7"), pupil("8"), pupil(" 7 ", name="Prins")))
    assert [s.ref for s in found.of(StudentRecord)] == ["8"]
    assert found.reading.issues.counts[Code.DUPLICATE_KEY] == 2


def test_two_students_with_one_eckid_are_both_rejected() -> None:
    pupils = [pupil(key).replace("<leerling", '<leerling eckid="x"') for key in ("7", "8")]
    found = read_edexml(edexml(*pupils, pupil("9")))
    assert [s.ref for s in found.of(StudentRecord)] == ["9"]
    assert found.reading.issues.counts[Code.DUPLICATE_ECKID] == 2


def test_a_temporary_key_is_never_kept() -> None:
    found = read_edexml(edexml(pupil("#1", GROUP)))
    assert found.of(StudentRecord)[0].las_key is None
    assert found.of(MembershipRecord)[0].student_ref == "#1"
    assert Code.DUMMY_KEY in found.codes()


def test_a_group_that_does_not_exist_leaves_the_student_without_it() -> None:
    found = read_edexml(edexml(pupil("7", '<groep key="g9"/><vestiging key="v9"/>')))
    assert len(found.of(StudentRecord)) == 1
    assert found.of(MembershipRecord) == []
    assert {Code.DANGLING_GROUP, Code.DANGLING_SITE} <= found.codes()


def test_a_group_key_that_comes_twice_is_no_group() -> None:
    groups = (
        '<groep key="g5"><naam>5a</naam><jaargroep>5</jaargroep></groep>'
        '<samengestelde_groep key="g5"><naam>Schaak</naam></samengestelde_groep>'
    )
    found = read_edexml(edexml(pupil("7", GROUP), groups=groups))
    assert found.of(GroupRecord) == []
    assert found.of(MembershipRecord) == []


def test_groups_are_classes_combinations_or_teaching_groups() -> None:
    groups = (
        '<groep key="a"><naam>1/2</naam><jaargroep>C</jaargroep></groep>'
        '<groep key="b"><naam>3</naam><jaargroep>3</jaargroep></groep>'
        '<groep key="h"><naam>oud</naam><jaargroep>H</jaargroep></groep>'
        '<samengestelde_groep key="s"><naam>Schaak</naam></samengestelde_groep>'
    )
    found = read_edexml(edexml(pupil("7"), groups=groups))
    assert {g.key: g.kind for g in found.of(GroupRecord)} == {
        "a": GroupKind.COMBINATION,
        "b": GroupKind.BASE,
        "s": GroupKind.CLUSTER,
    }


def test_a_leaving_date_makes_a_leaver_and_h_alone_does_not() -> None:
    gone = "<jaargroep>H</jaargroep><uitstroomdatum>2025-07-31</uitstroomdatum>"
    found = read_edexml(edexml(pupil("7", gone), pupil("8", "<jaargroep>H</jaargroep>")))
    assert [s.left_on for s in found.of(StudentRecord)] == [date(2025, 7, 31), None]
    assert found.reading.issues.counts[Code.HISTORICAL_WITHOUT_DATE] == 1


def test_a_leaver_is_no_longer_in_a_group_after_leaving() -> None:
    before = f"{GROUP}<uitstroomdatum>2026-07-31</uitstroomdatum>"
    during = f"{GROUP}<uitstroomdatum>2026-10-01</uitstroomdatum>"
    memberships = read_edexml(edexml(pupil("7", before), pupil("8", during))).of(MembershipRecord)
    assert [(m.student_ref, m.ends) for m in memberships] == [("8", date(2026, 10, 1))]


def test_a_dutch_date_is_read_and_mentioned_once() -> None:
    found = read_edexml(edexml(pupil("7", born="05-06-2017"), pupil("8", born="06-06-2017")))
    assert found.of(StudentRecord)[0].born_on == date(2017, 6, 5)
    assert len(found.lines(Code.LOCAL_DATE)) == 1


@pytest.mark.parametrize(("sector", "level"), [("secondary", "12"), ("primary", "2")])
def test_year_2_is_year_12_only_in_a_secondary_school(sector: str, level: str) -> None:
    content = edexml(pupil("7", "<jaargroep>2</jaargroep>"))
    assert read_edexml(content, sector=sector).of(StudentRecord)[0].year_level == level


def test_fields_that_may_not_come_in_are_counted_and_gone() -> None:
    inside = (
        "<bsn>999990019</bsn><etniciteit>9</etniciteit><land>MA</land><gewicht>0.30</gewicht>"
        "<postcodenl>5701AB</postcodenl><gebruikersnaam>semvos</gebruikersnaam><land_vader/>"
        "<toevoegingen><blok><opmerking>heel prive</opmerking></blok></toevoegingen>"
    )
    found = read_edexml(edexml(pupil("7", inside)))
    held = repr((found.records, found.reading.issues.kept, found.reading.dropped))
    values = ("999990019", "MA", "5701AB", "semvos", "prive", "0.30")
    assert not any(value in held for value in values)
    assert found.reading.dropped == {
        "bsn": 1,
        "ethnicity": 1,
        "country": 1,
        "weight": 1,
        "address": 1,
        "password": 1,
        "additions": 1,
    }


def test_a_parent_among_the_staff_is_no_colleague_and_gets_no_link() -> None:
    found = read_edexml(staff("<rol>OUD</rol>"))
    assert found.of(StaffRecord)[0].kind == StaffKind.PARENT_VOLUNTEER
    assert found.of(AssignmentRecord) == []
    assert Code.PARENT_AMONG_STAFF in found.codes()


def test_a_parent_role_within_a_group_counts_as_well() -> None:
    found = read_edexml(staff("", '<groep key="g5"><rol>OUD</rol></groep>'))
    assert found.of(StaffRecord)[0].kind == StaffKind.PARENT_VOLUNTEER
    assert found.of(AssignmentRecord) == []


def test_key_zero_is_a_system_account() -> None:
    found = read_edexml(staff("<rol>LRK</rol>", key="0"))
    assert found.of(StaffRecord)[0].kind == StaffKind.SYSTEM
    assert found.of(AssignmentRecord) == []


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ("<rol>LRK</rol>", StaffRole.CLASS_TEACHER),
        ("<rol>VAK</rol>", StaffRole.SUBJECT_TEACHER),
        ("<rol>IB</rol>", StaffRole.SUPPORT),
        ("<rol>OWA</rol>", StaffRole.ASSISTANT),
        ("<rol>STA</rol><rol>LRK</rol>", StaffRole.UNKNOWN),
        ("<rol>CON</rol>", StaffRole.UNKNOWN),
        ("<rol>ADM</rol>", StaffRole.UNKNOWN),
        ("", StaffRole.UNKNOWN),
    ],
)
def test_a_role_code_proposes_no_more_than_it_says(roles: str, role: StaffRole) -> None:
    assert [a.role for a in read_edexml(staff(roles)).of(AssignmentRecord)] == [role]


def test_no_role_code_makes_a_mentor_in_a_secondary_school() -> None:
    found: Result = read_edexml(staff("<rol>LRK</rol>"), sector="secondary")
    assert [a.role for a in found.of(AssignmentRecord)] == [StaffRole.UNKNOWN]
    assert found.of(AssignmentRecord)[0].evidence == Evidence.ROLE_CODE


def test_groups_of_a_colleague_are_no_groups_of_the_school() -> None:
    found = read_edexml(staff("<rol>LRK</rol>", '<groep key="g5"/><groep key="other"/>'))
    assert [g.key for g in found.of(GroupRecord)] == ["g5"]
    assert [a.group_key for a in found.of(AssignmentRecord)] == ["g5"]


def test_the_encoding_that_the_file_declares_is_used() -> None:
    content = edexml(pupil("7", name="Ismaël")).decode().replace("UTF-8", "windows-1252")
    assert read_bytes(content.encode("cp1252")).of(StudentRecord)[0].surname == "Ismaël"
