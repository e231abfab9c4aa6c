"""Begin to take pictures down once a yes has become a no, and write down that they came down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from consents import policies
from consents.answers import Door, effective
from consents.choices import TakeDownState, TakenDown
from consents.errors import StaysInPrintError
from consents.events import CameDown, TakeDownBegun
from consents.models import Appearance, Publication, Purpose, TakeDown
from consents.rules import take_down_due
from kernel.database import acting_for_school
from kernel.dates import day_of
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import User
    from consents.rules import Answer

    Answers = dict[int, dict[str, Answer]]
AT_ONCE = 250  # students in one transaction
WHOLE = frozenset({TakenDown.REMOVED, TakenDown.REPLACED})


def begin_take_downs(
    students: Collection[Student], *, actor: User | None, at: datetime, door: Door = Door.READER
) -> list[TakeDown]:
    """Begin to take down what shows one of these students where the answer is a no by now.

    Part of the transaction that changed the answer; the caller has locked the students, so that
    nobody publishes meanwhile. Twice is once. On paper nothing comes down: the row says that it
    is not printed again, and is closed from the start.

    Law: AVG 7(3), 17(1)(b)
    """
    listed = {student.pk: student for student in students}
    seen = list(
        Appearance.objects.filter(student__in=listed)
        .live()
        .select_related("publication__purpose", "publication__school")
        .order_by("pk")
    )
    if not seen:
        return []
    answers = _answers(seen, listed, at=at, door=door)
    return [
        _begin(each, listed[each.student_id], actor=actor, at=at)
        for each in seen
        if not answers[each.student_id][each.publication.purpose.code].granted
    ]


def _answers(
    seen: list[Appearance], students: dict[int, Student], *, at: datetime, door: Door
) -> Answers:
    """Return what counts, also for a question that the school asks no more."""
    purposes = Purpose.objects.filter(pk__in={each.publication.purpose_id for each in seen})
    asked = list(purposes.with_oldest_valid_version(at).select_related("school"))
    about = [students[key] for key in sorted({each.student_id for each in seen})]
    return effective(about, at=at, asked=asked, door=door)


def _begin(seen: Appearance, student: Student, *, actor: User | None, at: datetime) -> TakeDown:
    state = TakeDownState.NO_REPRINT if seen.publication.is_print else TakeDownState.OPEN
    made = TakeDown.objects.create(
        appearance=seen,
        publication=seen.publication,
        student=student,
        school=seen.publication.school,
        state=state,
        made_at=at,
        due_on=take_down_due(day_of(at)),
    )
    record(
        TakeDownBegun(made.pk, seen.publication.purpose.code, made.state),
        actor=actor,
        subject=student.audit_ref,
        school=seen.publication.school.public_id,
        at=at,
    )
    return made


def find_take_downs(*, school: int, at: datetime) -> int:
    """Begin what nobody's act began: a birthday, authority that changed, a student who left.

    Finds it by the rule, student by student; whoever is being changed at this moment is left to
    the next time. Run twice, it does nothing the second time.
    """
    keys = _shown_at(school)
    return sum(
        _find_some(school, keys[start : start + AT_ONCE], at=at)
        for start in range(0, len(keys), AT_ONCE)
    )


def _shown_at(school: int) -> list[int]:
    with acting_for_school(school):
        live = Appearance.objects.filter(school=school).live().order_by("student")
        return list(live.values_list("student", flat=True).distinct())


def _find_some(school: int, keys: list[int], *, at: datetime) -> int:
    with acting_for_school(school):
        rows = Student.objects.filter(pk__in=keys).order_by("pk")
        students = list(rows.select_for_update(skip_locked=True, of=("self",)))
        return len(begin_take_downs(students, actor=None, at=at, door=Door.PORTAL))


@transaction.atomic
def take_down(
    *, actor: User, take_down: TakeDown, how: TakenDown, note: str = "", at: datetime
) -> TakeDown:
    """Write down that a picture came down: when, by whom, and what was done; twice is once.

    A picture that was removed, or replaced, came down for everybody in it who waited for that.

    Raises:
        NotTheirTakeDownError: `actor` neither published it nor works with all pictures there.
        StaysInPrintError: it is on paper.
    Law: AVG 5(2), 17(1)(b)
    """
    policies.require_taker_down(actor, take_down.publication, at=at)
    rows = Publication.objects.select_for_update(of=("self",)).select_related("school")
    publication = rows.get(pk=take_down.publication_id)
    found = TakeDown.objects.select_for_update(of=("self",)).get(pk=take_down.pk)
    if found.state == TakeDownState.NO_REPRINT:
        raise StaysInPrintError
    if found.state == TakeDownState.DONE:
        return found
    waiting = TakeDown.objects.open().filter(publication=publication)
    ended = waiting if how in WHOLE else waiting.filter(pk=found.pk)
    for each in ended.select_for_update(of=("self",)).select_related("student").order_by("pk"):
        _end(each, publication, actor=actor, how=how, note=note, at=at)
    if how in WHOLE:
        publication.removed_at = at
        publication.save(update_fields=["removed_at"])
    return TakeDown.objects.select_related("publication").get(pk=found.pk)


def _end(
    ended: TakeDown,
    publication: Publication,
    *,
    actor: User,
    how: TakenDown,
    note: str,
    at: datetime,
) -> None:
    ended.state, ended.how, ended.note = TakeDownState.DONE, how, note
    ended.done_at, ended.done_by = at, actor
    ended.save(update_fields=["state", "how", "note", "done_at", "done_by"])
    record(
        CameDown(ended.pk, how),
        actor=actor,
        subject=ended.student.audit_ref,
        school=publication.school.public_id,
        at=at,
    )
