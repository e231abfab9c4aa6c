"""Find or start PostgreSQL and Valkey, make the roles, and write the addresses down."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

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
        worker = os.environ.get("WORKER_DATABASE_URL") or self.server.login("portal_worker")
        web = os.environ.get("WEB_DATABASE_URL") or self.server.login("portal_web")
        migrate = os.environ.get("MIGRATE_DATABASE_URL") or self.server.login("portal_migrate")
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


def ensure(*, remember: bool = True) -> Services:
    """Return running servers with the roles in place; start what is not running.

    With `remember` the addresses go to `var/portal.env`, where commands typed by hand find them.
    """
    with places.one_at_a_time():
        kept = places.notes()
        given, broker = foreign("DATABASE_URL"), foreign("REDIS_URL")
        started = []
        if not given and postgres.start(kept):
            started.append("postgres")
        if not broker and valkey.start(kept):
            started.append("valkey")
        places.keep(kept)
        server = roles.Server(given or postgres.address(kept), kept["role_secret"])
        roles.make(server)
        services = Services(
            server, broker or valkey.address(kept), kept["secret_key"], not given, started
        )
        if remember or not PORTAL_ENV.is_file():
            write_down(services)
    return services


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


def foreign(name: str) -> str:
    """Return the address in the environment, unless it is one that we wrote down ourselves."""
    value = os.environ.get(name, "")
    return "" if value in written_down().values() else value


def stop(which: list[str] | None = None) -> list[str]:
    """Stop the embedded servers (or those in `which`); return which ones ran."""
    stopped = []
    with places.one_at_a_time():
        kept = places.notes()
        if (which is None or "valkey" in which) and valkey.stop(kept):
            stopped.append("valkey")
        if (which is None or "postgres" in which) and postgres.stop():
            stopped.append("postgres")
    return stopped


__all__ = ["LaunchError", "Services", "ensure", "stop", "written_down"]
