"""Work answers out beforehand, and see that what is kept is what the rule says."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import DateTimeField, Exists, Func, Max, OuterRef, Q

from consents.answers import Door, asked_at, changes_of, facts_of, kept_as_answer
from consents.models import KeptAnswer, Purpose
from consents.rules import Stretch, stretches
from kernel.database import acting_for_school
from kernel.dates import day_of
from students.models import Enrolment, Student

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from django.db.models import QuerySet

Pair = tuple[int, int]  # a student and a purpose, by key
AT_ONCE = 250  # students in one transaction, which takes less than a second
LATER_THAN_ALL = datetime(9999, 1, 1, tzinfo=UTC)
ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('consents_answers'), %s::int)"
ALONE_AT_LAST = "SELECT true FROM pg_advisory_xact_lock(hashtext('consents_answers'), %s::int)"
KEEP = """
INSERT INTO consents_keptanswer (student_id, school_id, purpose_id, effective, known, granted,
  reason, deciders, decision_at, wording_version)
SELECT student, %s, purpose, tstzrange(starts, ends), tstzrange(since, NULL), granted, reason,
  deciders, decision_at, version
FROM jsonb_to_recordset(%s) AS kept (student bigint, purpose bigint, since timestamptz,
  starts timestamptz, ends timestamptz, granted boolean, reason text, deciders text[],
  decision_at timestamptz, version int)
"""
FORGET = "SELECT consents_forget(ARRAY[%s], ARRAY[%s], ARRAY[%s])"


def keep_answers(*, school: int, at: datetime) -> int:
    """Work out what is not kept for a school, and return for how many students that was.

    Waits for nobody: while somebody changes what an answer rests on, it stops, and whoever rings
    next goes on. Run twice, it does nothing the second time.
    """
    done = 0
    while some := _keep_some(school, at=at):
        done += some
    return done


def check_answers(*, school: int) -> int:
    """Compare all that is kept for a school with the rule; return how many answers differ.

    Those are kept no longer, so that the rule answers. None should: it means that something
    changed of which PostgreSQL did not know that an answer rests on it. Waits for who changes
    something, so that nobody is passed over.
    """
    wrong = 0
    asked = _asked(school)
    everybody = Student.objects.filter(school=school).order_by("pk")
    keys = list(everybody.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        with acting_for_school(school):
            _alone(school, waits=True)
            some = list(everybody.filter(pk__in=keys[start : start + AT_ONCE]))
            found = _differing(some, asked)
            _forget(school, found)
        wrong += len(found)
    return wrong


def settled(*, school: int, codes: Collection[str], at: datetime) -> datetime | None:
    """Return up to when it is certain what counted, `at` at the latest; None where it is not.

    Every answer to these questions is kept then, and until the transaction ends nobody changes
    one: what turns later is kept as later than this. By the clock of PostgreSQL, which closes
    what is kept. Waits for nobody, as `keep_answers`.
    """
    if not _alone(school):
        return None
    asked = [purpose for purpose in _asked(school) if purpose.code in codes]
    return None if _lacking(school, asked, at=at).exists() else min(at, _clock())


def _clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found


def _keep_some(school: int, *, at: datetime) -> int:
    with acting_for_school(school):
        if not _alone(school):
            return 0
        asked = _asked(school)
        some = list(_lacking(school, asked, at=at)[:AT_ONCE])
        if some:
            _write(school, _missing(some, asked, at=at))
        return len(some)


def _alone(school: int, *, waits: bool = False) -> bool:
    """Keep out, until the transaction ends, who would change what an answer rests on.

    Asked first of all: who holds no row yet can wait for this without anybody waiting for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(ALONE_AT_LAST if waits else ALONE, [school])
        return bool(cursor.fetchone()[0])


def _asked(school: int) -> list[Purpose]:
    return asked_at([school], at=LATER_THAN_ALL)


def _lacking(school: int, asked: list[Purpose], *, at: datetime) -> QuerySet[Student]:
    """Return the students of today, and of later, of whom some answer is not kept."""
    kept = KeptAnswer.objects.open().filter(
        student=OuterRef(OuterRef("pk")), purpose=OuterRef("pk")
    )
    unkept = Purpose.objects.filter(~Exists(kept), pk__in=[purpose.pk for purpose in asked])
    stays = Enrolment.objects.filter(
        Q(period__upper_inf=True) | Q(period__endswith__gt=day_of(at)), student=OuterRef("pk")
    )
    rows = Student.objects.filter(Exists(unkept), Exists(stays), school=school)
    return rows.order_by("pk")


def _missing(
    students: list[Student], asked: list[Purpose], *, at: datetime
) -> Iterator[tuple[Pair, datetime, Stretch]]:
    """Yield what is to be kept: for whom, from when it is known, and each stretch."""
    rows = KeptAnswer.objects.filter(student__in=students)
    kept = set(rows.open().values_list("student", "purpose"))
    closed = Func("known", function="upper", output_field=DateTimeField())
    last = {
        (student, purpose): ended
        for student, purpose, ended in rows.filter(known__upper_inf=False)
        .values_list("student", "purpose")
        .annotate(ended=Max(closed))
    }
    changes = changes_of(asked)
    worlds = facts_of(students, asked, until=LATER_THAN_ALL, door=Door.PORTAL)
    for pair, facts in worlds.items():
        if pair in kept:
            continue
        since = max(at, last.get(pair, at))
        for stretch in stretches(facts, changes[pair[1]], since=since):
            yield pair, since, stretch


def _write(school: int, found: Iterable[tuple[Pair, datetime, Stretch]]) -> None:
    rows = [_row(pair, since, stretch) for pair, since, stretch in found]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [school, json.dumps(rows)])


def _row(pair: Pair, since: datetime, stretch: Stretch) -> dict[str, object]:
    answer = stretch.answer
    return {
        "student": pair[0],
        "purpose": pair[1],
        "since": since.isoformat(),
        "starts": stretch.starts.isoformat(),
        "ends": stretch.ends and stretch.ends.isoformat(),
        "granted": answer.granted,
        "reason": answer.reason,
        "deciders": answer.deciders,
        "decision_at": answer.decision_at and answer.decision_at.isoformat(),
        "version": answer.wording_version,
    }


def _differing(students: list[Student], asked: list[Purpose]) -> list[Pair]:
    """Return for whom, and for what, the rule says something else than what is kept."""
    kept: dict[Pair, list[Stretch]] = defaultdict(list)
    rows = KeptAnswer.objects.open().filter(student__in=students).order_by("effective")
    for row in rows:
        stretch = Stretch(row.effective.lower, row.effective.upper, kept_as_answer(row))
        kept[row.student_id, row.purpose_id].append(stretch)
    changes = changes_of(asked)
    worlds = facts_of(students, asked, until=LATER_THAN_ALL, door=Door.PORTAL)
    return [
        pair
        for pair, stretched in kept.items()
        if pair in worlds
        and stretches(worlds[pair], changes[pair[1]], since=stretched[0].starts) != stretched
    ]


def _forget(school: int, pairs: Iterable[Pair]) -> None:
    with connection.cursor() as cursor:
        for student, purpose in pairs:
            cursor.execute(FORGET, [school, student, purpose])
