"""The functions that write grants and that row-level security asks.

They belong to the owner of the tables, so that the roles of pages and workers, which may
not write grants, get exactly those that assignments and matrix give.
"""

from django.db import migrations

SYNC = """
CREATE FUNCTION access_moment(day date) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog
RETURN day::timestamp AT TIME ZONE 'Europe/Amsterdam';

CREATE FUNCTION access_birthday(born date, years int) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public
RETURN access_moment((born + make_interval(years => years))::date);

CREATE FUNCTION access_follow(schools bigint[], at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  CREATE TEMP TABLE wanted_task ON COMMIT DROP AS
  SELECT user_id, 'guardian'::text AS role, student_id, unnest(range_agg(valid)) AS valid,
         'guardianship'::text AS source
  FROM (
    SELECT g.user_id, s.id AS student_id,
           tstzrange(access_moment(coalesce(lower(gs.period), s.birth_date, date '1900-01-01')),
                     LEAST(access_moment(upper(gs.period)), access_birthday(s.birth_date, 18)))
             AS valid
    FROM students_guardianship gs
    JOIN students_guardian g ON g.id = gs.guardian_id
    JOIN students_student s ON s.id = gs.student_id
    WHERE s.school_id = ANY(schools) AND g.user_id IS NOT NULL
      AND gs.authority IN ('joint', 'sole', 'guardian', 'institution')
      AND gs.restriction = 'none'
      AND coalesce(lower(gs.period), s.birth_date, date '1900-01-01')
        < LEAST(coalesce(upper(gs.period), 'infinity'),
                coalesce((s.birth_date + interval '18 years')::date, 'infinity'))
  ) AS spans
  GROUP BY user_id, student_id
  UNION ALL
  SELECT s.user_id, 'student', s.id,
         tstzrange(access_birthday(s.birth_date, 16), NULL), 'own'
  FROM students_student s
  WHERE s.school_id = ANY(schools) AND s.user_id IS NOT NULL AND s.birth_date IS NOT NULL;

  DELETE FROM access_assignment a USING students_student s
  WHERE a.student_id = s.id AND s.school_id = ANY(schools)
    AND a.source IN ('guardianship', 'own')
    AND NOT EXISTS (SELECT FROM wanted_task w WHERE w.user_id = a.user_id AND w.role = a.role
                    AND w.student_id = a.student_id AND w.valid = a.valid);

  INSERT INTO access_assignment (user_id, role, student_id, valid, source, created_at)
  SELECT w.user_id, w.role, w.student_id, w.valid, w.source, at FROM wanted_task w
  WHERE NOT EXISTS (SELECT FROM access_assignment a WHERE w.user_id = a.user_id
                    AND w.role = a.role AND w.student_id = a.student_id AND w.valid = a.valid)
  ON CONFLICT DO NOTHING;
  DROP TABLE wanted_task;
END $$;

CREATE FUNCTION access_wanted_students(schools bigint[], at timestamptz)
RETURNS TABLE (user_id bigint, permission_id int, content_object_id bigint,
               assignment bigint, valid tstzrange)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT user_id, permission_id, student_id, id, valid FROM (
    SELECT reach.user_id, r.permission_id, reach.student_id, reach.id,
           CASE WHEN r.until_sixteen AND reach.birth_date IS NOT NULL
                THEN reach.valid * tstzrange(NULL, access_birthday(reach.birth_date, 16))
                ELSE reach.valid END AS valid
    FROM (
      SELECT a.id, a.user_id, a.role, s.id AS student_id, s.birth_date, a.valid,
             'student' AS target
      FROM access_assignment a JOIN students_student s ON s.id = a.student_id
      WHERE s.school_id = ANY(schools)
      UNION ALL
      SELECT a.id, a.user_id, a.role, s.id, s.birth_date,
             a.valid * tstzrange(access_moment(lower(m.period)), access_moment(upper(m.period))),
             'student'
      FROM access_assignment a
      JOIN students_membership m ON m.group_id = a.group_id
      JOIN students_student s ON s.id = m.student_id
      WHERE s.school_id = ANY(schools)
      UNION ALL
      SELECT a.id, a.user_id, a.role, s.id, s.birth_date, a.valid, 'each_student'
      FROM access_assignment a JOIN students_student s ON s.school_id = a.school_id
      WHERE a.school_id = ANY(schools)
      UNION ALL
      SELECT a.id, a.user_id, a.role, s.id, s.birth_date, a.valid, 'each_student'
      FROM access_assignment a
      JOIN schools_school c ON c.board_id = a.board_id
      JOIN students_student s ON s.school_id = c.id
      WHERE c.id = ANY(schools)
    ) AS reach
    JOIN access_right r ON r.role = reach.role AND r.target = reach.target
  ) AS found
  WHERE NOT isempty(valid) AND (upper_inf(valid) OR upper(valid) > at)
$$;

CREATE FUNCTION access_wanted_schools(schools bigint[], at timestamptz)
RETURNS TABLE (user_id bigint, permission_id int, content_object_id bigint,
               assignment bigint, valid tstzrange)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT reach.user_id, r.permission_id, reach.school_id, reach.id, reach.valid
  FROM (
    SELECT a.id, a.user_id, a.role, a.school_id, a.valid FROM access_assignment a
    WHERE a.school_id = ANY(schools)
    UNION ALL
    SELECT a.id, a.user_id, a.role, c.id, a.valid
    FROM access_assignment a JOIN schools_school c ON c.board_id = a.board_id
    WHERE c.id = ANY(schools)
    UNION ALL
    SELECT a.id, a.user_id, a.role, g.school_id, a.valid
    FROM access_assignment a JOIN schools_group g ON g.id = a.group_id
    WHERE g.school_id = ANY(schools)
    UNION ALL
    SELECT a.id, a.user_id, a.role, s.school_id, a.valid
    FROM access_assignment a JOIN students_student s ON s.id = a.student_id
    WHERE s.school_id = ANY(schools)
  ) AS reach
  JOIN access_right r ON r.role = reach.role AND r.target = 'school'
  WHERE upper_inf(reach.valid) OR upper(reach.valid) > at
$$;

CREATE FUNCTION access_sync(schools bigint[], at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE school bigint; touched bigint := 0; n bigint;
BEGIN
  FOR school IN SELECT DISTINCT unnest(schools) ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(hashtext('access_sync'), school::int);
  END LOOP;
  PERFORM access_follow(schools, at);

  CREATE TEMP TABLE wanted_grant ON COMMIT DROP AS
    SELECT * FROM access_wanted_students(schools, at);
  DELETE FROM students_studentgrant g USING students_student s
  WHERE s.id = g.content_object_id AND s.school_id = ANY(schools)
    AND NOT EXISTS (SELECT FROM wanted_grant w WHERE w.user_id = g.user_id
      AND w.permission_id = g.permission_id AND w.content_object_id = g.content_object_id
      AND w.assignment = g.assignment AND w.valid = g.valid);
  GET DIAGNOSTICS n = ROW_COUNT; touched := touched + n;
  INSERT INTO students_studentgrant
    (user_id, permission_id, content_object_id, assignment, valid)
  SELECT user_id, permission_id, content_object_id, assignment, valid FROM wanted_grant w
  WHERE NOT EXISTS (SELECT FROM students_studentgrant g WHERE w.user_id = g.user_id
      AND w.permission_id = g.permission_id AND w.content_object_id = g.content_object_id
      AND w.assignment = g.assignment AND w.valid = g.valid)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT; touched := touched + n;
  DROP TABLE wanted_grant;

  CREATE TEMP TABLE wanted_grant ON COMMIT DROP AS
    SELECT * FROM access_wanted_schools(schools, at);
  DELETE FROM schools_schoolgrant g
  WHERE g.content_object_id = ANY(schools)
    AND NOT EXISTS (SELECT FROM wanted_grant w WHERE w.user_id = g.user_id
      AND w.permission_id = g.permission_id AND w.content_object_id = g.content_object_id
      AND w.assignment = g.assignment AND w.valid = g.valid);
  GET DIAGNOSTICS n = ROW_COUNT; touched := touched + n;
  INSERT INTO schools_schoolgrant
    (user_id, permission_id, content_object_id, assignment, valid)
  SELECT user_id, permission_id, content_object_id, assignment, valid FROM wanted_grant
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT; touched := touched + n;
  DROP TABLE wanted_grant;
  RETURN touched;
END $$;

CREATE FUNCTION access_students(permission text) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(g.content_object_id), '{}')
  FROM students_studentgrant g
  JOIN auth_permission p ON p.id = g.permission_id
  JOIN accounts_user u ON u.id = g.user_id
  WHERE g.user_id = nullif(current_setting('app.user_id', true), '')::bigint
    AND u.is_active AND p.codename = permission AND g.valid @> now()
$$;

REVOKE ALL ON FUNCTION access_follow, access_wanted_students, access_wanted_schools,
  access_sync, access_students FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_wanted_students, access_wanted_schools, access_sync,
  access_students TO portal_web, portal_worker;
"""

DROP = """
DROP FUNCTION access_students(text);
DROP FUNCTION access_sync(bigint[], timestamptz);
DROP FUNCTION access_wanted_schools(bigint[], timestamptz);
DROP FUNCTION access_wanted_students(bigint[], timestamptz);
DROP FUNCTION access_follow(bigint[], timestamptz);
DROP FUNCTION access_birthday(date, int);
DROP FUNCTION access_moment(date);
"""


class Migration(migrations.Migration):
    """Functions only; the tables they read exist by now."""

    dependencies = [("access", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunSQL(SYNC, DROP)]
