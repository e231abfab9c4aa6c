"""`make demo` and `make bench`: one command of the portal, with the servers it needs."""

from __future__ import annotations

import sys

from launch import portal, services
from launch.places import LaunchError


def main(goal: str) -> int:
    """Run the portal's command of that name, and leave no server behind that was not there."""
    if not portal.has(goal):
        raise LaunchError(f"This version of the portal has no command `{goal}`.")
    found = services.ensure()
    try:
        portal.manage(found, "migrate", "--verbosity", "0")
        portal.manage(found, goal)
        if goal == "demo":
            sys.stdout.write(portal.manage(found, "demo", "--people", capture=True))
    finally:
        if found.started:
            services.stop(found.started)
    return 0
