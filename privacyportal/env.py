"""Read settings from the environment: typed, and loud when wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCAL = Path(__file__).resolve().parent.parent / "var" / "portal.env"


def load_local() -> None:
    """Take what `make run` and `make services` wrote in `var/portal.env`, where there is that.

    So a command typed by hand finds the same database as the pages. The environment comes
    first; where it names a database, the embedded one is not looked at.
    """
    if not LOCAL.is_file():
        return
    named = "DATABASE_URL" in os.environ
    for line in LOCAL.read_text().splitlines():
        name, _, value = line.partition("=")
        if not (named and name.endswith("DATABASE_URL")):
            os.environ.setdefault(name, value)


def text(name: str, default: str | None = None) -> str:
    """Return variable `name`; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return variable `name` as a boolean: `true` or `false`, nothing else."""
    value = os.environ.get(name, str(default)).lower()
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value == "true"


def words(name: str, default: str = "") -> list[str]:
    """Return variable `name` as a list: what stands between the commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str) -> str:
    """Return a secret: from the file named in `name`_FILE, else from `name`."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else text(name)


def secrets(name: str) -> list[str]:
    """Return a list of secrets, with blanks or new lines between; mostly there is none."""
    path = os.environ.get(f"{name}_FILE")
    return (Path(path).read_text() if path else text(name, "")).split()


def database(name: str, *, role: str) -> dict[str, Any]:
    """Return the connection that the address in `name` describes, acting as database `role`.

    Whoever signs in with more rights than the role has gives them up at once; in production
    each process signs in as its own role, so there is nothing to give up.
    """
    address = urlsplit(secret(name))
    if address.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must be an address of PostgreSQL.")
    query = dict(parse_qsl(address.query))
    host = query.pop("host", unquote(address.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": host,
        "PORT": str(address.port or query.pop("port", "")),
        "OPTIONS": {**query, "options": f"-c role={role}"},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
