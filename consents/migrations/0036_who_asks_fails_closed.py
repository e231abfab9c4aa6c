"""Who asks a question of a kind is said for each kind; of a kind that is named nowhere nobody does.

Until now whoever writes down what the school is told asked, and read, all that is not about care:
a kind that comes later would have been theirs without anybody deciding so.

Law: AVG 5(1)(f)
"""

from django.db import migrations

BY_SCHOOL = "school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])"
AT_WORK = """(student_id <> ALL ((SELECT access_own_family())::bigint[]) AND CASE kind
    WHEN 'care' THEN student_id = ANY ((SELECT access_students('write_care_notes'))::bigint[])
      OR student_id = ANY ((SELECT access_students('write_lesson_advice'))::bigint[])
    {otherwise} END)"""
NAMED = AT_WORK.format(
    otherwise=f"WHEN 'transfer' THEN {BY_SCHOOL} WHEN 'alumni' THEN {BY_SCHOOL} ELSE false"
)
BEFORE = AT_WORK.format(otherwise=f"ELSE {BY_SCHOOL}")


def walls(at_work: str) -> str:
    """Return the policies of who asks, and the function beside them, with one condition."""
    return f"""
ALTER POLICY consents_inquiry_at_work ON consents_inquiry USING {at_work};
ALTER POLICY consents_inquiry_write ON consents_inquiry
  WITH CHECK ({at_work} AND asked_by_id = (SELECT access_caller()) AND ended_at IS NULL);
ALTER POLICY consents_inquiry_end ON consents_inquiry
  USING {at_work} WITH CHECK (ended_by_id = (SELECT access_caller()));
CREATE OR REPLACE FUNCTION consents_inquiries_at_work() RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  found_ids bigint[];
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  SELECT coalesce(array_agg(id), '{{}}') INTO found_ids FROM consents_inquiry WHERE {at_work};
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN found_ids;
END $$;
"""


class Migration(migrations.Migration):
    """Three policies and a function."""

    dependencies = [("consents", "0035_choices_of_campaigns")]
    operations = [migrations.RunSQL(walls(NAMED), walls(BEFORE))]
