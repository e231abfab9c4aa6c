"""Row security around to whom a campaign wrote, and who said that choices are still right.

The portal itself writes messages down and sends e-mails: portal_worker, for one school, with
nobody signed in. Who confirms access at a school says that a letter was printed. Neither changes
what was done: a policy opens only what still waits. Whoever reads all that a school asks reads
the log, and nobody that of the own family; everybody reads what went to oneself.

A confirmation is added by whose it is, about a student whose choices that person reads, and
never changed.

`consents_choices_for_portal` says who decided what, by the key of the guardian, to portal_worker
for the one school alone: without it nobody could tell who did not answer.
"""

from django.db import migrations

WALLS = """
CREATE UNIQUE INDEX consents_campaign_of_school ON consents_campaign (id, school_id);
ALTER TABLE consents_campaignmessage
  ADD CONSTRAINT consents_campaignmessage_campaign FOREIGN KEY (campaign_id, school_id)
    REFERENCES consents_campaign (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_campaignmessage_of_guardian FOREIGN KEY (guardian_id, school_id)
    REFERENCES students_guardian (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_campaignmessage_of_student FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE consents_confirmation
  ADD CONSTRAINT consents_confirmation_campaign FOREIGN KEY (campaign_id, school_id)
    REFERENCES consents_campaign (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_confirmation_of_student FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_confirmation_of_guardian FOREIGN KEY (guardian_id, school_id)
    REFERENCES students_guardian (id, school_id) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION consents_choices_for_portal(students bigint[], known timestamptz)
RETURNS TABLE (student bigint, guardian bigint, purpose bigint, outcome text, at timestamptz,
               number bigint, version int, said date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  RETURN QUERY
    SELECT d.student_id, d.guardian_id, d.purpose_id, d.outcome::text, d.at, d.id,
      w.version::int, d.said_on
    FROM consents_decision d
    JOIN consents_wording w ON w.id = d.wording_id
    JOIN students_student s ON s.id = d.student_id
    WHERE d.student_id = ANY (students) AND d.at <= known
      AND s.school_id = (SELECT access_portal_school())
      AND NOT (d.capacity = 'guardian' AND d.guardian_id IS NULL);
  PERFORM set_config('app.owner_opens', opened, true);
END $$;
REVOKE ALL ON FUNCTION consents_choices_for_portal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_choices_for_portal TO portal_worker;

ALTER TABLE consents_campaignmessage ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_campaignmessage_own ON consents_campaignmessage
  FOR SELECT TO portal_web
  USING (guardian_id = ANY ((SELECT access_own_guardians())::bigint[])
    OR student_id = ANY ((SELECT access_own_students())::bigint[]));
CREATE POLICY consents_campaignmessage_log ON consents_campaignmessage
  FOR SELECT TO portal_web
  USING (school_id = ANY ((SELECT access_schools('read_consent_texts'))::bigint[])
    AND coalesce(guardian_id <> ALL ((SELECT access_own_guardians_around())::bigint[]), true)
    AND coalesce(student_id <> ALL ((SELECT access_own_family())::bigint[]), true));
CREATE POLICY consents_campaignmessage_printed ON consents_campaignmessage
  FOR UPDATE TO portal_web
  USING (state = 'waiting' AND way = 'letter'
    AND school_id = ANY ((SELECT access_schools('write_access_admin'))::bigint[])
    AND coalesce(guardian_id <> ALL ((SELECT access_own_guardians_around())::bigint[]), true)
    AND coalesce(student_id <> ALL ((SELECT access_own_family())::bigint[]), true))
  WITH CHECK (state = 'sent');
CREATE POLICY consents_campaignmessage_portal ON consents_campaignmessage
  FOR SELECT TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_campaignmessage_plan ON consents_campaignmessage
  FOR INSERT TO portal_worker
  WITH CHECK (state = 'waiting' AND school_id = (SELECT access_portal_school()));
CREATE POLICY consents_campaignmessage_send ON consents_campaignmessage
  FOR UPDATE TO portal_worker
  USING (state = 'waiting' AND school_id = (SELECT access_portal_school()))
  WITH CHECK (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_campaignmessage_purge_sees ON consents_campaignmessage
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_campaignmessage_purge_deletes ON consents_campaignmessage
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_campaignmessage_owner ON consents_campaignmessage TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');

ALTER TABLE consents_confirmation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_confirmation_own ON consents_confirmation
  FOR SELECT TO portal_web
  USING (guardian_id = ANY ((SELECT access_own_guardians())::bigint[])
    OR (guardian_id IS NULL
      AND student_id = ANY ((SELECT access_own_students())::bigint[])));
CREATE POLICY consents_confirmation_log ON consents_confirmation
  FOR SELECT TO portal_web
  USING (school_id = ANY ((SELECT access_schools('read_consent_texts'))::bigint[])
    AND student_id <> ALL ((SELECT access_own_family())::bigint[]));
CREATE POLICY consents_confirmation_write ON consents_confirmation
  FOR INSERT TO portal_web
  WITH CHECK (student_id = ANY ((SELECT access_students('read_consent_history'))::bigint[])
    AND (guardian_id = ANY ((SELECT access_own_guardians())::bigint[])
      OR (guardian_id IS NULL
        AND student_id = ANY ((SELECT access_own_students())::bigint[]))));
CREATE POLICY consents_confirmation_portal ON consents_confirmation
  FOR SELECT TO portal_worker USING (school_id = (SELECT access_portal_school()));
CREATE POLICY consents_confirmation_purge_sees ON consents_confirmation
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_confirmation_purge_deletes ON consents_confirmation
  FOR DELETE TO portal_purge USING (true);
CREATE POLICY consents_confirmation_owner ON consents_confirmation TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');
"""
POLICIES = {
    "confirmation": ("owner", "purge_deletes", "purge_sees", "portal", "write", "log", "own"),
    "campaignmessage": (
        "owner", "purge_deletes", "purge_sees", "send", "plan", "portal", "printed", "log", "own",
    ),
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
DROP FUNCTION consents_choices_for_portal(bigint[], timestamptz);
ALTER TABLE consents_confirmation DROP CONSTRAINT consents_confirmation_of_guardian,
  DROP CONSTRAINT consents_confirmation_of_student,
  DROP CONSTRAINT consents_confirmation_campaign;
ALTER TABLE consents_campaignmessage DROP CONSTRAINT consents_campaignmessage_of_student,
  DROP CONSTRAINT consents_campaignmessage_of_guardian,
  DROP CONSTRAINT consents_campaignmessage_campaign;
DROP INDEX consents_campaign_of_school;
"""
)


class Migration(migrations.Migration):
    """Walls, and the function that tells who answered."""

    dependencies = [("consents", "0017_campaigns"), ("access", "0017_invitation_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
