"""Row security around what is asked about one student, and the answers to it.

Whoever asks reaches it: about sharing with care who writes for the care of that very student,
the notes of the care team or the advice of the care coordinator; about a transfer the
administration. Never about the own family. So does whoever decides for the student on that day,
and who once decided on it and still has authority. Nobody else at the school does: not the
mentor, not a subject teacher, and of care not the administration.

Decisions on it, and the papers that prove them, have the same readers at the school, and not
those of the proof of consent. `consents_facts` and its sisters, which answer about pictures, do
not know of them; `consents_inquiry_facts` gives what the rule needs, to who reaches the question.

What is never so is held here too: a decision on such a question without the question, or on one
that is over; a paper of one question under another; a child below twelve that signs about care,
or below sixteen about anything else. It is added and never changed, and ended once.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("consents.migrations.0012_evidence_walls")
AT_WORK = """(student_id <> ALL ((SELECT access_own_family())::bigint[]) AND CASE kind
    WHEN 'care' THEN student_id = ANY ((SELECT access_students('write_care_notes'))::bigint[])
      OR student_id = ANY ((SELECT access_students('write_lesson_advice'))::bigint[])
    ELSE school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[]) END)"""
OWN = """(student_id = ANY ((SELECT consents_decided_for())::bigint[])
    OR id = ANY ((SELECT consents_inquiries_answered())::bigint[]))"""

TABLE = """
ALTER TABLE consents_purpose
  ADD CONSTRAINT consents_purpose_of_kind UNIQUE (id, school_id, kind);
ALTER TABLE consents_inquiry
  ADD CONSTRAINT consents_inquiry_same_school FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_inquiry_purpose FOREIGN KEY (purpose_id, school_id, kind)
    REFERENCES consents_purpose (id, school_id, kind),
  ADD CONSTRAINT consents_inquiry_asked_by FOREIGN KEY (asked_by_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_inquiry_ended_by FOREIGN KEY (ended_by_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_inquiry_a_year CHECK (upper(period) - lower(period) <= 366),
  ADD CONSTRAINT consents_inquiry_from_now CHECK
    (lower(period) >= (asked_at AT TIME ZONE 'Europe/Amsterdam')::date),
  ADD CONSTRAINT consents_inquiry_about UNIQUE (id, student_id, purpose_id),
  ADD CONSTRAINT consents_inquiry_student UNIQUE (id, student_id);
ALTER TABLE consents_decision
  ADD CONSTRAINT consents_decision_inquiry FOREIGN KEY (inquiry_id, student_id, purpose_id)
    REFERENCES consents_inquiry (id, student_id, purpose_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE consents_evidence
  ADD CONSTRAINT consents_evidence_inquiry FOREIGN KEY (inquiry_id, student_id)
    REFERENCES consents_inquiry (id, student_id) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION consents_inquiry_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
DECLARE loose text[] := ARRAY['ended_at', 'ended_by_id', 'asked_by_id'];
BEGIN
  IF to_jsonb(NEW) - loose IS DISTINCT FROM to_jsonb(OLD) - loose
     OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
     OR (OLD.ended_at IS NOT NULL AND NEW.ended_by_id IS DISTINCT FROM OLD.ended_by_id
       AND NEW.ended_by_id IS NOT NULL)
     OR (NEW.asked_by_id IS DISTINCT FROM OLD.asked_by_id AND NEW.asked_by_id IS NOT NULL) THEN
    RAISE EXCEPTION '% is ended once and never changed', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER consents_inquiry_stays BEFORE UPDATE ON consents_inquiry
  FOR EACH ROW EXECUTE FUNCTION consents_inquiry_stays();
REVOKE ALL ON FUNCTION consents_inquiry_stays FROM PUBLIC;
"""
NO_TABLE = """
DROP TRIGGER consents_inquiry_stays ON consents_inquiry;
DROP FUNCTION consents_inquiry_stays();
ALTER TABLE consents_evidence DROP CONSTRAINT consents_evidence_inquiry;
ALTER TABLE consents_decision DROP CONSTRAINT consents_decision_inquiry;
ALTER TABLE consents_inquiry DROP CONSTRAINT consents_inquiry_student,
  DROP CONSTRAINT consents_inquiry_about, DROP CONSTRAINT consents_inquiry_from_now,
  DROP CONSTRAINT consents_inquiry_a_year, DROP CONSTRAINT consents_inquiry_ended_by,
  DROP CONSTRAINT consents_inquiry_asked_by, DROP CONSTRAINT consents_inquiry_purpose,
  DROP CONSTRAINT consents_inquiry_same_school;
ALTER TABLE consents_purpose DROP CONSTRAINT consents_purpose_of_kind;
"""

WALLS = f"""
-- For whom the caller decides today: as a guardian with authority, as who represents a student
-- from sixteen, or as that student.
CREATE FUNCTION consents_decided_for() RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  today date := (now() AT TIME ZONE 'Europe/Amsterdam')::date;
  found_ids bigint[];
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  SELECT coalesce(array_agg(s.id), '{{}}') INTO found_ids
  FROM students_student s
  CROSS JOIN LATERAL (SELECT coalesce(s.birth_date + interval '16 years' <= today, false) AS yes)
    AS grown
  WHERE s.id = ANY (access_students('read_consent_history'))
    AND ((grown.yes AND s.id = ANY (access_own_students()))
      OR EXISTS (SELECT FROM students_guardianship gs
        WHERE gs.student_id = s.id AND gs.guardian_id = ANY (access_own_guardians())
          AND gs.period @> today AND gs.restriction = 'none'
          AND CASE WHEN grown.yes THEN gs.authority = 'represents'
            ELSE gs.authority IN ('joint', 'sole', 'guardian', 'institution') END));
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN found_ids;
END $$;

-- On which of these the caller once decided as a guardian, who still has authority.
CREATE FUNCTION consents_inquiries_answered() RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  found_ids bigint[];
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  SELECT coalesce(array_agg(d.inquiry_id), '{{}}') INTO found_ids
  FROM consents_decision d
  WHERE d.inquiry_id IS NOT NULL AND d.guardian_id = ANY (access_own_guardians())
    AND d.student_id = ANY (access_students('read_consent_history'));
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN found_ids;
END $$;

CREATE FUNCTION consents_inquiries_at_work() RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  found_ids bigint[];
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  SELECT coalesce(array_agg(id), '{{}}') INTO found_ids FROM consents_inquiry WHERE {AT_WORK};
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN found_ids;
END $$;
REVOKE ALL ON FUNCTION consents_decided_for, consents_inquiries_answered,
  consents_inquiries_at_work FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_decided_for, consents_inquiries_answered,
  consents_inquiries_at_work TO portal_web, portal_worker;

ALTER TABLE consents_inquiry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_inquiry_at_work ON consents_inquiry
  FOR SELECT TO portal_web, portal_worker USING {AT_WORK};
CREATE POLICY consents_inquiry_own ON consents_inquiry
  FOR SELECT TO portal_web, portal_worker USING {OWN};
CREATE POLICY consents_inquiry_write ON consents_inquiry
  FOR INSERT TO portal_web
  WITH CHECK ({AT_WORK} AND asked_by_id = (SELECT access_caller()) AND ended_at IS NULL);
CREATE POLICY consents_inquiry_end ON consents_inquiry
  FOR UPDATE TO portal_web USING {AT_WORK} WITH CHECK (ended_by_id = (SELECT access_caller()));
CREATE POLICY consents_inquiry_purge_sees ON consents_inquiry
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_inquiry_purge_deletes ON consents_inquiry
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_inquiry_owner ON consents_inquiry TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');

ALTER POLICY consents_decision_proof ON consents_decision
  USING (inquiry_id IS NULL
    AND school_id = ANY ((SELECT access_schools('read_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[]));
CREATE POLICY consents_decision_asked ON consents_decision
  FOR SELECT TO portal_web, portal_worker
  USING (inquiry_id = ANY ((SELECT consents_inquiries_at_work())::bigint[]));
ALTER POLICY consents_decision_enter ON consents_decision
  WITH CHECK (inquiry_id IS NULL
    AND school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[])
    AND decided_by_id = (SELECT access_caller())
    AND evidence_id IS NOT NULL
    AND (capacity = 'student') = (guardian_id IS NULL));
CREATE POLICY consents_decision_enter_asked ON consents_decision
  FOR INSERT TO portal_web
  WITH CHECK (inquiry_id = ANY ((SELECT consents_inquiries_at_work())::bigint[])
    AND decided_by_id = (SELECT access_caller())
    AND evidence_id IS NOT NULL
    AND (capacity = 'student') = (guardian_id IS NULL));

ALTER POLICY consents_evidence_proof ON consents_evidence
  USING (inquiry_id IS NULL
    AND school_id = ANY ((SELECT access_schools('read_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[]));
CREATE POLICY consents_evidence_asked ON consents_evidence
  FOR SELECT TO portal_web, portal_worker
  USING (inquiry_id = ANY ((SELECT consents_inquiries_at_work())::bigint[]));
ALTER POLICY consents_evidence_write ON consents_evidence
  WITH CHECK (inquiry_id IS NULL
    AND school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[])
    AND entered_by_id = (SELECT access_caller())
    AND (capacity = 'student') = (guardian_id IS NULL));
CREATE POLICY consents_evidence_write_asked ON consents_evidence
  FOR INSERT TO portal_web
  WITH CHECK (inquiry_id = ANY ((SELECT consents_inquiries_at_work())::bigint[])
    AND entered_by_id = (SELECT access_caller())
    AND (capacity = 'student') = (guardian_id IS NULL));

CREATE FUNCTION consents_decision_of_inquiry() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  is_single boolean;
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  SELECT p.kind IN ('care', 'transfer') INTO is_single
  FROM consents_purpose p WHERE p.id = NEW.purpose_id;
  IF is_single <> (NEW.inquiry_id IS NOT NULL) THEN
    RAISE EXCEPTION 'a decision is about a question that was asked about this student'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.inquiry_id IS NOT NULL AND NOT EXISTS (SELECT FROM consents_inquiry i
      WHERE i.id = NEW.inquiry_id AND i.asked_at <= NEW.at
        AND i.period @> (NEW.at AT TIME ZONE 'Europe/Amsterdam')::date
        AND (i.ended_at IS NULL OR i.ended_at > NEW.at)) THEN
    RAISE EXCEPTION 'this question is over'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.evidence_id IS NOT NULL AND NEW.inquiry_id IS DISTINCT FROM
      (SELECT e.inquiry_id FROM consents_evidence e WHERE e.id = NEW.evidence_id) THEN
    RAISE EXCEPTION 'a paper proves what was asked on it'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN NEW;
END $$;
CREATE TRIGGER consents_decision_of_inquiry BEFORE INSERT ON consents_decision
  FOR EACH ROW EXECUTE FUNCTION consents_decision_of_inquiry();

CREATE FUNCTION consents_evidence_of_inquiry() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  PERFORM FROM consents_inquiry i JOIN students_student s ON s.id = i.student_id
  WHERE i.id = NEW.inquiry_id
    AND NEW.said_on >= (i.asked_at AT TIME ZONE 'Europe/Amsterdam')::date
    AND (NEW.capacity <> 'student' OR s.birth_date + CASE i.kind
      WHEN 'care' THEN interval '12 years' ELSE interval '16 years' END <= NEW.said_on);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'who signed had no say in this question on that day'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN NEW;
END $$;
CREATE TRIGGER consents_evidence_of_inquiry BEFORE INSERT ON consents_evidence
  FOR EACH ROW WHEN (NEW.inquiry_id IS NOT NULL)
  EXECUTE FUNCTION consents_evidence_of_inquiry();

CREATE FUNCTION consents_receipt_for_inquiry(asked bigint, signer bigint, moment timestamptz)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  holder bigint;
  made bigint;
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  SELECT CASE WHEN signer IS NULL THEN s.user_id ELSE g.user_id END INTO holder
  FROM consents_inquiry i
  JOIN students_student s ON s.id = i.student_id
  LEFT JOIN students_guardian g ON g.id = signer
  WHERE i.id = asked AND i.id = ANY ((SELECT consents_inquiries_at_work())::bigint[])
    AND (signer IS NULL OR EXISTS (SELECT FROM students_guardianship gs
      WHERE gs.student_id = s.id AND gs.guardian_id = signer));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no receipt for this question or signer'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO consents_receipt (public_id, at, given_to_id)
  VALUES (gen_random_uuid(), moment, holder) RETURNING id INTO made;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN made;
END $$;

-- Nobody objects to what is asked about one student: who does not want it says no to it.
CREATE FUNCTION consents_not_asked_singly() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM changed c JOIN consents_purpose p ON p.id = c.purpose_id
    WHERE p.kind IN ('care', 'transfer')) THEN
    RAISE EXCEPTION 'this is not for what is asked about one student'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER consents_objection_not_singly AFTER INSERT ON consents_objection
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
  EXECUTE FUNCTION consents_not_asked_singly();

CREATE FUNCTION consents_inquiry_facts(asked bigint[], known timestamptz)
RETURNS TABLE (kind text, inquiry bigint, guardian int, starts date, ends date, outcome text,
  at timestamptz, number int, version int, said date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  RETURN QUERY
    WITH mine AS MATERIALIZED (
      SELECT i.id, i.student_id FROM consents_inquiry i
      WHERE i.id = ANY (asked) AND (i.id = ANY ((SELECT consents_inquiries_at_work())::bigint[])
        OR i.student_id = ANY ((SELECT consents_decided_for())::bigint[])
        OR i.id = ANY ((SELECT consents_inquiries_answered())::bigint[]))
    )
    SELECT f.kind, f.inquiry_id,
      CASE WHEN f.guardian_id IS NOT NULL THEN
        (dense_rank() OVER (PARTITION BY f.inquiry_id ORDER BY f.guardian_id))::int END,
      f.starts, f.ends, f.outcome, f.at,
      (row_number() OVER (PARTITION BY f.inquiry_id ORDER BY f.id))::int, f.version, f.said
    FROM (
      SELECT CASE gs.authority WHEN 'represents' THEN 'represents' ELSE 'custody' END AS kind,
        m.id AS inquiry_id, gs.guardian_id, lower(gs.period) AS starts, upper(gs.period) AS ends,
        NULL::text AS outcome, NULL::timestamptz AS at, NULL::bigint AS id, NULL::int AS version,
        NULL::date AS said
      FROM mine m JOIN students_guardianship gs ON gs.student_id = m.student_id
      WHERE gs.restriction = 'none'
        AND gs.authority IN ('joint', 'sole', 'guardian', 'institution', 'represents')
      UNION ALL
      SELECT 'decision', d.inquiry_id, d.guardian_id, NULL, NULL, d.outcome, d.at, d.id,
        w.version, d.said_on
      FROM mine m JOIN consents_decision d ON d.inquiry_id = m.id
      JOIN consents_wording w ON w.id = d.wording_id
      WHERE d.at <= known AND NOT (d.capacity = 'guardian' AND d.guardian_id IS NULL)
    ) AS f;
  PERFORM set_config('app.owner_opens', opened, true);
END $$;
REVOKE ALL ON FUNCTION consents_decision_of_inquiry, consents_evidence_of_inquiry,
  consents_receipt_for_inquiry, consents_not_asked_singly, consents_inquiry_facts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_receipt_for_inquiry TO portal_web;
GRANT EXECUTE ON FUNCTION consents_inquiry_facts TO portal_web;
"""

# As it was in 0012, and now without the decisions on what is asked about one student.
FACTS_OF = BEFORE.FACTS.split("CREATE FUNCTION consents_facts(")[0].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
WITHOUT = FACTS_OF.replace("AND d.at <= known\n", "AND d.at <= known AND d.inquiry_id IS NULL\n")
OPEN = """
DROP FUNCTION consents_inquiry_facts(bigint[], timestamptz);
DROP TRIGGER consents_objection_not_singly ON consents_objection;
DROP FUNCTION consents_not_asked_singly();
DROP FUNCTION consents_receipt_for_inquiry(bigint, bigint, timestamptz);
DROP TRIGGER consents_evidence_of_inquiry ON consents_evidence;
DROP FUNCTION consents_evidence_of_inquiry();
DROP TRIGGER consents_decision_of_inquiry ON consents_decision;
DROP FUNCTION consents_decision_of_inquiry();
DROP POLICY consents_evidence_write_asked ON consents_evidence;
ALTER POLICY consents_evidence_write ON consents_evidence
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[])
    AND entered_by_id = (SELECT access_caller())
    AND (capacity = 'student') = (guardian_id IS NULL));
DROP POLICY consents_evidence_asked ON consents_evidence;
ALTER POLICY consents_evidence_proof ON consents_evidence
  USING (school_id = ANY ((SELECT access_schools('read_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[]));
DROP POLICY consents_decision_enter_asked ON consents_decision;
ALTER POLICY consents_decision_enter ON consents_decision
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[])
    AND decided_by_id = (SELECT access_caller())
    AND evidence_id IS NOT NULL
    AND (capacity = 'student') = (guardian_id IS NULL));
DROP POLICY consents_decision_asked ON consents_decision;
ALTER POLICY consents_decision_proof ON consents_decision
  USING (school_id = ANY ((SELECT access_schools('read_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[]));
DROP POLICY consents_inquiry_owner ON consents_inquiry;
DROP POLICY consents_inquiry_purge_deletes ON consents_inquiry;
DROP POLICY consents_inquiry_purge_sees ON consents_inquiry;
DROP POLICY consents_inquiry_end ON consents_inquiry;
DROP POLICY consents_inquiry_write ON consents_inquiry;
DROP POLICY consents_inquiry_own ON consents_inquiry;
DROP POLICY consents_inquiry_at_work ON consents_inquiry;
ALTER TABLE consents_inquiry NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP FUNCTION consents_inquiries_at_work();
DROP FUNCTION consents_inquiries_answered();
DROP FUNCTION consents_decided_for();
"""


class Migration(migrations.Migration):
    """Walls, triggers, and what answers about pictures know."""

    dependencies = [("consents", "0029_inquiries"), ("access", "0017_invitation_walls")]
    operations = [
        migrations.RunSQL(TABLE, NO_TABLE),
        migrations.RunSQL(WALLS, OPEN),
        migrations.RunSQL(WITHOUT, FACTS_OF),
    ]
