"""Questions to the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from uuid import UUID

    from audit.models import Event


class EventQuerySet(models.QuerySet["Event"]):
    """Events, newest first when listed."""

    def about(self, subject: UUID) -> Self:
        """Keep what happened with one person's data."""
        return self.filter(subject=subject)

    def by(self, actor: UUID) -> Self:
        """Keep what one person did with the data of others."""
        return self.filter(actor=actor, subject__isnull=False)

    def reads(self) -> Self:
        """Keep the events in which somebody looked at something."""
        return self.filter(name__endswith="_read")
