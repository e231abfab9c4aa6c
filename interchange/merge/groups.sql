-- The groups of this school year. A group that is not in the file stays; one that only stands in
-- rows of an earlier year is not made.
UPDATE stage_group g SET year_level = found.lowest
FROM (
  SELECT m.group_key, min(s.year_level) AS lowest
  FROM stage_member m JOIN stage_student s ON s.ref = m.student_ref
  WHERE m.period <> 'past' AND s.year_level <> '' GROUP BY m.group_key
) AS found
WHERE found.group_key = g.key AND g.year_level = '';

INSERT INTO schools_group (public_id, school_id, school_year_id, las_key, name, kind, year_level)
SELECT gen_random_uuid(), r.school_id, r.school_year_id, g.key, g.name, g.kind, g.year_level
FROM stage_group g JOIN stage_run r ON true
WHERE EXISTS (SELECT FROM stage_member m WHERE m.group_key = g.key AND m.period <> 'past')
   OR NOT EXISTS (SELECT FROM stage_member m WHERE m.group_key = g.key)
ON CONFLICT (school_id, school_year_id, las_key) DO UPDATE
  SET name = EXCLUDED.name, kind = EXCLUDED.kind, year_level = EXCLUDED.year_level
  WHERE (schools_group.name, schools_group.kind, schools_group.year_level)
    IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.kind, EXCLUDED.year_level);
UPDATE stage_group g SET group_id = sg.id FROM schools_group sg, stage_run r
WHERE sg.school_id = r.school_id AND sg.school_year_id = r.school_year_id AND sg.las_key = g.key;
