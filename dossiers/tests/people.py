"""People from whom the notes of a class are closed, each for a reason of its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from dossiers.tests import make
from schools.tests import make as schools

if TYPE_CHECKING:
    from accounts.models import User


def subject_teacher(of: make.Klass) -> User:
    return access.with_role(Role.SUBJECT_TEACHER, of.group)


def former_mentor(of: make.Klass) -> User:
    yesterday = timezone.localdate() - timedelta(days=1)
    return access.with_role(Role.MENTOR, of.group, first_day=date(2025, 8, 1), last_day=yesterday)


def mentor_of_next_week(of: make.Klass) -> User:
    return access.with_role(
        Role.MENTOR, of.group, first_day=timezone.localdate() + timedelta(days=7)
    )


def mentor_of_another_school(of: make.Klass) -> User:
    del of
    return make.klass().mentor


def parent(of: make.Klass) -> User:
    return access.parent(of.student)


def administration(of: make.Klass) -> User:
    return access.with_role(Role.ADMINISTRATION, of.school)


def stranger(of: make.Klass) -> User:
    del of
    return schools.user()


OUTSIDERS = [
    subject_teacher,
    former_mentor,
    mentor_of_next_week,
    mentor_of_another_school,
    parent,
    administration,
    stranger,
]
