"""PostgreSQL lets a purge delete the religion of approved students alone."""

from django.db import migrations

WALLS = """
ALTER POLICY consents_religion_purge_deletes ON consents_religion
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
"""
OPEN = """
ALTER POLICY consents_religion_purge_deletes ON consents_religion USING (true);
"""


class Migration(migrations.Migration):
    """The wall around the purge, round one more table."""

    dependencies = [("retention", "0011_of_two_parents"), ("consents", "0022_religion_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
