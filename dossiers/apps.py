"""Load what this app adds to the registers of others."""

from __future__ import annotations

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """What is written about a student."""

    name = "dossiers"

    def ready(self) -> None:
        """Register events and declare what is held."""
        from dossiers import events, privacy  # noqa: F401, PLC0415
