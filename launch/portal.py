"""The portal's own commands, run with the variables of the servers that were found."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from launch import catalogues
from launch.places import ROOT, VAR, LaunchError

if TYPE_CHECKING:
    from collections.abc import Callable

    from launch.services import Services


def environment(found: Services, process: str) -> dict[str, str]:
    """Return the variables for the `web` process or for a `worker`: each its own login."""
    variables = found.environment()
    return {
        **os.environ,
        **variables,
        "DATABASE_URL": variables[f"{process.upper()}_DATABASE_URL"],
        "PORTAL_ROLE": f"portal_{process}",
        "DJANGO_SETTINGS_MODULE": "privacyportal.settings",
        "PYTHONUNBUFFERED": "1",
    }


def manage(found: Services, *words: str, capture: bool = False, address: str | None = None) -> str:
    """Run `manage.py` with `words`, at another `address` if named; return what it says."""
    variables = environment(found, "worker")
    if address is not None:
        variables["DATABASE_URL"] = address
    if words[0] == "migrate":
        variables["PORTAL_ROLE"] = "portal_owner"
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, str(ROOT / "manage.py"), *words],
        check=False,
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if capture else None,
        text=True,
    )
    if done.returncode:
        raise LaunchError(f"`manage.py {words[0]}` did not succeed; the lines above say why.")
    return done.stdout or ""


def has(command: str) -> bool:
    """Say whether the portal has a command of this name."""
    return any(ROOT.glob(f"*/management/commands/{command}.py"))


def prepare(found: Services, say: Callable[[str], None]) -> None:
    """Bring translations, tables, static files and demo people up to date."""
    catalogues.compile_all()
    say("Bringing the database up to date")
    manage(found, "migrate", "--verbosity", "0")
    collect_static(found)
    if has("demo"):
        say("Looking for the demo board")
        manage(found, "demo", "--if-empty")


def collect_static(found: Services) -> None:
    """Collect the static files when one of them, or a package, changed since the last time."""
    mark, digest = VAR / "static.mark", hashlib.sha256()
    files = [path for path in ROOT.glob("static/**/*") if path.is_file()]
    for path in sorted([*files, *ROOT.glob("*/static/**/*.*"), ROOT / "requirements.txt"]):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    known = mark.read_text() if mark.is_file() else ""
    if known != digest.hexdigest() or not (VAR / "static").is_dir():
        manage(found, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
        mark.write_text(digest.hexdigest())
