"""Who may choose, for whom, and in which capacity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents.choices import Capacity
from consents.errors import NotTheDeciderError
from consents.rules import student_decides
from students.models import Guardianship, Student

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Decider:
    """In which capacity a user decides; `guardian` is None for the student."""

    capacity: Capacity
    guardian: int | None


def decider(user: User, student: Student, *, on: date) -> Decider | None:
    """Return in which capacity `user` decides for `student` on day `on`; None: not at all.

    Law: UAVG 5(1); BW 1:245
    """
    if not user.is_active:
        return None
    if student_decides(born_on=student.birth_date, on=on):
        is_own = student.user_id == user.pk
        return Decider(Capacity.STUDENT, None) if is_own else None
    bond = (
        Guardianship.objects.filter(guardian__user=user, student=student)
        .on(on)
        .deciding()
        .order_by("guardian")
        .first()
    )
    return Decider(Capacity.GUARDIAN, bond.guardian_id) if bond else None


def require_decider(user: User, student: Student, *, on: date) -> Decider:
    """Return the capacity in which `user` decides.

    Raises:
        NotTheDeciderError: `user` does not decide for `student`.
    """
    found = decider(user, student, on=on)
    if found is None:
        raise NotTheDeciderError
    return found


def decides_for(user: User, students: list[Student], *, on: date) -> set[int]:
    """Return the keys of those students for whom `user` decides, in one query."""
    young = [s for s in students if not student_decides(born_on=s.birth_date, on=on)]
    own = {s.pk for s in students if s not in young and s.user_id == user.pk}
    bonds = Guardianship.objects.filter(guardian__user=user, student__in=young).on(on).deciding()
    return own | set(bonds.values_list("student", flat=True))
