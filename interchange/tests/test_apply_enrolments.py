"""Coming, leaving, coming back, and being missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from access.choices import Role
from access.tests.make import with_role
from interchange import services
from interchange.errors import AlreadyDecidedError, BeforeEnrolmentError
from interchange.models import LeaverProposal
from interchange.tests.builders import pupil
from interchange.tests.imports import (
    BEAU,
    NOOR,
    bring,
    bring_rows,
    changes,
    classes,
    edex,
    enrolments,
    student,
    versions,
)
from schools.tests import make
from schools.tests.make import NOW

if TYPE_CHECKING:
    from schools.models import School

pytestmark = pytest.mark.django_db
OTHERS = [f"2{n:03};Kind{n};;Achter{n};01-01-2013;2HV9;2;01-08-2024;" for n in range(30)]


@pytest.fixture
def school() -> School:
    """Return a school without students."""
    return make.school()


def test_a_leaving_date_ends_enrolment_and_class_on_that_day(school: School) -> None:
    bring_rows(school, NOOR, BEAU)

    run = bring_rows(school, NOOR + "16-10-2026", BEAU)

    assert changes(run) == (0, 1, 1)
    assert enrolments(student(school)) == [("2024-08-01", "2026-10-17")]
    assert classes(student(school)) == [("2HV1", "2026-08-01", "2026-10-17")]


@pytest.mark.parametrize("day", ["09-10-2026", "23-10-2026"])
def test_a_corrected_leaving_date_moves(school: School, day: str) -> None:
    bring_rows(school, NOOR + "16-10-2026", BEAU)

    run = bring_rows(school, NOOR + day, BEAU)

    after = str(date(2026, 10, int(day[:2]) + 1))
    assert changes(run) == (0, 1, 1)
    assert enrolments(student(school)) == [("2024-08-01", after)]
    assert classes(student(school)) == [("2HV1", "2026-08-01", after)]


def test_a_leaving_date_that_is_taken_back_was_never_there(school: School) -> None:
    bring_rows(school, NOOR + "16-10-2026", BEAU)

    run = bring_rows(school, NOOR, BEAU)

    assert changes(run) == (0, 1, 1)
    assert enrolments(student(school)) == [("2024-08-01", "None")]


def test_an_announced_leaving_date_can_be_taken_back(school: School) -> None:
    row = NOOR.replace("01-08-2024", "")
    bring_rows(school, row + "31-07-2027", BEAU)

    bring_rows(school, row, BEAU)

    assert enrolments(student(school)) == [("2026-08-01", "None")]
    assert classes(student(school)) == [("2HV1", "2026-08-01", "None")]


def test_coming_back_begins_a_new_enrolment(school: School) -> None:
    bring_rows(school, NOOR + "16-10-2026", BEAU)

    run = bring_rows(school, NOOR.replace("01-08-2024", "01-11-2026"), BEAU)

    assert changes(run) == (0, 1, 1)
    assert enrolments(student(school)) == [
        ("2024-08-01", "2026-10-17"),
        ("2026-11-01", "None"),
    ]
    assert classes(student(school)) == [
        ("2HV1", "2026-08-01", "2026-10-17"),
        ("2HV1", "2026-11-01", "None"),
    ]


def test_coming_back_on_an_unknown_day_begins_today(school: School) -> None:
    row = NOOR.replace("01-08-2024", "")
    bring_rows(school, row + "16-10-2026", BEAU)
    bring_rows(school, row, BEAU)
    before = versions()

    run = bring_rows(school, row, BEAU)

    assert enrolments(student(school)) == [
        ("2026-08-01", "2026-10-17"),
        ("2026-11-02", "None"),
    ]
    assert (changes(run), versions()) == ((0, 0, 2), before)


def test_leaving_twice_keeps_both_enrolments(school: School) -> None:
    bring_rows(school, NOOR + "16-10-2025", BEAU)

    bring_rows(school, NOOR.replace("01-08-2024", "01-11-2025") + "16-10-2026", BEAU)

    assert enrolments(student(school)) == [
        ("2024-08-01", "2025-10-17"),
        ("2025-11-01", "2026-10-17"),
    ]


def test_an_enrolment_date_is_corrected_both_ways(school: School) -> None:
    bring_rows(school, NOOR)

    for day, first in (("01-08-2023", "2023-08-01"), ("01-09-2024", "2024-09-01")):
        run = bring_rows(school, NOOR.replace("01-08-2024", day))

        assert changes(run) == (0, 1, 0)
        assert enrolments(student(school)) == [(first, "None")]


def test_a_student_who_left_before_the_enrolment_was_known_is_gone(school: School) -> None:
    row = NOOR.replace("01-08-2024", "")
    bring_rows(school, row, BEAU)

    bring_rows(school, row + "15-07-2026", BEAU)
    before = versions()
    bring_rows(school, row + "15-07-2026", BEAU)

    assert enrolments(student(school)) == [("2026-07-15", "2026-07-16")]
    assert classes(student(school)) == [("2HV1", "2026-08-01", "2026-08-02")]
    assert versions() == before


def test_a_former_student_without_a_leaving_date_is_not_enrolled(school: School) -> None:
    content = edex(school, pupil("1", "<jaargroep>H</jaargroep>"), pupil("2"))

    run = bring(school, content)
    again = bring(school, content)

    assert changes(run) == (2, 0, 0)
    assert changes(again) == (0, 0, 2)
    assert enrolments(student(school, "1")) == []
    assert LeaverProposal.objects.count() == 0


def test_who_becomes_former_without_a_date_is_asked_about(school: School) -> None:
    bring(school, edex(school, pupil("1"), pupil("2")))

    run = bring(school, edex(school, pupil("1", "<jaargroep>H</jaargroep>"), pupil("2")))

    assert run.counts["leavers_proposed"] == 1
    assert enrolments(student(school, "1")) == [("2026-08-01", "None")]


def test_a_missing_student_stays_enrolled_and_is_asked_about(school: School) -> None:
    bring_rows(school, NOOR, *OTHERS)

    run = bring_rows(school, *OTHERS)

    assert (run.state, run.counts["missing"], run.counts["leavers_proposed"]) == ("applied", 1, 1)
    assert LeaverProposal.objects.get().student == student(school)
    assert LeaverProposal.objects.get().state == "open"
    assert enrolments(student(school)) == [("2024-08-01", "None")]
    assert classes(student(school)) == [("2HV1", "2026-08-01", "None")]


def test_who_is_in_the_file_again_is_no_longer_asked_about(school: School) -> None:
    bring_rows(school, NOOR, *OTHERS)
    bring_rows(school, *OTHERS)

    run = bring_rows(school, NOOR, *OTHERS)

    assert changes(run) == (0, 0, 31)
    assert LeaverProposal.objects.get().state == "withdrawn"


def test_who_is_missing_a_second_time_is_asked_about_again(school: School) -> None:
    for rows in (OTHERS, [NOOR, *OTHERS], OTHERS):
        bring_rows(school, NOOR, *OTHERS)
        bring_rows(school, *rows)

    assert LeaverProposal.objects.get().state == "open"


def test_a_row_that_does_not_count_is_not_a_missing_student(school: School) -> None:
    bring_rows(school, NOOR, *OTHERS)

    run = bring_rows(school, NOOR, NOOR.replace("Noor", "Lotte"), *OTHERS)

    assert run.counts["missing"] == 0
    assert LeaverProposal.objects.count() == 0


def test_a_list_of_guardians_says_nothing_of_who_is_gone(school: School) -> None:
    bring_rows(school, NOOR, *OTHERS)

    header = "Leerlingnummer;Achternaam;Relatie"
    run = bring_rows(school, "1001;Bakker;moeder", header=header)

    assert run.counts["missing"] == 0
    assert LeaverProposal.objects.count() == 0


def test_somebody_says_when_the_student_left(school: School) -> None:
    office = with_role(Role.ADMINISTRATION, school)
    bring_rows(school, NOOR, *OTHERS)
    bring_rows(school, *OTHERS)
    proposal = LeaverProposal.objects.get()

    services.decide_leaver(actor=office, proposal=proposal, left_on=date(2026, 10, 16), at=NOW)

    assert enrolments(student(school)) == [("2024-08-01", "2026-10-17")]
    assert classes(student(school)) == [("2HV1", "2026-08-01", "2026-10-17")]
    with pytest.raises(AlreadyDecidedError):
        services.decide_leaver(actor=office, proposal=proposal, left_on=None, at=NOW)


def test_nobody_leaves_before_coming(school: School) -> None:
    office = with_role(Role.ADMINISTRATION, school)
    bring_rows(school, NOOR, *OTHERS)
    bring_rows(school, *OTHERS)

    with pytest.raises(BeforeEnrolmentError):
        services.decide_leaver(
            actor=office,
            proposal=LeaverProposal.objects.get(),
            left_on=date(2024, 7, 31),
            at=NOW,
        )

    assert enrolments(student(school)) == [("2024-08-01", "None")]


def test_who_is_still_here_is_not_asked_about_again(school: School) -> None:
    office = with_role(Role.ADMINISTRATION, school)
    bring_rows(school, NOOR, *OTHERS)
    bring_rows(school, *OTHERS)
    services.decide_leaver(
        actor=office, proposal=LeaverProposal.objects.get(), left_on=None, at=NOW
    )

    run = bring_rows(school, *OTHERS, at=NOW + timedelta(days=1))

    assert (run.counts["missing"], run.counts["leavers_proposed"]) == (0, 0)
    assert enrolments(student(school)) == [("2024-08-01", "None")]
