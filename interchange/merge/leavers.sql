-- Who is enrolled and missing from a file of everybody: a proposal, never a leaver. Whoever is in
-- the file again, or now has a leaving date there, needs no answer any more.
UPDATE interchange_leaverproposal p SET state = 'withdrawn'
FROM stage_student s
WHERE p.student_id = s.student_id AND NOT s.is_former
  AND (p.state = 'open' OR (p.state <> 'withdrawn' AND s.left_on IS NULL));

WITH missing AS (
  INSERT INTO interchange_leaverproposal (public_id, student_id, run_id, state)
  SELECT gen_random_uuid(), st.id, r.run_id, 'open'
  FROM students_student st JOIN stage_run r ON true
  WHERE r.is_full AND st.school_id = r.school_id
    AND EXISTS (SELECT FROM students_enrolment e WHERE e.student_id = st.id
                AND e.period @> r.on_day)
    AND NOT EXISTS (SELECT FROM stage_present p WHERE p.student_id = st.id)
  ON CONFLICT (student_id) DO UPDATE SET state = 'open', run_id = EXCLUDED.run_id
    WHERE interchange_leaverproposal.state = 'withdrawn'
  RETURNING student_id
)
SELECT count(*) FROM missing;
