-- What the file says that colleagues do: proposals, which open nothing. A role that is not in this
-- list proposes nothing. A name alone counts where one colleague has it.
CREATE TEMP TABLE stage_proposal ON COMMIT DROP AS
WITH found AS (
  SELECT coalesce(st.staff_id, named.id) AS staff_id, w.role,
    CASE WHEN w.on_group THEN g.group_id END AS group_id,
    CASE WHEN NOT w.on_group THEN s.student_id END AS student_id, t.evidence
  FROM stage_task t
  JOIN (VALUES ('class_mentor', 'mentor', true), ('co_mentor', 'mentor', true),
               ('class_teacher', 'mentor', true), ('personal_mentor', 'mentor', false),
               ('subject_teacher', 'subject_teacher', true), ('team_lead', 'team_leader', true)
       ) AS w (said, role, on_group) ON w.said = t.role
  JOIN stage_run r ON true
  LEFT JOIN stage_staff st ON st.ref = t.staff_ref
  LEFT JOIN stage_group g ON g.key = t.group_key
  LEFT JOIN stage_student s ON s.ref = t.student_ref
  LEFT JOIN (
    SELECT sm.school_id, min(sm.id) AS id,
      lower(concat_ws(' ', nullif(sm.call_name, ''), nullif(sm.name_prefix, ''), sm.surname)) AS name
    FROM schools_staffmember sm GROUP BY 1, 3 HAVING count(*) = 1
  ) AS named ON t.staff_ref IS NULL AND t.staff_name <> '' AND named.school_id = r.school_id
    AND named.name = lower(t.staff_name)
)
SELECT staff_id, role, group_id, student_id, min(evidence) AS evidence
FROM found
WHERE staff_id IS NOT NULL AND (group_id IS NOT NULL OR student_id IS NOT NULL)
GROUP BY staff_id, role, group_id, student_id;

INSERT INTO access_proposal (public_id, staff_id, role, group_id, student_id, period, evidence,
  state)
SELECT gen_random_uuid(), p.staff_id, p.role, p.group_id, p.student_id,
  daterange(r.first_day, r.first_day_after), p.evidence, 'open'
FROM stage_proposal p JOIN stage_run r ON true
ON CONFLICT DO NOTHING;

-- In the file again, or for a new school year: somebody confirms it (again).
UPDATE access_proposal a
SET state = 'open', period = daterange(r.first_day, r.first_day_after), missing_since = NULL
FROM stage_proposal p JOIN stage_run r ON true
WHERE a.staff_id = p.staff_id AND a.role = p.role
  AND a.group_id IS NOT DISTINCT FROM p.group_id
  AND a.student_id IS NOT DISTINCT FROM p.student_id
  AND (a.state = 'withdrawn' OR upper(a.period) <= r.first_day);

-- Not in the file any more; a file without any such link says nothing.
UPDATE access_proposal a SET state = 'withdrawn'
FROM schools_staffmember sm JOIN stage_run r ON sm.school_id = r.school_id
WHERE sm.id = a.staff_id AND a.state = 'open' AND r.is_full AND EXISTS (SELECT FROM stage_task)
  AND NOT EXISTS (SELECT FROM stage_proposal p WHERE p.staff_id = a.staff_id AND p.role = a.role
                  AND p.group_id IS NOT DISTINCT FROM a.group_id
                  AND p.student_id IS NOT DISTINCT FROM a.student_id);

-- Confirmed, and not in the file any more: the task stays until somebody of the school has looked,
-- and that is asked. A file of the next school year says nothing of this one.
UPDATE access_proposal a SET missing_since = NULL FROM stage_proposal p
WHERE a.missing_since IS NOT NULL AND p.staff_id = a.staff_id AND p.role = a.role
  AND p.group_id IS NOT DISTINCT FROM a.group_id
  AND p.student_id IS NOT DISTINCT FROM a.student_id;
UPDATE access_proposal a SET missing_since = r.on_day
FROM schools_staffmember sm JOIN stage_run r ON sm.school_id = r.school_id
WHERE sm.id = a.staff_id AND a.state = 'confirmed' AND a.missing_since IS NULL
  AND r.is_full AND EXISTS (SELECT FROM stage_task)
  AND a.period && daterange(r.first_day, r.first_day_after)
  AND NOT EXISTS (SELECT FROM stage_proposal p WHERE p.staff_id = a.staff_id AND p.role = a.role
                  AND p.group_id IS NOT DISTINCT FROM a.group_id
                  AND p.student_id IS NOT DISTINCT FROM a.student_id);
DROP TABLE stage_proposal;
