-- Students: new ones in, changed ones changed. A damaged letter never replaces a good one, and
-- silence about a field is not an order to empty it. Prefix and surname are one: a surname
-- without a prefix has none.
WITH said AS (
  SELECT s.student_id, coalesce(s.las_key, st.las_key) AS las_key,
    interchange_better(st.call_name, s.call_name) AS call_name,
    interchange_better(st.first_names, s.first_names) AS first_names,
    interchange_better(st.initials, s.initials) AS initials,
    CASE WHEN s.surname = '' THEN st.name_prefix ELSE s.prefix END AS name_prefix,
    interchange_better(st.surname, s.surname) AS surname,
    coalesce(s.born_on, st.birth_date) AS birth_date,
    interchange_better(st.email, s.email) AS email
  FROM stage_student s JOIN students_student st ON st.id = s.student_id
), changed AS (
  UPDATE students_student st SET
    las_key = said.las_key, call_name = said.call_name, first_names = said.first_names,
    initials = said.initials, name_prefix = said.name_prefix, surname = said.surname,
    birth_date = said.birth_date, email = said.email
  FROM said
  WHERE st.id = said.student_id AND
    (st.las_key, st.call_name, st.first_names, st.initials, st.name_prefix, st.surname,
     st.birth_date, st.email)
    IS DISTINCT FROM
    (said.las_key, said.call_name, said.first_names, said.initials, said.name_prefix,
     said.surname, said.birth_date, said.email)
  RETURNING st.id
)
INSERT INTO stage_changed SELECT id FROM changed;

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
INSERT INTO stage_present SELECT student_id FROM stage_student WHERE is_new;
