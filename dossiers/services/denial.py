"""Put on record that somebody asked for what is not there for that person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from access.events import AccessDenied
from audit.services import record
from students.models import Student

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User


def deny(*, actor: User, route: str, student: UUID | None, at: datetime) -> None:
    """Record a refused attempt, with the student it was about where there is one.

    The person refused learns nothing from it: a student who does not exist is answered alike.
    """
    about = None
    if student is not None:
        about = Student.objects.filter(public_id=student).select_related("school").first()
    record(
        AccessDenied(route=route),
        actor=actor,
        subject=about.audit_ref if about else None,
        school=about.school.public_id if about else None,
        at=at,
    )
