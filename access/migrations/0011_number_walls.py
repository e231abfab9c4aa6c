"""Row security around identity numbers, and the two doors in it.

The walls stand round a table of `students`, here because they ask what is granted. Forced on the
owner too. portal_web and portal_worker have no right to the column with the number at all; of the
rows they see those of schools where somebody may ask for a number, and never of the own family.
Nobody inserts or changes a row but by `students_enter_number`, which is for the administration.

`students_reveal_bsn` is the one way to a number. It asks who is signed in itself, puts the reason
on record, and only then reads the number; a number that cannot be recorded is not shown. A
refusal is no error, because an error would undo the record of it: `outcome` says what happened.
What was asked for never stands in an error or in the record.

portal_purge sees and deletes; the room `retention` narrows it to what somebody approved.
portal_owner, and so these functions, say `app.owner_opens = 'numbers'`.

`students_restricted` tells a teacher that something is forbidden to a guardian, and not what or
to whom.
"""

from django.db import migrations

WALLS = """
CREATE FUNCTION students_number_schools(permission text) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT g.content_object_id), '{}')
  FROM schools_schoolgrant g
  JOIN auth_permission p ON p.id = g.permission_id
  JOIN accounts_user u ON u.id = g.user_id
  WHERE g.user_id = nullif(current_setting('app.user_id', true), '')::bigint
    AND u.is_active AND p.codename = permission AND g.valid @> now()
$$;

ALTER TABLE students_identitynumber ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY students_identitynumber_read ON students_identitynumber
  FOR SELECT TO portal_web, portal_worker
  USING (school_id = ANY ((SELECT students_number_schools('reveal_bsn'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[]));
CREATE POLICY students_identitynumber_purge_sees ON students_identitynumber
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY students_identitynumber_purge_deletes ON students_identitynumber
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY students_identitynumber_owner ON students_identitynumber TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'numbers');

CREATE FUNCTION students_number_event(
  event text, about bigint, permission text, facts jsonb) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO audit_event (at, name, actor, role, subject, school, facts)
  SELECT now(), event, u.audit_ref, coalesce(task.role, ''), s.audit_ref, c.public_id, facts
  FROM (VALUES (nullif(current_setting('app.user_id', true), '')::bigint)) AS caller (id)
  LEFT JOIN accounts_user u ON u.id = caller.id
  LEFT JOIN students_student s ON s.id = about
  LEFT JOIN schools_school c ON c.id = s.school_id
  LEFT JOIN LATERAL (
    SELECT a.role FROM schools_schoolgrant g
    JOIN auth_permission p ON p.id = g.permission_id AND p.codename = permission
    JOIN access_assignment a ON a.id = g.assignment
    WHERE g.user_id = u.id AND g.content_object_id = c.id AND g.valid @> now()
    ORDER BY a.id LIMIT 1
  ) AS task ON true
$$;

CREATE FUNCTION students_may_with_number(about bigint, permission text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM students_student s
    WHERE s.id = about AND s.school_id = ANY (students_number_schools(permission))
      AND s.id <> ALL (access_own_family()))
$$;

CREATE FUNCTION students_reveal_bsn(about bigint, reason text)
RETURNS TABLE (outcome text, digits text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  caller bigint := nullif(current_setting('app.user_id', true), '')::bigint;
  opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  IF reason IS NULL OR reason NOT IN ('exchange', 'correction', 'question') THEN
    RAISE EXCEPTION 'a number is shown for a reason of the list'
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM set_config('app.owner_opens', 'numbers', true);
  IF NOT students_may_with_number(about, 'reveal_bsn') THEN
    PERFORM students_number_event(
      'students.number_denied', about, 'reveal_bsn', '{"why": "not_allowed"}');
    outcome := 'refused';
  ELSIF NOT EXISTS (SELECT FROM students_identitynumber n WHERE n.student_id = about) THEN
    outcome := 'none';
  ELSE
    PERFORM pg_advisory_xact_lock(hashtext('students_reveal_bsn'), caller::int);
    IF (
      SELECT count(*) FROM audit_event e
      JOIN accounts_user u ON u.audit_ref = e.actor AND u.id = caller
      WHERE e.name = 'students.number_read'
        AND e.at >= date_trunc('day', now(), 'Europe/Amsterdam')
        AND e.school IN (SELECT c.public_id FROM schools_school c
                         WHERE c.id = ANY (students_number_schools('reveal_bsn')))
    ) >= 20 THEN
      PERFORM students_number_event(
        'students.number_denied', about, 'reveal_bsn', '{"why": "too_many"}');
      outcome := 'too_many';
    ELSE
      PERFORM students_number_event('students.number_read', about, 'reveal_bsn',
        jsonb_build_object('reason', reason));
      outcome := 'shown';
      SELECT n.number INTO digits FROM students_identitynumber n WHERE n.student_id = about;
    END IF;
  END IF;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN NEXT;
END $$;

CREATE FUNCTION students_enter_number(about bigint, given_kind text, given text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  replaced boolean;
BEGIN
  IF NOT students_may_with_number(about, 'write_identity') THEN
    PERFORM students_number_event(
      'students.number_denied', about, 'write_identity', '{"why": "not_allowed"}');
    RETURN 'refused';
  END IF;
  PERFORM set_config('app.owner_opens', 'numbers', true);
  replaced := EXISTS (SELECT FROM students_identitynumber n WHERE n.student_id = about);
  INSERT INTO students_identitynumber AS n
    (student_id, school_id, kind, number, entered_by_id, entered_at)
  SELECT s.id, s.school_id, given_kind, given, current_setting('app.user_id')::bigint, now()
  FROM students_student s WHERE s.id = about
  ON CONFLICT (student_id) DO UPDATE SET kind = excluded.kind, number = excluded.number,
    entered_by_id = excluded.entered_by_id, entered_at = excluded.entered_at;
  PERFORM students_number_event('students.number_entered', about, 'write_identity',
    jsonb_build_object('kind', given_kind, 'replaced', replaced));
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN 'entered';
EXCEPTION  -- the words of these errors would hold the number
  WHEN check_violation OR not_null_violation OR string_data_right_truncation THEN
    RETURN 'wrong';
  WHEN unique_violation THEN
    RETURN 'taken';
END $$;

CREATE FUNCTION students_restricted(about bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  is_restricted boolean;
BEGIN
  PERFORM set_config('app.owner_opens', 'students', true);
  is_restricted := about = ANY (access_students('read_restriction')) AND EXISTS (
    SELECT FROM students_guardianship gs
    WHERE gs.student_id = about AND gs.restriction <> 'none'
      AND gs.period @> (now() AT TIME ZONE 'Europe/Amsterdam')::date);
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN is_restricted;
END $$;

REVOKE ALL ON FUNCTION students_number_schools, students_number_event, students_may_with_number,
  students_reveal_bsn, students_enter_number, students_restricted FROM PUBLIC;
GRANT EXECUTE ON FUNCTION students_number_schools TO portal_web, portal_worker;
GRANT EXECUTE ON FUNCTION students_reveal_bsn, students_restricted TO portal_web;
GRANT EXECUTE ON FUNCTION students_enter_number TO portal_web, portal_worker;
"""
OPEN = """
DROP FUNCTION students_restricted(bigint);
DROP FUNCTION students_enter_number(bigint, text, text);
DROP FUNCTION students_reveal_bsn(bigint, text);
DROP FUNCTION students_may_with_number(bigint, text);
DROP FUNCTION students_number_event(text, bigint, text, jsonb);
DROP POLICY students_identitynumber_owner ON students_identitynumber;
DROP POLICY students_identitynumber_purge_deletes ON students_identitynumber;
DROP POLICY students_identitynumber_purge_sees ON students_identitynumber;
DROP POLICY students_identitynumber_read ON students_identitynumber;
ALTER TABLE students_identitynumber NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP FUNCTION students_number_schools(text);
"""


class Migration(migrations.Migration):
    """Policies and functions."""

    dependencies = [
        ("access", "0010_guardianship_walls"),
        ("audit", "0001_initial"),
        ("students", "0004_identity_number"),
    ]
    operations = [migrations.RunSQL(WALLS, OPEN)]
