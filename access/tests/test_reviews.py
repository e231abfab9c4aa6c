"""Open, decide and sign a review of access; what PostgreSQL refuses whoever asks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models.deletion import ProtectedError

from access import services
from access.choices import Extent, FindingKind, KeepReason, Role, Verdict
from access.errors import (
    AlreadyOpenError,
    FourEyesError,
    HasTaskError,
    NothingToEndError,
    NotYourReviewError,
    OneselfError,
    SignedError,
    StillOpenError,
)
from access.events import FindingEnded, ReviewSigned
from access.models import AccessReview, Assignment, ReviewFinding
from access.review.rules import due_on, fingerprint, is_overdue, months_after
from access.review.standing import overdue_of, standings
from access.services.reviews import fingerprint_of
from access.tests import make
from audit.models import Event
from kernel.database import as_role
from schools.models import School
from schools.tests import make as schools

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

pytestmark = pytest.mark.django_db
NOW = schools.NOW


@dataclass
class Place:
    """A school with the three people of a review."""

    school: School
    officer: User
    principal: User
    coordinator: User


@pytest.fixture
def at() -> Place:
    school = schools.school()
    return Place(
        school,
        make.with_role(Role.PRIVACY_OFFICER, school.board),
        make.with_role(Role.PRINCIPAL, school),
        make.with_role(Role.CARE_COORDINATOR, school),
    )


def opened(at: Place, extent: Extent = Extent.SPECIAL, *, moment: datetime = NOW) -> AccessReview:
    return services.open_review(actor=at.officer, school=at.school, extent=extent, at=moment)


def about(review: AccessReview, who: User, kind: FindingKind) -> ReviewFinding:
    return review.findings.get(about=who.audit_ref, kind=kind)


def keep(review: AccessReview, by: User, *findings: ReviewFinding) -> int:
    return services.keep(
        actor=by,
        review=review,
        findings=[one.public_id for one in findings],
        reason=KeepReason.NEEDED,
        at=NOW,
    )


def keep_one(by: User, review: AccessReview, one: ReviewFinding) -> int:
    return keep(review, by, one)


ACTS: dict[str, Callable[[User, AccessReview, ReviewFinding], object]] = {
    "keep": keep_one,
    "end": lambda by, _review, one: services.end_found(actor=by, finding=one, at=NOW),
}


def decided(at: Place, extent: Extent = Extent.SPECIAL) -> AccessReview:
    """Open a review in which the officer decides, and the principal about the officer."""
    review = opened(at, extent)
    own = review.findings.filter(about=at.officer.audit_ref)
    keep(review, at.principal, *own)
    keep(review, at.officer, *review.findings.exclude(pk__in=own))
    return review


def signed(at: Place, extent: Extent = Extent.SPECIAL) -> AccessReview:
    return services.sign(actor=at.principal, review=decided(at, extent), at=NOW)


def test_a_review_lists_what_there_is_to_decide(at: Place) -> None:
    review = opened(at)

    assert set(review.findings.values_list("about", flat=True)) == {
        at.officer.audit_ref,
        at.principal.audit_ref,
        at.coordinator.audit_ref,
    }
    assert review.period.upper == schools.TODAY
    assert Event.objects.get(name="access.review_opened").facts["findings"] == 3


@pytest.mark.parametrize("who", ["principal", "coordinator"])
def test_only_who_reviews_opens_one(at: Place, who: str) -> None:
    with pytest.raises(NotYourReviewError):
        services.open_review(actor=getattr(at, who), school=at.school, extent=Extent.FULL, at=NOW)


def test_a_school_has_one_open_review_at_a_time(at: Place) -> None:
    opened(at)

    with pytest.raises(AlreadyOpenError):
        opened(at, Extent.FULL)
    assert AccessReview.objects.count() == 1


def test_what_stays_has_a_reason_and_somebody_who_said_so(at: Place) -> None:
    review = opened(at)
    one = about(review, at.coordinator, FindingKind.SPECIAL)

    assert keep(review, at.officer, one) == 1

    one.refresh_from_db()
    assert (one.verdict, one.reason, one.decided_by) == (
        Verdict.KEPT,
        KeepReason.NEEDED,
        at.officer,
    )


@pytest.mark.parametrize("act", ["keep", "end"])
def test_nobody_decides_about_oneself(at: Place, act: str) -> None:
    review = opened(at)
    one = about(review, at.officer, FindingKind.SPECIAL)

    with pytest.raises(OneselfError):
        ACTS[act](at.officer, review, one)


def test_postgresql_refuses_that_somebody_decides_about_oneself(at: Place) -> None:
    one = about(opened(at), at.officer, FindingKind.SPECIAL)

    with pytest.raises(IntegrityError, match="nobody decides about oneself"):
        ReviewFinding.objects.filter(pk=one.pk).update(
            verdict=Verdict.KEPT, reason=KeepReason.NEEDED, decided_by=at.officer, decided_at=NOW
        )


def test_who_neither_reviews_nor_signs_decides_nothing(at: Place) -> None:
    review = opened(at)

    with pytest.raises(NotYourReviewError):
        keep(review, at.coordinator, about(review, at.principal, FindingKind.SPECIAL))


def test_ending_what_was_found_ends_the_task_at_the_end_of_the_day(at: Place) -> None:
    review = opened(at)
    one = about(review, at.coordinator, FindingKind.SPECIAL)

    services.end_found(actor=at.officer, finding=one, at=NOW)
    services.end_found(actor=at.officer, finding=one, at=NOW)

    one.refresh_from_db()
    task = at.coordinator.assignments.get()
    assert (one.verdict, one.ended) == (Verdict.ENDED, task.pk)
    assert task.valid.upper == datetime(2026, 11, 2, 23, tzinfo=UTC)
    tomorrow = NOW + timedelta(days=1)
    assert not Assignment.objects.of(at.coordinator, at=tomorrow).exists()
    assert Event.objects.filter(name=FindingEnded.name).count() == 1
    assert Event.objects.get(name="access.ended").actor == at.officer.audit_ref


def test_what_was_ended_is_not_kept_afterwards(at: Place) -> None:
    review = opened(at)
    one = about(review, at.coordinator, FindingKind.SPECIAL)
    services.end_found(actor=at.officer, finding=one, at=NOW)

    assert keep(review, at.officer, one) == 0


def test_a_task_for_a_board_is_ended_by_who_reviews_all_its_schools(at: Place) -> None:
    schools.school(board=at.school.board.name)
    staff = make.with_role(Role.BOARD_STAFF, at.school.board)
    review = opened(at)
    one = about(review, staff, FindingKind.SPECIAL)

    with pytest.raises(NotYourReviewError):
        services.end_found(actor=at.principal, finding=one, at=NOW)
    services.end_found(actor=at.officer, finding=one, at=NOW)

    assert staff.assignments.get().valid.upper is not None


def test_how_somebody_looked_is_ended_by_ending_one_task_of_that_person(at: Place) -> None:
    group = schools.group(at.school)
    make.with_role(Role.TEAM_LEADER, group, who=at.coordinator)
    task = at.coordinator.assignments.get(group=group)
    review = opened(at, Extent.FULL)
    one = about(review, at.coordinator, FindingKind.ROLES)
    others = at.principal.assignments.get()

    for wrong in (None, others):
        with pytest.raises(NothingToEndError):
            services.end_found(actor=at.officer, finding=one, task=wrong, at=NOW)
    services.end_found(actor=at.officer, finding=one, task=task, at=NOW)

    task.refresh_from_db()
    assert task.valid.upper is not None
    assert at.coordinator.assignments.get(group=None).valid.upper is None


def test_a_task_of_the_person_at_another_school_is_not_ended(at: Place) -> None:
    make.with_role(Role.TEAM_LEADER, schools.group(at.school), who=at.coordinator)
    make.with_role(Role.PRINCIPAL, schools.school(), who=at.coordinator)
    one = about(opened(at, Extent.FULL), at.coordinator, FindingKind.ROLES)
    elsewhere = at.coordinator.assignments.get(role=Role.PRINCIPAL)

    with pytest.raises(NothingToEndError):
        services.end_found(actor=at.officer, finding=one, task=elsewhere, at=NOW)


def test_an_idle_account_is_closed_unless_somebody_works_with_it_again(at: Place) -> None:
    group = schools.group(at.school)
    gone = make.with_role(Role.MENTOR, group, last_day=date(2026, 9, 30))
    back = make.with_role(Role.MENTOR, group, last_day=date(2026, 9, 30))
    review = opened(at, Extent.FULL)
    make.with_role(Role.MENTOR, group, first_day=schools.TODAY, who=back)

    closed = about(review, gone, FindingKind.IDLE_ACCOUNT)
    services.end_found(actor=at.officer, finding=closed, at=NOW)
    with pytest.raises(HasTaskError):
        services.end_found(
            actor=at.officer, finding=about(review, back, FindingKind.IDLE_ACCOUNT), at=NOW
        )

    gone.refresh_from_db()
    back.refresh_from_db()
    assert (gone.is_active, back.is_active) == (False, True)
    assert gone.sessions_end_at == NOW


def test_what_is_open_stops_a_signature(at: Place) -> None:
    review = opened(at)

    with pytest.raises(StillOpenError):
        services.sign(actor=at.principal, review=review, at=NOW)


@pytest.mark.law("AVG 5(2)")
def test_a_second_person_signs_and_the_numbers_are_frozen(at: Place) -> None:
    review = decided(at)

    services.sign(actor=at.principal, review=review, at=NOW)
    again = services.sign(actor=at.principal, review=review, at=NOW + timedelta(hours=1))

    assert (again.signed_by, again.signed_at) == (at.principal, NOW)
    assert again.counts is not None
    assert again.counts["special"] == {"kept": 3, "ended": 0}
    assert again.fingerprint == fingerprint_of(again)
    assert Event.objects.get(name=ReviewSigned.name).facts["fingerprint"] == again.fingerprint


def test_who_opened_a_review_does_not_sign_it(at: Place) -> None:
    make.with_role(Role.PRINCIPAL, at.school, who=at.officer)
    review = opened(at)
    for one in review.findings.all():
        by = at.principal if one.about == at.officer.audit_ref else at.officer
        keep(review, by, one)

    with pytest.raises(FourEyesError):
        services.sign(actor=at.officer, review=review, at=NOW)


def test_who_only_reviews_does_not_sign(at: Place) -> None:
    review = decided(at)
    colleague = make.with_role(Role.PRIVACY_OFFICER, at.school)

    with pytest.raises(NotYourReviewError):
        services.sign(actor=colleague, review=review, at=NOW)


def raw_signature(by: User) -> dict[str, object]:
    return {"signed_by": by, "signed_at": NOW, "counts": {}, "fingerprint": "a" * 64}


def test_postgresql_refuses_the_signature_of_who_opened_it(at: Place) -> None:
    review = decided(at)

    with pytest.raises(IntegrityError, match="access_accessreview_four_eyes"):
        AccessReview.objects.filter(pk=review.pk).update(**raw_signature(at.officer))


def test_postgresql_refuses_a_signature_while_something_is_open(at: Place) -> None:
    review = opened(at)

    with pytest.raises(IntegrityError, match="something is undecided"):
        AccessReview.objects.filter(pk=review.pk).update(**raw_signature(at.principal))


def test_postgresql_refuses_half_a_signature(at: Place) -> None:
    review = decided(at)

    with pytest.raises(IntegrityError, match="access_accessreview_signed_whole"):
        AccessReview.objects.filter(pk=review.pk).update(signed_by=at.principal)


@pytest.mark.parametrize("act", ["keep", "end"])
def test_after_signing_nothing_is_decided(at: Place, act: str) -> None:
    review = signed(at)
    one = about(review, at.coordinator, FindingKind.SPECIAL)

    with pytest.raises(SignedError):
        ACTS[act](at.officer, review, one)


CHANGES = {
    "the review": "UPDATE access_accessreview SET fingerprint = repeat('b', 64)",
    "its signature": "UPDATE access_accessreview SET signed_by_id = NULL, signed_at = NULL,"
    " counts = NULL, fingerprint = ''",
    "the review goes": "DELETE FROM access_accessreview",
    "a finding": "UPDATE access_reviewfinding SET reason = 'seasonal'",
    "a finding goes": "DELETE FROM access_reviewfinding",
    "a finding more": "INSERT INTO access_reviewfinding"
    " (public_id, review_id, kind, role, count, students, verdict, reason)"
    " SELECT gen_random_uuid(), id, 'roles', '', 0, 0, '', '' FROM access_accessreview",
}


@pytest.mark.parametrize("words", CHANGES.values(), ids=CHANGES)
def test_postgresql_refuses_to_change_a_signed_review_to_the_owner_too(
    at: Place, words: str
) -> None:
    signed(at)

    with (
        pytest.raises(IntegrityError, match="a signed review never changes"),
        as_role("portal_owner"),
        connection.cursor() as cursor,
    ):
        cursor.execute(words)


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE access_accessreview SET opened_by_id = signed_by_id",
        "UPDATE access_accessreview SET due_on = '2099-01-01'",
        "UPDATE access_reviewfinding SET about = NULL",
        "UPDATE access_reviewfinding SET count = 0",
        "DELETE FROM access_reviewfinding",
        "DELETE FROM access_accessreview",
    ],
)
@pytest.mark.parametrize("role", ["portal_web", "portal_worker", "portal_purge"])
def test_what_was_found_is_nobodys_to_change(at: Place, role: str, words: str) -> None:
    opened(at)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        as_role(role),
        connection.cursor() as cursor,
    ):
        cursor.execute(words)


def test_a_second_open_review_is_refused_by_postgresql(at: Place) -> None:
    first = opened(at)

    with pytest.raises(IntegrityError, match="access_accessreview_one_open"), transaction.atomic():
        AccessReview.objects.create(
            school=at.school,
            extent=Extent.FULL,
            period=first.period,
            due_on=first.due_on,
            opened_by=at.officer,
            opened_at=NOW,
        )


def test_an_account_that_answered_for_a_review_is_not_deleted(at: Place) -> None:
    signed(at)

    with pytest.raises(ProtectedError):
        at.principal.delete()


def test_the_next_whole_review_begins_where_the_last_one_ended(at: Place) -> None:
    first = signed(at, Extent.FULL)
    later = NOW + timedelta(days=200)

    second = opened(at, Extent.FULL, moment=later)

    assert first.period.lower == date(2025, 11, 2)
    assert second.period.lower == first.period.upper


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 2), -12, date(2025, 11, 2)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(
    day: date, months: int, later: date
) -> None:
    assert months_after(day, months) == later


def test_rights_are_due_every_year_and_special_rights_every_quarter() -> None:
    assert due_on(Extent.FULL, last=date(2026, 11, 2)) == date(2027, 11, 2)
    assert due_on(Extent.SPECIAL, last=date(2026, 11, 2)) == date(2027, 2, 2)


def test_a_review_is_late_from_the_day_after() -> None:
    assert not is_overdue(date(2027, 2, 2), on=date(2027, 2, 2))
    assert is_overdue(date(2027, 2, 2), on=date(2027, 2, 3))


def test_a_fingerprint_minds_what_is_said_and_not_in_which_order() -> None:
    lines = [["special", 1, "kept"], ["roles", 2, "ended"]]

    assert fingerprint({"a": 1}, lines) == fingerprint({"a": 1}, lines[::-1])
    assert fingerprint({"a": 1}, lines) != fingerprint({"a": 2}, lines)
    assert fingerprint({"a": 1}, lines) != fingerprint(
        {"a": 1}, [*lines[:1], ["roles", 2, "kept"]]
    )


def stands(at: Place, *, on: date) -> dict[Extent, bool]:
    rows = School.objects.filter(pk=at.school.pk)
    return {one.extent: one.is_overdue for one in standings(rows, on=on)}


def test_a_school_is_late_a_quarter_and_a_year_after_its_first_task(at: Place) -> None:
    assert stands(at, on=date(2027, 2, 2)) == {Extent.FULL: False, Extent.SPECIAL: False}
    assert stands(at, on=date(2027, 2, 3)) == {Extent.FULL: False, Extent.SPECIAL: True}
    assert stands(at, on=date(2027, 11, 3)) == {Extent.FULL: True, Extent.SPECIAL: True}


def test_only_a_signature_starts_the_clock_anew_and_a_whole_review_counts_for_both(
    at: Place,
) -> None:
    late = datetime(2027, 12, 1, 12, tzinfo=UTC)
    review = opened(at, Extent.FULL, moment=late)
    assert stands(at, on=late.date()) == {Extent.FULL: True, Extent.SPECIAL: True}
    assert review.due_on == date(2027, 11, 2)

    for one in review.findings.all():
        by = at.principal if one.about == at.officer.audit_ref else at.officer
        keep(review, by, one)
    services.sign(actor=at.principal, review=review, at=late)

    assert stands(at, on=late.date()) == {Extent.FULL: False, Extent.SPECIAL: False}


def test_reviews_that_are_late_are_counted_for_who_has_to_do_with_them(at: Place) -> None:
    on = date(2027, 11, 3)

    assert overdue_of(at.officer, on=on) == overdue_of(at.principal, on=on) == 2
    assert overdue_of(at.coordinator, on=on) == 0


def command(at: Place, *words: str) -> tuple[dict[str, object], int]:
    out, code = StringIO(), 0
    try:
        call_command("access_review", "--school", at.school.brin, "--json", *words, stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return json.loads(out.getvalue()), code


def test_the_command_prints_numbers_and_tells_by_its_exit_code_what_is_late(at: Place) -> None:
    facts, code = command(at, "--at", "2026-11-02")
    assert code == 0
    assert facts["overdue"] == []
    nothing = {kind.value: 0 for kind in FindingKind}
    assert facts["findings"] == nothing | {"special": 3, "unused": 1}

    facts, code = command(at, "--at", "2027-02-03")
    assert code == 1
    assert facts["overdue"] == ["special"]
    assert facts["due"] == {"full": "2027-11-02", "special": "2027-02-02"}


def test_the_command_names_nobody(at: Place) -> None:
    out = StringIO()
    call_command("access_review", "--school", at.school.brin, "--at", "2026-11-02", stdout=out)

    for who in (at.officer, at.principal, at.coordinator):
        assert who.display_name not in out.getvalue()
        assert who.email not in out.getvalue()


@pytest.mark.parametrize("words", [["--school", "99XX"], ["--school", "{brin}", "--at", "soon"]])
def test_the_command_says_what_it_cannot_use(at: Place, words: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("access_review", *[word.format(brin=at.school.brin) for word in words])

    assert refused.value.returncode == 2
