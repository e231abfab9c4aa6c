"""The answer on the command line: exactly these keys, for any moment, naming nobody."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from consents.tests import make
from consents.tests.people import Family
from schools.tests.make import NOW

pytestmark = pytest.mark.django_db


def ask(home: Family, *more: str) -> str:
    """Return what the command prints about the child and the website."""
    out = StringIO()
    about = ["--student", str(home.child.public_id), "--purpose", make.WEBSITE]
    with make.as_worker():
        call_command("consent_answer", *about, *more, stdout=out)
    return out.getvalue()


def test_without_an_answer_it_is_denied_and_says_why() -> None:
    assert json.loads(ask(Family(), "--json")) == {
        "answer": "denied",
        "reason": "silence",
        "deciders": ["guardian", "guardian"],
        "decision_at": None,
        "wording": None,
    }


def test_a_yes_is_granted_with_its_moment_and_words() -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")

    found = json.loads(ask(home, "--json"))

    assert found == {
        "answer": "granted",
        "reason": "agreed",
        "deciders": ["guardian", "guardian"],
        "decision_at": NOW.isoformat(),
        "wording": f"{make.WEBSITE} v1",
    }


@pytest.mark.law("AVG 7(1)")
def test_it_answers_for_a_moment_of_before_what_was_true_then() -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")
    make.choose(home.other, home.child, "no", at=NOW + timedelta(days=2))

    before = ask(home, "--json", "--at", (NOW - timedelta(minutes=1)).isoformat())
    between = ask(home, "--json", "--at", "2026-11-03")
    after = ask(home, "--json", "--at", (NOW + timedelta(days=2)).isoformat())

    answers = [json.loads(text) for text in (before, between, after)]
    assert [found["reason"] for found in answers] == ["silence", "agreed", "disagreement"]


def test_for_people_it_prints_lines_and_no_name() -> None:
    home = Family()
    make.choose(home.parent, home.child, "yes")

    found = ask(home)

    assert found.startswith("answer: granted\n")
    for word in (home.child.surname, home.parent.display_name, home.parent.email):
        assert word not in found


@pytest.mark.parametrize(
    "wrong",
    [
        {"student": "noor"},
        {"student": str(uuid4())},
        {"purpose": "IMG_NOTHING"},
        {"at": "yesterday"},
    ],
    ids=["no public id", "unknown student", "not asked", "no moment"],
)
def test_what_cannot_be_answered_ends_with_two(wrong: dict[str, str]) -> None:
    home = Family()
    asked = {"student": str(home.child.public_id), "purpose": make.WEBSITE} | wrong

    with pytest.raises(CommandError) as refused:
        call_command("consent_answer", json=True, stdout=StringIO(), **asked)

    assert refused.value.returncode == 2
