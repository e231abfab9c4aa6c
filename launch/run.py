"""`make run`: the whole portal on this machine, until Ctrl-C."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

from launch import places, portal, services
from launch.places import ROOT, VAR, LaunchError

if TYPE_CHECKING:
    from collections.abc import Iterator

LOGS = VAR / "log"
PATIENCE = 90  # seconds until the first page, on a slow machine
FAREWELL = 15  # seconds that a process gets to finish what it does
STEP, ASKED = threading.Lock(), threading.Event()


class Stopped(BaseException):
    """Somebody asked the portal to stop."""


def main(_goal: str) -> int:
    """Start everything, say where it is, wait, and stop what was started."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    host, port = os.environ.get("HOST") or "127.0.0.1", wanted_port()
    processes: dict[str, subprocess.Popen[bytes]] = {}
    found = None
    try:
        with only_one_here():
            if not places.port_is_free(port):
                raise LaunchError(
                    f"Port {port} is taken by another program. "
                    f"Choose another one: PORT={port + 1} make run",
                )
            say("Starting the servers")
            with whole_step():
                found = services.ensure(until_ctrl_c=True)
            portal.prepare(found, say)
            start(processes, found, host, port)
            wait_until_ready(processes, port)
            welcome(found, port)
            watch(processes)
    except Stopped:
        say("\nStopping")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        finish(processes)
        if found and found.started:
            services.stop(found.started)
    return 0


def ask_to_stop(_number: int, _frame: object) -> None:
    """Leave whatever is going on; what was started is stopped on the way out."""
    if STEP.locked():
        ASKED.set()
    else:
        raise Stopped


@contextmanager
def whole_step() -> Iterator[None]:
    """Do not stop half-way: a server that is starting could not be stopped by us."""
    with STEP:
        yield
    if ASKED.is_set():
        raise Stopped


def wanted_port() -> int:
    """Return the port for the pages: PORT, else 8000."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:  # noqa: PLR2004 - what a port can be
        raise LaunchError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


@contextmanager
def only_one_here() -> Iterator[None]:
    """Refuse a second `make run` in the same directory: they would share files."""
    places.prepare()
    try:
        handle = (VAR / "run.lock").open("w")
    except PermissionError as error:
        raise LaunchError(f"{VAR} belongs to somebody else. Remove it first.") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LaunchError("`make run` is already running in this directory.") from error
        yield


def start(
    processes: dict[str, subprocess.Popen[bytes]],
    found: services.Services,
    host: str,
    port: int,
) -> None:
    """Start pages, worker and clock, each as its own database role."""
    LOGS.mkdir(exist_ok=True)
    celery = (sys.executable, "-m", "celery", "-A", "privacyportal", "--quiet")
    commands: dict[str, tuple[str, ...]] = {
        "web": (
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", host, "--port", str(port), "--workers", "2", "--blocking-threads", "2"),
            "privacyportal.wsgi:application",
        ),
        "worker": (*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"),
        "beat": (
            *(*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""),
            *("--schedule", str(VAR / "beat")),
        ),
    }
    for name, command in commands.items():
        with (LOGS / f"{name}.log").open("ab") as log:
            processes[name] = subprocess.Popen(  # noqa: S603 - commands of this file
                command,
                cwd=ROOT,
                env={"PORTAL_URL": f"http://localhost:{port}"}
                | portal.environment(found, "web" if name == "web" else "worker"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=follow_parent,  # noqa: PLW1509 - this program has one thread
            )


def follow_parent() -> None:
    """Ask Linux to end this process when the one that started it is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def wait_until_ready(processes: dict[str, subprocess.Popen[bytes]], port: int) -> None:
    """Return when the pages answer that database and broker are there too."""
    until = time.monotonic() + PATIENCE
    answer = "nothing"
    while time.monotonic() < until:
        look(processes)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except urllib.error.HTTPError as error:
            answer = f"status {error.code}"
        except OSError as error:
            answer = str(error)
        time.sleep(0.1)
    raise LaunchError(
        f"The portal is not ready after {PATIENCE} seconds: /readyz gives {answer}. "
        f"The logs are in {LOGS}.",
    )


def look(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Stop everything, with the reason, when one of the processes is gone."""
    for name, process in processes.items():
        if process.poll() is not None:
            log = LOGS / f"{name}.log"
            lines = log.read_text(errors="replace").splitlines()[-15:]
            raise LaunchError(
                f"The {name} process ended by itself (code {process.returncode}). "
                f"The end of {log}:\n" + "\n".join(lines),
            )


def watch(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait for ever: until a signal, a process that ends, or the end of the `make` above us."""
    parent = os.getppid()
    under_make = places.program(parent) == "make"
    while True:
        look(processes)
        if under_make and os.getppid() != parent:
            raise Stopped
        time.sleep(0.5)


def finish(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """End the processes: first ask, then end. Work in hand is written down and goes on later."""
    for process in processes.values():
        signal_group(process, signal.SIGTERM)
    until = time.monotonic() + FAREWELL
    for process in processes.values():
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            signal_group(process, signal.SIGKILL)
            process.wait()


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to a process and its children."""
    if process.poll() is None:
        os.killpg(process.pid, number)


def welcome(found: services.Services, port: int) -> None:
    """Say where the portal is and who can sign in."""
    say(f"\nThe portal is at http://localhost:{port}/\n")
    if portal.has("demo"):
        say(portal.manage(found, "demo", "--people", capture=True).strip())
    say(f"\nLogs, and the mail that would be sent: {LOGS}. Stop with Ctrl-C.")


def say(words: str) -> None:
    """Tell the person at the keyboard, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
