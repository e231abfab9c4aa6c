"""When a message of a campaign goes: on day 0, 7 and 21 at the earliest, and then no more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from consents.campaigns.rules import next_round
from kernel.dates import is_waking

FIRST = date(2026, 9, 1)


def later(days: int) -> date:
    return FIRST + timedelta(days=days)


def sent_when_looked_at_daily(*, until: int) -> list[int]:
    sent: list[date] = []
    for day in range(until):
        if next_round(sent, last=sent[-1] if sent else None, on=later(day)) is not None:
            sent.append(later(day))
    return [(day - FIRST).days for day in sent]


def test_three_messages_go_on_day_0_7_and_21_and_then_no_more() -> None:
    assert sent_when_looked_at_daily(until=400) == [0, 7, 21]


def test_each_message_knows_which_one_it_is() -> None:
    assert next_round([], last=None, on=FIRST) == 1
    assert next_round([FIRST], last=FIRST, on=later(6)) is None
    assert next_round([FIRST], last=FIRST, on=later(7)) == 2
    assert next_round([FIRST, later(7)], last=later(7), on=later(20)) is None
    assert next_round([FIRST, later(7)], last=later(7), on=later(21)) == 3


def test_after_a_standstill_messages_do_not_follow_one_another_at_once() -> None:
    late = later(60)

    assert next_round([FIRST], last=FIRST, on=late) == 2
    assert next_round([FIRST, late], last=late, on=late + timedelta(days=6)) is None
    assert next_round([FIRST, late], last=late, on=late + timedelta(days=7)) == 3


def test_another_campaign_of_the_school_leaves_a_week_of_quiet() -> None:
    assert next_round([], last=later(0), on=later(6)) is None
    assert next_round([], last=later(0), on=later(7)) == 1


def test_no_telephone_makes_a_sound_at_night() -> None:
    def at(hour: int) -> datetime:
        return datetime(2026, 9, 1, hour, tzinfo=UTC)  # two hours later in the Netherlands

    assert [hour for hour in range(24) if is_waking(at(hour))] == list(range(6, 18))
