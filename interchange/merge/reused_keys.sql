-- A number that now stands for somebody else: another surname, and another birth date or, where
-- one is not known, another call name. Nobody is merged; the row does not count.
WITH gone AS (
  DELETE FROM stage_student s USING students_student st
  WHERE st.id = s.student_id AND st.las_key = s.las_key AND st.surname <> ''
    AND lower(interchange_better(st.surname, s.surname)) <> lower(st.surname)
    AND (st.birth_date <> s.born_on
         OR ((st.birth_date IS NULL OR s.born_on IS NULL) AND st.call_name <> ''
             AND lower(interchange_better(st.call_name, s.call_name)) <> lower(st.call_name)))
  RETURNING s.ref, s.line
), members AS (
  DELETE FROM stage_member m USING gone WHERE gone.ref = m.student_ref
), tasks AS (
  DELETE FROM stage_task t USING gone WHERE gone.ref = t.student_ref
)
SELECT line FROM gone ORDER BY line;
