"""What PostgreSQL holds about emergencies: none without a reason, and each reason with its task.

The trigger waits for the end of the transaction, in which the service writes both rows. A row
of `access_breakglass` names the person of its assignment, so that the check that nobody reviews
oneself is about the right person.
"""

from django.db import migrations

HOLD = """
ALTER TABLE access_assignment ADD CONSTRAINT access_assignment_of_user UNIQUE (id, user_id);
ALTER TABLE access_breakglass
  ADD CONSTRAINT access_breakglass_same_user FOREIGN KEY (assignment_id, user_id)
    REFERENCES access_assignment (id, user_id) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION access_hold_to_reason() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM access_assignment WHERE id = NEW.id)
    AND NOT EXISTS (SELECT FROM access_breakglass WHERE assignment_id = NEW.id)
  THEN
    RAISE EXCEPTION 'emergency access without a reason'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'access_assignment_emergency_says_why';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER access_assignment_emergency_says_why
  AFTER INSERT OR UPDATE OF source ON access_assignment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.source = 'break_glass')
  EXECUTE FUNCTION access_hold_to_reason();

REVOKE ALL ON FUNCTION access_hold_to_reason FROM PUBLIC;
"""

LOOSE = """
DROP TRIGGER access_assignment_emergency_says_why ON access_assignment;
DROP FUNCTION access_hold_to_reason();
ALTER TABLE access_breakglass DROP CONSTRAINT access_breakglass_same_user;
ALTER TABLE access_assignment DROP CONSTRAINT access_assignment_of_user;
"""


class Migration(migrations.Migration):
    """References and a trigger."""

    dependencies = [("access", "0012_break_glass")]
    operations = [migrations.RunSQL(HOLD, LOOSE)]
