"""Adopt the schedule, and change how long a board keeps something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from kernel.dates import day_of
from retention import errors, policies
from retention.events import RuleChanged, ScheduleAdopted
from retention.models import Rule
from retention.rules import STATUTORY_MINIMUM, Length
from retention.schedule import defaults

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User
    from retention.schedule import Default
    from schools.models import Board


@transaction.atomic
def adopt_schedule(*, actor: User | None, board: Board, at: datetime) -> list[Rule]:
    """Give a board its own copy of the shipped schedule; what it has already stays.

    Law: AVG 30(1)(f)
    """
    there = set(Rule.objects.filter(board=board).values_list("code", flat=True))
    new = [d for code, d in defaults().items() if code not in there]
    made = Rule.objects.bulk_create(_copy(default, board) for default in new)
    if made:
        record(ScheduleAdopted(rules=len(made)), actor=actor, at=at)
    return made


@transaction.atomic
def change_rule(
    *, actor: User | None, rule: Rule, keep: Length, from_day: date, reason: str, at: datetime
) -> Rule:
    """Let a term be another one from a day on, as a new version of the rule.

    An actor of None is whoever runs the command line.

    Raises:
        NotYourScheduleError: `actor` does not approve purges at every school of the board.
        NotTheNewestError: another version follows on this one.
        NoTermError: a part of the term is below zero.
        BelowMinimumError: a law forbids to keep it shorter.
        NeedsReasonError: it is longer than the default and nobody says why.
        TooEarlyError: the day is not later than the day on which this version began.
    Law: BBWPO 9; AVG 5(1)(e)
    """
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    if actor is not None:
        policies.require_schedule_keeper(actor, rule.board)
    if rule.valid.upper is not None:
        raise errors.NotTheNewestError
    if min(keep.years, keep.months, keep.weeks, keep.days) < 0:
        raise errors.NoTermError
    default = defaults()[rule.code]
    if default.basis in STATUTORY_MINIMUM and keep.is_shorter_than(default.keep):
        raise errors.BelowMinimumError
    if default.keep.is_shorter_than(keep) and not reason.strip():
        raise errors.NeedsReasonError
    began = rule.valid.lower
    if (began is not None and from_day <= began) or from_day < day_of(at):
        raise errors.TooEarlyError
    Rule.objects.filter(pk=rule.pk).update(valid=(began, from_day))
    rule.pk = None
    rule._state.adding = True  # noqa: SLF001  (the way Django documents to copy a row)
    rule.version += 1
    rule.justification = reason
    rule.valid = (from_day, None)
    _lay_down(rule, keep)
    rule.save(force_insert=True)
    record(RuleChanged(rule=rule.code, version=rule.version), actor=actor, at=at)
    return rule


def _lay_down(rule: Rule, keep: Length) -> None:
    rule.keep_years, rule.keep_months = keep.years, keep.months
    rule.keep_weeks, rule.keep_days = keep.weeks, keep.days


def _copy(default: Default, board: Board) -> Rule:
    within = default.within or Length()
    rule = Rule(
        board=board,
        code=default.code,
        category=default.category,
        name_nl=default.name_nl,
        name_en=default.name_en,
        sector=default.sector,
        within_years=within.years,
        within_months=within.months,
        within_weeks=within.weeks,
        within_days=within.days,
        anchor=default.anchor,
        basis=default.basis,
        ending=default.ending,
        also=list(default.also),
        source=default.source,
        valid=(None, None),
    )
    _lay_down(rule, default.keep)
    return rule
