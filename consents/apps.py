"""Load what this app adds to the registers of others."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Consent of parents and students."""

    name = "consents"

    def ready(self) -> None:
        """Register events and holdings."""
        from consents import events, privacy  # noqa: F401, PLC0415
