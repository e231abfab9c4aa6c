"""Row security around objections; and the facts for an answer know them, and representatives.

Of objections those who keep the proof of consent for a school read the ones of that school,
except of the own family; the administration writes them down in its own name, and lifts them.
Parents reach none: of what the other parent told the school a parent learns nothing. What an
objection is about never changes; it can only be lifted.

`consents_facts` and its sisters give rows of three kinds now: authority that decides, decisions,
and objections.
"""

from django.db import migrations

WALLS = """
ALTER TABLE consents_objection
  ADD CONSTRAINT consents_objection_same_school FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_objection_written_by FOREIGN KEY (written_by_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_objection_lifted_by FOREIGN KEY (lifted_by_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION consents_objection_is_lifted() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  IF lower(NEW.period) IS DISTINCT FROM lower(OLD.period)
     OR (NOT upper_inf(OLD.period) AND NEW.period IS DISTINCT FROM OLD.period) THEN
    RAISE EXCEPTION '% is lifted once and never changed', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER consents_objection_stays BEFORE UPDATE ON consents_objection
  FOR EACH ROW EXECUTE FUNCTION consents_objection_is_lifted();

ALTER TABLE consents_objection ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_objection_read ON consents_objection
  FOR SELECT TO portal_web, portal_worker
  USING (school_id = ANY ((SELECT access_schools('read_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[]));
CREATE POLICY consents_objection_write ON consents_objection
  FOR INSERT TO portal_web
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[])
    AND written_by_id = (SELECT access_caller()));
CREATE POLICY consents_objection_lift ON consents_objection
  FOR UPDATE TO portal_web
  USING (school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[]))
  WITH CHECK (lifted_by_id = (SELECT access_caller()));
CREATE POLICY consents_objection_purge_sees ON consents_objection
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_objection_purge_deletes ON consents_objection
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_objection_owner ON consents_objection TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');
"""
OPEN = """
DROP POLICY consents_objection_owner ON consents_objection;
DROP POLICY consents_objection_purge_deletes ON consents_objection;
DROP POLICY consents_objection_purge_sees ON consents_objection;
DROP POLICY consents_objection_lift ON consents_objection;
DROP POLICY consents_objection_write ON consents_objection;
DROP POLICY consents_objection_read ON consents_objection;
ALTER TABLE consents_objection NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP TRIGGER consents_objection_stays ON consents_objection;
DROP FUNCTION consents_objection_is_lifted();
ALTER TABLE consents_objection DROP CONSTRAINT consents_objection_lifted_by,
  DROP CONSTRAINT consents_objection_written_by, DROP CONSTRAINT consents_objection_same_school;
"""
COLUMNS = """(kind text, student bigint, guardian int, starts date, ends date,
  purpose bigint, outcome text, at timestamptz, until timestamptz, number int, version int)"""
FORGET = """
DROP FUNCTION consents_facts_for_counts(bigint[], timestamptz);
DROP FUNCTION consents_facts_for_portal(bigint[], timestamptz);
DROP FUNCTION consents_facts(bigint[], timestamptz);
DROP FUNCTION consents_facts_of(bigint[], timestamptz);
"""
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
      (row_number() OVER (PARTITION BY f.student_id ORDER BY f.id))::int, f.version
    FROM (
      SELECT CASE gs.authority WHEN 'represents' THEN 'represents' ELSE 'custody' END AS kind,
        gs.student_id, gs.guardian_id, lower(gs.period) AS starts, upper(gs.period) AS ends,
        NULL::bigint AS purpose_id, NULL::text AS outcome, NULL::timestamptz AS at,
        NULL::timestamptz AS until, NULL::bigint AS id, NULL::int AS version
      FROM students_guardianship gs
      WHERE gs.student_id = ANY (students) AND gs.restriction = 'none'
        AND gs.authority IN ('joint', 'sole', 'guardian', 'institution', 'represents')
      UNION ALL
      SELECT 'decision', d.student_id, d.guardian_id, NULL, NULL, d.purpose_id, d.outcome, d.at,
        NULL, d.id, w.version
      FROM consents_decision d JOIN consents_wording w ON w.id = d.wording_id
      WHERE d.student_id = ANY (students) AND d.at <= known
        AND NOT (d.capacity = 'guardian' AND d.guardian_id IS NULL)
      UNION ALL
      SELECT 'objection', o.student_id, NULL, NULL, NULL, o.purpose_id, o.by, lower(o.period),
        upper(o.period), NULL, NULL
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
    """Walls, and the functions with more to tell."""

    dependencies = [("consents", "0006_objection"), ("access", "0014_representatives")]
    operations = [
        migrations.RunSQL(WALLS, OPEN),
        migrations.RunSQL(FORGET + FACTS, migrations.RunSQL.noop),
    ]
