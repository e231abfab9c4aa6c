-- Students: new ones in, changed ones changed. A damaged letter never replaces a good one, and
-- silence about a field is not an order to empty it.
UPDATE stage_student s SET
  surname = CASE WHEN s.surname ~ E'[?\uFFFD]' AND st.surname LIKE interchange_like(s.surname)
            THEN st.surname ELSE s.surname END,
  call_name = CASE WHEN s.call_name ~ E'[?\uFFFD]' AND st.call_name LIKE interchange_like(s.call_name)
              THEN st.call_name ELSE s.call_name END,
  first_names = CASE WHEN s.first_names ~ E'[?\uFFFD]'
                      AND st.first_names LIKE interchange_like(s.first_names)
                THEN st.first_names ELSE s.first_names END
FROM students_student st WHERE st.id = s.student_id;

WITH changed AS (
  UPDATE students_student st SET
    call_name = coalesce(nullif(s.call_name, ''), st.call_name),
    first_names = coalesce(nullif(s.first_names, ''), st.first_names),
    initials = coalesce(nullif(s.initials, ''), st.initials),
    name_prefix = s.prefix,
    surname = coalesce(nullif(s.surname, ''), st.surname),
    birth_date = coalesce(s.born_on, st.birth_date),
    email = coalesce(nullif(s.email, ''), st.email)
  FROM stage_student s
  WHERE st.id = s.student_id AND (
    (coalesce(nullif(s.call_name, ''), st.call_name),
     coalesce(nullif(s.first_names, ''), st.first_names),
     coalesce(nullif(s.initials, ''), st.initials), s.prefix,
     coalesce(nullif(s.surname, ''), st.surname), coalesce(s.born_on, st.birth_date),
     coalesce(nullif(s.email, ''), st.email))
    IS DISTINCT FROM
    (st.call_name, st.first_names, st.initials, st.name_prefix, st.surname, st.birth_date,
     st.email))
  RETURNING st.id
)
UPDATE stage_student s SET is_changed = true FROM changed WHERE changed.id = s.student_id;

WITH fresh AS (
  SELECT s.ref, nextval(pg_get_serial_sequence('students_student', 'id')) AS id
  FROM stage_student s WHERE s.is_new
), made AS (
  INSERT INTO students_student (id, public_id, audit_ref, school_id, las_key, call_name,
    first_names, initials, name_prefix, surname, birth_date, email, photo)
  SELECT fresh.id, gen_random_uuid(), gen_random_uuid(), r.school_id, coalesce(s.las_key, ''),
    s.call_name, s.first_names, s.initials, s.prefix, s.surname, s.born_on, s.email, ''
  FROM stage_student s JOIN fresh USING (ref) JOIN stage_run r ON true
)
UPDATE stage_student s SET student_id = fresh.id FROM fresh WHERE fresh.ref = s.ref;
