"""Find or start PostgreSQL and Valkey, make the roles, and write the addresses down."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from launch import places, postgres, roles, valkey
from launch.places import PORTAL_ENV, LaunchError


@dataclass
class Services:
    """Where the servers are, and which of them this call started."""

    server: roles.Server
    redis: str
    secret_key: str
    embedded: bool
    started: list[str] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """Return the variables with which the portal finds its servers.

        Bare `DATABASE_URL` is the worker's: that is whom commands typed by hand act as.
        """
        migrate, web, worker = (
            own_address(role) or self.server.login(role) for role in roles.LOGINS
        )
        addresses = {
            "DATABASE_URL": worker,
            "WORKER_DATABASE_URL": worker,
            "WEB_DATABASE_URL": web,
            "MIGRATE_DATABASE_URL": migrate,
            "REDIS_URL": self.redis,
        }
        usual = {
            "SECRET_KEY": self.secret_key,
            "HTTPS": "false",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
        }
        chosen = {name: os.environ.get(name) or value for name, value in usual.items()}
        return {**addresses, **chosen}


def ensure(*, remember: bool = True, until_ctrl_c: bool = False) -> Services:
    """Return running servers with the roles in place; start what is not running.

    With `remember` the addresses go to `var/portal.env`, where commands typed by hand find them.
    With `until_ctrl_c` also what an earlier `make run` started and could not stop, because it
    was killed, counts as started by this call.
    """
    with places.one_at_a_time():
        kept = places.notes()
        started: list[str] = []
        try:
            services = found_or_started(kept, started)
        except BaseException:
            stop_now(kept, started)
            raise
        if until_ctrl_c:
            started[:] = kept["until_ctrl_c"] = sorted({*started, *kept.get("until_ctrl_c", [])})
        elif remember:
            kept["until_ctrl_c"] = []
        places.keep(kept)
        if remember or not PORTAL_ENV.is_file():
            write_down(services)
    return services


def found_or_started(kept: dict[str, Any], started: list[str]) -> Services:
    """Find or start each server, naming in `started` what was started, and make the roles."""
    given, broker = foreign("DATABASE_URL"), foreign("REDIS_URL")
    if not given and postgres.start(kept):
        started.append("postgres")
    if not broker and valkey.start(kept):
        started.append("valkey")
    places.keep(kept)
    server = roles.Server(given or postgres.address(kept), kept["role_secret"])
    lacking = [role for role in roles.LOGINS if not own_address(role)]
    if lacking:
        roles.make(server, lacking)
    else:
        roles.look(own_address("portal_worker"))
    redis = broker or valkey.address(kept)
    return Services(server, redis, kept["secret_key"], not given, started)


def write_down(services: Services) -> None:
    """Write `var/portal.env`; an administrator's address of your own server stays out of it."""
    lines = dict(services.environment())
    if services.embedded:
        lines["ADMIN_DATABASE_URL"] = services.server.address
    text = "".join(f"{name}={value}\n" for name, value in lines.items())
    places.write_private(PORTAL_ENV, text)


def written_down() -> dict[str, str]:
    """Return what the last start wrote down."""
    if not PORTAL_ENV.is_file():
        return {}
    pairs = (line.partition("=") for line in PORTAL_ENV.read_text().splitlines())
    return {name: value for name, _, value in pairs if name}


def own_address(role: str) -> str:
    """Return the address that the environment gives for a login, if it gives one."""
    return foreign(f"{role.removeprefix('portal_').upper()}_DATABASE_URL")


def foreign(name: str) -> str:
    """Return the address in the environment, unless it is one that we wrote down ourselves."""
    value = os.environ.get(name, "")
    return "" if value in written_down().values() else value


def stop(which: list[str] | None = None) -> list[str]:
    """Stop the embedded servers (or those in `which`); return which ones ran."""
    with places.one_at_a_time():
        kept = places.notes()
        stopped = stop_now(kept, ["postgres", "valkey"] if which is None else which)
        if places.NOTES.is_file():
            kept["until_ctrl_c"] = []
            places.keep(kept)
    return stopped


def stop_now(kept: dict[str, Any], which: list[str]) -> list[str]:
    """Stop servers; the lock is held already."""
    stopped = []
    if "valkey" in which and valkey.stop(kept):
        stopped.append("valkey")
    if "postgres" in which and postgres.stop():
        stopped.append("postgres")
    return stopped


__all__ = ["LaunchError", "Services", "ensure", "stop", "written_down"]
