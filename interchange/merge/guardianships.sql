-- Who is guardian of whom. What the file does not say about relation and authority changes nothing
-- that is known; what it says anew of authority begins on the day of the file, and what was before
-- stays readable.
CREATE TEMP TABLE stage_bond ON COMMIT DROP AS
WITH said AS (
  SELECT DISTINCT ON (g.guardian_id, l.student_id)
    g.guardian_id, g.is_new, l.student_id, l.relation, l.priority,
    CASE
      WHEN l.authority = 'no' THEN 'none'
      WHEN l.authority = 'unknown' THEN 'unknown'
      WHEN g.institution OR l.relation = 'institution' THEN 'institution'
      WHEN l.relation IN ('guardian', 'foster_parent', 'grandparent', 'other') THEN 'guardian'
      ELSE 'joint'
    END AS authority
  FROM stage_link l JOIN stage_guardian g ON g.ref = l.guardian_ref
  ORDER BY g.guardian_id, l.student_id, l.line
), known AS (
  SELECT said.*, now.id, now.authority AS was, now.period, now.restriction, r.on_day,
    CASE WHEN said.relation = 'other' THEN coalesce(now.relation, 'other')
         ELSE said.relation END AS new_relation,
    coalesce(said.priority, now.priority, 1) AS new_priority,
    now.relation AS was_relation, now.priority AS was_priority,
    -- A yes does not say which authority, so it only speaks against none and unknown.
    CASE said.authority
      WHEN 'unknown' THEN false
      WHEN 'none' THEN now.authority <> 'none'
      ELSE now.authority IN ('none', 'unknown')
    END AS is_other_authority,
    (SELECT max(upper(e.period)) FROM students_guardianship e
     WHERE e.guardian_id = said.guardian_id AND e.student_id = said.student_id) AS earlier_until
  FROM said
  JOIN stage_run r ON true
  LEFT JOIN students_guardianship now ON now.guardian_id = said.guardian_id
    AND now.student_id = said.student_id AND upper_inf(now.period)
)
SELECT guardian_id, is_new, student_id, id, new_relation AS relation, new_priority AS priority,
  new_relation <> was_relation OR new_priority <> was_priority AS has_other_words,
  authority, restriction, on_day, earlier_until, coalesce(is_other_authority, false) AS is_other,
  -- From unknown to known nothing had been decided, so the row is completed; what began today is
  -- corrected. Else the old row ends and stays.
  coalesce(is_other_authority AND was <> 'unknown' AND (lower_inf(period) OR lower(period) < on_day),
           false) AS must_end
FROM known;

INSERT INTO stage_changed SELECT DISTINCT guardian_id FROM stage_bond
WHERE NOT is_new AND (id IS NULL OR has_other_words OR is_other);

UPDATE students_guardianship gs SET relation = b.relation, priority = b.priority
FROM stage_bond b WHERE gs.id = b.id AND b.has_other_words AND NOT b.must_end;
UPDATE students_guardianship gs SET authority = b.authority, evidence = 'administration'
FROM stage_bond b WHERE gs.id = b.id AND b.is_other AND NOT b.must_end;
UPDATE students_guardianship gs SET period = daterange(lower(gs.period), b.on_day)
FROM stage_bond b WHERE gs.id = b.id AND b.must_end;

INSERT INTO students_guardianship (guardian_id, student_id, school_id, relation, authority,
  restriction, period, evidence, priority)
SELECT b.guardian_id, b.student_id, r.school_id, b.relation, b.authority, coalesce(b.restriction, 'none'),
  daterange(CASE WHEN b.must_end THEN b.on_day ELSE b.earlier_until END, NULL),
  CASE WHEN b.authority = 'unknown' THEN '' ELSE 'administration' END, b.priority
FROM stage_bond b JOIN stage_run r ON true WHERE b.id IS NULL OR b.must_end;
DROP TABLE stage_bond;
