"""What the pages about a purge show: steps, lists, figures, and when the rest goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.dates import day_of
from kernel.templatetags.ui import number
from retention.choices import Action, ItemState, Reason, RunState, Why
from retention.models import PurgeItem, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from retention.models import PurgeRun

STARTED = (RunState.EXECUTING, RunState.SCANNING, RunState.DONE)
RUNNING = (RunState.PLANNING, RunState.CHECKING, RunState.APPROVED, *STARTED[:2])
NOTHING_YET = (RunState.PLANNING, RunState.CHECKING, RunState.APPROVED)
BAR_WIDTH = 340
BAR_HEIGHT = 42


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a purge, as the row of steps shows it."""

    label: str
    note: str
    state: str


@dataclass(slots=True)
class Kind:
    """The figures of one kind of data."""

    name: str
    rule: str
    delete: int = 0
    keep: int = 0
    person: int = 0
    done: int = 0

    @property
    def found(self) -> int:
        """Return how many records there were."""
        return self.delete + self.keep + self.person

    @property
    def percent(self) -> int:
        """Return how far deleting is."""
        return 100 * self.done // self.delete if self.delete else 100


@dataclass(slots=True)
class Stays:
    """What stays, or needs somebody, of one kind and for one reason; until which days."""

    name: str
    rule: str
    line: dict[str, Any]
    count: int = 0
    days: set[date] = field(default_factory=set)
    reviews: set[str] = field(default_factory=set)

    @property
    def first(self) -> date | None:
        """Return the first day on which some of it goes; None where no day is known."""
        return min(self.days, default=None)

    @property
    def last(self) -> date | None:
        """Return the last day on which some of it goes, where that is a later day."""
        return max(self.days) if len(self.days) > 1 else None

    @property
    def why(self) -> str:
        """Return why it stays, in a sentence part."""
        why = str(Why(self.line["why"]).label)
        if not self.reviews:
            return why
        return _("%(why)s: %(what)s; to be looked at on %(day)s") % {
            "why": why,
            "what": Reason(self.line["reason"].partition(" ")[0]).label,
            "day": min(self.reviews),
        }


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of the chart."""

    year: str
    count: int
    y: int
    text_y: int
    width: int


@dataclass(slots=True)
class Lists:
    """The three lists in figures."""

    kinds: list[Kind] = field(default_factory=list)
    keep: list[Stays] = field(default_factory=list)
    person: list[Stays] = field(default_factory=list)
    skipped: list[Stays] = field(default_factory=list)
    years: Counter[int] = field(default_factory=Counter)
    held: int = 0

    @property
    def sums(self) -> dict[str, int]:
        """Return the totals under the table."""
        names = ("found", "delete", "keep", "person", "done")
        return {name: sum(getattr(kind, name) for kind in self.kinds) for name in names}


def lists(run: PurgeRun) -> Lists:
    """Return the lists of a run, by kind of data and reason: short enough to be read."""
    names = {rule.code: rule.name for rule in Rule.objects.in_force(run.school, on=run.on)}
    made = Lists()
    kinds: dict[str, Kind] = {}
    stays: dict[tuple[str, ...], Stays] = {}
    for line in PurgeItem.objects.filter(run=run).summed():
        code, records = line["rule"], line["records"]
        kind = kinds.setdefault(code, Kind(names.get(code, code), code))
        setattr(kind, line["action"], getattr(kind, line["action"]) + records)
        if line["state"] in {ItemState.DONE, ItemState.SKIPPED}:
            kind.done += records
        if line["action"] == Action.KEEP:
            _count(made, line)
        _add(stays, line, kind.name)
    made.kinds = list(kinds.values())
    made.keep = [each for each in stays.values() if each.line["action"] == Action.KEEP]
    made.person = [each for each in stays.values() if each.line["action"] == Action.PERSON]
    made.skipped = [each for each in stays.values() if each.line["state"] == ItemState.SKIPPED]
    return made


def _count(made: Lists, line: dict[str, Any]) -> None:
    if line["why"] == Why.HOLD:
        made.held += line["records"]
    if line["until"]:
        made.years[line["until"].year] += line["records"]


def _add(stays: dict[tuple[str, ...], Stays], line: dict[str, Any], name: str) -> None:
    """Add a line to the one of its kind, rule and reason, which has one day or several."""
    decided = f"{line['decider']} v{line['version']}" if line["decider"] else ""
    code, _space, review = line["reason"].partition(" ")
    key = (line["action"], line["state"], line["rule"], decided, line["why"], code)
    group = stays.setdefault(key, Stays(name, decided, line))
    group.count += line["records"]
    group.days |= {line["until"]} - {None}
    group.reviews |= {review} - {""}


def named(counts: dict[str, int], run: PurgeRun) -> list[tuple[str, int]]:
    """Return numbers by the names that people know the kinds of data by."""
    names = {rule.label: rule.name for rule in Rule.objects.in_force(run.school, on=run.on)}
    return [(names.get(label, label), n) for label, n in counts.items()]


def bars(years: Mapping[int, int]) -> list[Bar]:
    """Return the years in which the rest goes, each with a bar on one linear scale."""
    most = max(years.values(), default=1)
    return [
        Bar(str(year), n, i * BAR_HEIGHT + 8, i * BAR_HEIGHT + 25, max(2, BAR_WIDTH * n // most))
        for i, (year, n) in enumerate(sorted(years.items()))
    ]


def steps(run: PurgeRun) -> list[Step]:
    """Return the five steps of a purge with the days on which they were done."""
    at = _reached(run)
    busy = _("stands still") if run.state == RunState.PARKED else _("busy")
    notes = [
        _day(run.proposed_at) if at > 0 else busy,
        _("read the list") if at <= 1 else _day(run.approved_at),
        _day(run.approved_at) if run.approved_at else _("by a second person"),
        busy if at == _EXECUTING else _day(run.started_at),
        _day(run.ended_at) if run.state == RunState.DONE else _("follows by itself"),
    ]
    labels = [_("Dry run"), _("Check"), _("Approval"), _("Deleting"), _("Proof")]
    return [
        Step(label, note, "done" if i < at else "current" if i == at else "todo")
        for i, (label, note) in enumerate(zip(labels, notes, strict=True))
    ]


_EXECUTING = 3


def _reached(run: PurgeRun) -> int:
    where = run.parked_in or run.state
    return {
        RunState.PLANNING: 0,
        RunState.PROPOSED: 1,
        RunState.CANCELLED: 1,
        RunState.INVALID: 1,
        RunState.CHECKING: 2,
        RunState.APPROVED: 3,
        RunState.EXECUTING: 3,
        RunState.SCANNING: 4,
        RunState.DONE: 5,
    }[RunState(where)]


def _day(at: datetime | None) -> str:
    return formats.date_format(day_of(at), "j F") if at else ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, for the bar that asks again by itself."""

    title: str
    text: str
    done: int
    total: int
    running: bool


def progress(run: PurgeRun, *, now: datetime) -> Progress:
    """Return how far a run is, with a guess of how long it takes still."""
    titles = {
        RunState.PLANNING: _("The list is being made"),
        RunState.CHECKING: _("The list is being checked once more"),
        RunState.APPROVED: _("The list is being checked once more"),
        RunState.EXECUTING: _("Deleting is going on"),
        RunState.SCANNING: _("We are searching for what may be left"),
        RunState.DONE: _("Deleting is done"),
    }
    text = _("%(done)s of %(total)s records deleted.") % {
        "done": number(run.done),
        "total": number(run.total),
    }
    if (run.parked_in or run.state) in NOTHING_YET:
        text = _("Nothing has been deleted.")
    return Progress(
        title=titles.get(RunState(run.state), ""),
        text=f"{text} {_left(run, now)}".strip(),
        done=run.done,
        total=max(run.total, 1),
        running=run.state in RUNNING,
    )


def _left(run: PurgeRun, now: datetime) -> str:
    if run.state != RunState.EXECUTING or not run.done or run.started_at is None:
        return ""
    seconds = (now - run.started_at).total_seconds() * (run.total - run.done) / run.done
    minutes = max(1, round(seconds / 60))
    return ngettext("About %(n)s minute left.", "About %(n)s minutes left.", minutes) % {
        "n": minutes
    }
