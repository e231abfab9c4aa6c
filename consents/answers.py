"""The effective answer for students: facts from PostgreSQL, the decision from the rule.

Who may know the answer may not know who decided what. So what is decided and by whom comes from
a function in the database (see the migration `walls`), in which a guardian is a number.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import connection

from consents.choices import AtSixteen, Capacity, PurposeKind, Reason
from consents.models import KeptAnswer, Purpose, Wording
from consents.rules import (
    Answer,
    Change,
    Custody,
    Decided,
    Facts,
    Objection,
    Span,
    has_left,
    sixteenth_birthday,
)
from consents.rules import effective as decide
from kernel.dates import start_of
from students.models import Enrolment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from students.models import Student


# Of a kept answer, what the rule gave; its two times are left out, which cost more to read.
COLUMNS = ("granted", "reason", "deciders", "decision_at", "wording_version")


class Door(StrEnum):
    """The function of the database that gives the facts, each to another kind of caller."""

    READER = "SELECT * FROM consents_facts(%s::bigint[], %s)"  # may read these answers
    COUNTS = "SELECT * FROM consents_facts_for_counts(%s::bigint[], %s)"  # reads totals only
    CLIENT = "SELECT * FROM consents_facts_for_client(%s::bigint[], %s)"  # a system with a token
    PORTAL = "SELECT * FROM consents_facts_for_portal(%s::bigint[], %s)"  # a command for a school


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some students: custody, and what was said by student and purpose.

    An objection against all pictures stands under no purpose.
    """

    custody: dict[int, list[Custody]] = field(default_factory=lambda: defaultdict(list))
    decisions: dict[tuple[int, int], list[Decided]] = field(
        default_factory=lambda: defaultdict(list)
    )
    objections: dict[tuple[int, int | None], list[Objection]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def objected(self, student: int, purpose: Purpose) -> tuple[Objection, ...]:
        """Return the objections that reach a purpose."""
        own = self.objections[student, purpose.pk]
        is_picture = purpose.kind == PurposeKind.PICTURES
        return (*own, *self.objections[student, None]) if is_picture else tuple(own)


def effective(
    students: Iterable[Student],
    *,
    at: datetime,
    asked: list[Purpose] | None = None,
    door: Door = Door.READER,
) -> dict[int, dict[str, Answer]]:
    """Return, for each student by key, the answer for each purpose of its school by code.

    Answers that are kept are taken as they are; of who has not all of them, and of what is not
    about pictures, the rule is asked.
    Of a student whose answer the person whom PostgreSQL knows to ask may not read, nothing is
    known, so that the answer is no.

    At most four queries, however many students and purposes; two where all answers are kept; one
    less for who knows what is `asked`.
    """
    listed = list(students)
    if asked is None:
        asked = asked_at({student.school_id for student in listed}, at=at)
    beside = any(purpose.kind != PurposeKind.PICTURES for purpose in asked)
    kept = {} if beside else _kept([student.pk for student in listed], at=at)
    found = {
        student.pk: {
            purpose.code: kept.get((student.pk, purpose.pk))
            for purpose in asked
            if purpose.school_id == student.school_id
        }
        for student in listed
    }
    lacking = [student for student in listed if None in found[student.pk].values()]
    return {**found, **_by_rule(lacking, asked, at=at, door=door)}  # type: ignore[dict-item]  # none of the rest is None


def _by_rule(
    students: list[Student], asked: list[Purpose], *, at: datetime, door: Door
) -> dict[int, dict[str, Answer]]:
    if not students:
        return {}
    worlds = facts_of(students, asked, until=at, door=door)
    return {
        student.pk: {
            purpose.code: decide(worlds[student.pk, purpose.pk], at=at)
            for purpose in asked
            if purpose.school_id == student.school_id
        }
        for student in students
    }


def facts_of(
    students: Iterable[Student], asked: Iterable[Purpose], *, until: datetime, door: Door
) -> dict[tuple[int, int], Facts]:
    """Return all that the rule asks of each student and purpose, said before `until`.

    Two queries. Each of `asked` knows the oldest version on which a yes counts, and its school.
    """
    listed, purposes = list(students), list(asked)
    keys = [student.pk for student in listed]
    enrolled, known = _enrolled(keys), _known(keys, at=until, door=door)
    return {
        (student.pk, purpose.pk): Facts(
            born_on=student.birth_date,
            enrolled=tuple(enrolled[student.pk]),
            custody=tuple(known.custody[student.pk]),
            decisions=tuple(known.decisions[student.pk, purpose.pk]),
            objections=known.objected(student.pk, purpose),
            oldest_valid_version=purpose.oldest_valid_version,  # type: ignore[attr-defined]  # annotated
            all_must_agree=purpose.school.all_guardians_must_agree,
            lapses_at_sixteen=purpose.at_sixteen == AtSixteen.LAPSES,
        )
        for student in listed
        for purpose in purposes
        if purpose.school_id == student.school_id
    }


def answer(
    student: Student, purpose: Purpose, *, at: datetime, door: Door = Door.READER
) -> Answer:
    """Return the answer for one student and one purpose of its school."""
    return effective([student], at=at, door=door)[student.pk][purpose.code]


def as_known(
    student: Student, purpose: Purpose, *, at: datetime, known: datetime
) -> Answer | None:
    """Return what the portal answered about moment `at` when it knew what it knew at `known`.

    Unlike `effective`, which tells of the past what is known of it today. None where nothing had
    been worked out then.

    Law: AVG 7(1)
    """
    rows = KeptAnswer.objects.filter(
        student=student, purpose=purpose, effective__contains=at, known__contains=known
    )
    found = rows.first()
    return kept_as_answer(found) if found else None


def is_represented(student: Student, *, on: date) -> bool:
    """Tell whether somebody decides in the place of a student of sixteen or more.

    Asked of the facts: the student may not read the guardianship of the representative.

    Law: UAVG 5(2)
    """
    custody = _known([student.pk], at=start_of(on), door=Door.READER).custody[student.pk]
    return any(c.represents and c.span.holds(on) for c in custody)


def represented(students: Iterable[Student], *, on: date) -> set[int]:
    """Return for whom of these, by key, somebody else decides once they are sixteen.

    On day `on`, or on the birthday where that is yet to come. One query; none for nobody.

    Law: UAVG 5(2)
    """
    days = {
        student.pk: max(on, sixteenth_birthday(student.birth_date))
        for student in students
        if student.birth_date
    }
    known = _known(list(days), at=start_of(on), door=Door.READER).custody if days else {}
    return {
        key
        for key, day in days.items()
        if any(c.represents and c.span.holds(day) for c in known[key])
    }


def asked_at(
    schools: Iterable[int],
    *,
    at: datetime,
    kinds: Collection[PurposeKind] = (PurposeKind.PICTURES,),
) -> list[Purpose]:
    """Return what these schools ask, each with the oldest version on which a yes still counts."""
    rows = Purpose.objects.filter(school__in=schools).asked(kinds).with_oldest_valid_version(at)
    return list(rows.select_related("school"))


def changes_of(asked: Iterable[Purpose]) -> dict[int, list[Change]]:
    """Return, for each purpose by key, the versions of the words that ask everybody again."""
    found: dict[int, list[Change]] = defaultdict(list)
    rows = Wording.objects.filter(purpose__in=asked, is_material=True)
    for purpose, version, starts in rows.values_list("purpose", "version", "in_force_from"):
        found[purpose].append(Change(version, starts))
    return found


def _kept(students: list[int], *, at: datetime) -> dict[tuple[int, int], Answer]:
    rows = KeptAnswer.objects.open().filter(student__in=students, effective__contains=at)
    return {
        (student, purpose): _answer(*columns)
        for student, purpose, *columns in rows.values_list("student", "purpose", *COLUMNS)
    }


def kept_as_answer(row: KeptAnswer) -> Answer:
    """Return an answer as the rule gave it."""
    return _answer(*(getattr(row, column) for column in COLUMNS))


def _answer(
    granted: bool,  # noqa: FBT001 - a column
    reason: str,
    deciders: list[str],
    decision_at: datetime | None,
    version: int | None,
) -> Answer:
    who = tuple(Capacity(capacity) for capacity in deciders)
    return Answer(granted, Reason(reason), who, decision_at, version)


def who_left(students: Collection[int], *, on: date) -> set[int]:
    """Return which of these students were at their school before day `on`, and are not on it."""
    spans = _enrolled(list(students))
    return {key for key in students if has_left(tuple(spans[key]), on=on)}


def _enrolled(students: list[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for row in Enrolment.objects.filter(student__in=students):
        found[row.student_id].append(Span(row.period.lower, row.period.upper))
    return found


def _known(students: list[int], *, at: datetime, door: Door) -> Known:
    known = Known()
    with connection.cursor() as cursor:
        cursor.execute(door.value, [students, at])
        for row in cursor.fetchall():
            _keep(known, *row)
    return known


def _keep(  # noqa: PLR0913, PLR0917 - the columns of the function
    known: Known,
    kind: str,
    student: int,
    guardian: int,
    starts: date | None,
    ends: date | None,
    purpose: int,
    outcome: str,
    at: datetime,
    until: datetime | None,
    number: int,
    version: int,
    said_on: date | None,
) -> None:
    match kind:
        case "decision":
            said = Decided(guardian, outcome, at, number, version, said_on)
            known.decisions[student, purpose].append(said)
        case "objection":
            known.objections[student, purpose].append(Objection(Capacity(outcome), at, until))
        case _:
            span = Span(starts, ends)
            known.custody[student].append(Custody(guardian, span, kind == "represents"))
