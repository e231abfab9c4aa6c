"""A system is told to ask again: once for what turned, signed, and of nobody."""

from __future__ import annotations

import base64
import json
import logging
import re
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from celery import current_app
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.utils import timezone
from jsonschema import Draft202012Validator

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents import services
from consents.choices import Capacity, DeliveryKind, DeliveryState, Trouble
from consents.models import Delivery
from consents.tests import clients, hooks, make
from consents.tests.hooks import Hooked, deliveries, webhook
from consents.tests.receiver import SECRET_PATH, Receiver, listening
from consents.webhooks import sending
from consents.webhooks.rules import TRIES
from kernel.database import acting_for_school, as_role
from kernel.dates import years_after
from students.models import Enrolment
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.core.mail import EmailMessage
    from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Iterator[Receiver]:
    """Listen at the other end."""
    with listening(tmp_path, monkeypatch, settings) as found:
        yield found


@pytest.fixture
def hooked(receiver: Receiver) -> Hooked:
    """Let the parent say yes, and the system be told all it is to know at first."""
    made = Hooked(receiver.url)
    make.choose(made.system.home.parent, made.system.home.child, "yes", at=timezone.now())
    made.settle()
    return made


def told(receiver: Receiver) -> list[dict[str, Any]]:
    """Return what came in, in order."""
    return [json.loads(body) for _, _, body in receiver.came]


def description() -> dict[str, Any]:
    found: dict[str, Any] = Browser().get("/api/v1/openapi.json").json()
    return found


def school_of(hooked: Hooked) -> str:
    school = hooked.system.home.school
    return str(school.brin + school.location)


def test_at_first_an_address_answers_and_is_then_told_to_ask_everything_again(
    hooked: Hooked, receiver: Receiver
) -> None:
    ping, change = told(receiver)

    assert ping["type"] == "ping"
    assert ping["data"] == {}
    assert change["type"] == "consent_answers.changed"
    assert change["data"] == {
        "school": school_of(hooked),
        "channels": sorted([make.WEBSITE, make.INSTAGRAM]),
    }
    assert webhook().confirmed_at is not None
    assert [path for path, _, _ in receiver.came] == [SECRET_PATH, SECRET_PATH]


def test_before_the_address_answered_nothing_else_goes(receiver: Receiver) -> None:
    receiver.status = 403
    hooked = Hooked(receiver.url)
    make.choose(hooked.system.home.parent, hooked.system.home.child, "yes", at=timezone.now())

    for _ in range(3):
        hooked.turn()

    assert [one["type"] for one in told(receiver)] == ["ping"]
    assert webhook().confirmed_at is None


@pytest.mark.law("AVG 5(1)(c)")
def test_a_no_is_told_by_school_and_place_and_names_nobody(
    hooked: Hooked, receiver: Receiver
) -> None:
    home = hooked.system.home
    make.choose(home.other, home.child, "no", at=timezone.now())

    assert hooked.turn() == 1

    _, headers, body = receiver.came[-1]
    message = json.loads(body)
    assert message["data"] == {"school": school_of(hooked), "channels": [make.WEBSITE]}
    assert message.keys() == {"type", "timestamp", "data"}
    secrets = {home.child.las_key, home.child.call_name, home.child.surname, home.parent.email}
    secrets |= {str(home.child.public_id), str(home.child.audit_ref), "granted", "false"}
    del headers["webhook-signature"]  # of anything; see the next test
    assert not found(secrets, f"{headers}{body.decode()}")


def found(secrets: set[str], text: str) -> list[str]:
    """Return which of these words stand in a text."""
    return [one for one in secrets if re.search(rf"\b{re.escape(one)}\b", text)]


def test_a_message_is_signed_by_the_key_that_the_portal_serves(
    hooked: Hooked, receiver: Receiver
) -> None:
    del hooked
    (key,) = Browser().get("/.well-known/jwks.json").json()["keys"]
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "="))

    for _, headers, body in receiver.came:
        version, _, signature = headers["webhook-signature"].partition(",")
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        assert version == "v1a"
        public.verify(base64.b64decode(signature), signed)
        with pytest.raises(InvalidSignature):
            public.verify(base64.b64decode(signature), signed + b" ")


def test_what_is_sent_is_what_the_description_says(hooked: Hooked, receiver: Receiver) -> None:
    home = hooked.system.home
    make.choose(home.parent, home.child, "no", at=timezone.now())
    hooked.turn()
    document = description()
    said = document["webhooks"]["consentAnswersChanged"]["post"]
    content = said["requestBody"]["content"]["application/json"]
    holds = Draft202012Validator({**document, **content["schema"]})
    parameters = {one["name"]: one for one in said["parameters"]}

    assert {name for name in receiver.came[0][1] if name.startswith("webhook-")} == set(parameters)
    for _, headers, body in receiver.came:
        holds.validate(json.loads(body))
        for name, one in parameters.items():
            assert one["in"] == "header"
            Draft202012Validator(one["schema"]).validate(headers[name])
    for example in content["examples"].values():
        holds.validate(example["value"])
    assert not holds.is_valid({**json.loads(receiver.came[-1][2]), "student": "1001"})


def test_where_nothing_turned_nothing_is_said(hooked: Hooked, receiver: Receiver) -> None:
    home, before = hooked.system.home, len(receiver.came)
    silent = students.student(home.school)

    make.choose(home.parent, home.child, "yes", at=timezone.now())  # the same again
    assert hooked.turn() == 0
    make.choose(home.parent, home.child, "no", code=make.INSTAGRAM, at=timezone.now())
    assert hooked.turn() == 0  # no was what counted
    make.choose(home.parent, home.child, "yes", code=make.CLASS_PHOTO, at=timezone.now())
    assert hooked.turn() == 0  # the system may not ask about it
    Enrolment.objects.filter(student=silent).update(period=(home.child.birth_date, None))
    assert hooked.turn() == 0

    assert len(receiver.came) == before


def test_changes_of_meanwhile_come_together(hooked: Hooked, receiver: Receiver) -> None:
    home = hooked.system.home
    for code in (make.WEBSITE, make.INSTAGRAM):
        make.choose(home.parent, home.child, "no", code=code, at=timezone.now())
        make.choose(home.parent, home.child, "yes", code=code, at=timezone.now())
        hooked.keep()
    make.choose(home.parent, home.child, "no", at=timezone.now())

    assert hooked.turn() == 1
    assert hooked.turn() == 0

    assert told(receiver)[-1]["data"]["channels"] == sorted([make.INSTAGRAM, make.WEBSITE])


def test_a_yes_that_ended_before_anybody_looked_is_told(
    hooked: Hooked, receiver: Receiver
) -> None:
    home = hooked.system.home
    make.choose(home.parent, home.child, "yes", code=make.INSTAGRAM, at=timezone.now())
    hooked.keep()
    make.choose(home.parent, home.child, "no", code=make.INSTAGRAM, at=timezone.now())

    assert hooked.turn() == 1

    assert told(receiver)[-1]["data"]["channels"] == [make.INSTAGRAM]


def test_an_objection_is_told(hooked: Hooked, receiver: Receiver) -> None:
    home = hooked.system.home
    clerk = access.with_role(Role.ADMINISTRATION, home.school)

    make.objects(clerk, home.child, by=Capacity.STUDENT, at=timezone.now())

    assert hooked.turn() == 1
    assert told(receiver)[-1]["data"]["channels"] == [make.WEBSITE]


def test_somebody_who_left_is_told(hooked: Hooked, receiver: Receiver) -> None:
    child = hooked.system.home.child
    yesterday = timezone.localdate() - timedelta(days=1)
    Enrolment.objects.filter(student=child).update(period=(child.birth_date, yesterday))

    assert hooked.turn() == 1
    assert told(receiver)[-1]["data"]["channels"] == [make.WEBSITE]


def test_a_birthday_is_told_while_no_row_changes(receiver: Receiver) -> None:
    now = timezone.now()
    yesterday = now - timedelta(days=1)
    hooked = Hooked(receiver.url, at=yesterday)
    home = hooked.system.home
    sixteen_today = years_after(timezone.localdate(), -16)
    child = students.student(home.school, born_on=sixteen_today)
    make.choose(access.parent(child), child, "yes", at=yesterday - timedelta(hours=1))
    hooked.settle(at=yesterday)

    assert hooked.write(at=yesterday + timedelta(minutes=1)) == 0
    assert hooked.write(at=now) == 1

    hooked.send(at=now)
    assert told(receiver)[-1]["data"]["channels"] == [make.WEBSITE]


def test_while_answers_are_not_kept_nothing_is_concluded(hooked: Hooked) -> None:
    home = hooked.system.home
    make.choose(home.parent, home.child, "no", at=timezone.now())

    assert hooked.write() == 0
    hooked.keep()
    assert hooked.write() == 1


def test_what_turned_just_before_the_clock_of_a_worker_is_found_later(hooked: Hooked) -> None:
    home = hooked.system.home
    early = timezone.now()
    make.choose(home.parent, home.child, "no", at=timezone.now())
    hooked.keep()

    assert hooked.write(at=early) == 0  # what counts now is known since later than that
    assert hooked.write() == 1


def test_a_clock_that_runs_ahead_passes_nothing_over(hooked: Hooked) -> None:
    home = hooked.system.home
    make.choose(home.parent, home.child, "yes", code=make.INSTAGRAM, at=timezone.now())
    hooked.keep()
    ahead = timezone.now() + timedelta(minutes=10)
    assert hooked.write(at=ahead) == 1
    hooked.send(at=ahead)
    assert deliveries()[-1].looked_at < timezone.now()

    make.choose(home.parent, home.child, "no", at=timezone.now())
    hooked.keep()

    assert hooked.write() == 1


def test_a_message_is_tried_again_with_the_same_number_and_body(
    hooked: Hooked, receiver: Receiver
) -> None:
    home, receiver.status = hooked.system.home, 503
    make.choose(home.parent, home.child, "no", at=timezone.now())
    at = timezone.now()
    hooked.keep()
    hooked.write()

    hooked.send(at=at + timedelta(seconds=1))
    hooked.send(at=at + timedelta(minutes=4))  # too early
    receiver.status = 200
    hooked.send(at=at + timedelta(minutes=7))
    hooked.send(at=at + timedelta(days=2))  # it arrived

    first, second = receiver.came[2:]
    assert first[1]["webhook-id"] == second[1]["webhook-id"]
    assert first[2] == second[2]
    assert first[1]["webhook-timestamp"] != second[1]["webhook-timestamp"]
    assert first[1]["webhook-signature"] != second[1]["webhook-signature"]
    last = deliveries()[-1]
    assert (last.state, last.tries, last.status, last.trouble) == ("delivered", 2, 200, "")


def fails(hooked: Hooked) -> None:
    """Let a change not arrive, at any of the tries."""
    home = hooked.system.home
    make.choose(home.parent, home.child, "no", at=timezone.now())
    hooked.keep()
    hooked.write()
    at = timezone.now()
    for _ in range(TRIES):
        hooked.send(at=at)
        at = max(at, deliveries()[-1].next_at)


def test_after_eight_tries_the_address_is_given_up_and_the_officer_told_once(
    hooked: Hooked, receiver: Receiver, mailoutbox: list[EmailMessage]
) -> None:
    receiver.status = 500

    fails(hooked)

    assert len(receiver.came) == 2 + TRIES
    last = deliveries()[-1]
    assert (last.state, last.tries, last.status) == (DeliveryState.GIVEN_UP, TRIES, 500)
    assert last.trouble == Trouble.STATUS
    assert hooked.turn() == 0
    assert [hooked.alert(), hooked.alert()] == [1, 0]
    (mail,) = mailoutbox
    assert mail.to == [hooked.system.officer.email]
    whole = f"{mail.subject}{mail.body}{mail.extra_headers}"
    home = hooked.system.home
    secrets = {
        "s3cret",
        f"localhost:{receiver.port}",
        "Website",
        home.child.las_key,
        school_of(hooked),
    }
    assert not found(secrets, whole)
    (event,) = Event.objects.filter(name="consents.webhook_failed")
    assert (event.actor, event.facts["tries"], event.facts["status"]) == (None, TRIES, 500)


def test_an_officer_with_a_mailbox_that_refuses_does_not_silence_the_other(
    hooked: Hooked, receiver: Receiver, mailoutbox: list[EmailMessage], refusing: set[str]
) -> None:
    receiver.status = 500
    fails(hooked)
    second = access.with_role(Role.PRIVACY_OFFICER, hooked.system.home.school)
    refusing.add(hooked.system.officer.email)

    assert [hooked.alert(), hooked.alert()] == [1, 0]

    assert [one.to for one in mailoutbox] == [[second.email]]


def test_trying_again_asks_first_whether_it_answers_and_loses_nothing(
    hooked: Hooked, receiver: Receiver
) -> None:
    receiver.status = 500
    fails(hooked)
    receiver.status, before = 200, len(receiver.came)

    hooks.tries_again(hooked.system.officer, hooked.client)
    hooks.tries_again(hooked.system.officer, hooked.client)
    assert [hooked.turn(), hooked.turn(), hooked.turn()] == [1, 1, 0]

    ping, change = told(receiver)[before:]
    assert ping["type"] == "ping"
    assert change["data"]["channels"] == [make.WEBSITE]
    assert Event.objects.filter(name="consents.webhook_tried_again").count() == 1


def test_who_fails_again_is_told_of_again(
    hooked: Hooked, receiver: Receiver, mailoutbox: list[EmailMessage]
) -> None:
    receiver.status = 410
    fails(hooked)
    assert hooked.alert() == 1

    hooks.tries_again(hooked.system.officer, hooked.client)
    hooked.turn()
    assert hooked.alert() == 1

    first, second = mailoutbox
    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]


def test_an_address_that_says_it_is_gone_is_asked_no_more(
    hooked: Hooked, receiver: Receiver
) -> None:
    receiver.status = 410

    fails(hooked)

    assert len(receiver.came) == 3
    assert deliveries()[-1].state == DeliveryState.GIVEN_UP


def test_a_worker_that_stops_between_counting_and_sending_loses_nothing(
    hooked: Hooked, receiver: Receiver
) -> None:
    home = hooked.system.home
    make.choose(home.parent, home.child, "no", at=timezone.now())
    hooked.keep()
    hooked.write()
    at = timezone.now()
    (key,) = sending_due(hooked, at)

    with as_role("portal_worker"):
        claimed = sending.claim(hooked.school, key, at=at)  # and then the power goes
    assert claimed is not None
    assert sending_due(hooked, at) == []
    hooked.send(at=claimed.next_at)

    (came,) = receiver.came[2:]
    assert came[1]["webhook-id"] == f"msg_{claimed.public_id}"
    assert deliveries()[-1].tries == 2


def test_a_worker_that_stops_in_the_last_try_leaves_nothing_for_ever(hooked: Hooked) -> None:
    home = hooked.system.home
    make.choose(home.parent, home.child, "no", at=timezone.now())
    hooked.keep()
    hooked.write()
    at = timezone.now()
    for _ in range(TRIES):
        (key,) = sending_due(hooked, at)
        with as_role("portal_worker"):
            claimed = sending.claim(hooked.school, key, at=at)
        assert claimed is not None
        at = claimed.next_at

    hooked.send(at=at)

    assert deliveries()[-1].state == DeliveryState.GIVEN_UP
    assert webhook().failing_since == at


def sending_due(hooked: Hooked, at: Any) -> list[int]:  # noqa: ANN401 - a moment
    with as_role("portal_worker"):
        return sending.due(school=hooked.school, at=at)


def work(school: int, together: threading.Barrier, find: Any) -> None:  # noqa: ANN401 - a function
    """Write and send as a worker does: each step commits by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE portal_worker")
    together.wait(timeout=10)
    services.write_deliveries(school=school, at=timezone.now())
    together.wait(timeout=10)
    at = timezone.now()
    keys = sending.due(school=school, at=at)
    together.wait(timeout=10)
    for key in keys:
        sending.send(school=school, delivery=key, at=at, find=find)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_message_and_send_it_once(receiver: Receiver) -> None:
    hooked = Hooked(receiver.url)
    make.choose(hooked.system.home.parent, hooked.system.home.child, "yes", at=timezone.now())
    hooked.settle()
    make.choose(hooked.system.home.parent, hooked.system.home.child, "no", at=timezone.now())
    hooked.keep()
    together = threading.Barrier(4)
    in_transaction: list[bool] = []

    def finds(_host: str, _port: int) -> list[str]:
        in_transaction.append(connection.in_atomic_block)
        return ["127.0.0.1"]

    def works() -> None:
        try:
            work(hooked.school, together, finds)
        finally:
            connection.close()

    threads = [threading.Thread(target=works) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hooked.turn()

    assert len(receiver.came) == 3
    assert len(deliveries()) == 3
    assert in_transaction == [False]


@pytest.mark.django_db(transaction=True)
def test_while_somebody_changes_an_answer_nothing_is_concluded(receiver: Receiver) -> None:
    hooked = Hooked(receiver.url)
    home = hooked.system.home
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    hooked.settle()
    changed, looked = threading.Event(), threading.Event()

    def changes() -> None:
        try:
            with transaction.atomic():
                make.choose(home.parent, home.child, "no", at=timezone.now())
                changed.set()
                looked.wait(timeout=10)
        finally:
            connection.close()

    thread = threading.Thread(target=changes)
    thread.start()
    changed.wait(timeout=10)
    meanwhile = hooked.write()
    looked.set()
    thread.join()

    assert meanwhile == 0
    hooked.keep()
    assert hooked.write() == 1


def test_one_message_is_open_for_an_address_at_most(hooked: Hooked) -> None:
    home = hooked.system.home
    make.choose(home.parent, home.child, "no", at=timezone.now())
    hooked.keep()
    assert hooked.write() == 1
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    hooked.keep()

    assert hooked.write() == 0
    again = Delivery(
        webhook=webhook(),
        kind=DeliveryKind.PING,
        looked_at=timezone.now(),
        next_at=timezone.now(),
    )
    with (
        as_role("portal_worker"),
        acting_for_school(hooked.school),
        pytest.raises(DatabaseError, match="one_open"),
        transaction.atomic(),
    ):
        again.save()
    hooked.send()
    assert hooked.write() == 1  # the yes of meanwhile


def test_a_system_is_told_of_each_of_its_schools(receiver: Receiver) -> None:
    hooked = Hooked(receiver.url)
    officer, home = hooked.system.officer, hooked.system.home
    second = make.school()
    access.with_role(Role.PRIVACY_OFFICER, second, who=officer)
    child = students.student(second)
    parent = access.parent(child)
    make.choose(parent, child, "yes", at=timezone.now())
    hooks.ends(officer, hooked.client)
    both, _ = clients.add(officer, home.school, second)
    hooks.sets(officer, both, receiver.url)

    for _ in range(4):
        for school in (home.school, second):
            ring(school.pk)
    make.choose(parent, child, "no", at=timezone.now())
    for school in (home.school, second):
        ring(school.pk)

    told_of = [one["data"].get("school") for one in told(receiver)]
    here, there = (one.brin + one.location for one in (home.school, second))
    assert told_of[0] is None
    assert set(told_of[1:3]) == {here, there}
    assert told_of[3:] == [there]


def ring(school: int) -> None:
    at = timezone.now()
    with as_role("portal_worker"):
        services.keep_answers(school=school, at=at)
        services.write_deliveries(school=school, at=timezone.now())
        for key in sending.due(school=school, at=timezone.now()):
            sending.send(school=school, delivery=key, at=timezone.now())


@pytest.mark.parametrize("end", ["revoked", "taken away", "over"])
def test_who_ended_is_told_nothing_more(hooked: Hooked, receiver: Receiver, end: str) -> None:
    home, officer, before = hooked.system.home, hooked.system.officer, len(receiver.came)
    make.choose(home.parent, home.child, "no", at=timezone.now())
    hooked.keep()
    hooked.write()

    if end == "revoked":
        clients.revoke(officer, hooked.client)
    elif end == "taken away":
        hooks.ends(officer, hooked.client)
        hooks.ends(officer, hooked.client)
    else:
        with hooks.unhooked():
            hooked.client.period = (hooked.client.period.lower, timezone.now())
            hooked.client.save(update_fields=["period"])
    hooked.turn(at=timezone.now() + timedelta(hours=1))

    assert len(receiver.came) == before
    ended = Event.objects.filter(name="consents.webhook_ended").count()
    assert ended == (end == "taken away")


def test_with_a_new_token_the_address_goes_along_and_nothing_is_missed(
    hooked: Hooked, receiver: Receiver
) -> None:
    home, before = hooked.system.home, len(receiver.came)
    made, _ = clients.renew(hooked.system.officer, hooked.client)

    assert hooked.turn() == 0
    make.choose(home.parent, home.child, "no", at=timezone.now())
    assert hooked.turn() == 1

    assert len(receiver.came) == before + 1
    assert webhook().client_id == made.pk


def test_another_address_is_asked_first_and_the_old_one_is_told_nothing(
    hooked: Hooked, receiver: Receiver
) -> None:
    before = len(receiver.came)
    hooks.sets(hooked.system.officer, hooked.client, f"{receiver.url}&other=1")

    assert [hooked.turn(), hooked.turn(), hooked.turn()] == [1, 1, 0]

    assert {path for path, _, _ in receiver.came[before:]} == {f"{SECRET_PATH}&other=1"}


def test_a_redirect_leads_nowhere(hooked: Hooked, receiver: Receiver) -> None:
    receiver.status, receiver.location = 307, "https://127.0.0.1/inside"
    home, before = hooked.system.home, len(receiver.came)
    make.choose(home.parent, home.child, "no", at=timezone.now())

    hooked.turn()

    assert len(receiver.came) == before + 1
    last = deliveries()[-1]
    assert (last.state, last.status, last.trouble) == ("open", 307, Trouble.STATUS)


def test_the_queue_and_the_log_hold_no_address_and_nobody(
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    hooked = Hooked(receiver.url)
    home = hooked.system.home
    make.choose(home.parent, home.child, "yes", at=timezone.now())
    receiver.status = 500
    rung: list[tuple[str, dict[str, Any]]] = [
        ("consents.tell_all", {}),
        ("consents.keep_answers", {"school_id": hooked.school}),
    ]

    with caplog.at_level(logging.DEBUG):
        for name, kwargs in rung:  # grows while it runs, as a queue does
            with django_capture_on_commit_callbacks() as rings, as_role("portal_worker"):
                current_app.tasks[name](**kwargs)
            rung += [_rung(ring) for ring in rings]
            receiver.status = 200 if len(receiver.came) > 1 else 500
            with hooks.unhooked():  # the next try is now
                Delivery.objects.update(next_at=timezone.now())

    assert [one["type"] for one in told(receiver)][:1] == ["ping"]
    assert {name for name, _ in rung} >= {"consents.tell_systems", "consents.deliver"}
    assert all(isinstance(value, int) for _, kwargs in rung for value in kwargs.values())
    recorded = str(list(Event.objects.values_list("facts", flat=True)))
    secrets = {"s3cret", home.child.las_key, home.child.surname, home.parent.email}
    assert not found(secrets, f"{caplog.text}{rung}{recorded}")
    assert "localhost:" not in caplog.text


def test_a_decision_rings_and_the_ring_reaches_the_other_end(
    hooked: Hooked,
    receiver: Receiver,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    home, before = hooked.system.home, len(receiver.came)
    with django_capture_on_commit_callbacks() as rings:
        make.choose(home.parent, home.child, "no", at=timezone.now())
    rung = [(name, kwargs) for name, kwargs in map(_rung, rings) if name.endswith("_answers")]

    for name, kwargs in rung:  # grows while it runs, as a queue does
        with django_capture_on_commit_callbacks() as rings, as_role("portal_worker"):
            current_app.tasks[name](**kwargs)
        rung += map(_rung, rings)

    assert len(receiver.came) == before + 1
    assert [name for name, _ in rung] == [
        "consents.keep_answers",
        "consents.tell_systems",
        "consents.deliver",
        "consents.tell_systems",
    ]


def _rung(callback: Any) -> tuple[str, dict[str, Any]]:  # noqa: ANN401 - a partial
    """Return for which task is rung once the transaction commits, and what travels."""
    return callback.args[0].name, callback.args[1]
