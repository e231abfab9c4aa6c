"""Load what this app adds to the registers of others."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who signs in."""

    name = "accounts"

    def ready(self) -> None:
        """Declare what is held."""
        from accounts import privacy  # noqa: F401, PLC0415
