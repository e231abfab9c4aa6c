"""Whose names stand on the paper forms of a campaign."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from consents.campaigns.deciding import deciding, key_of
from consents.campaigns.scope import students_of
from kernel.dates import day_of
from students.models import Guardianship, Student

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.campaigns.deciding import Key
    from consents.models import Campaign


def children_of(user: User, campaign: Campaign, *, at: datetime) -> dict[Key, list[Student]]:
    """Return for which students of a campaign each person decides, as far as `user` may know."""
    on = day_of(at)
    known = Student.objects.at_work_of(user).filter(pk__in=students_of(campaign, on=on))
    students = list(known.by_name())
    bonds = Guardianship.objects.visible_to(user).filter(student__in=students).deciding()
    found: dict[Key, list[Student]] = defaultdict(list)
    for student, who in deciding(students, bonds, on=on):
        for guardian in who:
            found[key_of(student.pk, guardian)].append(student)
    return found
