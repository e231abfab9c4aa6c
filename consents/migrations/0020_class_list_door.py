"""Who is on the class list, for who may read it; and what a question that is not about pictures
never has.

A parent reaches neither the choices nor the guardianships of other parents. `consents_class_list`
gives, of one class, which guardian of which student said yes for the list: to a guardian with
authority over a student of that class, and to its mentor; to everybody else nothing. It gives
nobody of whom the school keeps the address or the telephone number secret, whatever that
guardian said, and no student from sixteen. Of who said no, or nothing, it gives nothing at all.

Only pictures are kept as answers about a student, objected to, and published. On the class list
a guardian decides in the portal, and for nobody else.
"""

from django.db import migrations

DOOR = """
CREATE FUNCTION consents_class_list(class bigint)
RETURNS TABLE (student bigint, guardian bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  today date := (now() AT TIME ZONE 'Europe/Amsterdam')::date;
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  RETURN QUERY
    WITH bonds AS (
      SELECT gs.student_id, gs.guardian_id
      FROM schools_group c
      JOIN students_membership m ON m.group_id = c.id AND m.period @> today
      JOIN students_student s ON s.id = m.student_id AND s.school_id = c.school_id
      JOIN students_guardianship gs ON gs.student_id = s.id AND gs.period @> today
      WHERE c.id = class AND c.kind = 'base' AND gs.restriction = 'none'
        AND gs.authority IN ('joint', 'sole', 'guardian', 'institution')
        AND (s.birth_date IS NULL OR s.birth_date + interval '16 years' > today)
        AND EXISTS (SELECT FROM students_enrolment e
          WHERE e.student_id = s.id AND e.period @> today)
    ), asked AS (
      SELECT p.id, coalesce((SELECT max(w.version) FROM consents_wording w
        WHERE w.purpose_id = p.id AND w.is_material
          AND w.in_force_from <= clock_timestamp()), 1) AS oldest
      FROM consents_purpose p JOIN schools_group c ON c.school_id = p.school_id
      WHERE c.id = class AND p.kind = 'class_list' AND p.is_active
    )
    SELECT b.student_id, b.guardian_id
    FROM bonds b
    JOIN students_guardian g ON g.id = b.guardian_id
    CROSS JOIN asked a
    CROSS JOIN LATERAL (
      SELECT d.outcome, w.version
      FROM consents_decision d JOIN consents_wording w ON w.id = d.wording_id
      WHERE d.student_id = b.student_id AND d.purpose_id = a.id
        AND d.guardian_id = b.guardian_id
      ORDER BY d.at DESC, d.id DESC LIMIT 1
    ) AS said
    WHERE said.outcome = 'granted' AND said.version >= a.oldest
      AND g.mobile <> '' AND NOT g.address_is_secret AND NOT g.phone_is_secret
      AND (EXISTS (SELECT FROM bonds r WHERE r.guardian_id = ANY (access_own_guardians()))
        OR EXISTS (SELECT FROM access_assignment t
          WHERE t.user_id = access_caller() AND t.role = 'mentor' AND t.group_id = class
            AND t.valid @> now()));
  PERFORM set_config('app.owner_opens', opened, true);
END $$;
REVOKE ALL ON FUNCTION consents_class_list FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_class_list TO portal_web;

CREATE FUNCTION consents_only_pictures() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM changed c JOIN consents_purpose p ON p.id = c.purpose_id
    WHERE p.kind <> 'pictures') THEN
    RAISE EXCEPTION 'this is for questions about pictures only'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER consents_keptanswer_pictures AFTER INSERT ON consents_keptanswer
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_only_pictures();
CREATE TRIGGER consents_objection_pictures AFTER INSERT ON consents_objection
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_only_pictures();
CREATE TRIGGER consents_publication_pictures AFTER INSERT ON consents_publication
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION consents_only_pictures();

CREATE FUNCTION consents_own_contact() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM consents_purpose p
    WHERE p.id = NEW.purpose_id AND p.kind = 'class_list') THEN
    RAISE EXCEPTION 'about contact data a guardian decides, alone and in the portal'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER consents_decision_own_contact BEFORE INSERT ON consents_decision
  FOR EACH ROW WHEN (NEW.capacity <> 'guardian' OR NEW.evidence_id IS NOT NULL)
  EXECUTE FUNCTION consents_own_contact();
REVOKE ALL ON FUNCTION consents_only_pictures, consents_own_contact FROM PUBLIC;
"""
CLOSED = """
DROP TRIGGER consents_decision_own_contact ON consents_decision;
DROP TRIGGER consents_publication_pictures ON consents_publication;
DROP TRIGGER consents_objection_pictures ON consents_objection;
DROP TRIGGER consents_keptanswer_pictures ON consents_keptanswer;
DROP FUNCTION consents_own_contact();
DROP FUNCTION consents_only_pictures();
DROP FUNCTION consents_class_list(bigint);
"""


class Migration(migrations.Migration):
    """A function with its own right, and triggers."""

    dependencies = [
        ("consents", "0019_kinds_of_questions"),
        ("access", "0017_invitation_walls"),
    ]
    operations = [migrations.RunSQL(DOOR, CLOSED)]
