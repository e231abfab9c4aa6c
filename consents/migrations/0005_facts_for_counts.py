"""The window through which totals are counted, for who reads numbers of a school and no answers.

It gives what the rule needs, with guardians as numbers within one child, of students of the
schools where the caller holds `read_counts`; the page shows totals alone.
"""

from django.db import migrations

COUNTS = """
CREATE FUNCTION consents_facts_for_counts(students bigint[], until timestamptz)
RETURNS TABLE (student bigint, guardian int, starts date, ends date, purpose bigint,
               outcome text, at timestamptz, number int, version int)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM consents_facts_of(ARRAY(
    SELECT s.id FROM students_student s
    WHERE s.id = ANY (students)
      AND s.school_id = ANY ((SELECT access_schools('read_counts'))::bigint[])
  ), until)
$$;
REVOKE ALL ON FUNCTION consents_facts_for_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_facts_for_counts TO portal_web, portal_worker;
"""


class Migration(migrations.Migration):
    """One function."""

    dependencies = [("consents", "0004_walls")]
    operations = [
        migrations.RunSQL(COUNTS, "DROP FUNCTION consents_facts_for_counts(bigint[], timestamptz)")
    ]
