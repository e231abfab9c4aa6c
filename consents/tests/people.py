"""A family at a school that asks, and the people around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from access import grants
from access.choices import Role
from access.tests import make as access
from consents.tests import make
from kernel.dates import years_after
from schools.tests import make as schools
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User
    from schools.models import Group, School
    from students.models import Student


@dataclass
class Family:
    """Two parents with authority, and a child in a class."""

    school: School = field(default_factory=make.school)
    group: Group = field(init=False)
    child: Student = field(init=False)
    parent: User = field(init=False)
    other: User = field(init=False)

    def __post_init__(self) -> None:
        """Make the people."""
        self.group = schools.group(self.school)
        self.child = students.student(group=self.group, name="Amira")
        self.parent = access.parent(self.child)
        self.other = schools.user("benedikta")
        access.parent(self.child, who=self.other)

    def one_more(self, name: str = "Yusuf", *, years: int = 10) -> Student:
        """Give the parent one more child, that has been so old for a while."""
        born_on = years_after(timezone.localdate() - timedelta(days=90), -years)
        made = students.student(group=self.group, name=name, born_on=born_on)
        access.parent(made, who=self.parent)
        return made


def student_of_seventeen(of: Family) -> tuple[Student, User]:
    """Make a student of seventeen with an account, child of the parent."""
    child = of.one_more("Sem", years=17)
    return child, access.student_who_signs_in(child)


def represents(of: Student) -> User:
    """Let a court appoint somebody who decides for a student from sixteen."""
    user = schools.user("curator")
    students.guardianship(of, user=user, authority=Authority.REPRESENTATIVE)
    grants.sync(schools=[of.school_id], at=schools.NOW)
    return user


def parent_without_authority(of: Family) -> User:
    user = schools.user("without")
    students.guardianship(of.child, user=user, authority=Authority.NONE)
    grants.sync(schools=[of.school.pk], at=schools.NOW)
    return user


def former_parent(of: Family) -> User:
    user = schools.user("former")
    students.guardianship(of.child, user=user, period=(None, timezone.localdate()))
    grants.sync(schools=[of.school.pk], at=schools.NOW)
    return user


def student_of_twelve(of: Family) -> User:
    return access.student_who_signs_in(of.child)


def subject_teacher(of: Family) -> User:
    return access.with_role(Role.SUBJECT_TEACHER, of.group)


def administration(of: Family) -> User:
    return access.with_role(Role.ADMINISTRATION, of.school)


def former_mentor(of: Family) -> User:
    yesterday = timezone.localdate() - timedelta(days=1)
    return access.with_role(Role.MENTOR, of.group, last_day=yesterday)


def mentor_of_another_group(of: Family) -> User:
    return access.with_role(Role.MENTOR, schools.group(of.school))


def care_coordinator(of: Family) -> User:
    return access.with_role(Role.CARE_COORDINATOR, of.school)


def care_coordinator_of_another_school(of: Family) -> User:
    del of
    return access.with_role(Role.CARE_COORDINATOR, schools.school())


def parent(of: Family) -> User:
    return of.parent


def stranger(of: Family) -> User:
    del of
    return schools.user()


NO_FAMILY = [
    parent_without_authority,
    former_parent,
    student_of_twelve,
    subject_teacher,
    administration,
    stranger,
]
NO_LIST = [
    parent,
    former_mentor,
    mentor_of_another_group,
    care_coordinator_of_another_school,
    stranger,
]
