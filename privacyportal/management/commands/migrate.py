"""Django's migrate, and then the rights of the database roles."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from privacyportal import rights


class Command(migrate.Command):
    """Brings the tables up to date and gives each role what `privacyportal.rights` says."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then give the rights."""
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            rights.apply()
