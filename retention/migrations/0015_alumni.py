"""PostgreSQL lets a purge take former students off the file of approved students alone."""

from django.db import migrations

WALLS = """
ALTER POLICY consents_alumnus_purge_parts ON consents_alumnus
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]))
  WITH CHECK (true);
"""
OPEN = """
ALTER POLICY consents_alumnus_purge_parts ON consents_alumnus USING (true);
"""


class Migration(migrations.Migration):
    """The wall around the purge, round one more table."""

    dependencies = [("retention", "0014_inquiries"), ("consents", "0033_alumni_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
