"""What PostgreSQL holds about tasks since the matrix knows leaving, the own child and emergencies.

`access_wanted_students` follows `access.rules.derive`: a task that is for enrolled students ends
with each enrolment, and nobody reaches the own child by a task at the school.

Two rules no service can be trusted with alone: emergency access lasts an hour at most, and
nobody is in a care team without a recorded duty of confidentiality (UAVG 30(4)).
"""

from django.db import migrations

RULES = """
CREATE FUNCTION access_own_family() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM (
    SELECT gs.student_id AS id FROM students_guardianship gs
    JOIN students_guardian g ON g.id = gs.guardian_id
    WHERE g.user_id = nullif(current_setting('app.user_id', true), '')::bigint
    UNION SELECT s.id FROM students_student s
    WHERE s.user_id = nullif(current_setting('app.user_id', true), '')::bigint
  ) AS family
$$;

CREATE OR REPLACE FUNCTION access_wanted_students(schools bigint[], at timestamptz)
RETURNS TABLE (user_id bigint, permission_id int, content_object_id bigint,
               assignment bigint, valid tstzrange)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH enrolled AS (
    SELECT e.student_id, range_agg(
             tstzrange(access_moment(lower(e.period)), access_moment(upper(e.period)))) AS spans
    FROM students_enrolment e JOIN students_student s ON s.id = e.student_id
    WHERE s.school_id = ANY(schools) GROUP BY e.student_id
  ), family AS (
    SELECT DISTINCT g.user_id, gs.student_id
    FROM students_guardianship gs
    JOIN students_guardian g ON g.id = gs.guardian_id AND g.user_id IS NOT NULL
    JOIN students_student s ON s.id = gs.student_id
    WHERE s.school_id = ANY(schools)
    UNION
    SELECT s.user_id, s.id FROM students_student s
    WHERE s.school_id = ANY(schools) AND s.user_id IS NOT NULL
  ), reach AS (
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
  )
  SELECT DISTINCT user_id, permission_id, student_id, id, span FROM (
    SELECT reach.user_id, r.permission_id, reach.student_id, reach.id,
           CASE WHEN r.until_sixteen AND reach.birth_date IS NOT NULL
                THEN span * tstzrange(NULL, access_birthday(reach.birth_date, 16))
                ELSE span END AS span
    FROM reach
    JOIN access_right r ON r.role = reach.role AND r.target = reach.target
    LEFT JOIN enrolled ON enrolled.student_id = reach.student_id
    CROSS JOIN LATERAL unnest(
      CASE WHEN r.while_enrolled
           THEN tstzmultirange(reach.valid) * coalesce(enrolled.spans, '{}')
           ELSE tstzmultirange(reach.valid) END) AS span
    WHERE reach.role IN ('guardian', 'student')
       OR (reach.user_id, reach.student_id) NOT IN (SELECT * FROM family)
  ) AS found
  WHERE NOT isempty(span) AND (upper_inf(span) OR upper(span) > at)
$$;

ALTER TABLE access_assignment ADD CONSTRAINT access_assignment_emergency_is_short
  CHECK (source <> 'break_glass' OR upper(valid) <= lower(valid) + interval '60 minutes');

CREATE FUNCTION access_hold_to_secrecy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.role IN ('care_team', 'psychologist') AND NOT EXISTS (
    SELECT FROM access_confidentiality c
    JOIN students_student s ON s.id = NEW.student_id AND s.school_id = c.school_id
    WHERE c.user_id = NEW.user_id
      AND c.period @> (lower(NEW.valid) AT TIME ZONE 'Europe/Amsterdam')::date)
  THEN
    RAISE EXCEPTION 'no duty of confidentiality is recorded'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'access_assignment_secrecy';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_assignment_secrecy BEFORE INSERT OR UPDATE OF role, student_id, user_id
  ON access_assignment FOR EACH ROW EXECUTE FUNCTION access_hold_to_secrecy();

REVOKE ALL ON FUNCTION access_own_family, access_hold_to_secrecy FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_own_family TO portal_web, portal_worker;
"""

LOOSE = """
DROP TRIGGER access_assignment_secrecy ON access_assignment;
DROP FUNCTION access_hold_to_secrecy();
ALTER TABLE access_assignment DROP CONSTRAINT access_assignment_emergency_is_short;
DROP FUNCTION access_own_family();
"""


class Migration(migrations.Migration):
    """Functions, a check and a trigger; going back leaves the newer function in place."""

    dependencies = [("access", "0003_dated_tasks"), ("students", "0001_initial")]
    operations = [migrations.RunSQL(RULES, LOOSE)]
