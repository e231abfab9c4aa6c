"""What row security asks besides `access_students`: who asks, which schools, which own rows.

Each is asked once a statement and gives one value or one array, so that a policy compares a
column with it and looks nothing up per row.
"""

from django.db import migrations

ARRAYS = """
CREATE FUNCTION access_caller() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.id FROM accounts_user u
  WHERE u.id = nullif(current_setting('app.user_id', true), '')::bigint AND u.is_active
$$;

CREATE FUNCTION access_schools(permission text) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT g.content_object_id), '{}')
  FROM schools_schoolgrant g
  JOIN auth_permission p ON p.id = g.permission_id
  WHERE g.user_id = access_caller() AND p.codename = permission AND g.valid @> now()
$$;

CREATE FUNCTION access_own_guardians() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(g.id), '{}') FROM students_guardian g
  WHERE g.user_id = access_caller()
$$;

CREATE FUNCTION access_own_students() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(s.id), '{}') FROM students_student s
  WHERE s.user_id = access_caller()
$$;

-- For which school the portal itself works, and nobody in person: a command, such as an import.
CREATE FUNCTION access_portal_school() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT CASE WHEN nullif(current_setting('app.user_id', true), '') IS NULL
    THEN nullif(current_setting('app.portal_school', true), '')::bigint END
$$;

REVOKE ALL ON FUNCTION access_caller, access_schools, access_own_guardians,
  access_own_students, access_portal_school FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_caller, access_schools, access_own_guardians,
  access_own_students TO portal_web, portal_worker;
GRANT EXECUTE ON FUNCTION access_portal_school TO portal_worker;
"""
DROP = """
DROP FUNCTION access_portal_school();
DROP FUNCTION access_own_students();
DROP FUNCTION access_own_guardians();
DROP FUNCTION access_schools(text);
DROP FUNCTION access_caller();
"""


class Migration(migrations.Migration):
    """Functions only."""

    dependencies = [
        ("access", "0008_reviews_are_final"),
        ("accounts", "0001_initial"),
        ("schools", "0004_write_authority"),
        ("students", "0003_guardianship_school"),
    ]
    operations = [migrations.RunSQL(ARRAYS, DROP)]
