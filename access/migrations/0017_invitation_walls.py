"""Row security around invitations, and the doors for who is nobody yet.

Whoever confirms access at a school reaches those of the school, but not of the own family: the
other parent's code would be the other parent's account. Forced on the owner too, who says
`app.owner_opens = 'invitations'`.

`access_try_invitation` compares a code for a visitor, counts a wrong one and puts that on record;
no page may alter the number of tries. It says nothing else: no invitation, a used one and a wrong
code give the same. Its clock is that of PostgreSQL.

From then on the visitor holds the keyed hash of the code, `app.key`, which opens that one row.
portal_worker, with nobody signed in, reaches what goes by e-mail and is not over.
"""

from django.db import migrations

WALLS = """
ALTER TABLE access_invitation
  ADD CONSTRAINT access_invitation_school_of_guardian FOREIGN KEY (guardian_id, school_id)
    REFERENCES students_guardian (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT access_invitation_school_of_student FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED;

-- The guardians of whose children somebody is one: oneself and the other parents.
CREATE FUNCTION access_guardians_around(person bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  around bigint[];
BEGIN
  PERFORM set_config('app.owner_opens', 'students', true);
  SELECT coalesce(array_agg(f.id), '{}') INTO around FROM (
    SELECT gs.guardian_id AS id FROM students_guardianship gs
    WHERE gs.student_id = ANY (access_family_of(person))
    UNION SELECT g.id FROM students_guardian g WHERE g.user_id = person
  ) AS f;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN around;
END $$;
CREATE FUNCTION access_own_guardians_around() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT access_guardians_around(nullif(current_setting('app.user_id', true), '')::bigint)
$$;

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

-- What is over is of use to nobody after ninety days.
CREATE FUNCTION access_clean_invitations() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  gone bigint;
BEGIN
  PERFORM set_config('app.owner_opens', 'invitations', true);
  DELETE FROM access_invitation
  WHERE coalesce(used_at, withdrawn_at, upper(period)) < statement_timestamp() - interval '90 days';
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN gone;
END $$;

CREATE FUNCTION access_held_key() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT nullif(current_setting('app.key', true), '')
$$;

REVOKE ALL ON FUNCTION access_guardians_around, access_own_guardians_around,
  access_try_invitation, access_clean_invitations, access_held_key FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_guardians_around, access_own_guardians_around
  TO portal_web, portal_worker;
GRANT EXECUTE ON FUNCTION access_try_invitation, access_held_key TO portal_web;
GRANT EXECUTE ON FUNCTION access_clean_invitations TO portal_worker;

ALTER TABLE access_invitation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY access_invitation_read ON access_invitation
  FOR SELECT TO portal_web
  USING (school_id = ANY ((SELECT access_schools('write_access_admin'))::bigint[])
    AND coalesce(guardian_id <> ALL ((SELECT access_own_guardians_around())::bigint[]), true)
    AND coalesce(student_id <> ALL ((SELECT access_own_family())::bigint[]), true));
CREATE POLICY access_invitation_invite ON access_invitation
  FOR INSERT TO portal_web
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_access_admin'))::bigint[])
    AND made_by_id = (SELECT access_caller()) AND tries = 0
    AND coalesce(guardian_id <> ALL ((SELECT access_own_guardians_around())::bigint[]), true)
    AND coalesce(student_id <> ALL ((SELECT access_own_family())::bigint[]), true));
CREATE POLICY access_invitation_change ON access_invitation
  FOR UPDATE TO portal_web
  USING (school_id = ANY ((SELECT access_schools('write_access_admin'))::bigint[])
    AND coalesce(guardian_id <> ALL ((SELECT access_own_guardians_around())::bigint[]), true)
    AND coalesce(student_id <> ALL ((SELECT access_own_family())::bigint[]), true));

CREATE POLICY access_invitation_held ON access_invitation
  FOR SELECT TO portal_web
  USING (code_hash = (SELECT access_held_key()) AND withdrawn_at IS NULL);
CREATE POLICY access_invitation_use ON access_invitation
  FOR UPDATE TO portal_web
  USING (code_hash = (SELECT access_held_key()) AND used_at IS NULL AND withdrawn_at IS NULL
    AND tries < 5 AND period @> (SELECT statement_timestamp()))
  WITH CHECK (code_hash = (SELECT access_held_key()));

CREATE POLICY access_invitation_mail ON access_invitation
  FOR SELECT TO portal_worker
  USING ((SELECT nullif(current_setting('app.user_id', true), '')) IS NULL
    AND way = 'email' AND used_at IS NULL AND withdrawn_at IS NULL);
CREATE POLICY access_invitation_send ON access_invitation
  FOR UPDATE TO portal_worker
  USING ((SELECT nullif(current_setting('app.user_id', true), '')) IS NULL
    AND way = 'email' AND sent_at IS NULL AND used_at IS NULL AND withdrawn_at IS NULL)
  WITH CHECK (way = 'email');

CREATE POLICY access_invitation_purge_sees ON access_invitation
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY access_invitation_purge_deletes ON access_invitation
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY access_invitation_owner ON access_invitation TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'invitations');
"""
OPEN = """
DROP POLICY access_invitation_owner ON access_invitation;
DROP POLICY access_invitation_purge_deletes ON access_invitation;
DROP POLICY access_invitation_purge_sees ON access_invitation;
DROP POLICY access_invitation_send ON access_invitation;
DROP POLICY access_invitation_mail ON access_invitation;
DROP POLICY access_invitation_use ON access_invitation;
DROP POLICY access_invitation_held ON access_invitation;
DROP POLICY access_invitation_change ON access_invitation;
DROP POLICY access_invitation_invite ON access_invitation;
DROP POLICY access_invitation_read ON access_invitation;
ALTER TABLE access_invitation NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP FUNCTION access_held_key();
DROP FUNCTION access_clean_invitations();
DROP FUNCTION access_try_invitation(uuid, text);
DROP FUNCTION access_own_guardians_around();
DROP FUNCTION access_guardians_around(bigint);
ALTER TABLE access_invitation
  DROP CONSTRAINT access_invitation_school_of_student,
  DROP CONSTRAINT access_invitation_school_of_guardian;
"""


class Migration(migrations.Migration):
    """References, functions and policies."""

    dependencies = [("access", "0016_invitations"), ("students", "0005_representatives")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
