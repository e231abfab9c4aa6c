"""Why somebody may, or may not, read a category of data about a student."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from access.choices import Category, Role
from access.matrix import FAMILY, VERSION, WHILE_ENROLLED, cell
from access.models import Assignment
from access.rules import UNTIL_SIXTEEN
from access.words import of_condition
from kernel.dates import birthday, day_of, start_of
from students.models import Student
from students.querysets import own_family

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

SIXTEEN_YEARS = 16


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer and its grounds: one line an assignment, naming it and the rule."""

    allowed: bool
    because: list[str]


def explain(user: User, student: Student, category: Category, *, at: datetime) -> Explanation:
    """Say whether `user` reads `category` of `student` at moment `at`, and why."""
    if not user.is_active:
        return Explanation(allowed=False, because=[_("The account is closed.")])
    reaching = (
        Assignment.objects.filter(user=user)
        .reaching(student, at=at)
        .select_related("user")
        .distinct()
        .order_by("pk")
    )
    allowed, because = False, []
    for assignment in reaching:
        opens, line = _one(assignment, student, category, at=at)
        allowed |= opens
        because.append(line)
    if not because:
        because = [_("No assignment reaches this student at that moment.")]
    return Explanation(allowed=allowed, because=because)


def _one(
    assignment: Assignment, student: Student, category: Category, *, at: datetime
) -> tuple[bool, str]:
    role = Role(assignment.role)
    allowed = cell(role, category)
    facts = {
        "number": assignment.pk,
        "role": role.label,
        "scope": assignment.scope.label,
        "category": category.label,
        "level": allowed.level.label,
        "when": of_condition(allowed.when) if allowed.when else "-",
        "version": VERSION,
    }
    line = (
        _(
            "Assignment %(number)s (%(role)s, %(scope)s); matrix %(version)s, %(role)s and"
            " %(category)s: %(level)s (%(when)s)"
        )
        % facts
    )
    closed = _closes(assignment, student, category, at=at) if allowed.reads else ""
    return allowed.reads and not closed, f"{line} {closed}".strip()


def _closes(assignment: Assignment, student: Student, category: Category, *, at: datetime) -> str:
    """Return why a cell that opens something opens nothing here; empty where it does."""
    role = Role(assignment.role)
    if category in UNTIL_SIXTEEN and role == Role.GUARDIAN and _is_sixteen(student, at=at):
        return _("From sixteen the student decides.")
    if (
        role in WHILE_ENROLLED
        and not student.enrolments.filter(period__contains=day_of(at)).exists()
    ):
        return _("The student is not enrolled on that day.")
    own = Student.objects.filter(pk__in=own_family(assignment.user), pk=student.pk)
    if role not in FAMILY and own.exists():
        return _("Nobody uses a task at the school for the own child.")
    return ""


def _is_sixteen(student: Student, *, at: datetime) -> bool:
    if student.birth_date is None:
        return False
    return at >= start_of(birthday(born_on=student.birth_date, age_years=SIXTEEN_YEARS))
