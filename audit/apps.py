"""Load what this app adds to the registers of others."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """What happened."""

    name = "audit"

    def ready(self) -> None:
        """Declare what is held."""
        from audit import privacy  # noqa: F401, PLC0415
