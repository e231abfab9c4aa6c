"""The list of former students: who comes on it and goes off it, and what is written to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from audit.services import record
from consents.alumni import leaving, register
from consents.alumni.links import key_of
from consents.alumni.rules import term
from consents.choices import Capacity
from consents.errors import (
    LetterWaitsError,
    NobodyOnListError,
    NotGrownError,
    NotOnListError,
    NotTheListKeeperError,
)
from consents.events import (
    AlumniRead,
    AlumniWrittenTo,
    AlumnusGone,
    AlumnusListed,
    AlumnusStayed,
)
from consents.models import AlumniLetter, Alumnus
from kernel.database import acting_for_school, holding_key
from kernel.dates import day_of
from kernel.jobs import enqueue

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from audit.events import Event
    from consents.alumni.leaving import Standing
    from schools.models import School

STUCK_AFTER = timedelta(hours=1)  # by then it went, or the mailbox refuses it
BY_LINK, BY_SCHOOL, BY_DAY, NOT_COUNTING = "link", "school", "day", "no_yes"


@dataclass(frozen=True, slots=True)
class Call:
    """An e-mail to former students, and in which years they left."""

    subject: str
    text: str
    first_year: int
    last_year: int


def settle_alumni(*, school: int, at: datetime) -> int:
    """Put on the list who left with a yes, and erase what none holds any more; return how many.

    Erased is what nobody said no to, or it would be gone: a yes that counted no more on the last
    day, by a birthday, by authority that changed or because the question was over; who came back;
    and whoever's time on the list is over. Run twice, it does nothing the second time.

    Law: AVG 5(1)(e), 17(1)(b)
    """
    on = day_of(at)
    with acting_for_school(school):
        rows = Alumnus.objects.filter(school=school).select_related("school", "student")
        back = rows.exclude(left_in=None).filter(student__enrolments__period__contains=on)
        over = dict.fromkeys(rows.filter(ends_on__lte=on), BY_DAY)
        over |= dict.fromkeys(back, NOT_COUNTING)
        for row, why in over.items():
            _erase(row, why=why, at=at)
        waiting = list(rows.filter(left_in=None).select_for_update(of=("self",)).order_by("pk"))
        moved = [_settle(one, at=at) for one in leaving.standings(waiting, at=at)]
    return len(over) + sum(moved)


def _settle(one: Standing, *, at: datetime) -> bool:
    if not one.counts:
        _erase(one.alumnus, why=NOT_COUNTING, at=at)
        return True
    if one.last_day is None or one.alumnus.student is None:
        return False
    row, student = one.alumnus, one.alumnus.student
    row.name, row.left_in = student.display_name, one.last_day.year
    holds = term(said_by=Capacity(row.said_by), born_on=student.birth_date, since=one.last_day)
    row.ends_on, row.may_stay = holds.ends_on, holds.may_stay
    row.save(update_fields=["name", "left_in", "ends_on", "may_stay"])
    _record(AlumnusListed(str(row.public_id)), row, actor=None, at=at)
    return True


@transaction.atomic
def read_alumni(*, actor: User, school: School, at: datetime) -> None:
    """Put on record that somebody reads the list of a school.

    Raises:
        NotTheListKeeperError: `actor` does not keep it.
    Law: AVG 5(1)(f)
    """
    _require_keeper(actor, school)
    record(AlumniRead(), actor=actor, school=school.public_id, at=at)


@transaction.atomic
def take_off(*, actor: User, alumnus: Alumnus, at: datetime) -> None:
    """Erase somebody from the list, who asked the school for it.

    Raises:
        NotTheListKeeperError: `actor` does not keep the list.
    Law: AVG 7(3), 17(1)(b)
    """
    rows = Alumnus.objects.at_work_of(actor).select_related("school", "student")
    row = rows.select_for_update(of=("self",)).filter(pk=alumnus.pk).first()
    if row is None:
        raise NotTheListKeeperError
    _erase(row, why=BY_SCHOOL, at=at, actor=actor)


def leave_alumni(token: str, *, at: datetime) -> None:
    """Erase whoever holds the link from the list; nobody has to sign in, or to give a reason.

    Raises:
        NotOnListError: the link is of nobody on a list.
    Law: AVG 7(3), 17(1)(b)
    """
    with holding_key(key_of(token)):
        _erase(_held(token, at=at), why=BY_LINK, at=at)


def stay_on_list(token: str, *, is_grown: bool, at: datetime) -> None:
    """Let whoever holds the link stay on the list, five years from now.

    `is_grown` says that it is the former student, of sixteen or older: after a yes of a parent
    nobody else can stay, and not before that birthday.

    Raises:
        NotOnListError: the link is of nobody on a list.
        NotGrownError: a parent said yes, and nobody said to be the former student.
    Law: AVG 5(1)(e), 7(1); UAVG 5(1)
    """
    with holding_key(key_of(token)):
        row = _held(token, at=at)
        is_own = row.said_by == Capacity.STUDENT
        can_stay = row.term is not None and row.term.can_stay(day_of(at))
        if not can_stay or not (is_own or is_grown):
            raise NotGrownError
        row.said_by, row.asked_at, row.may_stay = Capacity.STUDENT, None, True
        row.ends_on = term(said_by=Capacity.STUDENT, born_on=None, since=day_of(at)).ends_on
        row.save(update_fields=["said_by", "asked_at", "ends_on", "may_stay"])
        _record(AlumnusStayed(str(row.public_id)), row, actor=None, at=at)


def _held(token: str, *, at: datetime) -> Alumnus:
    rows = Alumnus.objects.held_by(key_of(token), on=day_of(at)).select_related("school")
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise NotOnListError
    return found


@transaction.atomic
def write_to_alumni(*, actor: User, school: School, call: Call, at: datetime) -> int:
    """Write to who left a school in some years; return to how many.

    Each gets an e-mail of the own, with the link by which to leave the list; nobody sees another.

    Raises:
        NotTheListKeeperError: `actor` does not keep the list.
        LetterWaitsError: the e-mail before this one is still being sent.
        NobodyOnListError: nobody on the list left in these years.
    Law: AVG 5(1)(b)
    """
    _require_keeper(actor, school)
    mine = Alumnus.objects.at_work_of(actor).filter(school=school)
    # Who presses at the same moment waits here, and then finds the letter of the other.
    list(mine.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if mine.filter(letter__at__gt=at - STUCK_AFTER).exists():
        raise LetterWaitsError
    rows = mine.of_years(call.first_year, call.last_year)
    if not rows.exists():
        raise NobodyOnListError
    made = AlumniLetter.objects.create(
        school=school,
        subject=" ".join(call.subject.split()),
        text=call.text.strip(),
        first_year=call.first_year,
        last_year=call.last_year,
        written_by=actor,
        at=at,
    )
    number = rows.update(letter=made)
    event = AlumniWrittenTo(letter=str(made.public_id), number=number)
    record(event, actor=actor, school=school.public_id, at=at)
    enqueue("consents.keep_alumni", school_id=school.pk)
    return number


def _require_keeper(actor: User, school: School) -> None:
    if not register.schools_kept_by(actor).filter(pk=school.pk).exists():
        raise NotTheListKeeperError


def _erase(row: Alumnus, *, why: str, at: datetime, actor: User | None = None) -> None:
    _record(AlumnusGone(str(row.public_id), why), row, actor=actor, at=at)
    row.delete()


def _record(event: Event, row: Alumnus, *, actor: User | None, at: datetime) -> None:
    """Put it on record about the student; once that file has ended, about nobody by name."""
    subject = row.student.audit_ref if row.student else None
    record(event, actor=actor, subject=subject, school=row.school.public_id, at=at)
