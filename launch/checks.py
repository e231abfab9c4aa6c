"""`make check`: everything a machine can see without running the tests, quickest first."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

from launch import portal, services
from launch.places import ROOT, VAR

if TYPE_CHECKING:
    from collections.abc import Iterator

BIN = Path(sys.executable).parent
PYTHON = sys.executable
NOT_OURS = {"pip", "setuptools", "wheel", "uv"}


def main(_goal: str) -> int:
    """Run every check, also after one that fails; return 1 when one did."""
    found = services.ensure(remember=False)
    failed = []
    try:
        for name, words, variables in steps(found):
            if not passes(name, words, variables):
                failed.append(name)
        if not (no_automatic_names() and known_holes()):
            failed.append("migration names or known holes")
    finally:
        if found.started:
            services.stop(found.started)
    sys.stdout.write(f"Not right: {', '.join(failed)}\n" if failed else "All checks passed\n")
    return 1 if failed else 0


def steps(found: services.Services) -> Iterator[tuple[str, list[object], dict[str, str]]]:
    """Yield name, command and variables of each check."""
    usual = portal.environment(found, "worker")
    manage = [PYTHON, ROOT / "manage.py"]
    templates = sorted(
        path
        for path in [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]
        if path.is_file()
    )
    yield "format", [BIN / "ruff", "format", "--no-cache", "--check", "--quiet", "."], usual
    yield "lint", [BIN / "ruff", "check", "--no-cache", "--quiet", "."], usual
    yield "layers", [BIN / "lint-imports"], usual
    yield "types", [BIN / "mypy", "."], usual
    if templates:
        words = [BIN / "djade", "--check", "--target-version", "5.2", *templates]
        yield "templates", words, usual
    owner = {**usual, "PORTAL_ROLE": "portal_owner"}
    yield "migrations", [*manage, "makemigrations", "--check", "--dry-run"], owner
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    yield "deploy", deploy, production(usual)
    yield "translations", [PYTHON, "-m", "launch.catalogues"], usual


def production(usual: dict[str, str]) -> dict[str, str]:
    """Return the variables of a real installation, with a made-up name and key."""
    return {
        **usual,
        "HTTPS": "true",
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "portal.example.org",
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "PORTAL_ROLE": "portal_web",
    }


def passes(name: str, words: list[object], variables: dict[str, str]) -> bool:
    """Run one check; show what it says only when it does not pass."""
    begun = time.monotonic()
    done = run(words, variables)
    mark = "ok" if done.returncode == 0 else "NOT RIGHT"
    sys.stdout.write(f"{name:14}{mark:10}{time.monotonic() - begun:6.1f} s\n")
    if done.returncode:
        sys.stdout.write(f"{done.stdout.strip()}\n\n")
    sys.stdout.flush()
    return done.returncode == 0


def run(words: list[object], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command in the project, and keep what it says."""
    return subprocess.run(  # noqa: S603 - commands of this file
        [str(word) for word in words],
        check=False,
        cwd=ROOT,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def no_automatic_names() -> bool:
    """Refuse a migration whose name does not say what it does."""
    found = sorted(ROOT.glob("*/migrations/*_auto_*.py"))
    for path in found:
        sys.stdout.write(f"Give this migration a name: {path.relative_to(ROOT)}\n")
    return not found


def known_holes() -> bool:
    """Ask the public list for known holes in what is installed; without a network, say so."""
    pins = VAR / "audit.txt"
    lines = {f"{item.name}=={item.version}\n" for item in distributions()}
    ours = sorted(line for line in lines if line.split("==")[0].lower() not in NOT_OURS)
    pins.write_text("".join(ours))
    words = [BIN / "pip-audit", "--disable-pip", "--no-deps", "--progress-spinner", "off"]
    done = run([*words, "-r", pins], dict(os.environ))
    if done.returncode == 0:
        sys.stdout.write("known holes   ok\n")
        return True
    if "known vulnerabilit" in done.stdout:
        sys.stdout.write(f"known holes   NOT RIGHT\n{done.stdout}\n")
        return False
    sys.stdout.write("known holes   not looked up: the list cannot be reached\n")
    return True
