"""Load what this app adds to the registers of others."""

from __future__ import annotations

from django.apps import AppConfig


class ProcessorsConfig(AppConfig):
    """Parties, arrangements and products."""

    name = "processors"

    def ready(self) -> None:
        """Register events and holdings."""
        from processors import events, privacy  # noqa: F401, PLC0415
