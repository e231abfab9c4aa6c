-- Enrolments: a first one for whoever is new, an end for whoever left, another beginning for
-- whoever came back. An end that the administration corrects afterwards is corrected here too.
CREATE TEMP TABLE stage_enrolment ON COMMIT DROP AS
SELECT s.student_id, last.id AS last_id, last.period AS last_period,
       coalesce(s.enrolled_on, r.first_day) AS asked_from, s.enrolled_on, s.left_on, r.on_day
FROM stage_student s
JOIN stage_run r ON true
LEFT JOIN LATERAL (
  SELECT e.id, e.period FROM students_enrolment e WHERE e.student_id = s.student_id
  ORDER BY lower(e.period) DESC LIMIT 1
) AS last ON true;

WITH touched AS (
  UPDATE students_enrolment e SET period = daterange(
    CASE WHEN w.enrolled_on IS NOT NULL
          AND (w.left_on IS NULL OR w.enrolled_on <= w.left_on)
          AND NOT EXISTS (SELECT FROM students_enrolment o WHERE o.student_id = e.student_id
                          AND o.id <> e.id AND upper(o.period) > w.enrolled_on)
          AND (upper_inf(e.period) OR w.left_on IS NOT NULL)
         THEN w.enrolled_on ELSE lower(e.period) END,
    w.left_on + 1)
  FROM stage_enrolment w
  WHERE e.id = w.last_id
    AND (w.left_on IS NULL OR w.left_on + 1 > lower(e.period))
    AND (upper_inf(e.period) OR w.left_on IS NOT NULL)
    AND e.period IS DISTINCT FROM daterange(
      CASE WHEN w.enrolled_on IS NOT NULL
            AND (w.left_on IS NULL OR w.enrolled_on <= w.left_on)
            AND NOT EXISTS (SELECT FROM students_enrolment o WHERE o.student_id = e.student_id
                            AND o.id <> e.id AND upper(o.period) > w.enrolled_on)
           THEN w.enrolled_on ELSE lower(e.period) END,
      w.left_on + 1)
  RETURNING e.student_id
)
UPDATE stage_student s SET is_changed = true
FROM touched WHERE touched.student_id = s.student_id AND NOT s.is_new;

WITH begun AS (
  INSERT INTO students_enrolment (student_id, period)
  SELECT w.student_id, daterange(
    CASE WHEN w.last_id IS NULL THEN LEAST(w.asked_from, coalesce(w.left_on, w.asked_from))
         ELSE GREATEST(coalesce(w.enrolled_on, w.on_day), upper(w.last_period)) END,
    w.left_on + 1)
  FROM stage_enrolment w
  WHERE w.last_id IS NULL
     OR (NOT upper_inf(w.last_period) AND w.left_on IS NULL)
  RETURNING student_id
)
UPDATE stage_student s SET is_changed = true
FROM begun WHERE begun.student_id = s.student_id AND NOT s.is_new;
DROP TABLE stage_enrolment;
