"""Row security around publications, who is in them, and what must come down.

Who may know of a student in a publication is who may know the answer about that student. A
publication is known to who knows somebody in it, to who published it and still works there, and
to who reads every answer at the school; so a parent knows those that the own child is in. Only
who works at a school publishes, in the own name, and names who is in what one published oneself.

The work of taking down is begun by the family, which says no; by who writes down for the school
that somebody did; and by the portal itself. It is done by who published, or who reads every
answer at the school, in the own name, once.

What was published never changes: no right lets anybody change more than when it was removed.
"""

from django.db import migrations

WALLS = """
CREATE UNIQUE INDEX consents_purpose_of_school ON consents_purpose (id, school_id);
CREATE UNIQUE INDEX consents_publication_of_school ON consents_publication (id, school_id);
CREATE UNIQUE INDEX consents_appearance_of_student
  ON consents_appearance (id, publication_id, student_id, school_id);
ALTER TABLE consents_publication
  ADD CONSTRAINT consents_publication_same_school FOREIGN KEY (purpose_id, school_id)
    REFERENCES consents_purpose (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_publication_published_by FOREIGN KEY (published_by_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE consents_appearance
  ADD CONSTRAINT consents_appearance_same_school FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_appearance_published_there FOREIGN KEY (publication_id, school_id)
    REFERENCES consents_publication (id, school_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE consents_takedown
  ADD CONSTRAINT consents_takedown_of_appearance
    FOREIGN KEY (appearance_id, publication_id, student_id, school_id)
    REFERENCES consents_appearance (id, publication_id, student_id, school_id)
    DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_takedown_done_by FOREIGN KEY (done_by_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION consents_publication_is_removed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% is removed once and never changed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consents_publication_stays BEFORE UPDATE ON consents_publication
  FOR EACH ROW WHEN (OLD.removed_at IS NOT NULL
    AND OLD.removed_at IS DISTINCT FROM NEW.removed_at)
  EXECUTE FUNCTION consents_publication_is_removed();

CREATE FUNCTION consents_takedown_is_done() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% is closed once and never changed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consents_takedown_stays BEFORE UPDATE ON consents_takedown
  FOR EACH ROW WHEN (OLD.state <> 'open'
    AND (OLD.state, OLD.how, OLD.note, OLD.done_at, OLD.due_on)
      IS DISTINCT FROM (NEW.state, NEW.how, NEW.note, NEW.done_at, NEW.due_on))
  EXECUTE FUNCTION consents_takedown_is_done();

-- Both look with the rights of who asks: what row security hides is not there.
CREATE FUNCTION consents_publications_known() RETURNS bigint[] LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT DISTINCT a.publication_id FROM consents_appearance a
    WHERE a.student_id = ANY ((SELECT access_students('read_consent_answer'))::bigint[]));
END $$;
CREATE FUNCTION consents_publications_own() RETURNS bigint[] LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
BEGIN
  RETURN ARRAY(SELECT p.id FROM consents_publication p
    WHERE p.published_by_id = (SELECT access_caller())
      AND p.school_id = ANY ((SELECT access_schools('read_school'))::bigint[]));
END $$;
REVOKE ALL ON FUNCTION consents_publication_is_removed, consents_takedown_is_done,
  consents_publications_known, consents_publications_own FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_publications_known, consents_publications_own
  TO portal_web, portal_worker;

ALTER TABLE consents_appearance ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_appearance_read ON consents_appearance
  FOR SELECT TO portal_web, portal_worker
  USING (student_id = ANY ((SELECT access_students('read_consent_answer'))::bigint[])
    OR (school_id = ANY ((SELECT access_schools('read_consent_answer'))::bigint[])
      AND student_id <> ALL ((SELECT access_own_family())::bigint[])));
CREATE POLICY consents_appearance_portal ON consents_appearance
  FOR SELECT TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_appearance_write ON consents_appearance
  FOR INSERT TO portal_web, portal_worker
  WITH CHECK (publication_id = ANY ((SELECT consents_publications_own())::bigint[])
    AND (student_id = ANY ((SELECT access_students('read_consent_answer'))::bigint[])
      OR (school_id = ANY ((SELECT access_schools('read_consent_answer'))::bigint[])
        AND student_id <> ALL ((SELECT access_own_family())::bigint[]))));
CREATE POLICY consents_appearance_purge_sees ON consents_appearance
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_appearance_purge_deletes ON consents_appearance
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_appearance_owner ON consents_appearance TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');

ALTER TABLE consents_publication ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_publication_read ON consents_publication
  FOR SELECT TO portal_web, portal_worker
  USING (school_id = ANY ((SELECT access_schools('read_consent_answer'))::bigint[])
    OR (published_by_id = (SELECT access_caller())
      AND school_id = ANY ((SELECT access_schools('read_school'))::bigint[]))
    OR id = ANY ((SELECT consents_publications_known())::bigint[]));
CREATE POLICY consents_publication_portal ON consents_publication
  FOR SELECT TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_publication_write ON consents_publication
  FOR INSERT TO portal_web, portal_worker
  WITH CHECK (published_by_id = (SELECT access_caller()) AND removed_at IS NULL
    AND school_id = ANY ((SELECT access_schools('read_school'))::bigint[]));
CREATE POLICY consents_publication_remove ON consents_publication
  FOR UPDATE TO portal_web
  USING (school_id = ANY ((SELECT access_schools('read_consent_answer'))::bigint[])
    OR (published_by_id = (SELECT access_caller())
      AND school_id = ANY ((SELECT access_schools('read_school'))::bigint[])));
CREATE POLICY consents_publication_purge_sees ON consents_publication
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_publication_purge_deletes ON consents_publication
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_publication_owner ON consents_publication TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');

ALTER TABLE consents_takedown ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_takedown_read ON consents_takedown
  FOR SELECT TO portal_web, portal_worker
  USING (student_id = ANY ((SELECT access_students('read_consent_answer'))::bigint[])
    OR (school_id = ANY ((SELECT access_schools('read_consent_answer'))::bigint[])
      AND student_id <> ALL ((SELECT access_own_family())::bigint[]))
    OR publication_id = ANY ((SELECT consents_publications_own())::bigint[]));
CREATE POLICY consents_takedown_portal ON consents_takedown
  FOR SELECT TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_takedown_begin ON consents_takedown
  FOR INSERT TO portal_web, portal_worker
  WITH CHECK (state <> 'done'
    AND (student_id = ANY ((SELECT access_students('read_consent_history'))::bigint[])
      OR (school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
        AND student_id <> ALL ((SELECT access_own_family())::bigint[]))));
CREATE POLICY consents_takedown_portal_begins ON consents_takedown
  FOR INSERT TO portal_worker
  WITH CHECK (state <> 'done' AND school_id = (SELECT access_portal_school()));
CREATE POLICY consents_takedown_do ON consents_takedown
  FOR UPDATE TO portal_web
  USING (school_id = ANY ((SELECT access_schools('read_consent_answer'))::bigint[])
    OR publication_id = ANY ((SELECT consents_publications_own())::bigint[]))
  WITH CHECK (state = 'done' AND done_by_id = (SELECT access_caller()));
CREATE POLICY consents_takedown_chase ON consents_takedown
  FOR UPDATE TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_takedown_purge_sees ON consents_takedown
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_takedown_purge_deletes ON consents_takedown
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_takedown_owner ON consents_takedown TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');
"""
POLICIES = {
    "takedown": (
        "owner", "purge_deletes", "purge_sees", "chase", "do", "portal_begins", "begin", "portal",
        "read",
    ),
    "publication": (
        "owner", "purge_deletes", "purge_sees", "remove", "write", "portal", "read",
    ),
    "appearance": ("owner", "purge_deletes", "purge_sees", "write", "portal", "read"),
}  # fmt: skip
OPEN = (
    "".join(
        f"DROP POLICY consents_{table}_{name} ON consents_{table};\n"
        for table, names in POLICIES.items()
        for name in names
    )
    + "".join(
        f"ALTER TABLE consents_{table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;\n"
        for table in POLICIES
    )
    + """
DROP FUNCTION consents_publications_own();
DROP FUNCTION consents_publications_known();
DROP TRIGGER consents_takedown_stays ON consents_takedown;
DROP FUNCTION consents_takedown_is_done();
DROP TRIGGER consents_publication_stays ON consents_publication;
DROP FUNCTION consents_publication_is_removed();
ALTER TABLE consents_takedown DROP CONSTRAINT consents_takedown_done_by,
  DROP CONSTRAINT consents_takedown_of_appearance;
ALTER TABLE consents_appearance DROP CONSTRAINT consents_appearance_published_there,
  DROP CONSTRAINT consents_appearance_same_school;
ALTER TABLE consents_publication DROP CONSTRAINT consents_publication_published_by,
  DROP CONSTRAINT consents_publication_same_school;
DROP INDEX consents_appearance_of_student;
DROP INDEX consents_publication_of_school;
DROP INDEX consents_purpose_of_school;
"""
)


class Migration(migrations.Migration):
    """Walls, and what can be done once."""

    dependencies = [("consents", "0013_publications")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
