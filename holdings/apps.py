"""Load the system check of the register."""

from __future__ import annotations

from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    """The register of what is held about people."""

    name = "holdings"

    def ready(self) -> None:
        """Register the check."""
        from holdings import checks  # noqa: F401, PLC0415
