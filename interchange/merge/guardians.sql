-- Guardians: by their own number, else by name within the same child; never across families,
-- and never by a mailbox, which two may share.
UPDATE stage_guardian g SET guardian_id = sg.id FROM students_guardian sg, stage_run r
WHERE sg.school_id = r.school_id AND sg.las_key = g.las_key AND g.las_key <> '';
UPDATE stage_guardian g SET guardian_id = found.id
FROM (
  SELECT g.ref, min(sg.id) AS id
  FROM stage_guardian g
  JOIN stage_link l ON l.guardian_ref = g.ref
  JOIN students_guardianship gs ON gs.student_id = l.student_id
  JOIN students_guardian sg ON sg.id = gs.guardian_id AND sg.las_key = ''
    AND lower(sg.surname) = lower(interchange_better(sg.surname, g.surname))
    AND lower(sg.call_name) = lower(interchange_better(sg.call_name, g.call_name))
    AND lower(sg.initials) = lower(interchange_better(sg.initials, g.initials))
  WHERE g.guardian_id IS NULL AND g.las_key IS NULL
  GROUP BY g.ref HAVING count(DISTINCT sg.id) = 1
) AS found WHERE found.ref = g.ref;
UPDATE stage_guardian SET is_new = true WHERE guardian_id IS NULL;

-- What is secret stays so until a person says otherwise, and a secret number is not kept.
WITH said AS (
  SELECT g.guardian_id,
    interchange_better(sg.call_name, g.call_name) AS call_name,
    interchange_better(sg.initials, g.initials) AS initials,
    CASE WHEN g.surname = '' THEN sg.name_prefix ELSE g.prefix END AS name_prefix,
    interchange_better(sg.surname, g.surname) AS surname,
    interchange_better(sg.email, g.email) AS email,
    CASE WHEN g.secret OR sg.phone_is_secret THEN ''
         ELSE coalesce(nullif(g.mobile, ''), sg.mobile) END AS mobile,
    g.secret OR sg.address_is_secret AS address_is_secret,
    g.secret OR sg.phone_is_secret AS phone_is_secret
  FROM stage_guardian g JOIN students_guardian sg ON sg.id = g.guardian_id
), changed AS (
  UPDATE students_guardian sg SET
    call_name = said.call_name, initials = said.initials, name_prefix = said.name_prefix,
    surname = said.surname, email = said.email, mobile = said.mobile,
    address_is_secret = said.address_is_secret, phone_is_secret = said.phone_is_secret
  FROM said
  WHERE sg.id = said.guardian_id AND
    (sg.call_name, sg.initials, sg.name_prefix, sg.surname, sg.email, sg.mobile,
     sg.address_is_secret, sg.phone_is_secret)
    IS DISTINCT FROM
    (said.call_name, said.initials, said.name_prefix, said.surname, said.email, said.mobile,
     said.address_is_secret, said.phone_is_secret)
  RETURNING sg.id
)
INSERT INTO stage_changed SELECT id FROM changed;

WITH fresh AS (
  SELECT g.ref, nextval(pg_get_serial_sequence('students_guardian', 'id')) AS id
  FROM stage_guardian g WHERE g.is_new
), made AS (
  INSERT INTO students_guardian (id, public_id, school_id, las_key, kind, call_name, initials,
    name_prefix, surname, email, mobile, address_is_secret, phone_is_secret)
  SELECT fresh.id, gen_random_uuid(), r.school_id, coalesce(g.las_key, ''),
    CASE WHEN g.institution THEN 'institution' ELSE 'person' END, g.call_name, g.initials,
    g.prefix, g.surname, g.email, CASE WHEN g.secret THEN '' ELSE g.mobile END, g.secret,
    g.secret
  FROM stage_guardian g JOIN fresh USING (ref) JOIN stage_run r ON true
)
UPDATE stage_guardian g SET guardian_id = fresh.id FROM fresh WHERE fresh.ref = g.ref;
