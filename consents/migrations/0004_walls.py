"""Row security around what people chose, and the one way to what counts.

Forced on the owner too. Of decisions a guardian reaches the own ones about children that the
guardian still has authority over, a student from sixteen the own; who reads the proof of
consent for a school reaches those of that school, except of the own family. Whoever writes one writes in the own name.
A receipt is for whom it was given to.

Teachers reach none of that, and yet must know what counts. `consents_facts` gives them, of the
students whose answer they may read, what the rule in Python needs and no more: a guardian is
a number that means something within that student alone. `consents_facts_for_portal` does so
for a command, about students of the school that the portal works for; only the worker may call
it. `consents_facts_of` asks nothing, so nobody may call it but those two.

A receipt that holds choices cannot be deleted: they would have gone along, past the wall.
"""

import django.db.models.deletion
from django.db import migrations, models

SCHOOL = """
ALTER TABLE consents_decision ADD COLUMN school_id bigint;
ALTER TABLE consents_decision DISABLE TRIGGER consents_decision_stays;
UPDATE consents_decision d SET school_id = s.school_id
FROM students_student s WHERE s.id = d.student_id;
ALTER TABLE consents_decision ENABLE TRIGGER consents_decision_stays;
ALTER TABLE consents_decision ALTER COLUMN school_id SET NOT NULL;
CREATE INDEX consents_decision_school_id ON consents_decision (school_id);
ALTER TABLE consents_decision
  ADD CONSTRAINT consents_decision_same_school FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED;
"""
NO_SCHOOL = """
ALTER TABLE consents_decision DROP COLUMN school_id;
"""
WALLS = """
ALTER TABLE consents_decision DROP CONSTRAINT consents_decision_receipt;
ALTER TABLE consents_decision
  ADD CONSTRAINT consents_decision_receipt FOREIGN KEY (receipt_id)
    REFERENCES consents_receipt (id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE consents_decision ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE consents_receipt ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY consents_decision_own ON consents_decision
  FOR SELECT TO portal_web, portal_worker
  USING (student_id = ANY ((SELECT access_students('read_consent_history'))::bigint[])
    AND (guardian_id = ANY ((SELECT access_own_guardians())::bigint[])
      OR (capacity = 'student'
        AND student_id = ANY ((SELECT access_own_students())::bigint[]))));
CREATE POLICY consents_decision_proof ON consents_decision
  FOR SELECT TO portal_web, portal_worker
  USING (school_id = ANY ((SELECT access_schools('read_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[]));
CREATE POLICY consents_decision_write ON consents_decision
  FOR INSERT TO portal_web, portal_worker
  WITH CHECK (student_id = ANY ((SELECT access_students('read_consent_history'))::bigint[])
    AND decided_by_id = (SELECT access_caller())
    AND ((capacity = 'guardian'
        AND guardian_id = ANY ((SELECT access_own_guardians())::bigint[]))
      OR (capacity = 'student' AND guardian_id IS NULL
        AND student_id = ANY ((SELECT access_own_students())::bigint[]))));

CREATE POLICY consents_receipt_own ON consents_receipt
  FOR SELECT TO portal_web, portal_worker USING (given_to_id = (SELECT access_caller()));
CREATE POLICY consents_receipt_write ON consents_receipt
  FOR INSERT TO portal_web, portal_worker WITH CHECK (given_to_id = (SELECT access_caller()));

CREATE POLICY consents_decision_purge_sees ON consents_decision
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_decision_purge_deletes ON consents_decision
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_receipt_purge_sees ON consents_receipt
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_receipt_purge_deletes ON consents_receipt
  FOR DELETE TO portal_purge USING (true);

CREATE POLICY consents_decision_owner ON consents_decision TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');
CREATE POLICY consents_receipt_owner ON consents_receipt TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');

-- A row without a purpose is authority that decides, and its days; the others are decisions
-- until a moment. Decisions of a guardian whose row has gone count no more, as that guardian.
CREATE FUNCTION consents_facts_of(students bigint[], until timestamptz)
RETURNS TABLE (student bigint, guardian int, starts date, ends date, purpose bigint,
               outcome text, at timestamptz, number int, version int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  RETURN QUERY
    SELECT f.student_id,
      CASE WHEN f.guardian_id IS NOT NULL THEN
        (dense_rank() OVER (PARTITION BY f.student_id ORDER BY f.guardian_id))::int END,
      f.starts, f.ends, f.purpose_id, f.outcome, f.at,
      (row_number() OVER (PARTITION BY f.student_id ORDER BY f.id))::int, f.version
    FROM (
      SELECT gs.student_id, gs.guardian_id, lower(gs.period) AS starts,
        upper(gs.period) AS ends, NULL::bigint AS purpose_id, NULL::text AS outcome,
        NULL::timestamptz AS at, NULL::bigint AS id, NULL::int AS version
      FROM students_guardianship gs
      WHERE gs.student_id = ANY (students) AND gs.restriction = 'none'
        AND gs.authority IN ('joint', 'sole', 'guardian', 'institution')
      UNION ALL
      SELECT d.student_id, d.guardian_id, NULL, NULL, d.purpose_id, d.outcome, d.at, d.id,
        w.version
      FROM consents_decision d JOIN consents_wording w ON w.id = d.wording_id
      WHERE d.student_id = ANY (students) AND d.at <= until
        AND NOT (d.capacity = 'guardian' AND d.guardian_id IS NULL)
    ) AS f;
  PERFORM set_config('app.owner_opens', opened, true);
END $$;

CREATE FUNCTION consents_facts(students bigint[], until timestamptz)
RETURNS TABLE (student bigint, guardian int, starts date, ends date, purpose bigint,
               outcome text, at timestamptz, number int, version int)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM consents_facts_of(ARRAY(
    SELECT s.id FROM students_student s
    WHERE s.id = ANY (students)
      AND (s.id = ANY ((SELECT access_students('read_consent_answer'))::bigint[])
        OR (s.school_id = ANY ((SELECT access_schools('read_consent_answer'))::bigint[])
          AND s.id <> ALL ((SELECT access_own_family())::bigint[])))
  ), until)
$$;

CREATE FUNCTION consents_facts_for_portal(students bigint[], until timestamptz)
RETURNS TABLE (student bigint, guardian int, starts date, ends date, purpose bigint,
               outcome text, at timestamptz, number int, version int)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM consents_facts_of(ARRAY(
    SELECT s.id FROM students_student s
    WHERE s.id = ANY (students) AND s.school_id = (SELECT access_portal_school())
  ), until)
$$;

REVOKE ALL ON FUNCTION consents_facts_of, consents_facts, consents_facts_for_portal
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_facts TO portal_web, portal_worker;
GRANT EXECUTE ON FUNCTION consents_facts_for_portal TO portal_worker;
"""
OPEN = """
DROP FUNCTION consents_facts_for_portal(bigint[], timestamptz);
DROP FUNCTION consents_facts(bigint[], timestamptz);
DROP FUNCTION consents_facts_of(bigint[], timestamptz);
DROP POLICY consents_receipt_owner ON consents_receipt;
DROP POLICY consents_decision_owner ON consents_decision;
DROP POLICY consents_receipt_purge_deletes ON consents_receipt;
DROP POLICY consents_receipt_purge_sees ON consents_receipt;
DROP POLICY consents_decision_purge_deletes ON consents_decision;
DROP POLICY consents_decision_purge_sees ON consents_decision;
DROP POLICY consents_receipt_write ON consents_receipt;
DROP POLICY consents_receipt_own ON consents_receipt;
DROP POLICY consents_decision_write ON consents_decision;
DROP POLICY consents_decision_proof ON consents_decision;
DROP POLICY consents_decision_own ON consents_decision;
ALTER TABLE consents_receipt NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE consents_decision NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
ALTER TABLE consents_decision DROP CONSTRAINT consents_decision_receipt;
ALTER TABLE consents_decision
  ADD CONSTRAINT consents_decision_receipt FOREIGN KEY (receipt_id)
    REFERENCES consents_receipt (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    """A column that follows the student, the walls, and the functions that see over them."""

    dependencies = [
        ("consents", "0003_facts_stay"),
        ("access", "0010_guardianship_walls"),
        ("students", "0003_guardianship_school"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SCHOOL, NO_SCHOOL)],
            state_operations=[
                migrations.AddField(
                    model_name="decision",
                    name="school",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                    preserve_default=False,
                ),
            ],
        ),
        migrations.RunSQL(WALLS, OPEN),
    ]
