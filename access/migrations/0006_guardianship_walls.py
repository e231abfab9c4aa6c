"""Row security around guardianships: relation, authority, restriction, and on what they rest.

Forced on the owner too. A guardian reaches the rows about oneself, not those of the other
parent; staff reach what the matrix lets them read, by school or by student; the administration
writes for its own school. With nobody set there is nothing.

The portal itself, which takes files in by a command and opens accounts, works for one school
that it names: `SET LOCAL app.portal_school`. Only portal_worker has that door, and only with
nobody signed in; pages cannot get through it, whatever they set.

portal_owner says `app.owner_opens = 'students'`. `access_follow`, which gives guardians their
task, does so for as long as it reads. portal_purge sees and deletes, and alters nothing: the
room `retention` narrows it to what somebody approved.
"""

from django.db import migrations

WALLS = """
ALTER TABLE students_guardianship ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY students_guardianship_read ON students_guardianship
  FOR SELECT TO portal_web, portal_worker
  USING (guardian_id = ANY ((SELECT access_own_guardians())::bigint[])
    OR school_id = ANY ((SELECT access_schools('read_authority'))::bigint[])
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

ALTER FUNCTION access_follow(bigint[], timestamptz) RENAME TO access_follow_rows;
CREATE FUNCTION access_follow(schools bigint[], at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'students', true);
  PERFORM access_follow_rows(schools, at);
  PERFORM set_config('app.owner_opens', opened, true);
END $$;
REVOKE ALL ON FUNCTION access_follow FROM PUBLIC;
"""
OPEN = """
DROP FUNCTION access_follow(bigint[], timestamptz);
ALTER FUNCTION access_follow_rows(bigint[], timestamptz) RENAME TO access_follow;
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
"""


class Migration(migrations.Migration):
    """Walls around a table of `students`, here because they ask what is granted."""

    dependencies = [("access", "0003_schools_array")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
