-- Who is guardian of whom. What the file does not say about authority changes nothing that is
-- known; what it says anew begins on the day of the file, and what was before stays readable.
CREATE TEMP TABLE stage_bond ON COMMIT DROP AS
SELECT DISTINCT ON (g.guardian_id, l.student_id)
  g.ref, g.guardian_id, l.student_id, l.relation, coalesce(l.priority, 1) AS priority,
  CASE l.authority
    WHEN 'no' THEN 'none'
    WHEN 'unknown' THEN 'unknown'
    ELSE CASE WHEN g.institution OR l.relation = 'institution' THEN 'institution'
              WHEN l.relation IN ('guardian', 'foster_parent', 'grandparent', 'other')
                THEN 'guardian'
              ELSE 'joint' END
  END AS authority,
  now.id AS now_id, now.authority AS now_authority, now.relation AS now_relation,
  now.priority AS now_priority, now.restriction AS now_restriction, now.period AS now_period,
  r.on_day
FROM stage_link l
JOIN stage_guardian g ON g.ref = l.guardian_ref
JOIN stage_run r ON true
LEFT JOIN students_guardianship now ON now.guardian_id = g.guardian_id
  AND now.student_id = l.student_id AND upper_inf(now.period)
ORDER BY g.guardian_id, l.student_id, l.line;

UPDATE stage_guardian g SET is_changed = true FROM stage_bond b
WHERE b.ref = g.ref AND NOT g.is_new AND (b.now_id IS NULL
  OR b.relation <> b.now_relation OR b.priority <> b.now_priority
  OR (b.authority <> 'unknown' AND b.authority <> b.now_authority));

UPDATE students_guardianship gs SET relation = b.relation, priority = b.priority
FROM stage_bond b WHERE gs.id = b.now_id
  AND (b.relation, b.priority) IS DISTINCT FROM (b.now_relation, b.now_priority);

-- From unknown to known nothing had been decided: the row is completed. Else history is kept.
UPDATE students_guardianship gs SET authority = b.authority, evidence = 'administration'
FROM stage_bond b WHERE gs.id = b.now_id AND b.authority <> 'unknown'
  AND b.authority <> b.now_authority
  AND (b.now_authority = 'unknown' OR lower(b.now_period) >= b.on_day);
UPDATE students_guardianship gs SET period = daterange(lower(gs.period), b.on_day)
FROM stage_bond b WHERE gs.id = b.now_id AND b.authority <> 'unknown'
  AND b.authority <> b.now_authority AND b.now_authority <> 'unknown'
  AND NOT coalesce(lower(b.now_period) >= b.on_day, false);

INSERT INTO students_guardianship (guardian_id, student_id, relation, authority, restriction,
  period, evidence, priority)
SELECT b.guardian_id, b.student_id, b.relation, b.authority,
  coalesce(b.now_restriction, 'none'),
  daterange(CASE WHEN b.now_id IS NULL THEN NULL ELSE b.on_day END, NULL),
  CASE WHEN b.authority = 'unknown' THEN '' ELSE 'administration' END, b.priority
FROM stage_bond b
WHERE b.now_id IS NULL OR (b.authority <> 'unknown' AND b.authority <> b.now_authority
  AND b.now_authority <> 'unknown' AND NOT coalesce(lower(b.now_period) >= b.on_day, false));
DROP TABLE stage_bond;
