"""Tables that were filled just now are looked at before grants are worked out.

PostgreSQL plans by what it last saw of a table. Where a whole school comes in and gets its
grants in one transaction, that was nothing, and each student would be compared with every other:
minutes for a school of a thousand. Looking takes a moment, and is done only where the school is
larger than all that PostgreSQL knows of.
"""

from django.db import migrations

SIZES = """
CREATE FUNCTION access_know_sizes(schools bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE students bigint; known real;
BEGIN
  SELECT count(*) INTO students FROM students_student WHERE school_id = ANY (schools);
  SELECT min(reltuples) INTO known FROM pg_class
  WHERE oid IN ('students_student'::regclass, 'students_enrolment'::regclass,
    'students_membership'::regclass);
  IF students >= 500 AND known < students THEN
    ANALYZE students_student, students_enrolment, students_membership, students_guardianship,
      students_guardian, access_assignment;
  END IF;
END $$;
REVOKE ALL ON FUNCTION access_know_sizes FROM PUBLIC;

ALTER FUNCTION access_sync(bigint[], timestamptz) RENAME TO access_sync_rows;
CREATE FUNCTION access_sync(schools bigint[], at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM access_know_sizes(schools);
  RETURN access_sync_rows(schools, at);
END $$;
REVOKE ALL ON FUNCTION access_sync FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_sync TO portal_web, portal_worker;
REVOKE ALL ON FUNCTION access_sync_rows FROM portal_web, portal_worker, portal_purge;
"""
FORGET = """
DROP FUNCTION access_sync(bigint[], timestamptz);
ALTER FUNCTION access_sync_rows(bigint[], timestamptz) RENAME TO access_sync;
GRANT EXECUTE ON FUNCTION access_sync TO portal_web, portal_worker;
DROP FUNCTION access_know_sizes(bigint[]);
"""


class Migration(migrations.Migration):
    """One function before another."""

    dependencies = [("access", "0014_representatives")]
    operations = [migrations.RunSQL(SIZES, FORGET)]
