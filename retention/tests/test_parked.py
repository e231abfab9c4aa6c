"""A purge that fails again and again stands still where people see it, and goes on when let."""

from __future__ import annotations

from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from access.choices import Role
from access.tests.make import with_role
from audit.models import Event
from kernel.database import as_role
from kernel.tests.roles import become
from retention import driving, errors, failing, services, tasks
from retention.choices import Problem, RunState
from retention.models import Ledger, PurgeRun
from retention.tests import make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User

pytestmark = pytest.mark.django_db


@contextmanager
def a_database_that_refuses() -> Iterator[None]:
    """Let every batch fail: what it must lock first may not be touched."""
    _as_owner("REVOKE UPDATE ON students_student FROM portal_purge")
    yield
    _as_owner("GRANT UPDATE ON students_student TO portal_purge")


def _as_owner(statement: str) -> None:
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute(statement)


def executing(at: make.Place) -> PurgeRun:
    make.leaver(at.school)
    run = make.approved(at)
    services.check(run_id=run.pk, at=make.NOW, then=RunState.EXECUTING)
    return run


def parked(at: make.Place) -> PurgeRun:
    run = executing(at)
    with a_database_that_refuses():
        for _ in range(failing.FAILURES):
            tasks.execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.PARKED
    return run


def page_of(run: PurgeRun, who: User) -> str:
    client = Client()
    client.force_login(who, backend="accounts.backends.SignInBackend")
    return client.get(reverse("retention:run", args=[run.public_id])).text


def purge(*words: str) -> str:
    out = StringIO()
    become("portal_worker")
    call_command("purge", *words, stdout=out, stderr=out)
    return out.getvalue()


def test_the_fifth_failure_in_a_row_parks_the_run_and_puts_it_on_record() -> None:
    run = executing(make.place())

    with a_database_that_refuses():
        for tries in range(1, failing.FAILURES + 1):
            assert not driving.drive(run.pk)
            run.refresh_from_db()
            assert (run.tries, run.problem) == (tries, Problem.REFUSED)
            assert (run.state == RunState.PARKED) is (tries == failing.FAILURES)

    assert (run.parked_in, run.done) == (RunState.EXECUTING, 0)
    (event,) = Event.objects.filter(name="retention.purge_parked")
    assert event.facts == {
        "run": str(run.public_id),
        "state": "executing",
        "problem": "refused",
        "tries": 5,
    }


def test_a_success_in_between_begins_the_count_anew() -> None:
    run = executing(make.place())
    with a_database_that_refuses():
        for _ in range(failing.FAILURES - 1):
            driving.drive(run.pk)

    driving.drive(run.pk, steps=1)

    run.refresh_from_db()
    assert (run.state, run.tries, run.problem) == (RunState.EXECUTING, 0, "")


def test_a_run_that_stands_still_is_not_rung_and_the_others_go_on() -> None:
    stuck = parked(make.place())
    other = executing(make.place())

    unfinished = set(PurgeRun.objects.unfinished())
    driving.drive(other.pk)
    driving.drive(stuck.pk)

    other.refresh_from_db()
    stuck.refresh_from_db()
    assert unfinished == {other}
    assert (other.state, stuck.state) == (RunState.DONE, RunState.PARKED)


def test_a_worker_that_is_put_off_each_time_ends_in_a_run_that_stands_still() -> None:
    run = executing(make.place())
    PurgeRun.objects.filter(pk=run.pk).update(tries=failing.STOPS)  # begun, and never ended

    driving.drive(run.pk)

    run.refresh_from_db()
    assert (run.state, run.problem) == (RunState.PARKED, Problem.STOPPED)


def test_a_list_that_cannot_be_made_is_parked_too() -> None:
    at = make.place()
    run = services.propose(actor=at.clerk, school=at.school, on=make.ON, at=make.NOW)
    _as_owner("REVOKE SELECT ON students_enrolment FROM portal_purge")

    for _ in range(failing.FAILURES):
        tasks.plan_run(run.pk)

    run.refresh_from_db()
    assert (run.state, run.parked_in) == (RunState.PARKED, RunState.PLANNING)
    assert str(Problem.REFUSED.label) in page_of(run, at.head)


def test_somebody_lets_it_try_again_and_it_goes_on_where_it_was() -> None:
    at = make.place()
    run = parked(at)
    client = Client()
    client.force_login(at.clerk, backend="accounts.backends.SignInBackend")

    answer = client.post(reverse("retention:retry", args=[run.public_id]))
    driving.drive(run.pk)

    assert answer.status_code == 302
    run.refresh_from_db()
    assert (run.state, run.done) == (RunState.DONE, run.total)
    assert Ledger.objects.filter(run=run).count() == 1
    assert Event.objects.filter(name="retention.purge_resumed", actor=at.clerk.audit_ref).exists()


def test_the_page_says_it_and_offers_another_try_to_whoever_deals_with_purges() -> None:
    at = make.place()
    run = parked(at)
    reader = with_role(Role.DATA_PROTECTION_OFFICER, at.school)
    button = reverse("retention:retry", args=[run.public_id])

    for who in (at.clerk, at.head, reader):
        assert str(Problem.REFUSED.label) in page_of(run, who)
        assert (button in page_of(run, who)) is (who is not reader)
    with pytest.raises(errors.NotYoursToHoldError):
        services.retry(actor=reader, run=run, at=make.NOW)


def test_the_command_says_it_with_exit_code_2_and_lets_it_try_again() -> None:
    at = make.place()
    run = executing(at)
    with a_database_that_refuses(), pytest.raises(CommandError) as refused:
        purge("execute", str(run.public_id))
    assert refused.value.returncode == 2
    assert str(errors.ParkedError()) in str(refused.value)
    with pytest.raises(CommandError):
        purge("execute", str(run.public_id))

    purge("retry", str(run.public_id), "--by", at.clerk.email)

    assert "done" in purge("execute", str(run.public_id))


def test_a_proposal_without_its_list_does_not_look_like_an_empty_one() -> None:
    at = make.place()
    _as_owner("REVOKE SELECT ON students_enrolment FROM portal_purge")
    words = ("--school", at.school.brin, "--on", "2026-08-01", "--by", at.clerk.email)

    with pytest.raises(CommandError) as refused:
        purge("propose", *words, "--json")

    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    "change",
    [
        {"state": RunState.PARKED},
        {"state": RunState.PARKED, "parked_in": RunState.DONE, "problem": Problem.MISTAKE},
        {"state": RunState.PARKED, "parked_in": RunState.EXECUTING},
        {"parked_in": RunState.EXECUTING},
    ],
)
def test_postgresql_keeps_no_run_that_stands_still_nowhere(change: dict[str, str]) -> None:
    run = executing(make.place())

    with pytest.raises(IntegrityError, match="parked_somewhere"), transaction.atomic():
        PurgeRun.objects.filter(pk=run.pk).update(**change)


def test_a_parked_proposal_is_no_way_around_the_second_person() -> None:
    at = make.place()
    make.leaver(at.school)
    run = make.proposed(at)

    with pytest.raises(IntegrityError, match="approved_first"), transaction.atomic():
        PurgeRun.objects.filter(pk=run.pk).update(
            state=RunState.PARKED, parked_in=RunState.EXECUTING, problem=Problem.MISTAKE
        )
