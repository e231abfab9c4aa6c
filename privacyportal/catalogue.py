"""What PostgreSQL says that each role may do, as text that a person can read and compare.

`privacyportal.rights` and the migrations say what it should be; this reads what it is. The text
is kept in `docs/database-rights.txt`, so that a change of rights shows in a review.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT_IN = Path(settings.BASE_DIR) / "docs" / "database-rights.txt"
HEAD = """\
What every database role may do. Written by `manage.py database_rights`; compared by a test.
A role that is not named has no right. The owner of all is portal_owner, whose own rights are
left out; what row security lets through is what the named policies say.
"""
# Roles that are part of the portal; `portal_test` exists only where tests run.
PARTS = {
    "roles": """
SELECT rolname || ':' || CASE WHEN rolcanlogin THEN ' login' ELSE ' no login' END
  || CASE WHEN rolsuper THEN ', SUPERUSER' ELSE '' END
  || CASE WHEN rolbypassrls THEN ', passes row security' ELSE '' END
  || CASE WHEN rolcreaterole THEN ', CREATES ROLES' ELSE '' END
  || CASE WHEN rolcreatedb THEN ', CREATES DATABASES' ELSE '' END
  || CASE WHEN rolreplication THEN ', REPLICATION' ELSE '' END
FROM pg_roles WHERE starts_with(rolname, 'portal_') AND rolname <> 'portal_test'
""",
    "who may become whom": """
SELECT m.member::regrole || ' becomes ' || m.roleid::regrole
  || CASE WHEN m.inherit_option THEN ', HAS ITS RIGHTS WITHOUT SAYING SO' ELSE '' END
  || CASE WHEN m.admin_option THEN ', MAY LET OTHERS' ELSE '' END
FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles w ON w.oid = m.member
WHERE (starts_with(r.rolname, 'portal_') OR starts_with(w.rolname, 'portal_'))
  AND w.rolname <> 'portal_test' AND NOT w.rolsuper
""",
    "database and schema": """
SELECT what || ': ' || {grantee} || ' ' || string_agg(lower(privilege_type), ', '
  ORDER BY privilege_type)
FROM (
  SELECT 'database' AS what, a.* FROM pg_database d, aclexplode(coalesce(d.datacl,
    acldefault('d', d.datdba))) AS a WHERE d.datname = current_database()
  UNION ALL
  SELECT 'schema ' || n.nspname, a.* FROM pg_namespace n, aclexplode(coalesce(n.nspacl,
    acldefault('n', n.nspowner))) AS a
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'seed')
    AND NOT starts_with(n.nspname, 'pg_temp_') AND NOT starts_with(n.nspname, 'pg_toast_temp_')
) AS found WHERE {somebody}
GROUP BY what, grantee
""",
    "tables": """
SELECT c.relname || ': ' || {grantee} || ' ' || string_agg(lower(privilege_type)
  || CASE WHEN is_grantable THEN ' AND MAY GIVE IT' ELSE '' END, ', ' ORDER BY privilege_type)
FROM pg_class c, aclexplode(c.relacl) AS a
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace = 'public'::regnamespace
  AND {somebody} GROUP BY c.relname, grantee
""",
    "columns": """
SELECT c.relname || ': ' || {grantee} || ' ' || lower(privilege_type) || ' ('
  || string_agg(t.attname, ', ' ORDER BY t.attname) || ')'
FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) AS a
WHERE c.relnamespace = 'public'::regnamespace AND {somebody}
GROUP BY c.relname, grantee, privilege_type
""",
    "sequences": """
SELECT {grantee} || ' ' || lower(privilege_type) || ': '
  || CASE WHEN count(*) = (SELECT count(*) FROM pg_class WHERE relkind = 'S'
       AND relnamespace = 'public'::regnamespace) THEN 'all'
     ELSE string_agg(c.relname, ', ' ORDER BY c.relname) END
FROM pg_class c, aclexplode(c.relacl) AS a
WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace AND {somebody}
GROUP BY grantee, privilege_type
""",
    "functions": """
SELECT p.proname || '(' || pg_get_function_identity_arguments(p.oid) || '): '
  || coalesce((SELECT string_agg({grantee}, ', ' ORDER BY {grantee}) FROM
       aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a WHERE {somebody}),
     'nobody')
FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND NOT p.prosecdef AND {ours}
""",
    "functions that act as their owner": """
SELECT p.proname || '(' || pg_get_function_identity_arguments(p.oid) || '): '
  || coalesce((SELECT string_agg({grantee}, ', ' ORDER BY {grantee}) FROM
       aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a WHERE {somebody}),
     'nobody') || '; owner ' || p.proowner::regrole || '; '
  || coalesce(array_to_string(p.proconfig, '; '), 'NO SEARCH PATH')
FROM pg_proc p
WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
  AND p.prosecdef AND {ours}
""",
    "row security": """
SELECT c.relname || CASE WHEN c.relforcerowsecurity THEN ': forced' ELSE ': NOT FORCED' END
FROM pg_class c WHERE c.relrowsecurity
""",
    "policies": """
SELECT tablename || '.' || policyname || ': ' || lower(cmd) || ' to '
  || array_to_string(roles, ', ') || CASE permissive WHEN 'PERMISSIVE' THEN '' ELSE
  ', restrictive' END
FROM pg_policies WHERE schemaname = 'public'
""",
    "rights on what is made later": """
SELECT defaclrole::regrole || ': ' || defaclobjtype::text || ' ' || defaclacl::text
FROM pg_default_acl
""",
}
WORDS = {
    "{grantee}": "CASE grantee WHEN 0 THEN 'EVERYBODY' ELSE grantee::regrole::text END",
    "{somebody}": "grantee NOT IN (SELECT oid FROM pg_roles"
    " WHERE rolname IN ('portal_owner', 'portal_test') OR rolsuper)",
    "{ours}": "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
}


def describe() -> str:
    """Return all rights in the connected database, sorted, one a line."""
    return HEAD + "".join(f"\n[{title}]\n{''.join(_lines(sql))}" for title, sql in PARTS.items())


def _lines(sql: str) -> Iterator[str]:
    for word, meaning in WORDS.items():
        sql = sql.replace(word, meaning)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        yield from sorted(f"{line}\n" for (line,) in cursor.fetchall())
