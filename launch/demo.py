"""`make demo` and `make bench`: one command of the portal, with the servers it needs."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

from launch import catalogues, portal, roles, services, testbase
from launch.places import LaunchError

if TYPE_CHECKING:
    from launch.services import Services


def main(goal: str) -> int:
    """Run the portal's command of that name, and leave no server behind that was not there."""
    if not portal.has(goal):
        raise LaunchError(f"This version of the portal has no command `{goal}`.")
    found = services.ensure()
    try:
        if goal == "bench":
            bench(found)
        else:
            demo(found)
    finally:
        if found.started:
            services.stop(found.started)
    return 0


def demo(found: Services) -> None:
    """Make the demo data anew, and say who is in them.

    The embedded database is thrown away first; one of your own must be empty.
    """
    if found.embedded:
        with roles.connect(roles.maintenance(found.server)) as administrator:
            testbase.drop(administrator, found.server.database)
            roles.make_database(administrator, found.server.database)
        roles.dress(found.server, found.server.database)
    portal.manage(found, "migrate", "--verbosity", "0")
    portal.manage(found, "demo")
    sys.stdout.write(portal.manage(found, "demo", "--people", capture=True))


def bench(found: Services) -> None:
    """Measure in a database of its own, which goes when the figures have been printed.

    The login of the tests can become the pages, the purge and the owner: with row security and
    without. `ARGS` holds more words for the command.
    """
    catalogues.compile_all()
    portal.collect_static(found)
    roles.make_test_login(found.server)
    with testbase.copy(found.server) as name:
        address = found.server.login(roles.TEST_LOGIN, name)
        portal.manage(found, "bench", *shlex.split(os.environ.get("ARGS", "")), address=address)
