"""Load what the room registers."""

from __future__ import annotations

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Schedule, holds, purge, certificate."""

    name = "retention"

    def ready(self) -> None:
        """Enter events, holdings and tasks in their registers."""
        from retention import events, privacy, tasks  # noqa: F401, PLC0415
