"""Where things are kept: all of it under `var/`, which git does not see."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
PORTAL_ENV = VAR / "portal.env"
NOTES = VAR / "services.json"
PRIVATE = 0o600


class LaunchError(Exception):
    """Something on this machine stands in the way; the message says what to do about it."""


def prepare() -> None:
    """Make `var/`, so that others may pass through it but not look around."""
    try:
        VAR.mkdir(exist_ok=True)
        if VAR.stat().st_uid == os.geteuid():
            VAR.chmod(0o711)
        (VAR / "lock").touch()
    except PermissionError as error:
        raise LaunchError(
            f"{VAR} belongs to somebody else. Run this as the one who made it, or remove it.",
        ) from error


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let no two commands start or stop servers at the same moment."""
    prepare()
    try:
        handle = (VAR / "lock").open("r+")
    except PermissionError as error:
        raise LaunchError(
            f"{VAR} belongs to somebody else. Run this as the one who made it, or remove it.",
        ) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write_private(path: Path, content: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, PRIVATE), "w") as file:
        file.write(content)
    fresh.replace(path)


def notes() -> dict[str, Any]:
    """Return what was decided once on this machine: ports, passwords, the secret key."""
    try:
        found = json.loads(NOTES.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        found = {}
    kept = dict(found) if isinstance(found, dict) else {}
    for name in ("secret_key", "role_secret", "postgres_password", "valkey_password"):
        kept.setdefault(name, secrets.token_urlsafe(40))
    return kept


def keep(kept: dict[str, Any]) -> None:
    """Write the notes down for the next start."""
    write_private(NOTES, json.dumps(kept, indent=1, sort_keys=True))


def port_is_free(port: int) -> bool:
    """Say whether a server could listen on `port` of this machine's own address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def usable_port(kept: dict[str, Any], name: str) -> int:
    """Return the port that was used before, or another one when somebody took it since."""
    known = kept.get(name)
    if isinstance(known, int) and port_is_free(known):
        return known
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    kept[name] = port
    return port


def program(number: int) -> str:
    """Return the name of a running program; empty when there is none of that number."""
    words = ["ps", "-o", "comm=", "-p", str(number)]
    try:
        name = Path(f"/proc/{number}/comm").read_text()
    except OSError:
        if Path("/proc/self").exists():
            return ""
        done = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603
        name = done.stdout
    return name.strip()
