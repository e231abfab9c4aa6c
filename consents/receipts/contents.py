"""What stands on a receipt: what one person chose at one moment, and nothing of anybody else.

What counts now is not on it. That depends on others too, and changes; the portal says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consents.models import Decision, Receipt

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from consents.models import Evidence, Wording
    from schools.models import School
    from students.models import Student


@dataclass(frozen=True, slots=True)
class Contents:
    """A receipt with its decisions, in the order of the page."""

    receipt: Receipt
    decisions: tuple[Decision, ...]

    @property
    def entered(self) -> Evidence | None:
        """Return the form or call it came from; None for what was chosen in the portal."""
        return getattr(self.receipt, "evidence", None)

    @property
    def at(self) -> datetime:
        """Return when the last of it was written down."""
        return max(decision.at for decision in self.decisions)

    @property
    def students(self) -> list[Student]:
        """Return whom it is about, each once."""
        return list({each.student_id: each.student for each in self.decisions}.values())

    @property
    def schools(self) -> list[School]:
        """Return the schools that asked, each once."""
        return list({each.school.pk: each.school for each in self.students}.values())

    @property
    def wordings(self) -> list[Wording]:
        """Return the words that were shown, each once."""
        return list({each.wording_id: each.wording for each in self.decisions}.values())


def own(user: User, receipt: UUID) -> Contents | None:
    """Return the receipt that `user` got, as far as `user` may still see it; None if not at all.

    Two queries. The page and the files all begin here, so that nobody gets a file of what the
    page does not show.

    Law: AVG 7(1)
    """
    mine = Receipt.objects.visible_to(user).select_related("evidence")
    found = mine.filter(public_id=receipt).first()
    if found is None:
        return None
    decisions = (
        Decision.objects.visible_to(user)
        .filter(receipt=found)
        .select_related("student__school__board", "purpose", "wording", "inquiry")
        .order_by("student__call_name", "student", "purpose__order", "pk")
    )
    return Contents(found, tuple(decisions)) if decisions else None
