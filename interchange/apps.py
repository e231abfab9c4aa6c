"""Load what this app adds to the registers of others."""

from __future__ import annotations

from django.apps import AppConfig


class InterchangeConfig(AppConfig):
    """Files in."""

    name = "interchange"

    def ready(self) -> None:
        """Register events and holdings."""
        from interchange import events, privacy  # noqa: F401, PLC0415
