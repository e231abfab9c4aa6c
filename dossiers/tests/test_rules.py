"""How a follow-up stands on a day, and what answers about pictures come to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dossiers.choices import Pictures, Urgency
from dossiers.rules import pictures, urgency

MONDAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        pytest.param(MONDAY - timedelta(days=1), Urgency.OVERDUE, id="yesterday"),
        pytest.param(MONDAY, Urgency.THIS_WEEK, id="today"),
        pytest.param(MONDAY + timedelta(days=6), Urgency.THIS_WEEK, id="the Sunday of this week"),
        pytest.param(MONDAY + timedelta(days=7), Urgency.LATER, id="the Monday after"),
    ],
)
def test_how_a_follow_up_stands(due_on: date, expected: Urgency) -> None:
    assert urgency(due_on, on=MONDAY) == expected


@pytest.mark.law("AVG 4(11)")
@pytest.mark.parametrize(
    ("granted", "silent", "expected"),
    [
        pytest.param([True, True], [False, False], Pictures.EVERYWHERE, id="yes twice"),
        pytest.param([True, False], [False, False], Pictures.SOMEWHERE, id="yes and no"),
        pytest.param([False, False], [False, True], Pictures.NOWHERE, id="no, and silence"),
        pytest.param([False, False], [True, True], Pictures.UNANSWERED, id="silence is no yes"),
        pytest.param([], [], Pictures.UNANSWERED, id="nothing asked"),
    ],
)
def test_what_the_answers_about_pictures_come_to(
    granted: list[bool], silent: list[bool], expected: Pictures
) -> None:
    assert pictures(granted=granted, silent=silent) == expected
