"""What the record holds about people."""

from __future__ import annotations

from holdings.register import nobody

from audit.models import Event

nobody(Event, "Points to people by a reference that means nothing once the person is purged.")
