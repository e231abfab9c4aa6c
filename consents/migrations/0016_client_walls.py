"""Row security around systems that ask, and the door through which they get what the rule needs.

Whoever reads what a school asks knows of its systems; whoever writes it for each of the schools
adds one, and whoever writes it for one of them revokes it, once. Nobody reads or changes the hash
of a token: a new token is a new row. Forced on the owner too, who says `app.owner_opens =
'clients'`.

A system has no account. It is known by the hash of its token, `app.key`, which opens that one row
while the token counts, by the clock of PostgreSQL. `consents_client_enters` does so too and takes
from the allowance: so many students an hour, at most an hour's worth at once; no page may alter
that number. `consents_facts_for_client` gives what the rule needs, of students of the schools of
the system, and of what was decided about its channels only.
"""

from importlib import import_module

from django.db import migrations

COLUMNS = import_module("consents.migrations.0012_evidence_walls").COLUMNS
WALLS = f"""
CREATE FUNCTION consents_client_enters(asked int) RETURNS TABLE (client bigint, wait int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  an_hour CONSTANT double precision := 5000;
  cost int := GREATEST(asked, 1);
  there double precision;
BEGIN
  PERFORM set_config('app.owner_opens', 'clients', true);
  SELECT c.id, LEAST(an_hour, c.allowance + an_hour / 3600
      * GREATEST(0, extract(epoch FROM clock_timestamp() - c.counted_at)))
  INTO client, there
  FROM consents_client c
  WHERE c.token_hash = access_held_key() AND c.revoked_at IS NULL
    AND c.period @> clock_timestamp()
  FOR UPDATE;
  IF FOUND THEN
    wait := GREATEST(0, ceil((cost - there) * 3600 / an_hour));
    UPDATE consents_client c
    SET allowance = there - CASE WHEN wait = 0 THEN cost ELSE 0 END,
      counted_at = clock_timestamp(), last_used_at = clock_timestamp()
    WHERE c.id = client;
    RETURN NEXT;
  END IF;
  PERFORM set_config('app.owner_opens', opened, true);
END $$;

CREATE FUNCTION consents_facts_for_client(students bigint[], known timestamptz)
RETURNS TABLE {COLUMNS}
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  at_schools bigint[]; about bigint[];
BEGIN
  PERFORM set_config('app.owner_opens', 'clients', true);
  SELECT c.schools, ARRAY(SELECT p.id FROM consents_purpose p
    WHERE p.school_id = ANY (c.schools) AND p.code = ANY (c.channels))
  INTO at_schools, about
  FROM consents_client c
  WHERE c.token_hash = access_held_key() AND c.revoked_at IS NULL
    AND c.period @> statement_timestamp();
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN QUERY SELECT f.* FROM consents_facts_of(ARRAY(
    SELECT s.id FROM students_student s
    WHERE s.id = ANY (students) AND s.school_id = ANY (at_schools)
  ), known) AS f WHERE f.purpose IS NULL OR f.purpose = ANY (about);
END $$;

REVOKE ALL ON FUNCTION consents_client_enters, consents_facts_for_client FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_client_enters, consents_facts_for_client TO portal_web;

ALTER TABLE consents_client ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_client_read ON consents_client
  FOR SELECT TO portal_web
  USING (schools && (SELECT access_schools('read_consent_texts'))::bigint[]);
CREATE POLICY consents_client_held ON consents_client
  FOR SELECT TO portal_web
  USING (token_hash = (SELECT access_held_key()) AND revoked_at IS NULL
    AND period @> (SELECT statement_timestamp()));
CREATE POLICY consents_client_add ON consents_client
  FOR INSERT TO portal_web
  WITH CHECK (schools <@ (SELECT access_schools('write_consent_texts'))::bigint[]
    AND revoked_at IS NULL AND last_used_at IS NULL);
CREATE POLICY consents_client_revoke ON consents_client
  FOR UPDATE TO portal_web
  USING (schools && (SELECT access_schools('write_consent_texts'))::bigint[]
    AND revoked_at IS NULL)
  WITH CHECK (revoked_at IS NOT NULL);
CREATE POLICY consents_client_purge_sees ON consents_client
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_client_owner ON consents_client TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'clients');
"""
OPEN = """
DROP POLICY consents_client_owner ON consents_client;
DROP POLICY consents_client_purge_sees ON consents_client;
DROP POLICY consents_client_revoke ON consents_client;
DROP POLICY consents_client_add ON consents_client;
DROP POLICY consents_client_held ON consents_client;
DROP POLICY consents_client_read ON consents_client;
ALTER TABLE consents_client NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP FUNCTION consents_facts_for_client(bigint[], timestamptz);
DROP FUNCTION consents_client_enters(int);
"""


class Migration(migrations.Migration):
    """Walls, and two functions for who has a token."""

    dependencies = [
        ("consents", "0015_clients"),
        ("access", "0017_invitation_walls"),
    ]
    operations = [migrations.RunSQL(WALLS, OPEN)]
