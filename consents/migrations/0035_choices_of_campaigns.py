"""Who did not answer a school yet is known from what was asked of everybody.

An answer to what was asked about one student alone says nothing of photos, and a campaign asks
about nothing else. The worker that writes to people learns of no such answer.

Law: AVG 5(1)(c)
"""

from importlib import import_module

from django.db import migrations

CHOICES = """
CREATE OR REPLACE FUNCTION consents_choices_for_portal(students bigint[], known timestamptz)
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
    WHERE d.student_id = ANY (students) AND d.at <= known AND d.inquiry_id IS NULL
      AND s.school_id = (SELECT access_portal_school())
      AND NOT (d.capacity = 'guardian' AND d.guardian_id IS NULL);
  PERFORM set_config('app.owner_opens', opened, true);
END $$;
"""
NAME = "FUNCTION consents_choices_for_portal("
WALLS = import_module("consents.migrations.0018_campaign_walls").WALLS
BEFORE = f"CREATE OR REPLACE {NAME}{WALLS.split(NAME)[1].split('END $$;')[0]}END $$;\n"


class Migration(migrations.Migration):
    """The function that tells who answered, without what was asked of one."""

    dependencies = [("consents", "0034_inquiry_facts_of_deciders")]
    operations = [migrations.RunSQL(CHOICES, BEFORE)]
