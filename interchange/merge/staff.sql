-- Staff. Some lists know a colleague only by one full name; it fills what is not known better.
WITH said AS (
  SELECT s.las_key, sm.id,
    interchange_better(coalesce(sm.call_name, ''), s.call_name) AS call_name,
    interchange_better(coalesce(sm.initials, ''), s.initials) AS initials,
    CASE WHEN s.surname = '' AND sm.id IS NOT NULL THEN sm.name_prefix ELSE s.prefix END
      AS name_prefix,
    interchange_better(coalesce(sm.surname, ''), CASE
      WHEN s.surname <> '' THEN s.surname
      WHEN coalesce(sm.call_name, '') = '' THEN s.full_name
      ELSE '' END) AS surname,
    interchange_better(coalesce(sm.email, ''), s.email) AS email
  FROM stage_staff s
  JOIN stage_run r ON true
  LEFT JOIN schools_staffmember sm ON sm.school_id = r.school_id AND sm.las_key = s.las_key
  WHERE s.kind = 'staff' AND s.las_key IS NOT NULL
)
INSERT INTO schools_staffmember (public_id, school_id, las_key, call_name, initials,
  name_prefix, surname, email)
SELECT gen_random_uuid(), r.school_id, said.las_key, said.call_name, said.initials,
  said.name_prefix, said.surname, said.email
FROM said JOIN stage_run r ON true
ON CONFLICT (school_id, las_key) DO UPDATE SET
  call_name = EXCLUDED.call_name, initials = EXCLUDED.initials,
  name_prefix = EXCLUDED.name_prefix, surname = EXCLUDED.surname, email = EXCLUDED.email
  WHERE (schools_staffmember.call_name, schools_staffmember.initials,
         schools_staffmember.name_prefix, schools_staffmember.surname, schools_staffmember.email)
    IS DISTINCT FROM (EXCLUDED.call_name, EXCLUDED.initials, EXCLUDED.name_prefix,
         EXCLUDED.surname, EXCLUDED.email);
UPDATE stage_staff s SET staff_id = sm.id FROM schools_staffmember sm, stage_run r
WHERE sm.school_id = r.school_id AND sm.las_key = s.las_key AND s.kind = 'staff';

-- Who is no longer in a file of all colleagues: somebody looks whether that person left. A list of
-- students names mentors only, so it says nothing of others; a name comes back with any file.
UPDATE schools_staffmember sm SET missing_since = NULL
FROM stage_staff s WHERE s.staff_id = sm.id AND sm.missing_since IS NOT NULL;
UPDATE schools_staffmember sm SET missing_since = r.on_day
FROM stage_run r
WHERE sm.school_id = r.school_id AND sm.missing_since IS NULL AND r.names_all_staff
  AND EXISTS (SELECT FROM stage_staff WHERE staff_id IS NOT NULL)
  AND NOT EXISTS (SELECT FROM stage_staff s WHERE s.staff_id = sm.id);
