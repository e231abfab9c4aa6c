"""What the record holds about people."""

from __future__ import annotations

from audit.models import Event
from holdings.register import nobody

nobody(Event, "Points to people by a reference that means nothing once the person is purged.")
