-- Staff, and what the file says that they do: proposals, which open nothing.
INSERT INTO schools_staffmember (public_id, school_id, las_key, call_name, initials,
  name_prefix, surname, email)
SELECT gen_random_uuid(), r.school_id, s.las_key, s.call_name, s.initials, s.prefix, s.surname,
  s.email
FROM stage_staff s JOIN stage_run r ON true
WHERE s.kind = 'staff' AND s.las_key IS NOT NULL
ON CONFLICT (school_id, las_key) DO UPDATE SET
  call_name = coalesce(nullif(EXCLUDED.call_name, ''), schools_staffmember.call_name),
  initials = coalesce(nullif(EXCLUDED.initials, ''), schools_staffmember.initials),
  name_prefix = EXCLUDED.name_prefix,
  surname = coalesce(nullif(EXCLUDED.surname, ''), schools_staffmember.surname),
  email = coalesce(nullif(EXCLUDED.email, ''), schools_staffmember.email)
  WHERE (schools_staffmember.call_name, schools_staffmember.initials,
         schools_staffmember.name_prefix, schools_staffmember.surname, schools_staffmember.email)
    IS DISTINCT FROM (EXCLUDED.call_name, EXCLUDED.initials, EXCLUDED.name_prefix,
         EXCLUDED.surname, EXCLUDED.email);
UPDATE stage_staff s SET staff_id = sm.id FROM schools_staffmember sm, stage_run r
WHERE sm.school_id = r.school_id AND sm.las_key = s.las_key;

CREATE TEMP TABLE stage_proposal ON COMMIT DROP AS
SELECT DISTINCT coalesce(st.staff_id, named.id) AS staff_id, w.role,
  CASE WHEN w.on_group THEN g.group_id END AS group_id,
  CASE WHEN NOT w.on_group THEN s.student_id END AS student_id,
  t.evidence
FROM stage_task t
JOIN (VALUES ('class_mentor', 'mentor', true), ('co_mentor', 'mentor', true),
             ('class_teacher', 'mentor', true), ('personal_mentor', 'mentor', false),
             ('subject_teacher', 'subject_teacher', true), ('team_lead', 'team_leader', true)
     ) AS w (said, role, on_group) ON w.said = t.role
JOIN stage_run r ON true
LEFT JOIN stage_staff st ON st.ref = t.staff_ref
LEFT JOIN stage_group g ON g.key = t.group_key
LEFT JOIN stage_student s ON s.ref = t.student_ref
LEFT JOIN LATERAL (
  SELECT min(sm.id) AS id FROM schools_staffmember sm
  WHERE t.staff_ref IS NULL AND t.staff_name <> '' AND sm.school_id = r.school_id
    AND lower(concat_ws(' ', nullif(sm.call_name, ''), nullif(sm.name_prefix, ''), sm.surname))
      = lower(t.staff_name)
  HAVING count(*) = 1
) AS named ON true
WHERE coalesce(st.staff_id, named.id) IS NOT NULL
  AND ((w.on_group AND g.group_id IS NOT NULL) OR (NOT w.on_group AND s.student_id IS NOT NULL));

INSERT INTO access_proposal (public_id, staff_id, role, group_id, student_id, period, evidence,
  state)
SELECT gen_random_uuid(), p.staff_id, p.role, p.group_id, p.student_id,
  daterange(r.first_day, r.first_day_after), min(p.evidence), 'open'
FROM stage_proposal p JOIN stage_run r ON true
GROUP BY p.staff_id, p.role, p.group_id, p.student_id, r.first_day, r.first_day_after
ON CONFLICT DO NOTHING;

UPDATE access_proposal a SET state = CASE WHEN p.staff_id IS NULL THEN 'withdrawn' ELSE 'open' END
FROM schools_staffmember sm JOIN stage_run r ON sm.school_id = r.school_id,
     access_proposal self
     LEFT JOIN stage_proposal p ON p.staff_id = self.staff_id AND p.role = self.role
       AND p.group_id IS NOT DISTINCT FROM self.group_id
       AND p.student_id IS NOT DISTINCT FROM self.student_id
WHERE self.id = a.id AND sm.id = a.staff_id AND r.is_full
  AND EXISTS (SELECT FROM stage_task)
  AND a.state = CASE WHEN p.staff_id IS NULL THEN 'open' ELSE 'withdrawn' END;
DROP TABLE stage_proposal;
