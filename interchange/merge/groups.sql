-- Groups of this school year, and who is in them. A group that is not in the file stays; a
-- student is moved only where the file names the new group.
INSERT INTO schools_group (public_id, school_id, school_year_id, las_key, name, kind, year_level)
SELECT gen_random_uuid(), r.school_id, r.school_year_id, g.key, g.name, g.kind, g.year_level
FROM stage_group g JOIN stage_run r ON true
ON CONFLICT (school_id, school_year_id, las_key) DO UPDATE
  SET name = EXCLUDED.name, kind = EXCLUDED.kind, year_level = EXCLUDED.year_level
  WHERE (schools_group.name, schools_group.kind, schools_group.year_level)
    IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.kind, EXCLUDED.year_level);
UPDATE stage_group g SET group_id = sg.id FROM schools_group sg, stage_run r
WHERE sg.school_id = r.school_id AND sg.school_year_id = r.school_year_id AND sg.las_key = g.key;

CREATE TEMP TABLE stage_place ON COMMIT DROP AS
SELECT DISTINCT ON (s.student_id, g.group_id)
  s.student_id, s.is_new, g.group_id, g.kind, m.starts, coalesce(m.ends, s.left_on + 1) AS ends
FROM stage_member m
JOIN stage_student s ON s.ref = m.student_ref
JOIN stage_group g ON g.key = m.group_key
WHERE m.period <> 'past' AND (m.ends IS NULL OR m.ends > m.starts)
  AND (s.left_on IS NULL OR s.left_on >= m.starts)
ORDER BY s.student_id, g.group_id, m.starts;

-- A student who moved leaves the old group of the same kind on the day of the file.
WITH moved AS (
  UPDATE students_membership old SET period = daterange(lower(old.period),
    GREATEST(LEAST(p.starts, r.on_day), lower(old.period) + 1))
  FROM stage_place p JOIN stage_run r ON true, schools_group og
  WHERE old.student_id = p.student_id AND og.id = old.group_id AND og.kind = p.kind
    AND old.group_id <> p.group_id AND (upper_inf(old.period) OR upper(old.period) > r.on_day)
    AND lower(old.period) <= r.on_day
    AND NOT EXISTS (SELECT FROM stage_place same
                    WHERE same.student_id = p.student_id AND same.group_id = old.group_id)
  RETURNING old.student_id
)
UPDATE stage_student s SET is_changed = true
FROM moved WHERE moved.student_id = s.student_id AND NOT s.is_new;

-- A student who left leaves every group.
UPDATE students_membership m SET period = daterange(lower(m.period), s.left_on + 1)
FROM stage_student s
WHERE m.student_id = s.student_id AND s.left_on IS NOT NULL AND lower(m.period) <= s.left_on
  AND (upper_inf(m.period) OR upper(m.period) > s.left_on + 1);

WITH joined AS (
  INSERT INTO students_membership (student_id, group_id, period)
  SELECT p.student_id, p.group_id, daterange(
    CASE WHEN p.is_new OR NOT EXISTS (SELECT FROM students_membership o
              JOIN schools_group og ON og.id = o.group_id AND og.kind = p.kind
              WHERE o.student_id = p.student_id AND o.group_id <> p.group_id
                AND o.period && daterange(p.starts, p.ends))
         THEN p.starts ELSE GREATEST(p.starts, r.on_day) END, p.ends)
  FROM stage_place p JOIN stage_run r ON true
  WHERE NOT EXISTS (SELECT FROM students_membership o WHERE o.student_id = p.student_id
                    AND o.group_id = p.group_id AND (upper_inf(o.period) OR p.ends IS NOT NULL
                                                     OR upper(o.period) > r.on_day))
    AND (p.ends IS NULL OR p.ends > GREATEST(p.starts, LEAST(p.starts, r.on_day)))
  ON CONFLICT DO NOTHING
  RETURNING student_id
)
UPDATE stage_student s SET is_changed = true
FROM joined WHERE joined.student_id = s.student_id AND NOT s.is_new;
DROP TABLE stage_place;
