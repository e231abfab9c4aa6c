"""Row security around religion, and its end: with the no that follows, in the same transaction.

Who reads it by the matrix reaches it, by name or for a school, and nobody the own child by a task
at the school; from the sixteenth birthday no parent. It is written by whoever said the yes that it rests on, about that student, and
never changed. A no, whoever says it and however it reaches the school, deletes the row before
anything else can be committed: no service and no job has to think of it. What a yes is worth no
more without anybody saying no, by a birthday, by leaving or by new words, `portal_worker` deletes
for the school that it works for.

A no that the school was told, which is about pictures otherwise, may be about religion too.
"""

from django.db import migrations

WALLS = """
ALTER TABLE consents_religion
  ADD CONSTRAINT consents_religion_same_school FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_religion_decision FOREIGN KEY (decision_id)
    REFERENCES consents_decision (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE TRIGGER consents_religion_stays BEFORE UPDATE ON consents_religion
  FOR EACH ROW EXECUTE FUNCTION consents_stays();

-- By its date, so that no job has to come round. Who says so runs no rights of its own.
CREATE FUNCTION consents_is_sixteen(about bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce((SELECT s.birth_date + interval '16 years'
      <= (now() AT TIME ZONE 'Europe/Amsterdam')::date
    FROM students_student s WHERE s.id = about), false)
$$;
REVOKE ALL ON FUNCTION consents_is_sixteen FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_is_sixteen TO portal_web, portal_worker;

ALTER TABLE consents_religion ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_religion_read ON consents_religion
  FOR SELECT TO portal_web, portal_worker
  USING ((student_id = ANY ((SELECT access_students('read_religion'))::bigint[])
      AND (student_id <> ALL ((SELECT access_own_family())::bigint[])
        OR student_id = ANY ((SELECT access_own_students())::bigint[])
        OR NOT consents_is_sixteen(student_id)))
    OR (school_id = ANY ((SELECT access_schools('read_religion'))::bigint[])
      AND student_id <> ALL ((SELECT access_own_family())::bigint[])));
CREATE POLICY consents_religion_write ON consents_religion
  FOR INSERT TO portal_web
  WITH CHECK (student_id = ANY ((SELECT access_students('read_religion'))::bigint[])
    AND student_id = ANY ((SELECT access_own_family())::bigint[]));
CREATE POLICY consents_religion_portal_sees ON consents_religion
  FOR SELECT TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_religion_portal_deletes ON consents_religion
  FOR DELETE TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_religion_purge_sees ON consents_religion
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_religion_purge_deletes ON consents_religion
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_religion_owner ON consents_religion TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');

CREATE FUNCTION consents_religion_rests() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  PERFORM FROM consents_decision d JOIN consents_purpose p ON p.id = d.purpose_id
  WHERE d.id = NEW.decision_id AND d.student_id = NEW.student_id AND d.outcome = 'granted'
    AND p.kind = 'religion' AND d.decided_by_id = (SELECT access_caller());
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a religion rests on the own yes to its question'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN NEW;
END $$;
CREATE TRIGGER consents_religion_rests BEFORE INSERT ON consents_religion
  FOR EACH ROW EXECUTE FUNCTION consents_religion_rests();

CREATE FUNCTION consents_religion_ends() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  DELETE FROM consents_religion r USING consents_purpose p
  WHERE r.student_id = NEW.student_id AND p.id = NEW.purpose_id AND p.kind = 'religion';
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN NULL;
END $$;
CREATE TRIGGER consents_decision_ends_religion AFTER INSERT ON consents_decision
  FOR EACH ROW WHEN (NEW.outcome <> 'granted') EXECUTE FUNCTION consents_religion_ends();
CREATE TRIGGER consents_objection_ends_religion AFTER INSERT ON consents_objection
  FOR EACH ROW WHEN (NEW.purpose_id IS NOT NULL) EXECUTE FUNCTION consents_religion_ends();
REVOKE ALL ON FUNCTION consents_religion_rests, consents_religion_ends FROM PUBLIC;

CREATE FUNCTION consents_not_contact() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM changed c JOIN consents_purpose p ON p.id = c.purpose_id
    WHERE p.kind = 'class_list') THEN
    RAISE EXCEPTION 'nobody objects to the contact data of another'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION consents_not_contact FROM PUBLIC;
DROP TRIGGER consents_objection_pictures ON consents_objection;
CREATE TRIGGER consents_objection_not_contact AFTER INSERT ON consents_objection
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_not_contact();
"""
OPEN = """
DROP TRIGGER consents_objection_not_contact ON consents_objection;
CREATE TRIGGER consents_objection_pictures AFTER INSERT ON consents_objection
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_only_pictures();
DROP FUNCTION consents_not_contact();
DROP TRIGGER consents_objection_ends_religion ON consents_objection;
DROP TRIGGER consents_decision_ends_religion ON consents_decision;
DROP FUNCTION consents_religion_ends();
DROP TRIGGER consents_religion_rests ON consents_religion;
DROP FUNCTION consents_religion_rests();
DROP POLICY consents_religion_owner ON consents_religion;
DROP POLICY consents_religion_purge_deletes ON consents_religion;
DROP POLICY consents_religion_purge_sees ON consents_religion;
DROP POLICY consents_religion_portal_deletes ON consents_religion;
DROP POLICY consents_religion_portal_sees ON consents_religion;
DROP POLICY consents_religion_write ON consents_religion;
DROP POLICY consents_religion_read ON consents_religion;
ALTER TABLE consents_religion NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP FUNCTION consents_is_sixteen(bigint);
DROP TRIGGER consents_religion_stays ON consents_religion;
ALTER TABLE consents_religion
  DROP CONSTRAINT consents_religion_decision, DROP CONSTRAINT consents_religion_same_school;
"""


class Migration(migrations.Migration):
    """Walls and triggers."""

    dependencies = [("consents", "0021_religion"), ("access", "0017_invitation_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
