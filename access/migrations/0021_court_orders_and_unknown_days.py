"""A code counts for nobody whose birth date is unknown, and a court order ends any invitation.

The key of an invitation to a student without a birth date was held as if the student were sixteen.
`access_counting_key` now gives it only where PostgreSQL knows that the day has come.

`access_end_turning` also ends a letter that works, where somebody decides for the student by order
of a court: what the school made itself would otherwise stay open.

Of a grant for a school there is one a task, whatever its period: the old one goes before the new
one comes. PostgreSQL is told to be done with the first; that it was so by itself hung on the order
in which two counts were added up.
"""

from django.db import migrations

WALLS = """
CREATE OR REPLACE FUNCTION access_counting_key() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  held text := access_held_key();
  counts boolean;
BEGIN
  IF held IS NULL THEN RETURN NULL; END IF;
  PERFORM set_config('app.owner_opens', 'invitations', true);
  SELECT coalesce(bool_and(coalesce(access_sixteen_on(i.student_id) <= access_today(), false)), true)
  INTO counts FROM access_invitation i WHERE i.code_hash = held AND i.student_id IS NOT NULL;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN CASE WHEN counts THEN held END;
END $$;

CREATE OR REPLACE FUNCTION access_end_turning(asked bigint, at timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  whose bigint; represented boolean; ended boolean;
BEGIN
  PERFORM set_config('app.owner_opens', 'invitations', true);
  SELECT i.student_id INTO whose FROM access_invitation i
  WHERE i.id = asked AND i.school_id = access_portal_school();
  PERFORM set_config('app.owner_opens', 'students', true);
  SELECT EXISTS (
    SELECT FROM students_guardianship g
    WHERE g.student_id = whose AND g.authority = 'represents' AND g.restriction = 'none'
      AND g.period @> GREATEST((at AT TIME ZONE 'Europe/Amsterdam')::date, access_sixteen_on(whose))
  ) INTO represented;
  PERFORM set_config('app.owner_opens', 'invitations', true);
  UPDATE access_invitation i SET withdrawn_at = at, email = '', proof_hash = '', proof_until = NULL
  WHERE i.id = asked AND i.school_id = access_portal_school() AND i.student_id IS NOT NULL
    AND (i.way = 'email' OR i.tries >= 5 OR NOT i.period @> at OR represented)
    AND i.used_at IS NULL AND i.withdrawn_at IS NULL;
  ended := FOUND;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN ended;
END $$;

CREATE OR REPLACE FUNCTION access_sync_rows(schools bigint[], at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE school bigint; touched bigint := 0; n bigint;
BEGIN
  FOR school IN SELECT DISTINCT unnest(schools) ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(hashtext('access_sync'), school::int);
  END LOOP;
  PERFORM access_follow(schools, at);

  WITH wanted AS MATERIALIZED (SELECT * FROM access_wanted_students(schools, at)),
  gone AS (
    DELETE FROM students_studentgrant g USING students_student s
    WHERE s.id = g.content_object_id AND s.school_id = ANY(schools)
      AND NOT EXISTS (SELECT FROM wanted w WHERE w.user_id = g.user_id
        AND w.permission_id = g.permission_id AND w.content_object_id = g.content_object_id
        AND w.assignment = g.assignment AND w.valid = g.valid)
    RETURNING 1
  ), come AS (
    INSERT INTO students_studentgrant
      (user_id, permission_id, content_object_id, assignment, valid)
    SELECT user_id, permission_id, content_object_id, assignment, valid FROM wanted w
    WHERE NOT EXISTS (SELECT FROM students_studentgrant g WHERE w.user_id = g.user_id
        AND w.permission_id = g.permission_id AND w.content_object_id = g.content_object_id
        AND w.assignment = g.assignment AND w.valid = g.valid)
    ON CONFLICT DO NOTHING
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM come) INTO n;
  touched := touched + n;

  WITH wanted AS MATERIALIZED (SELECT * FROM access_wanted_schools(schools, at)),
  gone AS (
    DELETE FROM schools_schoolgrant g
    WHERE g.content_object_id = ANY(schools)
      AND NOT EXISTS (SELECT FROM wanted w WHERE w.user_id = g.user_id
        AND w.permission_id = g.permission_id AND w.content_object_id = g.content_object_id
        AND w.assignment = g.assignment AND w.valid = g.valid)
    RETURNING 1
  ), come AS (
    INSERT INTO schools_schoolgrant
      (user_id, permission_id, content_object_id, assignment, valid)
    SELECT user_id, permission_id, content_object_id, assignment, valid FROM wanted
    WHERE (SELECT count(*) FROM gone) >= 0
    ON CONFLICT DO NOTHING
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM come) INTO n;
  RETURN touched + n;
END $$;
"""
OPEN = """
CREATE OR REPLACE FUNCTION access_counting_key() RETURNS text
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

CREATE OR REPLACE FUNCTION access_end_turning(asked bigint, at timestamptz) RETURNS boolean
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
"""


class Migration(migrations.Migration):
    """Functions only."""

    dependencies = [("access", "0020_turning_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
