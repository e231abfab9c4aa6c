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
    AND lower(sg.surname) = lower(g.surname) AND lower(sg.call_name) = lower(g.call_name)
    AND lower(sg.initials) = lower(g.initials)
  WHERE g.guardian_id IS NULL AND g.las_key IS NULL
  GROUP BY g.ref HAVING count(DISTINCT sg.id) = 1
) AS found WHERE found.ref = g.ref;
UPDATE stage_guardian SET is_new = guardian_id IS NULL;

WITH changed AS (
  UPDATE students_guardian sg SET
    call_name = coalesce(nullif(g.call_name, ''), sg.call_name),
    initials = coalesce(nullif(g.initials, ''), sg.initials),
    name_prefix = g.prefix,
    surname = CASE WHEN g.surname ~ E'[?\uFFFD]' AND sg.surname LIKE interchange_like(g.surname)
              THEN sg.surname ELSE coalesce(nullif(g.surname, ''), sg.surname) END,
    email = coalesce(nullif(g.email, ''), sg.email),
    mobile = CASE WHEN g.secret THEN '' ELSE coalesce(nullif(g.mobile, ''), sg.mobile) END,
    address_is_secret = g.secret OR sg.address_is_secret,
    phone_is_secret = g.secret OR sg.phone_is_secret
  FROM stage_guardian g
  WHERE sg.id = g.guardian_id AND
    (coalesce(nullif(g.call_name, ''), sg.call_name), coalesce(nullif(g.initials, ''), sg.initials),
     g.prefix,
     CASE WHEN g.surname ~ E'[?\uFFFD]' AND sg.surname LIKE interchange_like(g.surname)
          THEN sg.surname ELSE coalesce(nullif(g.surname, ''), sg.surname) END,
     coalesce(nullif(g.email, ''), sg.email),
     CASE WHEN g.secret THEN '' ELSE coalesce(nullif(g.mobile, ''), sg.mobile) END,
     g.secret OR sg.address_is_secret, g.secret OR sg.phone_is_secret)
    IS DISTINCT FROM
    (sg.call_name, sg.initials, sg.name_prefix, sg.surname, sg.email, sg.mobile,
     sg.address_is_secret, sg.phone_is_secret)
  RETURNING sg.id
)
UPDATE stage_guardian g SET is_changed = true FROM changed WHERE changed.id = g.guardian_id;

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
