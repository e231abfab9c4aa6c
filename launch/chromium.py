"""Find a Chromium for the browser tests, or get one where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

# The shell draws to no screen: the same pages for two thirds of the work.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "No Chromium on this machine: set CHROMIUM, or install one."


def find() -> str | None:
    """Return the path of a Chromium. `CHROMIUM` decides when it is set, also when it is wrong."""
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen)
    for name in NAMES:
        if path := shutil.which(name):
            return path
    place = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright"
    own = sorted(Path(place).expanduser().glob("chromium-*/chrome-linux*/chrome"))
    return str(own[-1]) if own else None


def find_or_install() -> str | None:
    """Return the path of a Chromium, after asking the system's packages for one if need be."""
    if (path := find()) or os.environ.get("CHROMIUM"):
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (
            ("update", "-q"),
            ("install", "-q", "-y", SHELL),
            ("install", "-q", "-y", "chromium"),
        ):
            subprocess.run(  # noqa: S603 - fixed words
                ["apt-get", *words],  # noqa: S607 - the system's own
                check=False,
                env=variables,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if path := find():
                return path
    return find()
