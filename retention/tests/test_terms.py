"""The schedule can be read by page, and changed by whoever runs the portal."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from access.choices import Role
from access.tests.make import with_role
from audit.models import Event
from kernel.database import as_role
from kernel.tests.roles import become
from retention import errors, services
from retention.models import Rule
from retention.rules import Length
from retention.tests import make
from schools.tests.make import user

if TYPE_CHECKING:
    from kernel.errors import RuleBrokenError

pytestmark = pytest.mark.django_db


def change(at: make.Place, code: str, *words: str, by: str = "") -> str:
    out = StringIO()
    become("portal_worker")
    brin = f"{at.school.brin}{at.school.location}"
    who = by or at.head.email
    fixed = ("--school", brin, "--from", "2099-08-01", "--by", who, "--reason", "Besproken.")
    call_command("retention_rule", code, *fixed, *words, stdout=out)
    return out.getvalue()


def text_for(at: make.Place, role: Role = Role.PRIVACY_OFFICER) -> str:
    client = Client()
    client.force_login(with_role(role, at.school), backend="accounts.backends.SignInBackend")
    return strip_tags(client.get(reverse("retention:terms")).text)


def test_the_page_shows_each_rule_with_its_term_basis_and_source() -> None:
    at = make.place()

    text = text_for(at)

    core = Rule.objects.get(board=at.school.board, code="R02")
    for words in (core.name, core.keep_in_words, core.get_basis_display(), core.source):
        assert words in text
    assert core.within_in_words in text
    assert all(rule.code in text for rule in Rule.objects.filter(board=at.school.board))


def test_the_page_shows_no_rules_of_another_board_and_nothing_to_a_stranger() -> None:
    at, other = make.place(), make.place()
    with as_role("portal_worker"):
        Rule.objects.filter(board=other.school.board).update(source="Van een ander bestuur")
    stranger = Client()
    stranger.force_login(user(), backend="accounts.backends.SignInBackend")

    assert "Van een ander bestuur" not in text_for(at)
    assert stranger.get(reverse("retention:terms")).status_code == 404


def test_a_term_is_changed_by_command_from_a_day_on_and_the_page_says_why() -> None:
    at = make.place()

    said = change(at, "R14", "--years", "3")

    assert said == "R14 v2 2099-08-01\n"
    old, new = Rule.objects.filter(board=at.school.board, code="R14").order_by("version")
    assert (old.valid.upper, new.keep) == (date(2099, 8, 1), Length(years=3))
    assert "Besproken." in text_for(at)
    (event,) = Event.objects.filter(name="retention.rule_changed")
    assert (event.actor, event.facts) == (at.head.audit_ref, {"rule": "R14", "version": 2})


@pytest.mark.law("BBWPO 9")
@pytest.mark.parametrize(
    ("code", "words", "error"),
    [
        pytest.param("R02", ("--years", "4"), errors.BelowMinimumError, id="below the law"),
        pytest.param("R14", ("--years", "-1"), errors.NoTermError, id="below zero"),
        pytest.param("R14", ("--from", "2020-01-01"), errors.TooEarlyError, id="in the past"),
    ],
)
def test_what_may_not_be_changed_is_refused_with_exit_code_2(
    code: str, words: tuple[str, ...], error: type[RuleBrokenError]
) -> None:
    at = make.place()

    with pytest.raises(CommandError) as refused:
        change(at, code, *words)

    assert (refused.value.returncode, str(refused.value)) == (2, str(error()))
    assert Rule.objects.filter(board=at.school.board, code=code).count() == 1


def test_whoever_does_not_keep_the_schedule_cannot_change_it() -> None:
    at = make.place()

    with pytest.raises(CommandError, match=str(errors.NotYourScheduleError())):
        change(at, "R14", "--years", "3", by=at.clerk.email)
    with pytest.raises(CommandError) as refused:
        change(at, "R99", "--years", "3")
    assert refused.value.returncode == 2


def test_a_version_that_has_a_successor_cannot_be_changed() -> None:
    at = make.place()
    first = Rule.objects.get(board=at.school.board, code="R14")
    change(at, "R14", "--years", "3")

    with pytest.raises(errors.NotTheNewestError):
        services.change_rule(
            actor=at.head,
            rule=first,
            keep=Length(years=4),
            from_day=date(2098, 1, 1),
            reason="Nog eens.",
            at=make.NOW,
        )


def test_the_page_asks_the_database_as_often_for_more_rules() -> None:
    at = make.place()
    client = Client()
    client.force_login(at.head, backend="accounts.backends.SignInBackend")

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("retention:terms")).status_code == 200
        return len(asked)

    before = count()
    change(at, "R14", "--years", "3")
    become("portal_web")

    assert count() == before
