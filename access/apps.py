"""Load what this app adds to the registers of others."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """Who may see what."""

    name = "access"

    def ready(self) -> None:
        """Register events, holdings and tasks; write the matrix as rows after each migration."""
        from access import events, grants, privacy, tasks  # noqa: F401, PLC0415

        post_migrate.connect(grants.write_rights, sender=self)
