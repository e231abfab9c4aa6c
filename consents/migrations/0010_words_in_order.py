"""What PostgreSQL itself holds about the words of a question: versions come in order.

A version is one more than the one before, begins in Dutch, says the same of itself in every
language (asks again or not, from when), and is never in force before an earlier one.
"""

from django.db import migrations

ORDER = """
CREATE FUNCTION consents_words_in_order() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE newest record;
BEGIN
  SELECT version, is_material, in_force_from INTO newest
  FROM consents_wording WHERE purpose_id = NEW.purpose_id ORDER BY version DESC LIMIT 1;
  IF NEW.version = newest.version AND NEW.is_material = newest.is_material
     AND NEW.in_force_from = newest.in_force_from THEN
    RETURN NEW;
  END IF;
  IF NEW.version = coalesce(newest.version, 0) + 1 AND NEW.language = 'nl'
     AND (newest IS NULL OR NEW.in_force_from >= newest.in_force_from) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'versions of the words come in order, and begin in Dutch'
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consents_wording_in_order BEFORE INSERT ON consents_wording
  FOR EACH ROW EXECUTE FUNCTION consents_words_in_order();
REVOKE ALL ON FUNCTION consents_words_in_order FROM PUBLIC;
"""
UNDO = """
DROP TRIGGER consents_wording_in_order ON consents_wording;
DROP FUNCTION consents_words_in_order();
"""


class Migration(migrations.Migration):
    """A trigger on new words."""

    dependencies = [("consents", "0009_kept_answer_walls")]
    operations = [migrations.RunSQL(ORDER, UNDO)]
