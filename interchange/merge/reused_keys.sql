-- A number that now stands for somebody else: other surname and other birth date. Nobody is
-- merged; the row does not count.
WITH gone AS (
  DELETE FROM stage_student s USING students_student st
  WHERE st.id = s.student_id AND s.las_key IS NOT NULL
    AND st.birth_date <> s.born_on AND lower(st.surname) <> lower(s.surname)
    AND lower(st.call_name) <> lower(s.call_name)
  RETURNING s.ref, s.line
), members AS (
  DELETE FROM stage_member m USING gone WHERE gone.ref = m.student_ref
), tasks AS (
  DELETE FROM stage_task t USING gone WHERE gone.ref = t.student_ref
)
SELECT line FROM gone ORDER BY line;
