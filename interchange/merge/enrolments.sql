-- Enrolments. The file says since when and, of leavers, until when; the administration may
-- correct both afterwards, also by taking a leaving date back. A new enrolment begins for whoever
-- is new, and for whoever left and came back. Of a former student without a leaving date nothing
-- is known, so nothing is written.
CREATE TEMP TABLE stage_enrolment ON COMMIT DROP AS
WITH last AS (
  SELECT DISTINCT ON (e.student_id) e.student_id, e.id, e.period,
    lag(upper(e.period)) OVER (PARTITION BY e.student_id ORDER BY e.period) AS earlier_until
  FROM students_enrolment e JOIN stage_student s ON s.student_id = e.student_id
  ORDER BY e.student_id, e.period DESC
), known AS (
  SELECT s.student_id, s.is_new, s.enrolled_on, s.left_on, r.first_day, r.on_day,
    last.id, last.period, last.earlier_until,
    -- Back again: since a day after the end or, where the file names no day, since today.
    coalesce(s.enrolled_on >= upper(last.period)
             OR (s.enrolled_on IS NULL AND s.left_on IS NULL
                 AND upper(last.period) <= r.on_day), false) AS is_back
  FROM stage_student s
  JOIN stage_run r ON true
  LEFT JOIN last ON last.student_id = s.student_id
  WHERE NOT s.is_former
), wanted AS (
  SELECT *, CASE
    WHEN id IS NULL THEN LEAST(coalesce(enrolled_on, first_day), left_on)
    WHEN is_back THEN coalesce(enrolled_on, on_day)
    ELSE GREATEST(earlier_until, LEAST(coalesce(enrolled_on, lower(period)), left_on))
  END AS starts
  FROM known
)
SELECT student_id, is_new, CASE WHEN NOT is_back THEN id END AS id, period AS was,
  daterange(starts, GREATEST(left_on, CASE WHEN left_on IS NOT NULL THEN starts END) + 1) AS period
FROM wanted;

WITH touched AS (
  UPDATE students_enrolment e SET period = w.period
  FROM stage_enrolment w WHERE e.id = w.id AND w.period <> w.was
  RETURNING e.student_id
)
INSERT INTO stage_changed SELECT student_id FROM touched;

INSERT INTO students_enrolment (student_id, period)
SELECT w.student_id, w.period FROM stage_enrolment w WHERE w.id IS NULL;
INSERT INTO stage_changed
SELECT w.student_id FROM stage_enrolment w WHERE w.id IS NULL AND NOT w.is_new;
DROP TABLE stage_enrolment;
