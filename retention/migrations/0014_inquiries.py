"""PostgreSQL lets a purge delete what was asked about approved students alone."""

from django.db import migrations

WALLS = """
ALTER POLICY consents_inquiry_purge_deletes ON consents_inquiry
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
"""
OPEN = """
ALTER POLICY consents_inquiry_purge_deletes ON consents_inquiry USING (true);
"""


class Migration(migrations.Migration):
    """The wall around the purge, round one more table."""

    dependencies = [("retention", "0013_turning"), ("consents", "0030_inquiry_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
