"""What PostgreSQL itself holds about entries: references, and who reaches which rows.

Row-level security, forced on the owner too. It reads the grants by `access_students`, not the
querysets of the pages; each wall holds where the other is gone.

portal_web and portal_worker reach conversation notes only, of the students on whom
`app.user_id` holds a live grant; with nobody set they reach none. Nobody changes an entry:
there is no policy and no right for it. The other categories have no reader in the portal yet,
so they are closed.

portal_purge sees, locks and deletes; it can alter nothing (`WITH CHECK (false)`). The room
`retention` narrows this to what somebody approved.

portal_owner sees nothing either, unless a migration or function of ours says it means to:
`SET LOCAL app.owner_opens = 'dossiers'`. Nobody else gets further by setting that.

`dossiers_place` is how entries that were written elsewhere come in: it writes in the name of
authors who may have no task any more, and in every category. It reads nothing back, and only
the worker may call it: pages cannot.
"""

from django.db import migrations

WALLS = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'students_student_of_school') THEN
    ALTER TABLE students_student ADD CONSTRAINT students_student_of_school UNIQUE (id, school_id);
  END IF;
END $$;

ALTER TABLE dossiers_entry
  ADD CONSTRAINT dossiers_entry_same_school FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT dossiers_entry_same_student FOREIGN KEY (supersedes_id, student_id, category)
    REFERENCES dossiers_entry (id, student_id, category) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT dossiers_entry_author FOREIGN KEY (author_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE dossiers_followup
  ADD CONSTRAINT dossiers_followup_same_entry FOREIGN KEY (entry_id, student_id, category)
    REFERENCES dossiers_entry (id, student_id, category) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE dossiers_entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE dossiers_followup ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY dossiers_entry_read ON dossiers_entry
  FOR SELECT TO portal_web, portal_worker
  USING (category = 'conversation_note' AND student_id = ANY (
    (SELECT access_students('read_conversation_notes'))::bigint[]));
CREATE POLICY dossiers_entry_write ON dossiers_entry
  FOR INSERT TO portal_web, portal_worker
  WITH CHECK (category = 'conversation_note' AND student_id = ANY (
    (SELECT access_students('write_conversation_notes'))::bigint[])
    AND author_id = (SELECT nullif(current_setting('app.user_id', true), '')::bigint));

CREATE POLICY dossiers_followup_read ON dossiers_followup
  FOR SELECT TO portal_web, portal_worker
  USING (category = 'conversation_note' AND student_id = ANY (
    (SELECT access_students('read_conversation_notes'))::bigint[]));
CREATE POLICY dossiers_followup_write ON dossiers_followup
  FOR INSERT TO portal_web, portal_worker
  WITH CHECK (category = 'conversation_note' AND student_id = ANY (
    (SELECT access_students('write_conversation_notes'))::bigint[]));
CREATE POLICY dossiers_followup_tick ON dossiers_followup
  FOR UPDATE TO portal_web, portal_worker
  USING (category = 'conversation_note' AND student_id = ANY (
    (SELECT access_students('write_conversation_notes'))::bigint[]));

CREATE POLICY dossiers_entry_purge_sees ON dossiers_entry
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY dossiers_entry_purge_locks ON dossiers_entry
  FOR UPDATE TO portal_purge USING (true) WITH CHECK (false);
CREATE POLICY dossiers_entry_purge_deletes ON dossiers_entry
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY dossiers_followup_purge_sees ON dossiers_followup
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY dossiers_followup_purge_locks ON dossiers_followup
  FOR UPDATE TO portal_purge USING (true) WITH CHECK (false);
CREATE POLICY dossiers_followup_purge_deletes ON dossiers_followup
  FOR DELETE TO portal_purge USING (true);

CREATE POLICY dossiers_entry_owner ON dossiers_entry TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'dossiers');
CREATE POLICY dossiers_followup_owner ON dossiers_followup TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'dossiers');

CREATE FUNCTION dossiers_place(entries jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE placed bigint;
BEGIN
  PERFORM set_config('app.owner_opens', 'dossiers', true);
  WITH given AS (
    SELECT e, s.id AS student_id, s.school_id
    FROM jsonb_array_elements(entries) AS given (e)
    JOIN students_student s ON s.id = (e ->> 'student')::bigint
  ), made AS (
    INSERT INTO dossiers_entry (public_id, student_id, school_id, category, kind, title,
      held_on, body, author_id, author_name, created_at)
    SELECT (e ->> 'public_id')::uuid, student_id, school_id, e ->> 'category', e ->> 'kind',
      e ->> 'title', (e ->> 'held_on')::date, e ->> 'body', (e ->> 'author')::bigint,
      e ->> 'author_name', (e ->> 'created_at')::timestamptz
    FROM given
    RETURNING id, public_id, student_id, category
  ), agreed AS (
    INSERT INTO dossiers_followup (public_id, entry_id, student_id, category, text, due_on,
      done_at)
    SELECT gen_random_uuid(), made.id, made.student_id, made.category, f ->> 'text',
      (f ->> 'due_on')::date, (f ->> 'done_at')::timestamptz
    FROM given
    JOIN made ON made.public_id = (given.e ->> 'public_id')::uuid
    CROSS JOIN jsonb_array_elements(given.e -> 'follow_ups') AS agreed (f)
  )
  SELECT count(*) INTO placed FROM made;
  PERFORM set_config('app.owner_opens', '', true);
  RETURN placed;
END $$;
REVOKE ALL ON FUNCTION dossiers_place FROM PUBLIC;
GRANT EXECUTE ON FUNCTION dossiers_place TO portal_worker;
"""

OPEN = """
DROP FUNCTION dossiers_place(jsonb);
DROP POLICY dossiers_entry_read ON dossiers_entry;
DROP POLICY dossiers_entry_write ON dossiers_entry;
DROP POLICY dossiers_entry_purge_sees ON dossiers_entry;
DROP POLICY dossiers_entry_purge_locks ON dossiers_entry;
DROP POLICY dossiers_entry_purge_deletes ON dossiers_entry;
DROP POLICY dossiers_entry_owner ON dossiers_entry;
DROP POLICY dossiers_followup_read ON dossiers_followup;
DROP POLICY dossiers_followup_write ON dossiers_followup;
DROP POLICY dossiers_followup_tick ON dossiers_followup;
DROP POLICY dossiers_followup_purge_sees ON dossiers_followup;
DROP POLICY dossiers_followup_purge_locks ON dossiers_followup;
DROP POLICY dossiers_followup_purge_deletes ON dossiers_followup;
DROP POLICY dossiers_followup_owner ON dossiers_followup;
ALTER TABLE dossiers_followup NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE dossiers_entry NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE dossiers_followup DROP CONSTRAINT dossiers_followup_same_entry;
ALTER TABLE dossiers_entry DROP CONSTRAINT dossiers_entry_author,
  DROP CONSTRAINT dossiers_entry_same_student, DROP CONSTRAINT dossiers_entry_same_school;
"""


class Migration(migrations.Migration):
    """Walls, references, and the one door for entries written elsewhere."""

    dependencies = [
        ("dossiers", "0001_initial"),
        ("access", "0002_sync"),
        ("accounts", "0001_initial"),
        ("students", "0001_initial"),
    ]
    operations = [migrations.RunSQL(WALLS, OPEN)]
