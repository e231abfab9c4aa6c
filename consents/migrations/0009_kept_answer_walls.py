"""Who reads answers that were worked out beforehand, and what closes them.

People read them about students whose answer they may read; the worker, which writes them, about
students of the school that the portal works for. No right lets anybody change one: what closes a
row is `consents_forget`, which the triggers below call as soon as anything changes on which an
answer rests, in the same transaction: a choice, an objection, authority, enrolment, a birth
date, words that ask again, or what the school has the rule do.

Each takes the lock of the school, shared; who works answers out takes it alone. So nobody keeps
an answer from before a change that is not yet committed.
"""

from django.db import migrations

WALLS = """
ALTER TABLE consents_keptanswer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_keptanswer_read ON consents_keptanswer
  FOR SELECT TO portal_web, portal_worker
  USING (student_id = ANY ((SELECT access_students('read_consent_answer'))::bigint[])
    OR (school_id = ANY ((SELECT access_schools('read_consent_answer'))::bigint[])
      AND student_id <> ALL ((SELECT access_own_family())::bigint[])));
CREATE POLICY consents_keptanswer_portal ON consents_keptanswer
  FOR SELECT TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_keptanswer_write ON consents_keptanswer
  FOR INSERT TO portal_worker WITH CHECK (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_keptanswer_purge_sees ON consents_keptanswer
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_keptanswer_purge_deletes ON consents_keptanswer
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_keptanswer_owner ON consents_keptanswer TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');
"""
FORGET = """
CREATE FUNCTION consents_forget(schools bigint[], students bigint[], purposes bigint[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), ''); school bigint;
BEGIN
  FOR school IN SELECT DISTINCT unnest(schools) ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock_shared(hashtext('consents_answers'), school::int);
  END LOOP;
  PERFORM set_config('app.owner_opens', 'consents', true);
  UPDATE consents_keptanswer
  SET known = tstzrange(lower(known),
    GREATEST(clock_timestamp(), lower(known) + interval '1 microsecond'))
  WHERE upper_inf(known) AND school_id = ANY (schools)
    AND (students IS NULL OR student_id = ANY (students))
    AND (purposes IS NULL OR purpose_id = ANY (purposes));
  PERFORM set_config('app.owner_opens', opened, true);
END $$;
REVOKE ALL ON FUNCTION consents_forget FROM PUBLIC;
-- To close a row is never wrong: the rule is asked then.
GRANT EXECUTE ON FUNCTION consents_forget TO portal_worker;

-- Rows that name a student and perhaps a purpose.
CREATE FUNCTION consents_said() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE about record;
BEGIN
  FOR about IN
    SELECT array_agg(DISTINCT school_id) AS schools, array_agg(DISTINCT student_id) AS students,
      purpose_id
    FROM changed GROUP BY purpose_id
  LOOP
    PERFORM consents_forget(about.schools, about.students,
      CASE WHEN about.purpose_id IS NOT NULL THEN ARRAY[about.purpose_id] END);
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER consents_decision_said AFTER INSERT ON consents_decision
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_said();
CREATE TRIGGER consents_decision_gone AFTER DELETE ON consents_decision
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_said();
-- A guardian whose row ends decides no more: PostgreSQL empties the link.
CREATE TRIGGER consents_decision_emptied AFTER UPDATE ON consents_decision
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_said();
CREATE TRIGGER consents_objection_said AFTER INSERT ON consents_objection
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_said();
CREATE TRIGGER consents_objection_lifted AFTER UPDATE ON consents_objection
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_said();
CREATE TRIGGER consents_objection_gone AFTER DELETE ON consents_objection
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_said();

-- Rows that name a student, in rooms below.
CREATE FUNCTION consents_people_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE schools bigint[]; students bigint[];
BEGIN
  SELECT array_agg(DISTINCT s.school_id), array_agg(DISTINCT s.id) INTO schools, students
  FROM changed c JOIN students_student s ON s.id = c.student_id;
  IF schools IS NOT NULL THEN PERFORM consents_forget(schools, students, NULL); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER consents_guardianship_new AFTER INSERT ON students_guardianship
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_people_changed();
CREATE TRIGGER consents_guardianship_changed AFTER UPDATE ON students_guardianship
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_people_changed();
CREATE TRIGGER consents_guardianship_gone AFTER DELETE ON students_guardianship
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_people_changed();
CREATE TRIGGER consents_enrolment_new AFTER INSERT ON students_enrolment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_people_changed();
CREATE TRIGGER consents_enrolment_changed AFTER UPDATE ON students_enrolment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_people_changed();
CREATE TRIGGER consents_enrolment_gone AFTER DELETE ON students_enrolment
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_people_changed();

CREATE FUNCTION consents_birthday_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM consents_forget(ARRAY[NEW.school_id], ARRAY[NEW.id], NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER consents_student_born AFTER UPDATE ON students_student
  FOR EACH ROW WHEN (OLD.birth_date IS DISTINCT FROM NEW.birth_date)
  EXECUTE FUNCTION consents_birthday_changed();

-- No reference locks the student, so this is what takes the answers along.
CREATE FUNCTION consents_student_gone() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext('consents_answers'), OLD.school_id::int);
  PERFORM set_config('app.owner_opens', 'consents', true);
  DELETE FROM consents_keptanswer WHERE student_id = OLD.id;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN NULL;
END $$;
CREATE TRIGGER consents_student_gone AFTER DELETE ON students_student
  FOR EACH ROW EXECUTE FUNCTION consents_student_gone();

-- What a school asks and how it weighs; for all its students.
CREATE FUNCTION consents_words_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM consents_forget(ARRAY[p.school_id], NULL, ARRAY[p.id])
  FROM consents_purpose p WHERE p.id = NEW.purpose_id;
  RETURN NULL;
END $$;
CREATE TRIGGER consents_wording_new AFTER INSERT ON consents_wording
  FOR EACH ROW WHEN (NEW.is_material AND NEW.version > 1)
  EXECUTE FUNCTION consents_words_changed();
CREATE FUNCTION consents_purpose_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM consents_forget(ARRAY[NEW.school_id], NULL, ARRAY[NEW.id]);
  RETURN NULL;
END $$;
CREATE TRIGGER consents_purpose_changed AFTER UPDATE ON consents_purpose
  FOR EACH ROW EXECUTE FUNCTION consents_purpose_changed();
CREATE FUNCTION consents_school_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM consents_forget(ARRAY[NEW.id], NULL, NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER consents_school_weighs AFTER UPDATE ON schools_school
  FOR EACH ROW
  WHEN (OLD.all_guardians_must_agree IS DISTINCT FROM NEW.all_guardians_must_agree)
  EXECUTE FUNCTION consents_school_changed();

REVOKE ALL ON FUNCTION consents_said, consents_people_changed, consents_birthday_changed,
  consents_student_gone, consents_words_changed, consents_purpose_changed,
  consents_school_changed FROM PUBLIC;
"""
OPEN = """
DROP TRIGGER consents_school_weighs ON schools_school;
DROP TRIGGER consents_purpose_changed ON consents_purpose;
DROP TRIGGER consents_wording_new ON consents_wording;
DROP TRIGGER consents_student_gone ON students_student;
DROP TRIGGER consents_student_born ON students_student;
DROP TRIGGER consents_enrolment_gone ON students_enrolment;
DROP TRIGGER consents_enrolment_changed ON students_enrolment;
DROP TRIGGER consents_enrolment_new ON students_enrolment;
DROP TRIGGER consents_guardianship_gone ON students_guardianship;
DROP TRIGGER consents_guardianship_changed ON students_guardianship;
DROP TRIGGER consents_guardianship_new ON students_guardianship;
DROP TRIGGER consents_objection_gone ON consents_objection;
DROP TRIGGER consents_objection_lifted ON consents_objection;
DROP TRIGGER consents_objection_said ON consents_objection;
DROP TRIGGER consents_decision_emptied ON consents_decision;
DROP TRIGGER consents_decision_gone ON consents_decision;
DROP TRIGGER consents_decision_said ON consents_decision;
DROP FUNCTION consents_school_changed();
DROP FUNCTION consents_purpose_changed();
DROP FUNCTION consents_words_changed();
DROP FUNCTION consents_birthday_changed();
DROP FUNCTION consents_student_gone();
DROP FUNCTION consents_people_changed();
DROP FUNCTION consents_said();
DROP FUNCTION consents_forget(bigint[], bigint[], bigint[]);
DROP POLICY consents_keptanswer_owner ON consents_keptanswer;
DROP POLICY consents_keptanswer_purge_deletes ON consents_keptanswer;
DROP POLICY consents_keptanswer_purge_sees ON consents_keptanswer;
DROP POLICY consents_keptanswer_write ON consents_keptanswer;
DROP POLICY consents_keptanswer_portal ON consents_keptanswer;
DROP POLICY consents_keptanswer_read ON consents_keptanswer;
ALTER TABLE consents_keptanswer NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Walls, and triggers on the tables on which an answer rests."""

    dependencies = [("consents", "0008_kept_answer")]
    operations = [migrations.RunSQL(WALLS + FORGET, OPEN)]
