"""The ground floor, as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class KernelConfig(AppConfig):
    """Dates, errors, jobs, http, tags of pages."""

    name = "kernel"

    def ready(self) -> None:
        """Look at the role of every connection that is made."""
        from kernel.database import look_at_new_connection  # noqa: PLC0415

        connection_created.connect(look_at_new_connection)
