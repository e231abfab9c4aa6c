"""Who may read what of a student's file at a moment, and why: the one place that answers.

Computed from assignments by the pure rules, so that the answer is there for any moment: past,
now, and to come. A property test holds it against the rows that PostgreSQL reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from access.choices import Category, Role, Scope
from access.document.words import of_condition
from access.matrix import VERSION
from access.models import Assignment
from access.rules import OF_A_STUDENT, Bar, Reach, Span, Target, opening
from kernel.dates import birthday, day_of, start_of
from students.querysets import family_among

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet
    from psycopg.types.range import Range

    from access.rules import Opening
    from accounts.models import User
    from students.models import Student

SIXTEEN_YEARS = 16


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer and its grounds: one line an assignment, naming it and the rule."""

    allowed: bool
    because: list[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One task that opens categories of a student's file, from when to when."""

    assignment: Assignment
    categories: tuple[Category, ...]
    since: datetime | None
    until: datetime | None

    @property
    def user(self) -> User:
        """Who reads."""
        return self.assignment.user

    @property
    def role(self) -> Role:
        """In which role."""
        return Role(self.assignment.role)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is asked of a student to know whom a task reaches, and when."""

    sixteen_at: datetime | None
    enrolled: tuple[Span, ...]
    memberships: dict[int, Span]  # by group, those that hold at the moment
    family: frozenset[int]  # users

    @classmethod
    def of(cls, student: Student, tasks: Iterable[Assignment], *, at: datetime) -> Facts:
        """Look them up; family is asked of those who have one of these tasks."""
        born_on = student.birth_date
        now = student.memberships.filter(period__contains=day_of(at))
        return cls(
            start_of(birthday(born_on=born_on, age_years=SIXTEEN_YEARS)) if born_on else None,
            tuple(_days(each.period) for each in student.enrolments.all()),
            {each.group_id: _days(each.period) for each in now},
            frozenset(family_among({task.user_id for task in tasks}, student)),
        )


def explain(user: User, student: Student, category: Category, *, at: datetime) -> Explanation:
    """Say whether `user` reads `category` of `student` at moment `at`, and why."""
    if not user.is_active:
        return Explanation(allowed=False, because=[_("The account is closed.")])
    tasks = list(_tasks(student, at=at).filter(user=user))
    facts = Facts.of(student, tasks, at=at)
    allowed, because = False, []
    for task in tasks:
        found = opening(_reach(task, student, facts), category, at=at)
        allowed |= found.bar is None
        because.append(_line(task, category, found))
    if not because:
        because = [_("No assignment reaches this student at that moment.")]
    return Explanation(allowed=allowed, because=because)


def who_can_read(
    student: Student,
    *,
    at: datetime,
    categories: Collection[Category] = OF_A_STUDENT,
    user: User | None = None,
) -> list[Reading]:
    """Return each task that opens something of `student` at moment `at`, by person and role.

    A task of which some categories end sooner than others comes once for each end.
    """
    rows = _tasks(student, at=at).filter(user__is_active=True)
    tasks = list(rows if user is None else rows.filter(user=user))
    facts = Facts.of(student, tasks, at=at)
    found = [each for task in tasks for each in _readings(task, student, facts, categories, at)]
    return sorted(found, key=lambda each: (each.user.display_name, each.user.pk, each.role))


def _readings(
    task: Assignment,
    student: Student,
    facts: Facts,
    categories: Collection[Category],
    at: datetime,
) -> Iterable[Reading]:
    reach = _reach(task, student, facts)
    spans = [(opening(reach, category, at=at).span, category) for category in categories]
    opened = [(span, category) for span, category in spans if span is not None]
    for span in dict.fromkeys(span for span, _category in opened):
        together = tuple(category for other, category in opened if other == span)
        yield Reading(task, together, span.starts, span.ends)


def _tasks(student: Student, *, at: datetime) -> QuerySet[Assignment]:
    return (
        Assignment.objects.reaching(student, at=at)
        .select_related("user", "created_by", "stands_in_for", "group", "school", "board")
        .distinct()
        .order_by("pk")
    )


def _reach(task: Assignment, student: Student, facts: Facts) -> Reach:
    """Bring a task to the student."""
    valid = Span(task.valid.lower, task.valid.upper)
    if task.group_id is not None:
        valid = valid.within(facts.memberships[task.group_id])
    by_school = task.scope in {Scope.SCHOOL, Scope.BOARD}
    return Reach(
        task.pk,
        task.user_id,
        Role(task.role),
        task.scope,
        Target.EACH_STUDENT if by_school else Target.STUDENT,
        student.pk,
        valid,
        facts.sixteen_at,
        facts.enrolled,
        task.user_id in facts.family,
    )


def _days(period: Range[date]) -> Span:
    low, high = period.lower, period.upper
    return Span(start_of(low) if low else None, start_of(high) if high else None)


def _line(task: Assignment, category: Category, found: Opening) -> str:
    role = Role(task.role)
    facts = {
        "number": task.pk,
        "role": role.label,
        "scope": task.scope.label,
        "category": category.label,
        "level": found.cell.level.label,
        "when": of_condition(found.cell.when) if found.cell.when else "-",
        "version": VERSION,
    }
    line = (
        _(
            "Assignment %(number)s (%(role)s, %(scope)s); matrix %(version)s, %(role)s and"
            " %(category)s: %(level)s (%(when)s)"
        )
        % facts
    )
    return f"{line} {_why_not(found.bar)}".strip()


def _why_not(bar: Bar | None) -> str:
    """Return why a cell that opens something opens nothing here; empty where it does."""
    match bar:
        case Bar.SIXTEEN:
            return _("From sixteen the student decides.")
        case Bar.NOT_ENROLLED:
            return _("The student is not enrolled on that day.")
        case Bar.OWN_CHILD:
            return _("Nobody uses a task at the school for the own child.")
        case _:
            return ""
