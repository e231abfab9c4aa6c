"""Load what this app adds to the registers of others."""

from __future__ import annotations

from django.apps import AppConfig


class StudentsConfig(AppConfig):
    """Student, enrolment, guardian, guardianship, group membership."""

    name = "students"

    def ready(self) -> None:
        """Register events and declare what is held."""
        from students import events, privacy  # noqa: F401, PLC0415
