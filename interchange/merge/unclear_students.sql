-- A student with only a temporary number, whom name and birth date do not tell apart. Taken in,
-- that student would be somebody new each time; so the row does not count.
WITH gone AS (
  DELETE FROM stage_student s
  WHERE s.las_key IS NULL AND s.is_new AND (
    s.born_on IS NULL
    OR EXISTS (SELECT FROM stage_student other
               WHERE other.ref <> s.ref AND other.born_on = s.born_on
                 AND lower(other.surname) = lower(s.surname)
                 AND lower(other.call_name) = lower(s.call_name))
    OR EXISTS (SELECT FROM students_student st JOIN stage_run r ON st.school_id = r.school_id
               WHERE st.birth_date = s.born_on AND lower(st.surname) = lower(s.surname)
                 AND lower(st.call_name) = lower(s.call_name)))
  RETURNING s.ref, s.line
), members AS (
  DELETE FROM stage_member m USING gone WHERE gone.ref = m.student_ref
), tasks AS (
  DELETE FROM stage_task t USING gone WHERE gone.ref = t.student_ref
)
SELECT line FROM gone ORDER BY line;
