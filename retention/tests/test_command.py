"""`manage.py purge`, as an administrator types it."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from kernel.tests.roles import become
from retention.models import PurgeRun
from retention.tests import make
from students.models import Enrolment

pytestmark = pytest.mark.django_db


def purge(*words: str) -> str:
    out = StringIO()
    become("portal_worker")
    call_command("purge", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def propose(at: make.Place, *, on: str = "2026-08-01") -> dict[str, Any]:
    brin = f"{at.school.brin}{at.school.location}"
    by = at.clerk.email
    found = json.loads(purge("propose", "--school", brin, "--on", on, "--by", by, "--json"))
    assert isinstance(found, dict)
    return found


def test_the_whole_way_from_proposal_to_certificate() -> None:
    at = make.place()
    make.leaver(at.school)

    listed = propose(at)
    assert set(listed) == {"run", "delete", "keep", "person"}
    assert listed["delete"]["R17_photo"] == 1
    assert {"category": "R02_enrolment", "count": 2, "until": "2029-07-31"}.items() <= next(
        line for line in listed["keep"] if line["category"] == "R02_enrolment"
    ).items()

    purge("approve", listed["run"], "--by", at.head.email)
    assert "done" in purge("execute", listed["run"])
    scan = json.loads(purge("scan", listed["run"], "--json"))
    assert set(scan["searched"]) == {"tables", "columns", "files"}
    assert scan["hits"] == []
    certificate = json.loads(purge("certificate", listed["run"], "--json"))
    assert certificate["deleted"] == listed["delete"]
    assert "done" in purge("execute", listed["run"])  # again changes nothing


def test_one_person_doing_both_is_refused_with_exit_code_2() -> None:
    at = make.place()
    run = propose(at)["run"]

    with pytest.raises(CommandError, match=r"dezelfde|same") as refused:
        purge("approve", run, "--by", at.clerk.email)
    assert refused.value.returncode == 2


def test_a_person_without_the_right_is_refused_with_exit_code_2() -> None:
    at = make.place()
    brin = at.school.brin

    with pytest.raises(CommandError) as refused:
        purge("propose", "--school", brin, "--on", "2026-08-01", "--by", at.head.email)
    assert refused.value.returncode == 2


def test_a_changed_list_is_refused_and_ends_the_run() -> None:
    at = make.place()
    gone = make.leaver(at.school)
    run = propose(at)["run"]
    Enrolment.objects.filter(student=gone).update(period=("2018-08-01", "2024-09-01"))

    with pytest.raises(CommandError) as refused:
        purge("approve", run, "--by", at.head.email)
    assert refused.value.returncode == 2
    assert PurgeRun.objects.get(public_id=run).state == "invalid"
    with pytest.raises(CommandError):
        purge("execute", run)


@pytest.mark.parametrize(
    "words",
    [
        ("propose", "--school", "99ZZ", "--on", "2026-08-01", "--by", "x@example.org"),
        ("propose", "--school", "99ZZ", "--on", "gisteren", "--by", "x@example.org"),
        ("approve", "c0ffee00-0000-4000-8000-000000000000", "--by", "x@example.org"),
        ("execute", "nonsense"),
        ("certificate", "c0ffee00-0000-4000-8000-000000000000"),
    ],
)
def test_what_does_not_exist_is_said_with_exit_code_2(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        purge(*words)
    assert refused.value.returncode == 2


def test_a_list_that_nobody_approved_is_not_executed() -> None:
    at = make.place()
    run = propose(at)["run"]

    with pytest.raises(CommandError) as refused:
        purge("execute", run)
    assert refused.value.returncode == 2
