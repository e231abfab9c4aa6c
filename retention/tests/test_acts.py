"""Who may do what to a purge, a hold and the schedule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from access.choices import Role
from access.tests.make import with_role
from dossiers.models import Entry
from kernel.database import as_role
from retention import driving, erasing, errors, graph, proof, services
from retention.choices import Reason, RunState
from retention.models import Hold, PurgeRun, Rule
from retention.rules import Length
from retention.tests import make
from schools.tests.make import user
from students.models import Student

pytestmark = pytest.mark.django_db


def test_whoever_proposed_cannot_approve_not_even_with_both_tasks() -> None:
    at = make.place()
    with_role(Role.PRINCIPAL, at.school, who=at.clerk)
    run = make.proposed(at)

    with pytest.raises(errors.FourEyesError):
        services.approve(actor=at.clerk, run=run, at=make.NOW)


def test_postgresql_refuses_one_person_too() -> None:
    at = make.place()
    run = make.proposed(at)

    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        PurgeRun.objects.filter(pk=run.pk).update(
            approved_by=at.clerk, approved_at=make.NOW, state=RunState.APPROVED
        )


def test_whoever_has_no_such_task_can_do_neither() -> None:
    at = make.place()
    stranger = user()

    with pytest.raises(errors.NotYoursToProposeError):
        services.propose(actor=at.head, school=at.school, on=make.ON, at=make.NOW)
    with pytest.raises(errors.NotYoursToApproveError):
        services.approve(actor=stranger, run=make.proposed(at), at=make.NOW)


def test_a_list_for_a_day_ahead_cannot_be_approved() -> None:
    at = make.place()
    run = make.proposed(at, on=date(2026, 12, 1))

    with pytest.raises(errors.TooEarlyError):
        services.approve(actor=at.head, run=run, at=make.NOW)


def test_the_typed_number_must_be_that_of_the_list() -> None:
    at = make.place()
    make.leaver(at.school)
    run = make.proposed(at)

    with pytest.raises(errors.NotConfirmedError):
        services.approve(actor=at.head, run=run, at=make.NOW, typed=run.total + 1)
    done = services.approve(actor=at.head, run=run, at=make.NOW, typed=run.total)
    assert done.approved_by == at.head


@pytest.mark.law("AVG 17(3)(e)", "AVG 18(1)")
def test_t27_a_hold_keeps_everything_of_the_student_and_its_release_lets_it_go() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    hold = services.place_hold(
        actor=at.head,
        school=at.school,
        student=gone,
        reason=Reason.COMPLAINT,
        review_on=date(2026, 11, 3),
        at=make.NOW,
    )
    found = proof.lists(make.proposed(at))
    assert found["delete"] == {}
    assert "hold, R14 v1, sector_guidance, complaint 2026-11-03" in {
        line["why"] for line in found["keep"]
    }

    late = Hold.objects.to_review(on=date(2026, 11, 20))
    assert list(late) == [hold]
    assert proof.lists(make.proposed(at))["delete"] == {}

    services.release_hold(actor=at.clerk, hold=hold, at=make.NOW)
    assert proof.lists(make.proposed(at))["delete"]["R14_conversation_notes"] == 2


def test_t28_a_request_of_yesterday_stops_an_approved_list() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    run = make.approved(at)
    services.place_hold(
        actor=at.head,
        school=at.school,
        student=gone,
        reason=Reason.ACCESS_REQUEST,
        review_on=date(2026, 12, 1),
        at=make.NOW,
    )

    driving.drive(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.INVALID
    gone.refresh_from_db()
    assert gone.photo


def test_t28_a_hold_placed_while_deleting_skips_the_student_and_says_why() -> None:
    at = make.place()
    first, second = make.leaver(at.school), make.leaver(at.school)
    run = make.approved(at)
    services.check(run_id=run.pk, at=make.NOW, then=RunState.EXECUTING)
    erasing.erase_batch(run.pk, at=make.NOW, size=1)
    services.place_hold(
        actor=at.head,
        school=at.school,
        student=second,
        reason=Reason.ACCESS_REQUEST,
        review_on=date(2026, 12, 1),
        at=make.NOW,
    )

    driving.drive(run.pk)

    run.refresh_from_db()
    first.refresh_from_db()
    second.refresh_from_db()
    assert run.state == RunState.DONE
    assert (bool(first.photo), bool(second.photo)) == (False, True)
    skipped = run.certificate.content["skipped"]
    assert {"hold"} == {line["why"].partition(",")[0] for line in skipped}


@pytest.mark.law("BBWPO 9")
def test_t36_a_statutory_term_cannot_be_shortened_and_a_longer_one_needs_a_reason() -> None:
    at = make.place()
    core = Rule.objects.get(board=at.school.board, code="R02")
    file = Rule.objects.get(board=at.school.board, code="R01")
    day = date(2027, 8, 1)

    def change(rule: Rule, years: int, reason: str = "") -> Rule:
        with as_role("portal_worker"):
            return services.change_rule(
                actor=at.head,
                rule=rule,
                keep=Length(years=years),
                from_day=day,
                reason=reason,
                at=make.NOW,
            )

    with pytest.raises(errors.BelowMinimumError):
        change(core, 2)
    with pytest.raises(errors.NeedsReasonError):
        change(file, 6)
    assert change(file, 6, "Besproken met de medezeggenschapsraad.").version == 2


@pytest.mark.law("AVG 30(1)(f)")
def test_t37_each_line_names_the_version_that_was_in_force_on_the_day() -> None:
    at = make.place()
    make.leaver(at.school)
    rule = Rule.objects.get(board=at.school.board, code="R14")
    with as_role("portal_worker"):
        services.change_rule(
            actor=at.head,
            rule=rule,
            keep=Length(years=1),
            from_day=date(2027, 8, 1),
            reason="",
            at=make.NOW,
        )

    def version(on: date) -> set[int]:
        items = make.proposed(at, on=on).items.filter(rule="R14")
        return set(items.values_list("version", flat=True))

    assert version(date(2027, 7, 31)) == {1}
    assert version(date(2027, 8, 1)) == {2}


def test_adopting_twice_changes_nothing() -> None:
    at = make.place()
    before = Rule.objects.count()

    with as_role("portal_worker"):
        assert services.adopt_schedule(actor=None, board=at.school.board, at=make.NOW) == []
    assert Rule.objects.count() == before


def test_every_reference_to_what_is_erased_is_covered_by_the_order() -> None:
    order = [holding.model for holding in graph.erasable()]
    assert order[-1]._meta.label == "accounts.User" or Student in order
    for model in order:
        for field in graph.pointing_to(model):
            if field.model in order and field.model is not model:
                assert order.index(field.model) < order.index(model), field
            elif field.model is not model:
                how = field.remote_field.on_delete.__name__
                harmless = {"SET_NULL", "CASCADE"} | (
                    {"PROTECT"} if model is not Student else set()
                )
                assert how in harmless or how == "DO_NOTHING", field


def test_a_way_leads_from_everything_that_is_erased_to_the_students() -> None:
    ways = {
        (holding.model._meta.label, rule): graph.path_to_student(holding, rule)
        for holding in graph.erasable()
        for rule in holding.rules
    }
    assert ways["students.Student", "R02"] == "pk"
    assert ways["students.Guardian", "R30"] == "guardianships__student"
    assert ways["consents.Receipt", "R35"] == "decisions__student"
    assert ways["dossiers.Entry", "R14"] == "student"
    assert not [way for way in ways.values() if "school" in way]


def test_postgresql_lets_nothing_go_that_is_on_no_approved_list() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    make.proposed(at)

    with as_role("portal_purge"):
        assert Entry.objects.filter(student=gone).count() == 1
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM dossiers_followup WHERE student_id = %s", [gone.pk])
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM dossiers_entry WHERE student_id = %s", [gone.pk])
            assert cursor.rowcount == 0


@pytest.mark.parametrize("table", ["retention_ledger", "retention_certificate"])
@pytest.mark.parametrize("role", ["portal_web", "portal_worker", "portal_purge"])
def test_no_role_can_change_the_proof(table: str, role: str) -> None:
    with as_role(role), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (a name from this file)
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(f"UPDATE {table} SET at = now()")  # noqa: S608  (as above)


def test_the_pages_cannot_read_the_marks_to_search_for() -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError), transaction.atomic():
        cursor.execute("SELECT * FROM retention_needle")


def test_a_run_that_was_withdrawn_does_nothing() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    run = make.approved(at)
    services.cancel(actor=at.head, run=run, at=make.NOW + timedelta(minutes=1))

    driving.drive(run.pk)

    gone.refresh_from_db()
    assert gone.photo


def test_the_student_stays_as_long_as_something_about_the_student_must_stay() -> None:
    at = make.place()
    gone = make.leaver(at.school, left_on=date(2020, 7, 31))
    services.place_hold(
        actor=at.head,
        school=at.school,
        student=gone,
        rule="R14",
        reason=Reason.COURT_CASE,
        review_on=date(2026, 12, 1),
        at=make.NOW,
    )

    run = make.executed(at)

    assert run.state == RunState.DONE
    assert Student.objects.filter(pk=gone.pk).exists()
    whys = {line["why"] for line in run.certificate.content["kept"]}
    assert "other_rules, R02 v1, statute_both" in whys
