-- Find who is in the school already: by number, or, where one side has no number yet, by name and
-- birth date if that is one person on both sides. Never by name alone.
UPDATE stage_student s SET student_id = st.id
FROM students_student st, stage_run r
WHERE st.school_id = r.school_id AND st.las_key = s.las_key AND s.las_key <> '';

UPDATE stage_student s SET student_id = found.id
FROM (
  SELECT s.ref, min(st.id) AS id
  FROM stage_student s
  JOIN stage_run r ON true
  JOIN students_student st ON st.school_id = r.school_id AND st.birth_date = s.born_on
    AND lower(st.surname) = lower(s.surname) AND lower(st.call_name) = lower(s.call_name)
  WHERE s.student_id IS NULL AND (s.las_key IS NULL OR st.las_key = '')
  GROUP BY s.ref HAVING count(*) = 1
) AS found
WHERE found.ref = s.ref AND NOT EXISTS (
  SELECT FROM stage_student other
  WHERE other.ref <> s.ref AND other.born_on = s.born_on
    AND lower(other.surname) = lower(s.surname) AND lower(other.call_name) = lower(s.call_name));

UPDATE stage_student SET is_new = true WHERE student_id IS NULL;

-- Who is in the file, whether or not the row counts in the end; the others are missing.
CREATE TEMP TABLE stage_present ON COMMIT DROP AS
SELECT student_id FROM stage_student WHERE student_id IS NOT NULL AND NOT is_former
UNION
SELECT st.id FROM students_student st JOIN stage_run r ON st.school_id = r.school_id
JOIN stage_rejected j ON j.las_key = st.las_key AND j.las_key <> '';
CREATE UNIQUE INDEX ON stage_present (student_id);
ANALYZE stage_present;
