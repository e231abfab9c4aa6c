"""`make test`: the whole suite, in two processes, with a real browser where there is one."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

from launch import catalogues, chromium, roles, services
from launch.places import ROOT


def main(_goal: str) -> int:
    """Run the tests; return pytest's own answer, and let its closing line be the last."""
    catalogues.compile_all()
    found = services.ensure(remember=False)
    roles.make_test_login(found.server)
    browser = chromium.find_or_install()
    if browser is None:
        line = "#" * 78
        words = f"{chromium.MISSING}\nTHE BROWSER TESTS ARE SKIPPED. All others run."
        sys.stdout.write(f"{line}\n{words}\n{line}\n")
        sys.stdout.flush()
    try:
        done = subprocess.run(  # noqa: S603 - our own tests
            [sys.executable, "-m", "pytest", "-n", "2", *shlex.split(os.environ.get("ARGS", ""))],
            check=False,
            cwd=ROOT,
            env={
                **os.environ,
                "TEST_ADMIN_DATABASE_URL": found.server.address,
                "TEST_ROLE_SECRET": found.server.secret,
                "CHROMIUM": browser or "none",
            },
        )
    finally:
        if found.started:
            services.stop(found.started)
    return done.returncode
