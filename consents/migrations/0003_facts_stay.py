"""What PostgreSQL itself holds about choices: they are added and never changed.

A decision, a receipt and the words of a question stay as they were written, for every role.
What may still happen to them: the link to a guardian or an account is emptied when that row
ends, and a receipt takes the choices on it along. Deleting is for `portal_purge` alone, by
its rights.
"""

from django.conf import settings
from django.db import migrations

FACTS = """
CREATE FUNCTION consents_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  emptied text;
BEGIN
  IF (to_jsonb(NEW) - TG_ARGV) IS DISTINCT FROM (to_jsonb(OLD) - TG_ARGV) THEN
    RAISE EXCEPTION '% is added and never changed', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  FOREACH emptied IN ARRAY TG_ARGV LOOP
    IF to_jsonb(NEW) ->> emptied IS DISTINCT FROM to_jsonb(OLD) ->> emptied
       AND to_jsonb(NEW) ->> emptied IS NOT NULL THEN
      RAISE EXCEPTION '% is added and never changed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;

CREATE TRIGGER consents_decision_stays BEFORE UPDATE ON consents_decision
  FOR EACH ROW EXECUTE FUNCTION consents_stays('guardian_id', 'decided_by_id');
CREATE TRIGGER consents_receipt_stays BEFORE UPDATE ON consents_receipt
  FOR EACH ROW EXECUTE FUNCTION consents_stays('given_to_id');
CREATE FUNCTION consents_words_stay() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% is added and never changed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consents_wording_stays BEFORE UPDATE ON consents_wording
  FOR EACH ROW EXECUTE FUNCTION consents_words_stay();

ALTER TABLE consents_decision
  ADD CONSTRAINT consents_decision_guardian FOREIGN KEY (guardian_id)
    REFERENCES students_guardian (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_decision_decided_by FOREIGN KEY (decided_by_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_decision_receipt FOREIGN KEY (receipt_id)
    REFERENCES consents_receipt (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE consents_receipt
  ADD CONSTRAINT consents_receipt_given_to FOREIGN KEY (given_to_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
"""
UNDO = """
ALTER TABLE consents_receipt DROP CONSTRAINT consents_receipt_given_to;
ALTER TABLE consents_decision
  DROP CONSTRAINT consents_decision_receipt,
  DROP CONSTRAINT consents_decision_decided_by,
  DROP CONSTRAINT consents_decision_guardian;
DROP TRIGGER consents_wording_stays ON consents_wording;
DROP TRIGGER consents_receipt_stays ON consents_receipt;
DROP TRIGGER consents_decision_stays ON consents_decision;
DROP FUNCTION consents_words_stay();
DROP FUNCTION consents_stays();
"""


class Migration(migrations.Migration):
    """References that PostgreSQL keeps, and rows that stay as they are."""

    dependencies = [
        ("consents", "0002_facts"),
        ("students", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [migrations.RunSQL(FACTS, UNDO)]
