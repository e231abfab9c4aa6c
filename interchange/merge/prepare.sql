-- The same guardian, colleague or group may stand in many rows; once is enough.
DELETE FROM stage_guardian a USING stage_guardian b WHERE a.ref = b.ref AND a.ctid > b.ctid;
DELETE FROM stage_staff a USING stage_staff b WHERE a.ref = b.ref AND a.ctid > b.ctid;
DELETE FROM stage_group a USING stage_group b WHERE a.key = b.key AND a.ctid > b.ctid;
CREATE UNIQUE INDEX ON stage_student (ref);
CREATE INDEX ON stage_student (las_key);
CREATE INDEX ON stage_member (student_ref);
CREATE INDEX ON stage_link (guardian_ref);
ANALYZE stage_student, stage_group, stage_member, stage_staff, stage_task, stage_guardian,
  stage_link;
-- Somebody whom the file calls a former student, without a class and without saying since when.
UPDATE stage_student s SET is_former = true
WHERE s.year_level = 'H' AND s.left_on IS NULL
  AND NOT EXISTS (SELECT FROM stage_member m WHERE m.student_ref = s.ref);
