"""Row security around guardianships: relation, authority, restriction, and on what they rest.

Forced on the owner too. A guardian reaches the rows about oneself, not those of the other
parent; staff reach what the matrix lets them read, by school or by student, and nobody the own
child by a task for the whole school. The administration writes for its own school, and there it
reaches all: a list of parents that it takes in is about its own children too. With nobody set
there is nothing.

The portal itself, which takes files in by a command and opens accounts, works for one school
that it names: `SET LOCAL app.portal_school`. Only portal_worker has that door, and only with
nobody signed in; pages cannot get through it, whatever they set.

portal_owner says `app.owner_opens = 'students'`. `access_follow`, which gives guardians their
task, `access_wanted_students` and `access_family_of` do so for as long as they read, and then
are as they were. portal_purge sees and deletes, and alters nothing: the
room `retention` narrows it to what somebody approved.
"""

from django.db import migrations

WALLS = """
ALTER FUNCTION access_follow(bigint[], timestamptz) RENAME TO access_follow_rows;
CREATE FUNCTION access_follow(schools bigint[], at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'students', true);
  PERFORM access_follow_rows(schools, at);
  PERFORM set_config('app.owner_opens', opened, true);
END $$;

ALTER FUNCTION access_wanted_students(bigint[], timestamptz) RENAME TO access_wanted_rows;
REVOKE ALL ON FUNCTION access_wanted_rows FROM portal_web, portal_worker;
CREATE FUNCTION access_wanted_students(schools bigint[], at timestamptz)
RETURNS TABLE (user_id bigint, permission_id int, content_object_id bigint,
               assignment bigint, valid tstzrange)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'students', true);
  RETURN QUERY SELECT * FROM access_wanted_rows(schools, at);
  PERFORM set_config('app.owner_opens', opened, true);
END $$;

-- Of whom one is a guardian, with authority or without, or is the student: for pages to leave out.
CREATE FUNCTION access_family_of(person bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  family bigint[];
BEGIN
  PERFORM set_config('app.owner_opens', 'students', true);
  SELECT coalesce(array_agg(f.id), '{}') INTO family FROM (
    SELECT gs.student_id AS id FROM students_guardianship gs
    JOIN students_guardian g ON g.id = gs.guardian_id WHERE g.user_id = person
    UNION SELECT s.id FROM students_student s WHERE s.user_id = person
  ) AS f;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN family;
END $$;
CREATE OR REPLACE FUNCTION access_own_family() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL UNSAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT access_family_of(nullif(current_setting('app.user_id', true), '')::bigint)
$$;

REVOKE ALL ON FUNCTION access_follow, access_wanted_students, access_family_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_wanted_students, access_family_of TO portal_web, portal_worker;

ALTER TABLE students_guardianship ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY students_guardianship_read ON students_guardianship
  FOR SELECT TO portal_web, portal_worker
  USING (guardian_id = ANY ((SELECT access_own_guardians())::bigint[])
    OR (school_id = ANY ((SELECT access_schools('read_authority'))::bigint[])
      AND student_id <> ALL ((SELECT access_own_family())::bigint[]))
    OR school_id = ANY ((SELECT access_schools('write_authority'))::bigint[])
    OR student_id = ANY ((SELECT access_students('read_authority'))::bigint[]));
CREATE POLICY students_guardianship_write ON students_guardianship
  FOR INSERT TO portal_web, portal_worker
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_authority'))::bigint[]));
CREATE POLICY students_guardianship_change ON students_guardianship
  FOR UPDATE TO portal_web, portal_worker
  USING (school_id = ANY ((SELECT access_schools('write_authority'))::bigint[]));

CREATE POLICY students_guardianship_portal_reads ON students_guardianship
  FOR SELECT TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY students_guardianship_portal_writes ON students_guardianship
  FOR INSERT TO portal_worker WITH CHECK (school_id = (SELECT access_portal_school()));
CREATE POLICY students_guardianship_portal_changes ON students_guardianship
  FOR UPDATE TO portal_worker USING (school_id = (SELECT access_portal_school()));

CREATE POLICY students_guardianship_purge_sees ON students_guardianship
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY students_guardianship_purge_deletes ON students_guardianship
  FOR DELETE TO portal_purge USING (true);

CREATE POLICY students_guardianship_owner ON students_guardianship TO portal_owner
  USING (current_setting('app.owner_opens', true) IN ('students', 'consents'));
"""
OPEN = """
DROP POLICY students_guardianship_owner ON students_guardianship;
DROP POLICY students_guardianship_purge_deletes ON students_guardianship;
DROP POLICY students_guardianship_purge_sees ON students_guardianship;
DROP POLICY students_guardianship_portal_changes ON students_guardianship;
DROP POLICY students_guardianship_portal_writes ON students_guardianship;
DROP POLICY students_guardianship_portal_reads ON students_guardianship;
DROP POLICY students_guardianship_change ON students_guardianship;
DROP POLICY students_guardianship_write ON students_guardianship;
DROP POLICY students_guardianship_read ON students_guardianship;
ALTER TABLE students_guardianship NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
CREATE OR REPLACE FUNCTION access_own_family() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM (
    SELECT gs.student_id AS id FROM students_guardianship gs
    JOIN students_guardian g ON g.id = gs.guardian_id
    WHERE g.user_id = nullif(current_setting('app.user_id', true), '')::bigint
    UNION SELECT s.id FROM students_student s
    WHERE s.user_id = nullif(current_setting('app.user_id', true), '')::bigint
  ) AS family
$$;
DROP FUNCTION access_family_of(bigint);
DROP FUNCTION access_follow(bigint[], timestamptz);
ALTER FUNCTION access_follow_rows(bigint[], timestamptz) RENAME TO access_follow;
DROP FUNCTION access_wanted_students(bigint[], timestamptz);
ALTER FUNCTION access_wanted_rows(bigint[], timestamptz) RENAME TO access_wanted_students;
GRANT EXECUTE ON FUNCTION access_wanted_students TO portal_web, portal_worker;
"""


class Migration(migrations.Migration):
    """Walls around a table of `students`, here because they ask what is granted."""

    dependencies = [("access", "0009_schools_array")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
