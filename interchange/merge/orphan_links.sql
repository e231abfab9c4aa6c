-- A guardian without a child of this school is nobody here.
UPDATE stage_link l SET student_id = st.id FROM students_student st, stage_run r
WHERE st.school_id = r.school_id AND st.las_key = l.student_key AND l.student_key <> '';
WITH gone AS (
  DELETE FROM stage_link WHERE student_id IS NULL RETURNING line
), people AS (
  DELETE FROM stage_guardian g WHERE NOT EXISTS (
    SELECT FROM stage_link l WHERE l.guardian_ref = g.ref AND l.student_id IS NOT NULL)
)
SELECT line FROM gone ORDER BY line;
