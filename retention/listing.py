"""Make the list: for each student, rule and kind of data, what happens to how many records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from retention import bulk, facts, graph, rules
from retention.accounts import GUARDIANS
from retention.choices import Action, ItemState, Why
from retention.models import PurgeItem, Rule
from students.models import Guardian

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from holdings.register import Holding
    from retention.models import PurgeRun
    from schools.models import School

ITEM = (
    "run_id",
    "student_id",
    "rule",
    "decider",
    "version",
    "category",
    "holding",
    "action",
    "why",
    "reason",
    "until",
    "destroy_by",
    "rows",
    "erased",
    "state",
)
HARMLESS = frozenset({Why.SIBLING})  # stays, and does not hang on the student


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: these records of one kind, about one student or about none."""

    student: int | None
    rule: str
    holding: str
    verdict: rules.Verdict
    keys: tuple[int, ...]

    @property
    def rows(self) -> int:
        """Return how many records it is about."""
        return len(self.keys)

    @property
    def marked(self) -> tuple[object, ...]:
        """Return what the fingerprint of the list is made of.

        Whose, which records, by which version of which rule, and the days that it counted to:
        another record in the place of one that went is another list, too.
        """
        v = self.verdict
        decided = (v.code, v.version, v.until, v.destroy_by)
        return (self.student, self.rule, self.holding, *decided, *sorted(self.keys))


def make(school: School, *, on: date) -> list[Line]:
    """Return the whole list for a school on a day, from the facts as they are now."""
    judge = facts.judge(school, on=on)
    students = judge.leavers()
    lines = [
        line
        for holding in graph.erasable()
        for code in holding.rules
        for line in _of(holding, code, students, judge)
    ]
    return [*_core_last(lines), *_of_nobody(school, judge)]


def _of_nobody(school: School, judge: facts.Judge) -> list[Line]:
    """Return the guardians who were never linked to a child, or are not any more.

    Their term counts from the leaving of the last child, and there is none: an import that
    is still to bring the link, or one that took it away. Only a person can tell.
    """
    rule = judge.rules.get(GUARDIANS)
    verdict = rules.Verdict(
        Action.PERSON, Why.NO_CHILD, GUARDIANS if rule else "", rule.version if rule else 0
    )
    alone = Guardian.objects.filter(school=school, guardianships=None)
    keys = tuple(alone.values_list("pk", flat=True))
    return [Line(None, GUARDIANS, Guardian._meta.label, verdict, keys)] if keys else []


def _of(holding: Holding[Any], code: str, students: list[int], judge: facts.Judge) -> list[Line]:
    verdicts = {pk: judge.verdict(pk, code) for pk in students}
    due = [pk for pk, verdict in verdicts.items() if verdict and verdict.is_delete]
    path = graph.path_to_student(holding, code)
    label = holding.model._meta.label
    if not graph.is_shared(holding, code):
        owners = owners_of(holding.under(code, students), path, students)
        found = {row: (pk, verdicts[pk]) for row, pk in owners.items()}
    else:
        going = owners_of(holding.under(code, due), path, due)
        there = owners_of(holding.about(students), path, students)
        found = {row: (pk, _shared(verdicts[pk], goes=row in going)) for row, pk in there.items()}
    keys: dict[tuple[int, rules.Verdict], list[int]] = defaultdict(list)
    for row, (pk, verdict) in found.items():
        if verdict:
            keys[pk, verdict].append(row)
    return [Line(pk, code, label, v, tuple(rows)) for (pk, v), rows in keys.items()]


def _shared(verdict: rules.Verdict | None, *, goes: bool) -> rules.Verdict | None:
    if verdict and verdict.is_delete and not goes:
        return replace(verdict, action=Action.KEEP, why=Why.SIBLING, until=None, destroy_by=None)
    return verdict


def owners_of(rows: QuerySet[Any], path: str, students: Collection[int]) -> dict[int, int]:
    """Return for each row the student it goes with: of several, the last one in the list."""
    wanted = set(students)
    owners: dict[int, int] = {}
    for row, student in rows.order_by().values_list("pk", path):
        if student in wanted and student > owners.get(row, 0):
            owners[row] = student
    return owners


def _core_last(lines: list[Line]) -> list[Line]:
    """Let the student's own row wait for whatever of the student must stay."""
    waits: dict[int | None, list[rules.Verdict]] = {}
    for line in lines:
        verdict = line.verdict
        if not verdict.is_delete and verdict.why not in HARMLESS:
            waits.setdefault(line.student, []).append(verdict)
    return [
        replace(line, verdict=_waiting(line.verdict, waits[line.student]))
        if line.rule == graph.CORE and line.verdict.is_delete and line.student in waits
        else line
        for line in lines
    ]


def _waiting(core: rules.Verdict, others: list[rules.Verdict]) -> rules.Verdict:
    days = [other.until for other in others]
    until = None if None in days else max(day for day in days if day is not None)
    return replace(core, action=Action.KEEP, why=Why.OTHER_RULES, until=until, destroy_by=None)


def fingerprint(lines: list[Line]) -> str:
    """Return the mark of what a list deletes: same deletions, same mark.

    A second person approves exactly those. What stays, or waits for somebody, may change on
    any day without anything else being deleted, and so is no part of it.
    """
    return rules.fingerprint(line.marked for line in lines if line.verdict.is_delete)


def freeze(run: PurgeRun, lines: list[Line]) -> None:
    """Write a list down as the lines of a run."""
    named = Rule.objects.in_force(run.school, on=run.on)
    labels = {rule.code: rule.label for rule in named}
    bulk.copy(
        PurgeItem._meta.db_table,
        ITEM,
        (
            (
                run.pk,
                line.student,
                line.rule,
                line.verdict.code,
                line.verdict.version,
                labels.get(line.rule, line.rule),
                line.holding,
                line.verdict.action.value,
                line.verdict.why.value,
                line.verdict.reason,
                line.verdict.until,
                line.verdict.destroy_by,
                line.rows,
                0,
                (ItemState.PENDING if line.verdict.is_delete else ItemState.HELD).value,
            )
            for line in lines
        ),
    )
