"""Who represents a student by order of a court has the task of a guardian, from sixteen on.

Guardians have theirs until eighteen. A representative (curator, administrator or mentor) comes
in the place of the student, so that begins at sixteen and does not end with a birthday.
"""

from django.db import migrations

FOLLOW = """
CREATE OR REPLACE FUNCTION access_follow_rows(schools bigint[], at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  CREATE TEMP TABLE wanted_task ON COMMIT DROP AS
  SELECT user_id, 'guardian'::text AS role, student_id, unnest(range_agg(valid)) AS valid,
         'guardianship'::text AS source
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
"""


class Migration(migrations.Migration):
    """One function, in the place of the one before."""

    dependencies = [
        ("access", "0013_no_emergency_without_a_reason"),
        ("students", "0005_representatives"),
    ]
    operations = [migrations.RunSQL(FOLLOW, migrations.RunSQL.noop)]
