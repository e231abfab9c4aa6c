"""Other systems ask: yes or no for the numbers they send, and nothing else."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents.api import rules
from consents.models import Client, Purpose
from consents.rules import Custody, Decided, Facts, Span
from consents.tests import clients, make
from consents.tests.clients import System
from consents.tests.make import LONG_AGO
from kernel.dates import day_of, start_of, years_after
from kernel.tests.roles import as_role, seeing_all, unwalled
from schools.tests import make as schools
from students.models import Enrolment
from students.tests import make as students

if TYPE_CHECKING:
    from students.models import Student

pytestmark = pytest.mark.django_db
NOBODY = "no-such-number"


@pytest.fixture
def system() -> System:
    """Let the parent say yes for the child, to a website that asks."""
    made = System()
    make.choose(made.home.parent, made.home.child, "yes", at=timezone.now())
    return made


def described(name: str) -> Draft202012Validator:
    """Return what holds JSON against a part of the description that the portal serves."""
    whole = Browser().get("/api/v1/openapi.json").json()
    return Draft202012Validator({**whole, "$ref": f"#/components/schemas/{name}"})


def named(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("pk"))


def left_on(child: Student, *, days: int) -> None:
    """Let the last day at school of a student be so many days from now."""
    ends = timezone.localdate() + timedelta(days=days + 1)
    begun = schools.TODAY - timedelta(days=100)
    Enrolment.objects.filter(student=child).update(period=(begun, ends))


@pytest.mark.law("AVG 5(1)(c), 6(1)(a)")
def test_a_system_is_told_yes_or_no_and_nothing_else(system: System) -> None:
    silent = students.student(system.home.school)

    found = system.ask(system.home.child, silent)

    assert found.status_code == 200
    assert found.json()["answer"]["may_appear"] == {
        system.home.child.las_key: True,
        silent.las_key: False,
    }
    described("Answered").validate(found.json())
    text = found.content.decode()
    for about in (system.home.child, silent):
        for secret in (about.call_name, about.surname, about.public_id, about.audit_ref):
            assert str(secret) not in text


def test_a_no_counts_at_the_very_next_question(system: System) -> None:
    assert system.told(system.home.child) == {system.home.child.las_key: True}

    make.choose(system.home.other, system.home.child, "no", at=timezone.now())

    assert system.told(system.home.child) == {system.home.child.las_key: False}


def test_numbers_that_nobody_has_here_are_a_no_like_any_other(system: System) -> None:
    elsewhere = students.student(make.school())
    make.choose(access.parent(elsewhere), elsewhere, "yes", at=timezone.now())
    silent = students.student(system.home.school)

    found = {name: system.ask(name) for name in (NOBODY, elsewhere.las_key, silent.las_key)}

    shapes = set()
    for name, answer in found.items():
        body = answer.json()["answer"]
        assert body["may_appear"] == {name: False}
        shapes.add((answer.status_code, tuple(body), tuple(sorted(answer.headers))))
    assert len(shapes) == 1


def test_a_yes_holds_up_to_and_including_the_day_that_is_asked(system: System) -> None:
    left_on(system.home.child, days=6)
    today, number = timezone.localdate(), system.home.child.las_key

    for days, granted in ((0, True), (6, True), (7, False), (30, False)):
        until = today + timedelta(days=days)
        assert system.told(number, until=f"{until}") == {number: granted}, days


def test_a_yes_of_the_parents_ends_with_the_sixteenth_birthday_that_comes_first(
    system: System,
) -> None:
    today = timezone.localdate()
    birthday = today + timedelta(days=5)
    child = students.student(system.home.school, born_on=years_after(birthday, -16))
    make.choose(access.parent(child), child, "yes", at=timezone.now())

    for days, granted in ((4, True), (5, False)):
        until = today + timedelta(days=days)
        assert system.told(child, until=f"{until}") == {child.las_key: granted}, days


def test_about_a_day_that_is_over_the_answer_is_no() -> None:
    said = Decided(1, "granted", LONG_AGO, 1, 1)
    facts = Facts(
        born_on=None,
        enrolled=(),
        custody=(Custody(1, Span(None, None)),),
        decisions=(said,),
        objections=(),
        oldest_valid_version=1,
        all_must_agree=False,
        lapses_at_sixteen=True,
    )

    today = day_of(schools.NOW)
    assert rules.may_appear(facts, [], since=schools.NOW, until=today)
    assert not rules.may_appear(facts, [], since=schools.NOW, until=today - timedelta(days=1))


def test_a_question_that_the_school_asks_no_more_is_a_no(system: System) -> None:
    Purpose.objects.filter(code=make.WEBSITE).update(is_active=False)

    assert system.told(system.home.child) == {system.home.child.las_key: False}


def test_an_answer_is_signed_for_who_asked_and_expires(system: System) -> None:
    before = timezone.now().replace(microsecond=0)

    found = system.ask(system.home.child).json()

    keys = Browser().get("/.well-known/jwks.json").json()
    described("Keys").validate(keys)
    head = jwt.get_unverified_header(found["signed"])
    (key,) = [one for one in keys["keys"] if one["kid"] == head["kid"]]
    claims = jwt.decode(
        found["signed"],
        jwt.PyJWK(key),
        algorithms=["EdDSA"],
        audience=str(system.client.public_id),
        issuer="http://localhost",
    )
    assert claims == found["answer"]
    assert head["typ"] == "consent-answer+jwt"
    ends = datetime.fromtimestamp(claims["exp"], tz=UTC)
    assert ends <= before + timedelta(hours=rules.ANSWER_HOURS, minutes=1)
    assert ends <= start_of(day_of(before) + timedelta(days=1))


def test_a_signed_answer_in_which_one_letter_changed_is_no_answer(system: System) -> None:
    signed = system.ask(NOBODY).json()["signed"]
    key = jwt.PyJWK(Browser().get("/.well-known/jwks.json").json()["keys"][0])
    head, body, mark = signed.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["may_appear"] = {NOBODY: True}
    other = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()

    for forged in (f"{head}.{other}.{mark}", f"{head}.{body}.{mark[::-1]}"):
        with pytest.raises(jwt.DecodeError):
            jwt.decode(forged, key, algorithms=["EdDSA"], options={"verify_aud": False})


@pytest.mark.parametrize(
    ("at", "until", "ends"),
    [
        ("2026-11-22T08:00:00+01:00", "2026-11-30", "2026-11-22T20:00:00+01:00"),
        ("2026-11-22T20:00:00+01:00", "2026-11-22", "2026-11-23T00:00:00+01:00"),
    ],
)
def test_until_when_an_answer_counts(at: str, until: str, ends: str) -> None:
    moment, day = datetime.fromisoformat(at), datetime.fromisoformat(until).date()

    assert rules.expires(at=moment, until=day) == datetime.fromisoformat(ends)


@pytest.mark.law("AVG 32(1)")
def test_each_answer_is_on_record_for_each_student_and_shown_to_the_family(
    system: System, client: Browser
) -> None:
    child = system.home.child

    found = system.ask(child, NOBODY).json()["answer"]

    (whole,), (one,) = named("consents.client_answered"), named("consents.answer_read")
    assert (whole.actor, whole.subject, whole.school) == (None, None, child.school.public_id)
    assert whole.facts == {
        "client": system.client.pk,
        "purpose": make.WEBSITE,
        "until": found["until"],
        "answer": found["jti"],
        "asked": 2,
        "known": 1,
        "granted": 1,
    }
    assert (one.subject, one.facts["granted"], one.facts["answer"]) == (
        child.audit_ref,
        True,
        found["jti"],
    )
    client.force_login(system.home.parent, backend="accounts.backends.SignInBackend")
    page = client.get(f"/kind/{child.public_id}/ingezien/").content.decode()
    assert "A system outside the portal" in page or "Een systeem buiten het portaal" in page


def test_what_cannot_be_put_on_record_is_not_told(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("The record is out of reach.")

    monkeypatch.setattr("consents.api.answering.record_each", fails)

    with pytest.raises(RuntimeError):
        system.ask(system.home.child)
    assert not named("consents.client_answered")


@pytest.mark.parametrize("body", [b"{", None])
def test_without_a_token_that_counts_nothing_is_told(system: System, body: bytes | None) -> None:
    sent = body or json.dumps(system.question(system.home.child))

    for header in ("", "Bearer ", "Bearer ppk_x", "Basic {}", "Bearer {} x", "Bearer {}x", "{}"):
        found = Browser().post(
            clients.ADDRESS,
            data=sent,
            content_type="application/json",
            headers={"Authorization": header.format(system.token)},
        )
        assert found.status_code == 401, header
        assert found.headers["WWW-Authenticate"].startswith("Bearer")
        described("Problem").validate(found.json())


def test_a_token_that_is_made_up_over_or_withdrawn_is_answered_the_same(system: System) -> None:
    last_month = timezone.now() - timedelta(days=30)
    _, over = clients.add(system.officer, system.home.school, days=1, at=last_month)
    soon = timezone.now() + timedelta(days=1)
    _, later = clients.add(system.officer, system.home.school, at=soon)
    made_up = system.token[:-1] + ("A" if system.token[-1] != "A" else "B")
    withdrawn, gone = clients.add(system.officer, system.home.school)
    clients.revoke(system.officer, withdrawn)

    found = [system.ask(system.home.child, token=one) for one in (made_up, over, later, gone)]

    assert {one.status_code for one in found} == {401}
    assert len({one.content for one in found}) == 1
    assert system.ask(system.home.child).status_code == 200


def test_a_new_token_ends_the_old_one_and_has_the_same_end(system: System) -> None:
    made, token = clients.renew(system.officer, system.client)

    assert system.ask(NOBODY).status_code == 401
    assert system.ask(NOBODY, token=token).status_code == 200
    assert (made.period.upper, made.schools) == (
        system.client.period.upper,
        system.client.schools,
    )


@pytest.mark.parametrize(
    "other",
    [{"channel": make.CLASS_PHOTO}, {"channel": "IMG_NOTHING"}, {"school": "00ZZ00"}],
)
def test_what_the_token_is_not_for_is_refused(system: System, other: dict[str, str]) -> None:
    found = system.ask(system.home.child, **other)

    assert found.status_code == 403
    described("Problem").validate(found.json())
    (refused,) = named("consents.client_refused")
    assert refused.facts == {"client": system.client.pk, "asked": 1}
    assert not named("consents.answer_read")


def test_another_school_is_refused_as_one_that_is_not_there(system: System) -> None:
    there = make.school()

    found = system.ask(NOBODY, school=there.brin + there.location)

    assert found.status_code == 403
    assert found.content == system.ask(NOBODY, school="00ZZ00").content


def test_one_token_asks_about_each_of_its_schools(system: System) -> None:
    second = make.asking(schools.school())
    access.with_role(Role.PRIVACY_OFFICER, second, who=system.officer)
    there = students.student(second)
    make.choose(access.parent(there), there, "yes", at=timezone.now())
    _, token = clients.add(system.officer, system.home.school, second)

    found = system.ask(there, token=token, school=second.brin + second.location)

    assert found.json()["answer"]["may_appear"] == {there.las_key: True}
    assert system.told(there) == {there.las_key: False}


GOOD = {"school": "00AA00", "channel": "X", "until": "2026-12-01", "students": ["1"]}


DAMAGED = (
    b" ",
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b"[" * 50_000,
    b"1" * 5_000,
    b'{"school": "1", "school": "2"}',
    json.dumps(GOOD | {"more": 1}).encode(),
    json.dumps({"school": "00AA00"}).encode(),
)


def test_what_is_damaged_is_refused(system: System) -> None:
    for body in DAMAGED:
        found = system.send(body)
        assert found.status_code == 400, body[:20]
        described("Problem").validate(found.json())


UNFIT: tuple[dict[str, Any], ...] = (
    {"students": []},
    {"students": "s1"},
    {"students": [1]},
    {"students": [""]},
    {"students": ["x" * 257]},
    {"students": ["canary\x00"]},
    {"students": ["canary\ud800"]},
    {"students": ["s1", "s1"]},
    {"students": [{"canary": 1}]},
    {"students": [f"s{n}" for n in range(201)]},
    {"until": "2026-13-01"},
    {"until": "20261201"},
    {"until": "2020-01-01"},
    {"until": "2999-01-01"},
    {"until": "\uff12026-12-01"},
    {"until": None},
    {"school": "canary"},
    {"school": ["00AA00"]},
    {"channel": "canary-of-somebody"},
    {"channel": 7},
)


def test_a_part_that_does_not_fit_is_refused_and_not_repeated(
    system: System, caplog: pytest.LogCaptureFixture
) -> None:
    for other in UNFIT:
        found = system.ask("s1", **other)
        assert found.status_code == 400, other
        described("Problem").validate(found.json())
        assert "canary" not in found.content.decode() + caplog.text
    assert not named("consents.client_answered")


def test_too_long_another_kind_and_another_method_are_refused(system: System) -> None:
    assert system.send(b" " * (rules.LONGEST_QUESTION + 1)).status_code == 413
    assert system.send(b"a=1", kind="application/x-www-form-urlencoded").status_code == 415
    headers = {"Authorization": f"Bearer {system.token}"}
    for method in ("get", "head", "put", "patch", "delete", "options"):
        found = getattr(Browser(), method)(clients.ADDRESS, headers=headers)
        assert found.status_code == 405, method


def test_nothing_of_a_session_is_used_or_set(system: System) -> None:
    browser = Browser()
    browser.force_login(system.officer, backend="accounts.backends.SignInBackend")
    body = json.dumps(system.question(system.home.child))

    alone = browser.post(clients.ADDRESS, data=body, content_type="application/json")
    with CaptureQueriesContext(connection) as asked:
        both = browser.post(
            clients.ADDRESS,
            data=body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {system.token}"},
        )

    assert alone.status_code == 401
    assert both.status_code == 200
    assert not both.cookies
    assert "Cookie" not in both.headers.get("Vary", "")
    assert both.headers["Cache-Control"] == "no-store"
    assert not [one for one in asked if "django_session" in one["sql"]]


def test_as_many_questions_to_the_database_for_two_hundred_as_for_one(system: System) -> None:
    many = [students.student(system.home.school).las_key for _ in range(20)]

    def queries(*numbers: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert system.ask(*numbers).status_code == 200
        own = ("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT coalesce(current_setting")
        return len([query for query in asked if not query["sql"].startswith(own)])

    assert queries(*many) == queries(many[0]) <= 11


def test_after_so_many_students_in_an_hour_a_system_waits(system: System) -> None:
    with unwalled("clients"):
        Client.objects.update(allowance=2)

    first, second = system.ask(NOBODY, "x"), system.ask("a", "b", "c")

    assert first.status_code == 200
    assert second.status_code == 429
    assert int(second.headers["Retry-After"]) in {2, 3}  # at 5000 an hour
    described("Problem").validate(second.json())
    with unwalled("clients"):
        Client.objects.update(counted_at=timezone.now() - timedelta(seconds=5))
    assert system.ask("a", "b", "c").status_code == 200


def test_what_is_refused_counts_too_and_the_count_never_passes_an_hours_worth(
    system: System,
) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    with unwalled("clients"):
        Client.objects.update(allowance=10**9, counted_at=long_ago)

    system.send(b"{")

    with seeing_all():
        assert rules.ALLOWANCE - 2 < Client.objects.get().allowance <= rules.ALLOWANCE - 1


def test_the_description_is_openapi_and_says_what_the_code_holds() -> None:
    found = Browser().get("/api/v1/openapi.json")
    whole = found.json()
    question = whole["components"]["schemas"]["Question"]["properties"]

    assert not list(OpenAPIV31SpecValidator(whole).iter_errors())
    assert not found.cookies
    assert question["students"]["maxItems"] == rules.STUDENTS
    assert question["students"]["items"]["maxLength"] == rules.LONGEST_NUMBER
    said = json.dumps(whole)
    for number in (rules.ALLOWANCE, rules.DAYS_AHEAD, rules.ANSWER_HOURS, rules.LONGEST_QUESTION):
        assert f" {number} " in said


def test_a_worker_and_the_purge_have_no_such_door() -> None:
    for role in ("portal_worker", "portal_purge"):
        with as_role("portal_owner"), connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_function_privilege(%s, 'consents_client_enters(int)', 'EXECUTE')",
                [role],
            )
            assert cursor.fetchone() == (False,)
