"""Row security around turning sixteen: who is told, and from which moment a code counts.

A code of a student lets nobody in before the sixteenth birthday. Asked each time, of the birth
date as it is known at that moment, by the clock of PostgreSQL: an import may move the day.
`access_try_invitation` says that day to whoever has the right code, and to nobody else; it counts
no try, for the code was right. Somebody who holds the key of such an invitation reaches nothing
by it: `access_counting_key` gives the key that is held only where it counts. A page writes no
invitation for a student who does not turn sixteen within thirty days.

portal_worker, for one school and with nobody signed in, writes down who is told and whom it
invites by e-mail, and ends such an invitation, or one that lets nobody in any more, by
`access_end_turning`; what was sent never changes. No page reads the messages.
"""

from django.db import migrations

WALLS = """
ALTER TABLE access_turningmessage
  ADD CONSTRAINT access_turningmessage_of_guardian FOREIGN KEY (guardian_id, school_id)
    REFERENCES students_guardian (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT access_turningmessage_of_student FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION access_sixteen_on(student bigint) RETURNS date
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT (s.birth_date + interval '16 years')::date FROM students_student s WHERE s.id = student
$$;
CREATE FUNCTION access_today() RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT (statement_timestamp() AT TIME ZONE 'Europe/Amsterdam')::date
$$;

CREATE FUNCTION access_counting_key() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  held text := access_held_key();
  counts boolean;
BEGIN
  IF held IS NULL THEN RETURN NULL; END IF;
  PERFORM set_config('app.owner_opens', 'invitations', true);
  SELECT coalesce(bool_and(access_sixteen_on(i.student_id) <= access_today()), true) INTO counts
  FROM access_invitation i WHERE i.code_hash = held AND i.student_id IS NOT NULL;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN CASE WHEN counts THEN held END;
END $$;

CREATE FUNCTION access_end_turning(asked bigint, at timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  ended boolean;
BEGIN
  PERFORM set_config('app.owner_opens', 'invitations', true);
  UPDATE access_invitation i SET withdrawn_at = at, email = '', proof_hash = '', proof_until = NULL
  WHERE i.id = asked AND i.school_id = access_portal_school() AND i.student_id IS NOT NULL
    AND (i.way = 'email' OR i.tries >= 5 OR NOT i.period @> at)
    AND i.used_at IS NULL AND i.withdrawn_at IS NULL;
  ended := FOUND;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN ended;
END $$;

DROP FUNCTION access_try_invitation(uuid, text);
CREATE FUNCTION access_try_invitation(asked uuid, given text, OUT let_in bigint,
                                      OUT counts_from date)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  found_id bigint; kept text; counted int; at_school bigint; young bigint;
BEGIN
  PERFORM set_config('app.owner_opens', 'invitations', true);
  SELECT i.id, i.code_hash, i.tries, i.school_id, i.student_id
  INTO found_id, kept, counted, at_school, young
  FROM access_invitation i
  WHERE i.public_id = asked AND i.used_at IS NULL AND i.withdrawn_at IS NULL AND i.tries < 5
    AND i.period @> statement_timestamp() AND i.code_hash <> ''
  FOR UPDATE;
  IF kept = given THEN
    IF young IS NULL OR access_sixteen_on(young) <= access_today() THEN
      let_in := found_id;
    ELSE
      counts_from := access_sixteen_on(young);
    END IF;
  ELSIF found_id IS NOT NULL THEN
    UPDATE access_invitation SET tries = counted + 1 WHERE id = found_id;
    INSERT INTO audit_event (at, name, role, school, facts)
    SELECT now(), 'access.invitation_refused', '', c.public_id,
           jsonb_build_object('invitation', found_id, 'tries', counted + 1)
    FROM schools_school c WHERE c.id = at_school;
  END IF;
  PERFORM set_config('app.owner_opens', opened, true);
END $$;

REVOKE ALL ON FUNCTION access_sixteen_on, access_today, access_counting_key, access_end_turning,
  access_try_invitation FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_sixteen_on, access_today TO portal_web, portal_worker;
GRANT EXECUTE ON FUNCTION access_counting_key, access_try_invitation TO portal_web;
GRANT EXECUTE ON FUNCTION access_end_turning TO portal_worker;

ALTER POLICY access_invitation_invite ON access_invitation
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_access_admin'))::bigint[])
    AND made_by_id = (SELECT access_caller()) AND tries = 0
    AND (student_id IS NULL OR access_sixteen_on(student_id) <= access_today() + 30)
    AND coalesce(guardian_id <> ALL ((SELECT access_own_guardians_around())::bigint[]), true)
    AND coalesce(student_id <> ALL ((SELECT access_own_family())::bigint[]), true));
ALTER POLICY access_invitation_held ON access_invitation
  USING (code_hash = (SELECT access_counting_key()) AND withdrawn_at IS NULL);
ALTER POLICY access_invitation_use ON access_invitation
  USING (code_hash = (SELECT access_counting_key()) AND used_at IS NULL AND withdrawn_at IS NULL
    AND tries < 5 AND period @> (SELECT statement_timestamp()))
  WITH CHECK (code_hash = (SELECT access_counting_key()));

CREATE POLICY access_invitation_turning ON access_invitation
  FOR SELECT TO portal_worker
  USING (school_id = (SELECT access_portal_school()) AND student_id IS NOT NULL
    AND used_at IS NULL AND withdrawn_at IS NULL);
CREATE POLICY access_invitation_portal ON access_invitation
  FOR INSERT TO portal_worker
  WITH CHECK (school_id = (SELECT access_portal_school()) AND made_by_id IS NULL
    AND way = 'email' AND guardian_id IS NULL AND tries = 0 AND code_hash = ''
    AND sent_at IS NULL AND used_at IS NULL AND withdrawn_at IS NULL
    AND access_sixteen_on(student_id) <= access_today() + 30);

ALTER TABLE access_turningmessage ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY access_turningmessage_portal ON access_turningmessage
  FOR SELECT TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY access_turningmessage_plan ON access_turningmessage
  FOR INSERT TO portal_worker
  WITH CHECK (school_id = (SELECT access_portal_school()) AND state <> 'not_needed'
    AND (guardian_id IS NULL OR state = 'waiting'));
CREATE POLICY access_turningmessage_send ON access_turningmessage
  FOR UPDATE TO portal_worker
  USING (state = 'waiting' AND school_id = (SELECT access_portal_school()))
  WITH CHECK (school_id = (SELECT access_portal_school()));
CREATE POLICY access_turningmessage_over ON access_turningmessage
  FOR DELETE TO portal_worker
  USING (school_id = (SELECT access_portal_school())
    AND turns_on < (SELECT access_today()) - 90);
CREATE POLICY access_turningmessage_purge_sees ON access_turningmessage
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY access_turningmessage_purge_deletes ON access_turningmessage
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY access_turningmessage_owner ON access_turningmessage TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'invitations');
"""
OPEN = """
DROP POLICY access_turningmessage_owner ON access_turningmessage;
DROP POLICY access_turningmessage_purge_deletes ON access_turningmessage;
DROP POLICY access_turningmessage_purge_sees ON access_turningmessage;
DROP POLICY access_turningmessage_over ON access_turningmessage;
DROP POLICY access_turningmessage_send ON access_turningmessage;
DROP POLICY access_turningmessage_plan ON access_turningmessage;
DROP POLICY access_turningmessage_portal ON access_turningmessage;
ALTER TABLE access_turningmessage NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY access_invitation_portal ON access_invitation;
DROP POLICY access_invitation_turning ON access_invitation;
ALTER POLICY access_invitation_use ON access_invitation
  USING (code_hash = (SELECT access_held_key()) AND used_at IS NULL AND withdrawn_at IS NULL
    AND tries < 5 AND period @> (SELECT statement_timestamp()))
  WITH CHECK (code_hash = (SELECT access_held_key()));
ALTER POLICY access_invitation_held ON access_invitation
  USING (code_hash = (SELECT access_held_key()) AND withdrawn_at IS NULL);
ALTER POLICY access_invitation_invite ON access_invitation
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_access_admin'))::bigint[])
    AND made_by_id = (SELECT access_caller()) AND tries = 0
    AND coalesce(guardian_id <> ALL ((SELECT access_own_guardians_around())::bigint[]), true)
    AND coalesce(student_id <> ALL ((SELECT access_own_family())::bigint[]), true));
DROP FUNCTION access_try_invitation(uuid, text);
CREATE FUNCTION access_try_invitation(asked uuid, given text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  found_id bigint; kept text; counted int; at_school bigint; let_in bigint;
BEGIN
  PERFORM set_config('app.owner_opens', 'invitations', true);
  SELECT i.id, i.code_hash, i.tries, i.school_id INTO found_id, kept, counted, at_school
  FROM access_invitation i
  WHERE i.public_id = asked AND i.used_at IS NULL AND i.withdrawn_at IS NULL AND i.tries < 5
    AND i.period @> statement_timestamp() AND i.code_hash <> ''
  FOR UPDATE;
  IF kept = given THEN
    let_in := found_id;
  ELSIF found_id IS NOT NULL THEN
    UPDATE access_invitation SET tries = counted + 1 WHERE id = found_id;
    INSERT INTO audit_event (at, name, role, school, facts)
    SELECT now(), 'access.invitation_refused', '', c.public_id,
           jsonb_build_object('invitation', found_id, 'tries', counted + 1)
    FROM schools_school c WHERE c.id = at_school;
  END IF;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN let_in;
END $$;
REVOKE ALL ON FUNCTION access_try_invitation FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_try_invitation TO portal_web;
DROP FUNCTION access_end_turning(bigint, timestamptz);
DROP FUNCTION access_counting_key();
DROP FUNCTION access_today();
DROP FUNCTION access_sixteen_on(bigint);
ALTER TABLE access_turningmessage
  DROP CONSTRAINT access_turningmessage_of_student,
  DROP CONSTRAINT access_turningmessage_of_guardian;
"""


class Migration(migrations.Migration):
    """References, functions and policies."""

    dependencies = [("access", "0019_turning"), ("students", "0006_read_religion")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
