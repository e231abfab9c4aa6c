-- Who is in which group, from when to when. A place is what the file says of one student and one
-- group in this school year.
CREATE TEMP TABLE stage_place ON COMMIT DROP AS
SELECT s.student_id, s.is_new, g.group_id, g.kind, min(m.starts) AS starts,
  s.left_on + 1 AS ends, NULL::bigint AS membership_id
FROM stage_member m
JOIN stage_student s ON s.ref = m.student_ref
JOIN stage_group g ON g.key = m.group_key
JOIN stage_run r ON m.starts < r.first_day_after
WHERE m.period <> 'past' AND g.group_id IS NOT NULL
  AND (s.left_on IS NULL OR m.starts <= s.left_on)
GROUP BY s.student_id, s.is_new, g.group_id, g.kind, s.left_on;
CREATE INDEX ON stage_place (student_id, group_id);
ANALYZE stage_place;

-- Whoever left the school leaves every group with it.
WITH ended AS (
  UPDATE students_membership m
  SET period = daterange(lower(m.period), GREATEST(s.left_on, lower(m.period)) + 1)
  FROM stage_student s
  WHERE m.student_id = s.student_id AND s.left_on IS NOT NULL AND NOT s.is_new
    AND (upper_inf(m.period) OR upper(m.period) > GREATEST(s.left_on, lower(m.period)) + 1)
  RETURNING m.student_id
)
INSERT INTO stage_changed SELECT student_id FROM ended;

-- Whoever is in another group of the same kind now leaves the old one: on the day of the file, or
-- when the school year of the old one ended.
WITH now AS (
  SELECT DISTINCT p.student_id, p.kind FROM stage_place p JOIN stage_run r
    ON p.starts <= r.on_day AND (p.ends IS NULL OR p.ends > r.on_day)
  WHERE NOT p.is_new
), old AS (
  SELECT m.id, m.student_id, m.period,
    GREATEST(LEAST(r.on_day, upper(y.period)), lower(m.period) + 1) AS ends
  FROM now
  JOIN students_membership m ON m.student_id = now.student_id
  JOIN schools_group g ON g.id = m.group_id AND g.kind = now.kind
  JOIN schools_schoolyear y ON y.id = g.school_year_id
  JOIN stage_run r ON lower(m.period) <= r.on_day
  WHERE NOT EXISTS (SELECT FROM stage_place p
                    WHERE p.student_id = m.student_id AND p.group_id = m.group_id)
), ended AS (
  UPDATE students_membership m SET period = daterange(lower(m.period), old.ends)
  FROM old WHERE old.id = m.id AND (upper_inf(m.period) OR upper(m.period) > old.ends)
  RETURNING m.student_id
)
INSERT INTO stage_changed SELECT student_id FROM ended;

-- A place is a membership that is there already if that has not ended, or ends with the student.
UPDATE stage_place p SET membership_id = m.id
FROM (
  SELECT DISTINCT ON (m.student_id, m.group_id) m.*
  FROM students_membership m JOIN stage_place p USING (student_id, group_id)
  ORDER BY m.student_id, m.group_id, m.period DESC
) AS m, stage_run r
WHERE m.student_id = p.student_id AND m.group_id = p.group_id
  AND (upper_inf(m.period) OR upper(m.period) > r.on_day
       OR (p.ends IS NOT NULL AND p.starts < upper(m.period)));

WITH corrected AS (
  UPDATE students_membership m SET period = daterange(lower(m.period), p.ends)
  FROM stage_place p
  WHERE m.id = p.membership_id AND upper(m.period) IS DISTINCT FROM p.ends
    AND (p.ends IS NULL OR p.ends > lower(m.period))
  RETURNING m.student_id
)
INSERT INTO stage_changed SELECT student_id FROM corrected;

-- All other places are new. Whoever was in a group of that kind before comes in when that ended,
-- at the latest on the day of the file.
WITH earlier AS (
  SELECT m.student_id, g.kind, max(coalesce(upper(m.period), 'infinity')) AS until
  FROM students_membership m JOIN schools_group g ON g.id = m.group_id
  WHERE m.student_id IN (SELECT student_id FROM stage_place WHERE NOT is_new)
  GROUP BY m.student_id, g.kind
), new AS (
  SELECT p.student_id, p.is_new, p.group_id, p.ends,
    CASE WHEN e.until IS NULL THEN p.starts
         ELSE GREATEST(p.starts, LEAST(e.until, r.on_day)) END AS starts
  FROM stage_place p
  JOIN stage_run r ON true
  LEFT JOIN earlier e ON e.student_id = p.student_id AND e.kind = p.kind
  WHERE p.membership_id IS NULL
), joined AS (
  INSERT INTO students_membership (student_id, group_id, period)
  SELECT student_id, group_id, daterange(starts, ends) FROM new
  WHERE ends IS NULL OR starts < ends
  RETURNING student_id
)
INSERT INTO stage_changed SELECT student_id FROM joined;
DROP TABLE stage_place;
