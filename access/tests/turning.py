"""A student who turns sixteen, two parents with an account, and days that go by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import mail
from django.utils import timezone

from access import letters, services
from access.models import Invitation, TurningMessage
from access.tests import make
from access.turning import mail as turning
from kernel.dates import start_of, years_after
from kernel.tests.roles import as_role, seeing_all
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User
    from schools.models import Group, School
    from students.models import Student


def born(turns_on: date) -> date:
    """Return when somebody was born who turns sixteen on that day."""
    return years_after(turns_on, -16)


def student(group: Group, turns_on: date, *, email: str = "") -> Student:
    """Make a student who turns sixteen on that day."""
    made = students.student(group=group, born_on=born(turns_on))
    made.email = email
    made.save(update_fields=["email"])
    return made


@dataclass
class Home:
    """A school, a child that turns sixteen in `days` days, and two parents with an account."""

    days: int = 30
    school: School = field(init=False)
    group: Group = field(init=False)
    child: Student = field(init=False)
    parents: list[User] = field(init=False)

    def __post_init__(self) -> None:
        """Make the people."""
        self.group = schools.group(schools.school())
        self.school = self.group.school
        self.child = student(self.group, self.turns_on, email="sixteen@school.example")
        self.parents = [make.parent(self.child), make.parent(self.child)]

    @property
    def turns_on(self) -> date:
        """Return the birthday."""
        return timezone.localdate() + timedelta(days=self.days)

    def at(self, days: int) -> datetime:
        """Return the first moment of the day so many days after the birthday.

        What is made at it lies in the past for PostgreSQL, where that day is today.
        """
        return start_of(self.turns_on + timedelta(days=days))

    def runs(self, days: int) -> list[str]:
        """Do what the worker does on that day; return to whom an e-mail went."""
        return runs(self.school, at=self.at(days))

    def moves(self, turns_on: date) -> None:
        """Let the administration know another birthday."""
        self.child.birth_date = born(turns_on)
        self.child.save(update_fields=["birth_date"])

    @property
    def addresses(self) -> list[str]:
        """Return where the parents read their e-mail."""
        return sorted(parent.email for parent in self.parents)


def plans(school: School, *, at: datetime) -> int:
    """Write down what is due, as the worker does."""
    with as_role("portal_worker"):
        return services.plan_turning(school=school.pk, at=at)


def runs(school: School, *, at: datetime) -> list[str]:
    """Do all that the worker does for a school; return to whom an e-mail went."""
    before = len(mail.outbox)
    plans(school, at=at)
    failed = sends(school, at=at)
    if failed:
        raise failed
    with as_role("portal_worker"):
        for invitation in Invitation.objects.unsent(at=at):
            letters.send_invitation(invitation.pk, at=at)
    return sorted(one.to[0] for one in mail.outbox[before:])


def sends(school: School, *, at: datetime) -> OSError | None:
    """Send what waits for an account; an error is no error here, which would take it all back."""
    with as_role("portal_worker"):
        try:
            turning.send_waiting(school.pk, at=at)
        except OSError as error:
            return error
    return None


def states(of: Student) -> list[tuple[str, str, bool]]:
    """Return what was written down about a student: stage, state, and whether to a guardian."""
    with seeing_all():
        rows = TurningMessage.objects.filter(student=of).order_by("pk")
        return [(one.stage, one.state, one.guardian_id is not None) for one in rows]


def invitations(of: Student) -> list[Invitation]:
    """Return every invitation of a student, in order."""
    with seeing_all():
        return list(Invitation.objects.of(of).order_by("pk"))
