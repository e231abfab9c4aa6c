"""The pages of a purge, without a browser."""

from __future__ import annotations

import html
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from access.choices import Role
from access.tests.make import parent, with_role
from kernel.database import as_role
from retention import driving, errors, proof, services
from retention.choices import Reason, RunState
from retention.models import Hold, PurgeRun
from retention.tests import make
from schools.tests.make import user

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from kernel.errors import PortalError

pytestmark = pytest.mark.django_db


def signed_in(somebody: User) -> Client:
    client = Client()
    client.force_login(somebody, backend="accounts.backends.SignInBackend")
    return client


def url(name: str, run: PurgeRun) -> str:
    return reverse(f"retention:{name}", args=[run.public_id])


def test_administration_proposes_and_the_principal_approves_by_page() -> None:
    at = make.place()
    make.leaver(at.school)
    clerk, head = signed_in(at.clerk), signed_in(at.head)

    answer = clerk.post(
        reverse("retention:new"), {"school": str(at.school.public_id), "on": "2026-08-01"}
    )
    run = PurgeRun.objects.get()
    assert answer.headers["Location"] == url("run", run)
    services.plan(run_id=run.pk)
    run.refresh_from_db()
    assert 'name="typed"' not in clerk.get(url("run", run)).content.decode()

    wrong = head.post(url("approve", run), {"typed": "1"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors
    right = head.post(url("approve", run), {"typed": str(run.total)})
    assert right.status_code == 302
    driving.drive(run.pk)

    page = head.get(url("certificate", run))
    assert page.status_code == 200
    content = json.loads(head.get(url("download", run)).content)
    assert content["deleted"]["R17_photo"] == 1


def its_proposer_has_both_tasks(at: make.Place) -> tuple[User, PurgeRun]:
    with_role(Role.PRINCIPAL, at.school, who=at.clerk)
    return at.clerk, make.proposed(at)


def its_day_lies_ahead(at: make.Place) -> tuple[User, PurgeRun]:
    return at.head, make.proposed(at, on=date(2099, 1, 1))


def it_was_withdrawn(at: make.Place) -> tuple[User, PurgeRun]:
    return at.head, services.cancel(actor=at.head, run=make.proposed(at), at=make.NOW)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (its_proposer_has_both_tasks, errors.FourEyesError),
        (its_day_lies_ahead, errors.TooEarlyError),
        (it_was_withdrawn, errors.WrongStateError),
    ],
)
def test_a_list_that_may_not_be_approved_is_refused_with_the_reason(
    made: Callable[[make.Place], tuple[User, PurgeRun]], reason: type[PortalError]
) -> None:
    at = make.place()
    make.leaver(at.school)
    somebody, run = made(at)
    before = run.state

    answer = signed_in(somebody).post(url("approve", run), {"typed": str(run.total)})

    assert answer.status_code == 422
    assert str(reason()) in html.unescape(answer.text)
    run.refresh_from_db()
    assert (run.state, run.approved_by) == (before, None)


def test_what_stays_is_one_line_for_a_kind_and_a_reason_with_its_first_and_last_day() -> None:
    at = make.place()
    for day in range(1, 29):
        make.leaver(at.school, left_on=date(2025, 7, day))
    run = make.proposed(at)

    page = signed_in(at.head).get(url("run", run))

    keep = page.context["lists"].keep
    (notes,) = [line for line in keep if line.rule == "R14 v1"]
    assert (notes.count, notes.first, notes.last) == (56, date(2027, 7, 1), date(2027, 7, 28))
    assert "1 juli 2027 tot en met 28 juli 2027" in strip_tags(page.text)
    assert len(keep) <= 12
    assert sum(line.count for line in keep) == page.context["sums"]["keep"]
    lines = proof.lists(run)["keep"]
    assert {len(line) for line in lines} == {4}  # still one for each day where a machine reads
    assert sum(line["category"] == "R14_conversation_notes" for line in lines) == 28


def test_progress_asks_again_while_it_runs_and_gives_the_page_when_it_ended() -> None:
    at = make.place()
    make.leaver(at.school)
    run = make.approved(at)
    services.check(run_id=run.pk, at=make.NOW, then=RunState.EXECUTING)
    head = signed_in(at.head)
    htmx = {"HX-Request": "true"}

    piece = head.get(url("progress", run), headers=htmx)
    assert 'hx-trigger="every 2s"' in piece.content.decode()
    assert head.get(url("progress", run)).status_code == 302
    driving.drive(run.pk)
    ended = head.get(url("progress", run), headers=htmx)
    assert ended.headers["HX-Redirect"] == url("run", run)


@pytest.mark.parametrize(
    "role", [Role.PRIVACY_OFFICER, Role.DATA_PROTECTION_OFFICER, Role.BOARD_STAFF]
)
def test_who_only_reads_sees_the_list_and_can_do_nothing(role: Role) -> None:
    at = make.place()
    to = at.school.board if role == Role.BOARD_STAFF else at.school
    reader = signed_in(with_role(role, to))
    run = make.proposed(at)

    assert reader.get(reverse("retention:runs")).status_code == 200
    assert reader.get(url("run", run)).status_code == 200
    assert reader.get(reverse("retention:new")).status_code == 404
    assert reader.get(reverse("retention:add_hold")).status_code == 404
    assert reader.post(url("approve", run), {"typed": "0"}).status_code == 404
    assert reader.post(url("cancel", run)).status_code == 404
    run.refresh_from_db()
    assert run.state == RunState.PROPOSED


def test_strangers_and_people_of_another_school_find_nothing() -> None:
    at, other = make.place(), make.place()
    run = make.executed(at)
    for somebody in (user(), other.head, with_role(Role.CARE_COORDINATOR, at.school)):
        client = signed_in(somebody)
        for name in ("run", "progress", "certificate", "download"):
            assert client.get(url(name, run)).status_code == 404
        assert client.post(url("approve", run), {"typed": "0"}).status_code == 404
    assert signed_in(user()).get(reverse("retention:runs")).status_code == 404
    assert signed_in(user()).get(reverse("retention:holds")).status_code == 404


def test_a_hold_is_placed_shown_as_late_and_released() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    head = signed_in(at.head)
    wish = {
        "school": str(at.school.public_id),
        "number": gone.las_key,
        "rule": "R14",
        "reason": Reason.COMPLAINT.value,
        "review_on": "2099-01-01",
    }
    assert head.post(reverse("retention:add_hold"), wish | {"number": "zz"}).status_code == 200
    assert head.post(reverse("retention:add_hold"), wish).status_code == 302
    hold = Hold.objects.get()
    assert (hold.student, hold.rule) == (gone, "R14")
    Hold.objects.update(starts_on=date(2020, 1, 1), review_on=date(2020, 1, 2))
    assert "pp-badge--negative" in head.get(reverse("retention:holds")).content.decode()
    assert "pp-alert--warning" in head.get(reverse("retention:runs")).content.decode()

    head.post(reverse("retention:release_hold", args=[hold.public_id]))
    assert not Hold.objects.live().exists()


def test_nobody_says_how_long_the_file_of_the_own_child_is_kept() -> None:
    at = make.place()
    own = make.leaver(at.school)
    parent(own, who=at.clerk)
    wish = {
        "school": str(at.school.public_id),
        "number": own.las_key,
        "rule": "",
        "reason": Reason.COMPLAINT.value,
        "review_on": "2099-01-01",
    }
    clerk, head = signed_in(at.clerk), signed_in(at.head)

    refused = clerk.post(reverse("retention:add_hold"), wish)

    assert "eigen kind" in refused.content.decode()
    assert not Hold.objects.exists()
    head.post(reverse("retention:add_hold"), wish)
    hold = Hold.objects.get()
    release = reverse("retention:release_hold", args=[hold.public_id])
    assert "eigen kind" in clerk.post(release, follow=True).content.decode()
    assert Hold.objects.live().exists()
    head.post(release)
    assert not Hold.objects.live().exists()


def test_the_list_of_holds_names_only_students_whom_the_reader_knows() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    services.place_hold(
        actor=at.clerk,
        school=at.school,
        student=gone,
        reason=Reason.COMPLAINT,
        review_on=date(2099, 1, 1),
        at=make.NOW,
    )

    def told(person: User) -> str:
        return signed_in(person).get(reverse("retention:holds")).content.decode()

    assert gone.las_key in told(at.head)
    for role, to in (
        (Role.PRIVACY_OFFICER, at.school),
        (Role.DATA_PROTECTION_OFFICER, at.school),
        (Role.BOARD_STAFF, at.school.board),
    ):
        page = told(with_role(role, to))
        assert gone.las_key not in page
        assert "Eén leerling" in page
    parent(gone, who=at.head)
    assert gone.las_key not in told(at.head)


def test_pages_ask_the_database_the_same_number_of_times_however_long_the_lists() -> None:
    at = make.place()
    head = signed_in(at.head)
    make.leaver(at.school)
    one = make.proposed(at)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert head.get(address).status_code == 200
        return len(asked)

    few = [count(url("run", one)), count(reverse("retention:runs"))]
    for _ in range(3):
        make.leaver(at.school, left_on=date(2025, 7, 31))
        make.proposed(at)
    many = make.proposed(at)
    assert [count(url("run", many)), count(reverse("retention:runs"))] == few


def test_no_page_names_a_student() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    run = make.executed(at)
    head = signed_in(at.head)
    with as_role("portal_worker"):
        names = {gone.surname, gone.call_name, str(gone.public_id)}
    for address in (url("run", run), url("certificate", run), url("download", run)):
        text = head.get(address).content.decode()
        assert not any(name in text for name in names)
