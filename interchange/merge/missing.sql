-- What a guard asks before anything is written: how many are enrolled, how many of those are
-- missing, and whether a whole class would be empty. Of whom somebody said "is still here"
-- nobody needs to be asked again.
WITH enrolled AS (
  SELECT st.id,
         EXISTS (SELECT FROM stage_present p WHERE p.student_id = st.id)
         OR EXISTS (SELECT FROM interchange_leaverproposal l
                    WHERE l.student_id = st.id AND l.state = 'stays') AS is_there
  FROM students_student st JOIN stage_run r ON true
  WHERE st.school_id = r.school_id
    AND EXISTS (SELECT FROM students_enrolment e WHERE e.student_id = st.id
                AND e.period @> r.on_day)
), classes AS (
  SELECT m.group_id, count(*) AS members, count(*) FILTER (WHERE NOT e.is_there) AS gone
  FROM enrolled e
  JOIN students_membership m ON m.student_id = e.id
  JOIN stage_run r ON m.period @> r.on_day
  JOIN schools_group g ON g.id = m.group_id AND g.kind = 'base'
  GROUP BY m.group_id
)
SELECT (SELECT count(*) FROM enrolled), (SELECT count(*) FROM enrolled WHERE NOT is_there),
       (SELECT count(*) FROM classes WHERE members = gone AND members > 1);
