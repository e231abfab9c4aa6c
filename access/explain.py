"""Why somebody may, or may not, read a category of data about a student."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from access.choices import Category, Role
from access.matrix import VERSION, cell
from access.models import Assignment
from access.rules import UNTIL_SIXTEEN
from kernel.dates import birthday, start_of

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from students.models import Student

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
        Assignment.objects.filter(user=user).reaching(student, at=at).distinct().order_by("pk")
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
        "when": allowed.when or "-",
        "version": VERSION,
    }
    line = (
        _(
            "Assignment %(number)s (%(role)s, %(scope)s); matrix %(version)s, %(role)s and"
            " %(category)s: %(level)s (%(when)s)"
        )
        % facts
    )
    capped = allowed.reads and category in UNTIL_SIXTEEN and role == Role.GUARDIAN
    if capped and _is_sixteen(student, at=at):
        return False, line + " " + _("From sixteen the student decides.")
    return allowed.reads, line


def _is_sixteen(student: Student, *, at: datetime) -> bool:
    if student.birth_date is None:
        return False
    return at >= start_of(birthday(born_on=student.birth_date, age_years=SIXTEEN_YEARS))
