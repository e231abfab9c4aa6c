"""Tasks and grants are brought in line in one statement each, without temporary tables.

A temporary table is a row in the catalogue of PostgreSQL for each of its columns, made and thrown
away at every call: most of the time of a small call, and rows that are dead in `pg_class` and
`pg_attribute` of a portal that runs for years.

A task is deleted before the one in its place is written, as their periods may overlap: to count
what went, PostgreSQL must be done with it. Grants have no such order.
"""

from django.db import migrations

ROWS = """
CREATE OR REPLACE FUNCTION access_wanted_tasks(schools bigint[])
RETURNS TABLE (user_id bigint, role text, student_id bigint, valid tstzrange, source text)
LANGUAGE sql STABLE ROWS 20000 SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT user_id, 'guardian'::text, student_id, unnest(range_agg(valid)), 'guardianship'::text
  FROM (
    SELECT g.user_id, s.id AS student_id, tstzrange(span.starts, span.ends) AS valid
    FROM students_guardianship gs
    JOIN students_guardian g ON g.id = gs.guardian_id
    JOIN students_student s ON s.id = gs.student_id
    CROSS JOIN LATERAL (SELECT
      access_moment(coalesce(lower(gs.period), s.birth_date, date '1900-01-01')) AS first,
      access_moment(upper(gs.period)) AS last, gs.authority = 'represents' AS represents
    ) AS whole
    CROSS JOIN LATERAL (SELECT
      CASE WHEN represents THEN GREATEST(first, access_birthday(s.birth_date, 16))
           ELSE first END AS starts,
      CASE WHEN represents THEN last
           ELSE LEAST(last, access_birthday(s.birth_date, 18)) END AS ends
    ) AS span
    WHERE s.school_id = ANY(schools) AND g.user_id IS NOT NULL
      AND gs.authority IN ('joint', 'sole', 'guardian', 'institution', 'represents')
      AND gs.restriction = 'none' AND (span.ends IS NULL OR span.starts < span.ends)
  ) AS spans
  GROUP BY user_id, student_id
  UNION ALL
  SELECT s.user_id, 'student', s.id,
         tstzrange(access_birthday(s.birth_date, 16), NULL), 'own'
  FROM students_student s
  WHERE s.school_id = ANY(schools) AND s.user_id IS NOT NULL AND s.birth_date IS NOT NULL
$$;
REVOKE ALL ON FUNCTION access_wanted_tasks FROM PUBLIC;

CREATE OR REPLACE FUNCTION access_follow_rows(schools bigint[], at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  WITH wanted AS MATERIALIZED (SELECT * FROM access_wanted_tasks(schools)),
  gone AS (
    DELETE FROM access_assignment a USING students_student s
    WHERE a.student_id = s.id AND s.school_id = ANY(schools)
      AND a.source IN ('guardianship', 'own')
      AND NOT EXISTS (SELECT FROM wanted w WHERE w.user_id = a.user_id AND w.role = a.role
                      AND w.student_id = a.student_id AND w.valid = a.valid)
    RETURNING 1
  )
  INSERT INTO access_assignment (user_id, role, student_id, valid, source, created_at)
  SELECT w.user_id, w.role, w.student_id, w.valid, w.source, at FROM wanted w
  WHERE (SELECT count(*) FROM gone) >= 0
    AND NOT EXISTS (SELECT FROM access_assignment a WHERE w.user_id = a.user_id
                    AND w.role = a.role AND w.student_id = a.student_id AND w.valid = a.valid)
  ON CONFLICT DO NOTHING;
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
    ON CONFLICT DO NOTHING
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM come) INTO n;
  RETURN touched + n;
END $$;
ALTER FUNCTION access_wanted_students(bigint[], timestamptz) ROWS 20000;
"""


class Migration(migrations.Migration):
    """Functions only; what they do is as before."""

    dependencies = [("access", "0017_invitation_walls")]
    operations = [migrations.RunSQL(ROWS, migrations.RunSQL.noop)]
