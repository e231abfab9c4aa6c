"""Write the record, in the transaction of what it tells of."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from audit import models

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from audit.events import Event


def record(
    event: Event,
    *,
    actor: User | None,
    at: datetime,
    subject: UUID | None = None,
    school: UUID | None = None,
    role: str = "",
) -> models.Event:
    """Add `event` to the record; an actor of None is the portal itself."""
    made = _row(event, actor=actor, at=at, subject=subject, school=school, role=role)
    made.save(force_insert=True)
    return made


def record_each(
    event: Event,
    *,
    actor: User | None,
    at: datetime,
    subjects: Iterable[UUID],
    school: UUID | None = None,
    role: str = "",
) -> None:
    """Add one row of `event` for each person it is about, in one statement."""
    models.Event.objects.bulk_create(
        _row(event, actor=actor, at=at, subject=subject, school=school, role=role)
        for subject in subjects
    )


def _row(
    event: Event,
    *,
    actor: User | None,
    at: datetime,
    subject: UUID | None,
    school: UUID | None,
    role: str,
) -> models.Event:
    return models.Event(
        at=at,
        name=event.name,
        actor=actor.audit_ref if actor else None,
        role=role,
        subject=subject,
        school=school,
        facts=asdict(event),
    )
