"""Whether a picture may be used: who is picked as recognisable, and what that means per place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents.answers import effective
from consents.asked import Asked
from consents.choices import Reach
from kernel.dates import day_of
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import User
    from consents.models import Purpose
    from schools.models import Group


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be done with a picture in one place: who must be unrecognisable first."""

    purpose: Purpose
    title: str
    without_yes: tuple[Student, ...]
    picked: int  # how many can be recognised

    @property
    def can_be_used(self) -> bool:
        """Tell whether somebody is left who may be seen there."""
        return len(self.without_yes) < self.picked

    @property
    def reach(self) -> Reach:
        """Return who can see pictures there."""
        return Reach(self.purpose.reach)


def members(user: User, group: Group, *, at: datetime) -> list[Student]:
    """Return the members of a group today whose answer `user` reads, as a class list."""
    known = Student.objects.where(user, "read_consent_answer")
    return list(known.in_group(group.pk, on=day_of(at)).by_name())


def verdicts(group: Group, picked: Collection[Student], *, at: datetime) -> list[Verdict]:
    """Return for each place who of `picked` has no yes there; never why.

    Law: AVG 6(1)(a)
    """
    asked = Asked([group.school_id], at=at)
    answers = effective(picked, at=at, asked=asked.purposes)
    return [
        Verdict(
            purpose,
            asked.title(purpose.pk),
            tuple(s for s in picked if not answers[s.pk][purpose.code].granted),
            len(picked),
        )
        for purpose in asked.purposes
    ]
