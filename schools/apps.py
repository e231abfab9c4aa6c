"""Load what this app adds to the registers of others."""

from __future__ import annotations

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Board, school, school year, group."""

    name = "schools"

    def ready(self) -> None:
        """Register events and holdings."""
        from schools import events, privacy  # noqa: F401, PLC0415
