"""`make services`, `make stop`, `make clean`: the embedded servers and nothing else."""

from __future__ import annotations

import shutil
import sys
from urllib.parse import urlsplit

from launch import account, places, services


def main(goal: str) -> int:
    """Start the servers in the background, or stop them."""
    if goal == "services":
        return start()
    stopped = services.stop()
    sys.stdout.write(f"Stopped: {', '.join(stopped) or 'nothing was running'}.\n")
    if goal == "clean":
        forget()
    return 0


def start() -> int:
    """Start what is not running, and say where everything is."""
    found = services.ensure()
    for name, address in (("PostgreSQL", found.server.address), ("Valkey", found.redis)):
        place = urlsplit(address)
        fresh = "started" if name.lower().replace("sql", "s") in found.started else "ready"
        sys.stdout.write(f"{name} {fresh} at {place.hostname}:{place.port}\n")
    sys.stdout.write(f"Addresses with passwords: {places.PORTAL_ENV}. Stop with `make stop`.\n")
    return 0


def forget() -> None:
    """Remove what was put outside the checkout."""
    place = account.home().path
    if place != places.VAR:
        shutil.rmtree(place, ignore_errors=True)
    socket = places.notes().get("socket_directory")
    if socket:
        shutil.rmtree(socket, ignore_errors=True)
