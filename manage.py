#!/usr/bin/env python
"""The command line of the portal."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from privacyportal import env

ROLES = {"migrate": "portal_owner", "makemigrations": "portal_owner"}


def main() -> None:
    """Run the command that the arguments name, as the database role that suits it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyportal.settings")
    env.load_local()
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    os.environ.setdefault("PORTAL_ROLE", ROLES.get(command, "portal_worker"))
    os.environ["PORTAL_MIGRATES"] = "true" if command in ROLES else "false"
    if command in ROLES and "MIGRATE_DATABASE_URL" in os.environ:
        os.environ["DATABASE_URL"] = os.environ["MIGRATE_DATABASE_URL"]
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
