"""Row security around where systems are told that answers may have changed.

Who writes what is asked at each of the schools of a system gives it an address, and tries again;
who writes at one of them takes it away, as with the token. No page confirms an address or writes
a message down: the portal itself does, portal_worker, for a school that the system may ask about
while its token counts. A system that ended is not there for it.

A change goes to an address only once that has answered. What arrived, or was given up, is never
changed again.
"""

from django.db import migrations

WRITTEN = "(SELECT access_schools('write_consent_texts'))::bigint[]"
MINE = f"ARRAY(SELECT c.id FROM consents_client c WHERE c.schools && {WRITTEN})"
WHOLLY_MINE = f"""ARRAY(SELECT c.id FROM consents_client c
  WHERE c.schools <@ {WRITTEN} AND c.revoked_at IS NULL)"""
COUNTING = "ARRAY(SELECT c.id FROM consents_client c)"
STANDING = "ARRAY(SELECT w.id FROM consents_webhook w)"
ANSWERED = f"""ARRAY(SELECT w.id FROM consents_webhook w
  WHERE w.confirmed_at IS NOT NULL AND w.failing_since IS NULL)"""
WALLS = f"""
CREATE POLICY consents_client_portal ON consents_client
  FOR SELECT TO portal_worker
  USING (schools @> ARRAY[(SELECT access_portal_school())] AND revoked_at IS NULL
    AND period @> (SELECT statement_timestamp()));

ALTER TABLE consents_webhook ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_webhook_read ON consents_webhook
  FOR SELECT TO portal_web USING (client_id = ANY ({MINE}));
CREATE POLICY consents_webhook_add ON consents_webhook
  FOR INSERT TO portal_web
  WITH CHECK (client_id = ANY ({WHOLLY_MINE}) AND confirmed_at IS NULL
    AND failing_since IS NULL AND alerted_at IS NULL AND ended_at IS NULL);
CREATE POLICY consents_webhook_end ON consents_webhook
  FOR UPDATE TO portal_web
  USING (ended_at IS NULL AND client_id = ANY ({MINE}))
  WITH CHECK (ended_at IS NOT NULL
    OR (failing_since IS NULL AND client_id = ANY ({WHOLLY_MINE})));
CREATE POLICY consents_webhook_portal ON consents_webhook
  FOR SELECT TO portal_worker USING (ended_at IS NULL AND client_id = ANY ({COUNTING}));
CREATE POLICY consents_webhook_note ON consents_webhook
  FOR UPDATE TO portal_worker USING (ended_at IS NULL AND client_id = ANY ({COUNTING}));
CREATE POLICY consents_webhook_purge_sees ON consents_webhook
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_webhook_owner ON consents_webhook TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'clients');

ALTER TABLE consents_delivery ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_delivery_read ON consents_delivery
  FOR SELECT TO portal_web USING (webhook_id = ANY ({STANDING}));
CREATE POLICY consents_delivery_portal ON consents_delivery
  FOR SELECT TO portal_worker USING (webhook_id = ANY ({STANDING}));
CREATE POLICY consents_delivery_write ON consents_delivery
  FOR INSERT TO portal_worker
  WITH CHECK (state = 'open' AND tries = 0
    AND ((kind = 'ping' AND webhook_id = ANY ({STANDING}))
      OR (school_id = (SELECT access_portal_school()) AND webhook_id = ANY ({ANSWERED}))));
CREATE POLICY consents_delivery_note ON consents_delivery
  FOR UPDATE TO portal_worker
  USING (state = 'open' AND webhook_id = ANY ({STANDING}))
  WITH CHECK (webhook_id = ANY ({STANDING}));
CREATE POLICY consents_delivery_purge_sees ON consents_delivery
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_delivery_owner ON consents_delivery TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'clients');
"""
OPEN = """
DROP POLICY consents_delivery_owner ON consents_delivery;
DROP POLICY consents_delivery_purge_sees ON consents_delivery;
DROP POLICY consents_delivery_note ON consents_delivery;
DROP POLICY consents_delivery_write ON consents_delivery;
DROP POLICY consents_delivery_portal ON consents_delivery;
DROP POLICY consents_delivery_read ON consents_delivery;
ALTER TABLE consents_delivery NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY consents_webhook_owner ON consents_webhook;
DROP POLICY consents_webhook_purge_sees ON consents_webhook;
DROP POLICY consents_webhook_note ON consents_webhook;
DROP POLICY consents_webhook_portal ON consents_webhook;
DROP POLICY consents_webhook_end ON consents_webhook;
DROP POLICY consents_webhook_add ON consents_webhook;
DROP POLICY consents_webhook_read ON consents_webhook;
ALTER TABLE consents_webhook NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY consents_client_portal ON consents_client;
"""


class Migration(migrations.Migration):
    """Walls."""

    dependencies = [("consents", "0024_webhooks")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
