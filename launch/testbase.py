"""Databases for tests: one template per set of migrations, one copy per test process.

A copy is made in a tenth of a second, so every process has its own and several people can test
on one server. What the migrations put in is kept in the schema `seed`: a test that commits is
undone by emptying the tables and putting those rows back, so the next one finds them again.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from psycopg import sql

from launch import roles
from launch.places import ROOT, LaunchError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

TEMPLATE = "test_template_"
COPY = "test_copy_"
SEED = """
CREATE SCHEMA seed;
DO $$
DECLARE name text; filled boolean;
BEGIN
  FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
      AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'django_migrations'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
    IF filled THEN EXECUTE format('CREATE TABLE seed.%1$I AS TABLE public.%1$I', name); END IF;
  END LOOP;
END $$;
CREATE FUNCTION seed.restore() RETURNS void LANGUAGE plpgsql AS $$
DECLARE found record; columns text;
BEGIN
  FOR found IN SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
      AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'django_migrations'
  LOOP
    EXECUTE format('DELETE FROM public.%I', found.relname);
    CONTINUE WHEN to_regclass(format('seed.%I', found.relname)) IS NULL;
    SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
      WHERE attrelid = found.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
    EXECUTE format('INSERT INTO public.%1$I (%2$s) OVERRIDING SYSTEM VALUE '
      'SELECT %2$s FROM seed.%1$I', found.relname, columns);
  END LOOP;
END $$;
"""


def fingerprint() -> str:
    """Return a mark that changes with everything that decides what `migrate` makes."""
    files: set[Path] = {ROOT / "requirements.txt"}
    files.update(ROOT.glob("*/migrations/**/*.py"))
    files.update(ROOT.glob("privacyportal/management/commands/migrate.py"))
    files.update(ROOT.glob("*/rights.py"))
    files.update(ROOT / "access" / name for name in ("matrix.py", "rules.py", "choices.py"))
    files.update(path for path in ROOT.glob("*/**/*.sql") if path.parts[-2] != "var")
    digest = hashlib.sha256(SEED.encode())
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def template(server: roles.Server) -> str:
    """Return the name of the template for the migrations as they are now; make it if need be."""
    name = TEMPLATE + fingerprint()
    with roles.connect(roles.maintenance(server)) as administrator:
        administrator.execute("SELECT pg_advisory_lock(%s)", [roles.LOCK + 1])
        if name not in databases(administrator, TEMPLATE):
            forget_templates(administrator)
            make_template(administrator, server, name)
    return name


def make_template(administrator: Connection, server: roles.Server, name: str) -> None:
    """Migrate an empty database and keep it under its name only when that went well."""
    making = f"test_making_{secrets.token_hex(6)}"
    try:
        roles.make_database(administrator, making)
        roles.dress(server, making)
        migrate(server, making)
        with roles.connect(server.at(making)) as inside:
            inside.execute(SEED)
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        administrator.execute(statement.format(sql.Identifier(making), sql.Identifier(name)))
        words = sql.SQL("COMMENT ON DATABASE {} IS {}")
        administrator.execute(words.format(sql.Identifier(name), sql.Literal(str(ROOT))))
    finally:
        drop(administrator, making)


def migrate(server: roles.Server, database: str) -> None:
    """Run the project's own `migrate` in a process of its own, as it runs in production."""
    address = server.login("portal_migrate", database)
    variables = {
        **os.environ,
        "DATABASE_URL": address,
        "MIGRATE_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "privacyportal.settings",
        "SECRET_KEY": secrets.token_hex(),
        "PORTAL_ROLE": "portal_owner",
    }
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--skip-checks", "--verbosity", "0"],
        check=False,
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise LaunchError(f"The migrations fail on an empty database.\n{done.stderr[-4000:]}")


@contextmanager
def copy(server: roles.Server) -> Iterator[str]:
    """Give a database of one's own for as long as the block runs."""
    need_superuser(server)
    source = template(server)
    name = f"{COPY}{os.getpid()}_{secrets.token_hex(4)}"
    with roles.connect(roles.maintenance(server)) as administrator:
        administrator.execute("SELECT pg_advisory_lock(hashtext(%s), 1)", [name])
        forget_copies(administrator)
        roles.make_database(administrator, name, source)
        roles.dress(server, name)
        without_a_guard(server, name)
        try:
            yield name
        finally:
            drop(administrator, name)


def without_a_guard(server: roles.Server, name: str) -> None:
    """Run the statement with which `make mutants` takes a guard of the database away."""
    statement = os.environ.get("TEST_STATEMENT")
    if statement:
        with roles.connect(server.at(name)) as administrator:
            administrator.execute(statement.encode())


def need_superuser(server: roles.Server) -> None:
    """Say so when the tests could not undo what they commit."""
    with roles.connect(roles.maintenance(server)) as administrator:
        if administrator.info.parameter_status("is_superuser") != "on":
            raise LaunchError(
                "The tests need a superuser's address in DATABASE_URL, to empty tables between "
                "them. Leave it out to test with the embedded PostgreSQL.",
            )


def restore(server: roles.Server, name: str) -> None:
    """Bring a copy back to what the migrations made, whatever a test committed in it."""
    with roles.connect(server.at(name)) as administrator:
        administrator.execute("SET lock_timeout = '20s'")
        administrator.execute("SET session_replication_role = replica")  # no triggers, no checks
        administrator.execute("SELECT seed.restore()")


def databases(administrator: Connection, prefix: str) -> list[str]:
    """Return the databases whose name begins with `prefix`."""
    rows = administrator.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
        [prefix],
    ).fetchall()
    return [name for (name,) in rows]


def forget_copies(administrator: Connection) -> None:
    """Drop the copies of test processes that were killed: nobody holds their lock any more."""
    for name in databases(administrator, COPY):
        row = administrator.execute(
            "SELECT pg_try_advisory_lock(hashtext(%s), 1)",
            [name],
        ).fetchone()
        if row == (True,) and f"{COPY}{os.getpid()}_" not in name:
            drop(administrator, name)
            administrator.execute("SELECT pg_advisory_unlock(hashtext(%s), 1)", [name])


def forget_templates(administrator: Connection) -> None:
    """Drop what earlier migrations of this checkout left behind."""
    rows = administrator.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) "
        "AND shobj_description(oid, 'pg_database') = %s",
        [TEMPLATE, str(ROOT)],
    ).fetchall()
    for (name,) in rows:
        drop(administrator, name)


def drop(administrator: Connection, name: str) -> None:
    """Drop a database, and end whoever is still in it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    administrator.execute(statement.format(sql.Identifier(name)))
