"""The database roles of the portal, and the database itself.

Every process signs in as a role that can do its own work and no more: the pages as `portal_web`,
the worker as `portal_worker`, migrations as `portal_migrate` (which acts as `portal_owner`).
None of the first two owns a table, is a superuser or can pass row security. Rights on tables are
given by `manage.py migrate`, which knows the tables.

`python -m launch.roles` prints these statements for an administrator who wants to run them.
"""

from __future__ import annotations

import hashlib
import hmac
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from launch.places import LaunchError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    Connection = psycopg.Connection[tuple[Any, ...]]

OLDEST = 180000
LOCK = 7_306_208_114  # any number, the same for every checkout that uses one server
LOGINS = ("portal_migrate", "portal_web", "portal_worker")
ROLES = {
    "portal_owner": "NOLOGIN",
    "portal_migrate": "LOGIN BYPASSRLS",
    "portal_web": "LOGIN",
    "portal_worker": "LOGIN",
    "portal_purge": "NOLOGIN",
    "portal_audit": "NOLOGIN",
}
MEMBERSHIPS = (
    ("portal_owner", "portal_migrate", "WITH INHERIT FALSE, SET TRUE"),
    ("portal_purge", "portal_worker", "WITH INHERIT FALSE, SET TRUE"),
    ("portal_audit", "portal_owner", "WITH INHERIT FALSE, SET TRUE"),
)
TEST_LOGIN = "portal_test"
TEST_ROLES = ("portal_owner", "portal_web", "portal_worker", "portal_purge")
NO_RIGHTS = (
    "The login in DATABASE_URL may not make the roles of the portal. Give an administrator's "
    "address. Or let one run what `python -m launch.roles` prints, and give the addresses of "
    "the logins too: WEB_DATABASE_URL, WORKER_DATABASE_URL and MIGRATE_DATABASE_URL."
)
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")


@dataclass(frozen=True)
class Server:
    """An administrator's address, and the secret from which the passwords are derived."""

    address: str
    secret: str

    @property
    def database(self) -> str:
        """The name of the portal's database on this server."""
        return unquote(urlsplit(self.address).path.lstrip("/")) or "privacyportal"

    def password(self, role: str) -> str:
        """Return the password of `role`: two checkouts with one server come to the same."""
        known = unquote(urlsplit(self.address).password or "") or self.secret
        return hmac.new(known.encode(), role.encode(), hashlib.sha256).hexdigest()

    def at(self, database: str) -> str:
        """Return the administrator's address of another database on this server."""
        return urlunsplit(urlsplit(self.address)._replace(path=f"/{quote(database, safe='')}"))

    def login(self, role: str, database: str | None = None) -> str:
        """Return the address with which `role` signs in."""
        parts = urlsplit(self.at(database or self.database))
        place = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{role}:{self.password(role)}@{place}"))


def connect(address: str) -> AbstractContextManager[Connection]:
    """Connect in autocommit, or say in words why that fails."""
    try:
        return psycopg.connect(address, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        where = urlsplit(address)
        raise LaunchError(
            f"PostgreSQL at {where.hostname or 'the local socket'}:{where.port or 5432} lets "
            f"nobody in with this DATABASE_URL: {str(error).strip().splitlines()[0]}",
        ) from error


def make(server: Server, logins: Iterable[str] = LOGINS) -> None:
    """Make roles, database and extensions as they should be; what is there already stays.

    Passwords are given to `logins` only: the others sign in with an address of their own.
    """
    try:
        make_all(server, logins)
    except psycopg.errors.InsufficientPrivilege as error:
        raise LaunchError(f"{error.diag.message_primary}. {NO_RIGHTS}") from error


def look(address: str) -> None:
    """Only see whether the server is new enough: an administrator did the rest."""
    with connect(address) as connection:
        refuse_old(connection)


def make_all(server: Server, logins: Iterable[str]) -> None:
    """Make what is missing, one checkout at a time."""
    with connect(maintenance(server)) as administrator:
        refuse_old(administrator)
        administrator.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        for role in missing(administrator, ROLES):
            need_rights(administrator)
            create_role(administrator, role, ROLES[role], server.password(role))
        for role in logins:
            agree_on_password(administrator, server, role)
        for group, member, how in MEMBERSHIPS:
            grant_membership(administrator, group, member, how)
        make_database(administrator, server.database)
    dress(server, server.database)


def make_test_login(server: Server) -> None:
    """Make the login of the tests: it has no rights of its own, it can only become others."""
    with connect(maintenance(server)) as administrator:
        administrator.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if missing(administrator, [TEST_LOGIN]):
            need_rights(administrator)
            create_role(administrator, TEST_LOGIN, "LOGIN", server.password(TEST_LOGIN))
        agree_on_password(administrator, server, TEST_LOGIN)
        for group in TEST_ROLES:
            grant_membership(administrator, group, TEST_LOGIN, "WITH INHERIT FALSE, SET TRUE")


def maintenance(server: Server) -> str:
    """Return the address of a database that exists: `postgres`, else the one that was named."""
    try:
        psycopg.connect(server.at("postgres"), connect_timeout=10).close()
    except psycopg.OperationalError:
        return server.address
    return server.at("postgres")


def refuse_old(administrator: Connection) -> None:
    """Stop at a PostgreSQL that lacks what the portal is built on."""
    if administrator.info.server_version < OLDEST:
        found = administrator.info.parameter_status("server_version")
        raise LaunchError(
            f"The portal needs PostgreSQL 18 or newer; this server is {found}. "
            "Leave DATABASE_URL out to try the portal with its embedded PostgreSQL 18.",
        )


def missing(administrator: Connection, roles: Iterable[str]) -> list[str]:
    """Return those of `roles` that the server does not have."""
    there = {name for (name,) in administrator.execute("SELECT rolname FROM pg_roles").fetchall()}
    return [role for role in roles if role not in there]


def need_rights(administrator: Connection) -> None:
    """Say what to do when whoever signed in may not make roles."""
    row = administrator.execute(
        "SELECT rolsuper OR (rolcreaterole AND rolbypassrls) FROM pg_roles "
        "WHERE rolname = current_user",
    ).fetchone()
    if row is None or not row[0]:
        raise LaunchError(NO_RIGHTS)


def create_role(administrator: Connection, role: str, how: str, password: str) -> None:
    """Make one role, with a password if it can sign in."""
    statement = sql.SQL("CREATE ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE " + how)
    administrator.execute(statement.format(sql.Identifier(role)))
    if how.startswith("LOGIN"):
        set_password(administrator, role, password)


def agree_on_password(administrator: Connection, server: Server, role: str) -> None:
    """Let `role` sign in with the derived password, if it cannot yet."""
    try:
        psycopg.connect(server.login(role, administrator.info.dbname), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            set_password(administrator, role, server.password(role))


def set_password(administrator: Connection, role: str, password: str) -> None:
    """Store the password as a SCRAM verifier made here, so the server never sees it in a query."""
    verifier = administrator.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    )
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    administrator.execute(
        statement.format(sql.Identifier(role), sql.Literal(verifier.decode())),
    )


def grant_membership(administrator: Connection, group: str, member: str, how: str) -> None:
    """Make `member` a member of `group`, unless it is already so in just this way."""
    row = administrator.execute(
        "SELECT inherit_option, set_option FROM pg_auth_members "
        "WHERE roleid = %s::regrole AND member = %s::regrole",
        [group, member],
    ).fetchone()
    if row != ("INHERIT TRUE" in how, True):
        statement = sql.SQL("GRANT {} TO {} " + how)
        administrator.execute(
            statement.format(sql.Identifier(group), sql.Identifier(member)),
        )


def make_database(administrator: Connection, name: str, template: str = "template0") -> None:
    """Make database `name` if it is not there, and give it to `portal_owner`."""
    row = administrator.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s",
        [name],
    ).fetchone()
    if row == ("portal_owner",):
        return
    become_owner(administrator)
    if row is None:
        how = "ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST'"
        if template != "template0":
            how = "STRATEGY file_copy"
        statement = sql.SQL("CREATE DATABASE {} OWNER portal_owner TEMPLATE {} " + how)
        administrator.execute(
            statement.format(sql.Identifier(name), sql.Identifier(template)),
        )
    else:
        statement = sql.SQL("ALTER DATABASE {} OWNER TO portal_owner")
        administrator.execute(statement.format(sql.Identifier(name)))


def become_owner(administrator: Connection) -> None:
    """Let an administrator who is no superuser hand things over to `portal_owner`."""
    row = administrator.execute(
        "SELECT pg_has_role(current_user, 'portal_owner', 'SET')",
    ).fetchone()
    if row != (True,):
        administrator.execute("GRANT portal_owner TO CURRENT_USER WITH SET TRUE")


def dress(server: Server, database: str) -> None:
    """Give a database its extensions, and the roles the way in; nobody else gets any."""
    with connect(server.at(database)) as administrator:
        administrator.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        for extension in EXTENSIONS:
            administrator.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)),
            )
        for statement in entrance(administrator, database):
            administrator.execute(statement)


def entrance(administrator: Connection, database: str) -> list[sql.Composed]:
    """Return the statements that close a database to all but the roles of the portal."""
    test = () if missing(administrator, [TEST_LOGIN]) else (TEST_LOGIN,)
    people = sql.SQL(", ").join(sql.Identifier(role) for role in (*ROLES, *test))
    statements = (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {people}",
        "ALTER SCHEMA public OWNER TO portal_owner",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {people}",
        "GRANT CREATE ON SCHEMA public TO portal_owner",
    )
    name = sql.Identifier(database)
    return [sql.SQL(text).format(database=name, people=people) for text in statements]


def script(database: str = "privacyportal") -> str:
    """Return the same as a script for `psql`, without passwords."""
    people = ", ".join(ROLES)
    lines = [f"CREATE ROLE {role} NOSUPERUSER {how};" for role, how in ROLES.items()]
    lines += [f"GRANT {group} TO {member} {how};" for group, member, how in MEMBERSHIPS]
    lines += [
        *(f"\\password {role}" for role in LOGINS),
        f"CREATE DATABASE {database} OWNER portal_owner TEMPLATE template0 ENCODING 'UTF8'",
        "  LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST';",
        f"\\connect {database}",
        *(f"CREATE EXTENSION IF NOT EXISTS {extension};" for extension in EXTENSIONS),
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC;",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {people};",
        "ALTER SCHEMA public OWNER TO portal_owner;",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
        f"GRANT USAGE ON SCHEMA public TO {people};",
        "GRANT CREATE ON SCHEMA public TO portal_owner;",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(script(*sys.argv[1:2]))
