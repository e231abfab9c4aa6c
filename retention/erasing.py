"""Erase one batch: at most so many students, all of it or nothing of it.

Runs as `portal_purge` in one transaction: lock, decide again from the facts of that moment,
find the rows, erase in the order of the model graph, count, write the ledger.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import F

from holdings.register import Kind
from kernel.database import as_role
from retention import bulk, facts, graph, listing, marks
from retention.choices import ItemState, RunState, Why
from retention.models import DoomedFile, Ledger, PurgeItem, PurgeRun
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from holdings.register import Holding

BATCH = 500
NEXT_STUDENTS = """
SELECT DISTINCT student_id FROM retention_purgeitem
WHERE run_id = %s AND action = 'delete' AND state = 'pending' AND student_id IS NOT NULL
ORDER BY student_id LIMIT %s
"""
SAVE = """
UPDATE retention_purgeitem i SET state = %s, why = %s, reason = %s,
  erased = n.erased, student_id = NULL
FROM unnest(%s::bigint[], %s::int[]) AS n (id, erased)
WHERE i.id = n.id
"""
NEEDLE = ("run_id", "holding", "row", "kind", "words", "first", "mark")
SEARCHED = frozenset({Kind.NAME, Kind.NUMBER, Kind.ADDRESS, Kind.TEXT, Kind.FILE})


@dataclass(slots=True)
class Batch:
    """What one transaction works on."""

    run: PurgeRun
    at: datetime
    items: dict[tuple[int, str, str], PurgeItem]
    counts: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    needles: set[tuple[str, int, marks.Mark]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one kind that one rule ends, each with the student it is counted with."""

    holding: Holding[Any]
    rule: str
    owners: dict[int, int]


def erase_batch(run_id: int, *, at: datetime, size: int | None = None) -> bool:
    """Erase the next batch of a run; tell whether there was one."""
    with as_role("portal_purge"):
        run = PurgeRun.objects.select_for_update().get(pk=run_id)
        if run.state != RunState.EXECUTING:
            return False
        items = _claim(run, size or BATCH)
        if not items:
            return False
        batch = Batch(run, at, {(i.student_id or 0, i.rule, i.holding): i for i in items})
        references = _lock_students(batch)
        _decide_again(batch)
        parts = [part for holding in graph.erasable() for part in _parts(batch, holding)]
        for part in parts:
            _erase(batch, part)
        _write_down(batch, references)
    return True


def _claim(run: PurgeRun, size: int) -> list[PurgeItem]:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_STUDENTS, [run.pk, size])
        students = [student for (student,) in cursor.fetchall()]
    waiting = PurgeItem.objects.waiting().filter(run=run, student__in=students)
    return list(waiting.select_for_update(skip_locked=True).order_by("pk"))


def _lock_students(batch: Batch) -> dict[int, str]:
    """Lock the students, so that nothing about them is added meanwhile."""
    students = {student for student, _, _ in batch.items}
    rows = Student.objects.select_for_update().filter(pk__in=students).order_by("pk")
    return {pk: str(reference) for pk, reference in rows.values_list("pk", "audit_ref")}


def _decide_again(batch: Batch) -> None:
    """Skip what may not go any more: somebody came back, or put it on hold."""
    students = {student for student, _, _ in batch.items}
    judge = facts.judge(batch.run.school, on=batch.run.on, students=students)
    for (student, rule, _), item in batch.items.items():
        verdict = judge.verdict(student, rule)
        if verdict is None:
            _skip(item, Why.ENROLLED_AGAIN)
        elif not verdict.is_delete:
            _skip(item, verdict.why, verdict.reason)
    changed = {s for (s, _, _), item in batch.items.items() if item.state == ItemState.SKIPPED}
    for (student, rule, _), item in batch.items.items():
        if rule == graph.CORE and student in changed:
            _skip(item, Why.OTHER_RULES)


def _skip(item: PurgeItem, why: Why, reason: str = "") -> None:
    if item.state == ItemState.PENDING:
        item.state, item.why, item.reason = ItemState.SKIPPED, why, reason


def _parts(batch: Batch, holding: Holding[Any]) -> Iterable[Part]:
    """Find the rows before anything goes: what leads to them may go first."""
    label = holding.model._meta.label
    for rule in holding.rules:
        students = {
            s
            for (s, code, _), item in batch.items.items()
            if code == rule and item.state == ItemState.PENDING
        }
        if any((s, rule, label) in batch.items for s in students):
            path = graph.path_to_student(holding, rule)
            owners = listing.owners_of(holding.under(rule, students), path, students)
            listed = {r: s for r, s in owners.items() if (s, rule, label) in batch.items}
            yield Part(holding, rule, listed)


def _erase(batch: Batch, part: Part) -> None:
    if not part.owners:
        return
    model = part.holding.model
    rows = model._base_manager.filter(pk__in=bulk.among(part.owners))
    says = bool(SEARCHED & set(part.holding.fields.values()))
    before = {row.pk: row for row in rows} if says else {}
    if _goes_whole(part):
        graph.loosen(model, list(part.owners))
    part.holding.erase(rows.all(), rule=part.rule)
    if says:
        _remember(batch, part, before, after={row.pk: row for row in rows.all()})
    label = model._meta.label
    for student in part.owners.values():
        batch.counts[student][f"{part.rule} {label}"] += 1


def _goes_whole(part: Part) -> bool:
    return part.holding.model is not Student or part.rule == graph.CORE


def _remember(batch: Batch, part: Part, before: dict[int, Any], after: dict[int, Any]) -> None:
    """Keep marks of what is gone, and the names of files that must go after the commit."""
    label = part.holding.model._meta.label
    files: set[str] = set()
    for pk, row in before.items():
        gone = _gone(part.holding, row, after.get(pk))
        new = set(marks.needles(label, gone, row))
        for name, value in gone.items():
            if part.holding.fields[name] == Kind.FILE and value:
                files.add(str(value))
                new |= _content(str(value))
        batch.needles |= {(label, pk, mark) for mark in new}
    DoomedFile.objects.bulk_create(DoomedFile(run=batch.run, name=name) for name in files)


def _gone(holding: Holding[Any], row: Any, now: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return the fields that held something and do not hold it any more."""
    return {
        name: getattr(row, name)
        for name, kind in holding.fields.items()
        if kind in SEARCHED and (now is None or getattr(row, name) != getattr(now, name))
    }


def _content(name: str) -> set[marks.Mark]:
    try:
        with default_storage.open(name) as file:
            mark = marks.of_content(file.read())
    except FileNotFoundError:  # an earlier attempt was killed after it deleted the file
        return set()
    return {marks.Mark("content", 0, b"", mark)}


def _write_down(batch: Batch, references: dict[int, str]) -> None:
    """Keep the marks, count, mark the lines as done, and add to the ledger."""
    run = batch.run.pk
    bulk.copy(
        "retention_needle",
        NEEDLE,
        (
            (run, label, row, str(mark.kind), mark.words, mark.first, mark.whole)
            for label, row, mark in batch.needles
        ),
    )
    Ledger.objects.bulk_create(
        Ledger(
            run=batch.run,
            subject=marks.of_person(references[student]),
            counts=dict(counts),
            at=batch.at,
        )
        for student, counts in batch.counts.items()
    )
    for (student, rule, label), item in batch.items.items():
        if item.state == ItemState.PENDING:
            item.state = ItemState.DONE
            item.erased = batch.counts[student][f"{rule} {label}"]
    _save(batch.items.values())
    moved = sum(item.rows for item in batch.items.values())
    PurgeRun.objects.filter(pk=batch.run.pk).update(done=F("done") + moved)


def _save(items: Iterable[PurgeItem]) -> None:
    """Write the lines down: most came to the same end, so a statement for each end."""
    ends: dict[tuple[str, str, str], list[PurgeItem]] = defaultdict(list)
    for item in items:
        ends[str(item.state), str(item.why), item.reason].append(item)
    with connection.cursor() as cursor:
        for end, ended in ends.items():
            keys, erased = [i.pk for i in ended], [i.erased for i in ended]
            cursor.execute(SAVE, [*end, keys, erased])


def delete_files(run_id: int) -> int:
    """Delete the files of rows that are gone; doing it again is no error."""
    with as_role("portal_purge"):
        doomed = list(DoomedFile.objects.filter(run=run_id).select_for_update())
        for file in doomed:
            default_storage.delete(file.name)
        DoomedFile.objects.filter(pk__in=[file.pk for file in doomed]).delete()
    return len(doomed)
