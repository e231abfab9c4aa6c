"""Row security around evidence, and choices that the school writes down for somebody.

Of evidence a guardian reaches the own one about children that the guardian still has authority
over, a student from sixteen the own; who reads the proof of consent for a school reaches that of
the school, except of the own family. The administration adds it, and the decisions it proves, in
its own name, of who was a guardian with authority that day; nobody changes it. A decision says of its evidence what the evidence says: whom it
is about, who signed, how and when it was said, when it was written down, on which receipt. Who
decides in the portal brings no evidence.

A receipt of it belongs to whoever signed, so that the administration may not read it. It is made
by `consents_receipt_for`, for students of whom the caller writes such things down.

`consents_facts` and its sisters also give the day on which it was said; empty in the portal.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("consents.migrations.0007_objection_walls")
WALLS = """
ALTER TABLE consents_evidence
  ADD CONSTRAINT consents_evidence_same_school FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_evidence_receipt FOREIGN KEY (receipt_id)
    REFERENCES consents_receipt (id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_evidence_guardian FOREIGN KEY (guardian_id)
    REFERENCES students_guardian (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_evidence_entered_by FOREIGN KEY (entered_by_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_evidence_said_before CHECK
    (said_on <= (at AT TIME ZONE 'Europe/Amsterdam')::date),
  ADD CONSTRAINT consents_evidence_says
    UNIQUE (id, student_id, receipt_id, channel, said_on, capacity, at),
  ADD CONSTRAINT consents_evidence_signer UNIQUE (id, guardian_id);
ALTER TABLE consents_decision
  ADD CONSTRAINT consents_decision_as_evidence
    FOREIGN KEY (evidence_id, student_id, receipt_id, channel, said_on, capacity, at)
    REFERENCES consents_evidence (id, student_id, receipt_id, channel, said_on, capacity, at)
    DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_decision_signer FOREIGN KEY (evidence_id, guardian_id)
    REFERENCES consents_evidence (id, guardian_id) DEFERRABLE INITIALLY DEFERRED;

CREATE TRIGGER consents_evidence_stays BEFORE UPDATE ON consents_evidence
  FOR EACH ROW EXECUTE FUNCTION consents_stays('guardian_id', 'entered_by_id');

ALTER TABLE consents_evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_evidence_own ON consents_evidence
  FOR SELECT TO portal_web, portal_worker
  USING (student_id = ANY ((SELECT access_students('read_consent_history'))::bigint[])
    AND (guardian_id = ANY ((SELECT access_own_guardians())::bigint[])
      OR (capacity = 'student'
        AND student_id = ANY ((SELECT access_own_students())::bigint[]))));
CREATE POLICY consents_evidence_proof ON consents_evidence
  FOR SELECT TO portal_web, portal_worker
  USING (school_id = ANY ((SELECT access_schools('read_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[]));
CREATE POLICY consents_evidence_write ON consents_evidence
  FOR INSERT TO portal_web
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[])
    AND entered_by_id = (SELECT access_caller())
    AND (capacity = 'student') = (guardian_id IS NULL));
CREATE POLICY consents_evidence_purge_sees ON consents_evidence
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_evidence_purge_deletes ON consents_evidence
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_evidence_owner ON consents_evidence TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');

ALTER POLICY consents_decision_write ON consents_decision
  WITH CHECK (student_id = ANY ((SELECT access_students('read_consent_history'))::bigint[])
    AND decided_by_id = (SELECT access_caller())
    AND evidence_id IS NULL
    AND ((capacity = 'guardian'
        AND guardian_id = ANY ((SELECT access_own_guardians())::bigint[]))
      OR (capacity = 'student' AND guardian_id IS NULL
        AND student_id = ANY ((SELECT access_own_students())::bigint[]))));
CREATE POLICY consents_decision_enter ON consents_decision
  FOR INSERT TO portal_web
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[])
    AND decided_by_id = (SELECT access_caller())
    AND evidence_id IS NOT NULL
    AND (capacity = 'student') = (guardian_id IS NULL));

-- The rule in Python says who decides, age and all. This holds what is never so: a signer who
-- was no guardian with an authority that decides, on the day on which it was said.
CREATE FUNCTION consents_evidence_signed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  IF NEW.guardian_id IS NULL THEN RETURN NEW; END IF;
  PERFORM set_config('app.owner_opens', 'consents', true);
  PERFORM FROM students_guardianship gs
  WHERE gs.student_id = NEW.student_id AND gs.guardian_id = NEW.guardian_id
    AND gs.period @> NEW.said_on AND gs.restriction = 'none'
    AND gs.authority IN ('joint', 'sole', 'guardian', 'institution', 'represents');
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the signer had no authority on that day'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION consents_evidence_signed FROM PUBLIC;
CREATE TRIGGER consents_evidence_signed BEFORE INSERT ON consents_evidence
  FOR EACH ROW EXECUTE FUNCTION consents_evidence_signed();

CREATE FUNCTION consents_receipt_for(about bigint, signer bigint, moment timestamptz)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  holder bigint;
  made bigint;
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  SELECT CASE WHEN signer IS NULL THEN s.user_id ELSE g.user_id END INTO holder
  FROM students_student s LEFT JOIN students_guardian g ON g.id = signer
  WHERE s.id = about
    AND s.school_id = ANY (access_schools('write_consent_history'))
    AND s.id <> ALL (access_own_family())
    AND (signer IS NULL OR EXISTS (SELECT FROM students_guardianship gs
      WHERE gs.student_id = s.id AND gs.guardian_id = signer));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no receipt for this student or signer'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO consents_receipt (public_id, at, given_to_id)
  VALUES (gen_random_uuid(), moment, holder) RETURNING id INTO made;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION consents_receipt_for FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_receipt_for TO portal_web;
"""
OPEN = """
DROP FUNCTION consents_receipt_for(bigint, bigint, timestamptz);
DROP POLICY consents_decision_enter ON consents_decision;
ALTER POLICY consents_decision_write ON consents_decision
  WITH CHECK (student_id = ANY ((SELECT access_students('read_consent_history'))::bigint[])
    AND decided_by_id = (SELECT access_caller())
    AND ((capacity = 'guardian'
        AND guardian_id = ANY ((SELECT access_own_guardians())::bigint[]))
      OR (capacity = 'student' AND guardian_id IS NULL
        AND student_id = ANY ((SELECT access_own_students())::bigint[]))));
DROP POLICY consents_evidence_owner ON consents_evidence;
DROP POLICY consents_evidence_purge_deletes ON consents_evidence;
DROP POLICY consents_evidence_purge_sees ON consents_evidence;
DROP POLICY consents_evidence_write ON consents_evidence;
DROP POLICY consents_evidence_proof ON consents_evidence;
DROP POLICY consents_evidence_own ON consents_evidence;
ALTER TABLE consents_evidence NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP TRIGGER consents_evidence_signed ON consents_evidence;
DROP FUNCTION consents_evidence_signed();
DROP TRIGGER consents_evidence_stays ON consents_evidence;
ALTER TABLE consents_decision DROP CONSTRAINT consents_decision_signer,
  DROP CONSTRAINT consents_decision_as_evidence;
ALTER TABLE consents_evidence DROP CONSTRAINT consents_evidence_signer,
  DROP CONSTRAINT consents_evidence_says, DROP CONSTRAINT consents_evidence_said_before,
  DROP CONSTRAINT consents_evidence_entered_by, DROP CONSTRAINT consents_evidence_guardian,
  DROP CONSTRAINT consents_evidence_receipt, DROP CONSTRAINT consents_evidence_same_school;
"""
FORGET = """
DROP FUNCTION consents_facts_for_counts(bigint[], timestamptz);
DROP FUNCTION consents_facts_for_portal(bigint[], timestamptz);
DROP FUNCTION consents_facts(bigint[], timestamptz);
DROP FUNCTION consents_facts_of(bigint[], timestamptz);
"""
COLUMNS = """(kind text, student bigint, guardian int, starts date, ends date,
  purpose bigint, outcome text, at timestamptz, until timestamptz, number int, version int, said date)"""
FACTS = f"""
-- What was decided or objected before the moment `known`. Decisions of a guardian whose row has
-- gone count no more, as that guardian.
CREATE FUNCTION consents_facts_of(students bigint[], known timestamptz)
RETURNS TABLE {COLUMNS}
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  RETURN QUERY
    SELECT f.kind, f.student_id,
      CASE WHEN f.guardian_id IS NOT NULL THEN
        (dense_rank() OVER (PARTITION BY f.student_id ORDER BY f.guardian_id))::int END,
      f.starts, f.ends, f.purpose_id, f.outcome, f.at, f.until,
      (row_number() OVER (PARTITION BY f.student_id ORDER BY f.id))::int, f.version, f.said
    FROM (
      SELECT CASE gs.authority WHEN 'represents' THEN 'represents' ELSE 'custody' END AS kind,
        gs.student_id, gs.guardian_id, lower(gs.period) AS starts, upper(gs.period) AS ends,
        NULL::bigint AS purpose_id, NULL::text AS outcome, NULL::timestamptz AS at,
        NULL::timestamptz AS until, NULL::bigint AS id, NULL::int AS version,
        NULL::date AS said
      FROM students_guardianship gs
      WHERE gs.student_id = ANY (students) AND gs.restriction = 'none'
        AND gs.authority IN ('joint', 'sole', 'guardian', 'institution', 'represents')
      UNION ALL
      SELECT 'decision', d.student_id, d.guardian_id, NULL, NULL, d.purpose_id, d.outcome, d.at,
        NULL, d.id, w.version, d.said_on
      FROM consents_decision d JOIN consents_wording w ON w.id = d.wording_id
      WHERE d.student_id = ANY (students) AND d.at <= known
        AND NOT (d.capacity = 'guardian' AND d.guardian_id IS NULL)
      UNION ALL
      SELECT 'objection', o.student_id, NULL, NULL, NULL, o.purpose_id, o.by, lower(o.period),
        upper(o.period), NULL, NULL, NULL
      FROM consents_objection o
      WHERE o.student_id = ANY (students) AND lower(o.period) <= known
    ) AS f;
  PERFORM set_config('app.owner_opens', opened, true);
END $$;

CREATE FUNCTION consents_facts(students bigint[], known timestamptz)
RETURNS TABLE {COLUMNS}
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM consents_facts_of(ARRAY(
    SELECT s.id FROM students_student s
    WHERE s.id = ANY (students)
      AND (s.id = ANY ((SELECT access_students('read_consent_answer'))::bigint[])
        OR (s.school_id = ANY ((SELECT access_schools('read_consent_answer'))::bigint[])
          AND s.id <> ALL ((SELECT access_own_family())::bigint[])))
  ), known)
$$;

CREATE FUNCTION consents_facts_for_portal(students bigint[], known timestamptz)
RETURNS TABLE {COLUMNS}
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM consents_facts_of(ARRAY(
    SELECT s.id FROM students_student s
    WHERE s.id = ANY (students) AND s.school_id = (SELECT access_portal_school())
  ), known)
$$;

CREATE FUNCTION consents_facts_for_counts(students bigint[], known timestamptz)
RETURNS TABLE {COLUMNS}
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM consents_facts_of(ARRAY(
    SELECT s.id FROM students_student s
    WHERE s.id = ANY (students)
      AND s.school_id = ANY ((SELECT access_schools('read_counts'))::bigint[])
  ), known)
$$;

REVOKE ALL ON FUNCTION consents_facts_of, consents_facts, consents_facts_for_portal,
  consents_facts_for_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_facts, consents_facts_for_counts TO portal_web, portal_worker;
GRANT EXECUTE ON FUNCTION consents_facts_for_portal TO portal_worker;
"""


class Migration(migrations.Migration):
    """Walls, and the functions with a day more to tell."""

    dependencies = [("consents", "0011_evidence"), ("access", "0014_representatives")]
    operations = [
        migrations.RunSQL(WALLS, OPEN),
        migrations.RunSQL(FORGET + FACTS, BEFORE.FORGET + BEFORE.FACTS),
    ]
